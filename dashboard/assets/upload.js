/* Import page: files travel as a plain multipart request, so that a large file is never held in memory as text. */
(function () {
  "use strict";

  const URL_ID = "import-url";
  const REFRESH_ID = "import-refresh";
  const REFUSAL_ID = "import-refusal";
  /* So many files are named to others while they are on their way. */
  const NAMED = 10;
  let busy = false;

  const picker = document.createElement("input");
  picker.type = "file";
  picker.multiple = true;
  picker.hidden = true;
  picker.id = "import-file-input";
  picker.accept = ".csv,.tsv,.tab,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.zip,.gz";
  document.body.appendChild(picker);

  const byId = (id) => document.getElementById(id);
  const zone = () => byId("import-drop");

  function setProps(id, props) {
    window.dash_clientside.set_props(id, props);
  }

  function refresh() {
    setProps(REFRESH_ID, { data: Date.now() });
  }

  const part = (type, children) => ({ namespace: "dash_html_components", type, props: { children } });

  /* One sentence, or several below each other. */
  function say(texts, tone) {
    const several = Array.isArray(texts) && texts.length > 1;
    const said = several ? part("Ul", texts.map((text) => part("Li", text))) : part("Span", texts);
    const children = texts && {
      namespace: "dash_html_components",
      type: "Div",
      props: {
        className: "ot-sentence is-" + tone,
        role: tone === "bad" ? "alert" : "status",
        children: [
          { namespace: "dash_html_components", type: "Span",
            props: { className: "ot-sign", children: tone === "bad" ? "×" : "✓", "aria-hidden": "true" } },
          said,
        ],
      },
    };
    setProps(REFUSAL_ID, { children: children || null });
  }

  function show(step, share) {
    const box = byId("import-progress");
    if (!box) return;
    box.hidden = step === null;
    byId("import-step").textContent = step || "";
    const bar = byId("import-bar");
    if (share === null || share === undefined) bar.removeAttribute("value");
    else bar.value = Math.round(share * 100);
  }

  function answer(request) {
    try {
      return JSON.parse(request.responseText) || {};
    } catch (error) {
      return {};
    }
  }

  /* What a run of files begun here came to: its imports are shown, and what was refused is said. */
  function prepared(run) {
    if (!zone()) return;
    const refused = (run.refused || []).map((each) => each.message);
    if (run.message) refused.push(run.message);
    say(refused.length ? refused : null, "bad");
    refresh();
    const ids = (run.reports || []).map((each) => "id=" + encodeURIComponent(each.import_id));
    if (ids.length) setProps(URL_ID, { search: "?" + ids.join("&") });
  }

  function send(files) {
    const words = zone();
    if (busy || !words || !files.length) return;
    busy = true;
    say(null);
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    const request = new XMLHttpRequest();
    const asked = new URLSearchParams({ background: "true" });
    Array.from(files).slice(0, NAMED).forEach((file) => asked.append("name", file.name.slice(0, 200)));
    request.open("POST", "/api/imports?" + asked);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) show(words.dataset.sending, event.loaded / event.total);
    };
    request.upload.onload = () => show(words.dataset.reading, null);
    const end = (text) => {
      busy = false;
      picker.value = "";
      show(null);
      if (text) say(text, "bad");
    };
    request.onerror = () => end(words.dataset.failed);
    request.onload = () => {
      const body = answer(request);
      if (request.status === 202) {
        end(null);
        window.ordertrailRuns.follow(body.run_id, prepared);
      } else {
        end(body.message || words.dataset.failed);
        refresh();
      }
    };
    show(words.dataset.sending, 0);
    request.send(form);
  }

  /* What the boxes of the card say shall land. */
  function choice(card) {
    const boxes = (name) => {
      const group = card && card.querySelector('[data-choice="' + name + '"]');
      if (!group) return [];
      const inputs = group.querySelectorAll("input[type=checkbox]");
      return JSON.parse(group.dataset.names).map((each, place) => [each, inputs[place] && inputs[place].checked]);
    };
    const wish = {};
    for (const [kind, wanted] of boxes("kinds")) wish[kind] = wanted;
    wish.without = boxes("groups").filter((each) => !each[1]).map((each) => each[0]);
    wish.theirs = boxes("theirs").filter((each) => each[1]).map((each) => each[0]);
    wish.quiet = boxes("quiet").some((each) => each[1]);
    return wish;
  }

  async function act(button) {
    const id = encodeURIComponent(button.dataset.importId);
    const deed = button.dataset.importAction;
    const posts = deed === "land" || deed === "undo";
    const wish = deed === "land" ? choice(button.closest(".ot-import")) : {};
    const box = button.closest(".ot-actions");
    const buttons = box.querySelectorAll("[data-import-action]");
    const working = box.querySelector(".ot-import-working");
    buttons.forEach((each) => { each.disabled = true; });
    working.hidden = false;
    say(null);
    try {
      const path = posts ? "/" + deed + (deed === "land" ? "?background=true" : "") : "";
      const response = await fetch("/api/imports/" + id + path, {
        method: posts ? "POST" : "DELETE",
        headers: { "Content-Type": "application/json" },
        body: deed === "land" ? JSON.stringify(wish) : undefined,
      });
      const body = await response.json().catch(() => ({}));
      if (!response.ok) say(body.message || zone().dataset.failed, "bad");
      if (response.status === 202) {
        const run = await new Promise((done) => window.ordertrailRuns.follow(body.run_id, done));
        if (run.message && zone()) say(run.message, "bad");
      }
    } catch (error) {
      say(zone().dataset.failed, "bad");
    } finally {
      buttons.forEach((each) => { each.disabled = false; });
      working.hidden = true;
      refresh();
    }
  }

  /* The boxes are the framework's: it hears of them only by clicks. */
  function chooseAll(button) {
    const wanted = Boolean(button.dataset.chooseAll);
    button.closest("fieldset").querySelectorAll("input[type=checkbox]").forEach((box) => {
      if (box.checked !== wanted) box.click();
    });
  }

  /* A file is read in the way that a person chose. */
  async function answerQuestion(button) {
    const { questionFile, questionAbout, questionAnswer } = button.dataset;
    const list = button.closest(".ot-answers");
    list.querySelectorAll("button").forEach((each) => { each.disabled = true; });
    say(null);
    try {
      const response = await fetch("/api/mappings/files/" + questionFile + "/answer", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ [questionAbout]: questionAnswer }),
      });
      const body = await response.json().catch(() => ({}));
      if (response.ok) prepared({ reports: body.imports, refused: body.refused });
      else say(body.message || zone().dataset.failed, "bad");
    } catch (error) {
      say(zone().dataset.failed, "bad");
    } finally {
      list.querySelectorAll("button").forEach((each) => { each.disabled = false; });
      refresh();
    }
  }

  picker.addEventListener("change", () => send(picker.files));

  document.addEventListener("ot-runs-ended", () => { if (zone()) refresh(); });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#import-files")) picker.click();
    const button = event.target.closest("[data-import-action]");
    if (button) act(button);
    const every = event.target.closest("[data-choose-all]");
    if (every) chooseAll(every);
    const told = event.target.closest("[data-question-answer]");
    if (told) answerQuestion(told);
  });

  const over = (event) => zone() && event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    zone().classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (zone() && !event.relatedTarget) zone().classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    zone().classList.remove("is-over");
    send(event.dataTransfer.files);
  });
})();
