/* Import page: the imports under way, whoever began them and wherever they run; the end of those begun here. */
(function () {
  "use strict";

  const LIST_ID = "import-runs";
  const BUSY_MS = 700;
  const IDLE_MS = 4000;
  const followed = new Map();
  let known = new Set();
  let timer = null;

  const list = () => document.getElementById(LIST_ID);

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function row(run, words) {
    const item = element("li", "ot-run");
    item.dataset.runId = run.run_id;
    const head = element("div", "ot-run-head");
    head.append(element("strong", "ot-run-files ot-ellipsis"), element("span", "ot-muted ot-run-by"));
    const cancel = element("button", "ot-button is-quiet", words.cancel);
    cancel.type = "button";
    cancel.dataset.runCancel = run.run_id;
    head.append(cancel);
    const bar = element("progress", "ot-progress");
    bar.max = 1000;
    const foot = element("div", "ot-run-foot ot-muted");
    foot.append(element("span", "ot-run-step"), element("span", "ot-run-facts"));
    item.append(head, bar, foot);
    return item;
  }

  function fill(item, run, words) {
    const names = run.title || words.receiving;
    const files = item.querySelector(".ot-run-files");
    files.textContent = names;
    files.title = names;
    item.querySelector(".ot-run-by").textContent = run.by;
    item.querySelector(".ot-run-step").textContent = run.text;
    item.querySelector(".ot-run-facts").textContent = run.facts;
    const bar = item.querySelector("progress");
    bar.setAttribute("aria-label", names + " · " + run.text);
    if (run.step === "wait" || run.state === "cancelling") bar.removeAttribute("value");
    else bar.value = Math.round(run.share * 1000);
    item.querySelector("button").disabled = run.state === "cancelling";
  }

  function draw(box, runs) {
    const words = box.dataset;
    box.hidden = runs.length === 0;
    if (!box.firstChild) {
      box.append(element("h2", "ot-section-title", words.title), element("p", "ot-muted", words.hint));
      box.append(element("ul", "ot-card ot-run-list"));
    }
    const items = box.querySelector("ul");
    const shown = new Map(Array.from(items.children, (item) => [item.dataset.runId, item]));
    for (const run of runs) {
      let item = shown.get(run.run_id);
      if (!item) {
        item = row(run, words);
        items.append(item);
      }
      fill(item, run, words);
      shown.delete(run.run_id);
    }
    for (const item of shown.values()) item.remove();
  }

  async function ended(id) {
    const then = followed.get(id);
    followed.delete(id);
    if (!then) return;
    try {
      const response = await fetch("/api/imports/runs/" + id);
      then(response.ok ? await response.json() : {});
    } catch (error) {
      then({});
    }
  }

  async function tick() {
    clearTimeout(timer);
    const box = list();
    let runs = [];
    if (box && !document.hidden) {
      try {
        const response = await fetch("/api/imports/runs");
        if (response.ok) {
          runs = (await response.json()).runs;
          const now = new Set(runs.map((run) => run.run_id));
          const over = Array.from(new Set([...known, ...followed.keys()])).filter((id) => !now.has(id));
          known = now;
          if (list()) draw(list(), runs);
          for (const id of over) await ended(id);
          if (over.length) document.dispatchEvent(new CustomEvent("ot-runs-ended"));
        }
      } catch (error) { /* the next look tells whether the service is back */ }
    }
    clearTimeout(timer);
    timer = setTimeout(tick, runs.length || followed.size ? BUSY_MS : IDLE_MS);
  }

  /* Call ``then`` with what the API says of the run when it has ended. */
  function follow(id, then) {
    followed.set(id, then);
    tick();
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-run-cancel]");
    if (!button) return;
    button.disabled = true;
    try {
      await fetch("/api/imports/runs/" + button.dataset.runCancel, { method: "DELETE" });
    } catch (error) { button.disabled = false; }
    tick();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });

  window.ordertrailRuns = { follow, look: tick };
  tick();
})();
