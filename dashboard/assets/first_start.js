/* First start: loads the demo data and follows the work until the page can show them. */
(function () {
  "use strict";

  const POLL_MS = 300;
  const byId = (id) => document.getElementById(id);

  function show(step, share) {
    const box = byId("overview-demo-progress");
    if (!box) return;
    box.hidden = false;
    byId("overview-demo-step").textContent = step;
    const bar = byId("overview-demo-bar");
    if (share === null) bar.removeAttribute("value");
    else bar.value = Math.round(share * 100);
  }

  function follow(running) {
    setTimeout(async () => {
      if (!running()) return;
      try {
        const response = await fetch("/api/demo/progress");
        const step = response.ok ? await response.json() : null;
        if (step && running()) show(step.text, step.total ? step.done / step.total : null);
      } catch (error) { /* the request itself tells when the connection is gone */ }
      follow(running);
    }, POLL_MS);
  }

  async function load(button) {
    let running = true;
    const fault = byId("overview-demo-error");
    button.disabled = true;
    fault.textContent = "";
    fault.className = "";
    show(button.dataset.starting, null);
    follow(() => running);
    let problem = "";
    try {
      const response = await fetch("/api/demo", { method: "POST" });
      const body = await response.json().catch(() => ({}));
      if (!response.ok) problem = body.message || button.dataset.failed;
    } catch (error) {
      problem = button.dataset.failed;
    }
    running = false;
    if (!problem) {
      window.location.assign("/");
      return;
    }
    button.disabled = false;
    byId("overview-demo-progress").hidden = true;
    fault.className = "ot-sentence is-bad";
    fault.textContent = problem;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#overview-demo-button");
    if (button && !button.disabled) load(button);
  });
})();
