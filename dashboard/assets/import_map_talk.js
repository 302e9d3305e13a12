/* What the columns of an unknown file are: the state of the page, its talk with the API, and what is typed. */
(function () {
  "use strict";

  const HOST = "mapping";
  const PAUSE_MS = 400;
  const view = window.otMapping;
  let page = null;

  async function ask(method, address, body) {
    const options = { method };
    if (body !== undefined) {
      options.headers = { "Content-Type": "application/json" };
      options.body = JSON.stringify(body);
    }
    const response = await fetch(address, options);
    const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
    return { ok: response.ok, status: response.status, answer };
  }

  function mapped() {
    const wanted = new Set(page.facts.of_role[page.layout.role]);
    const columns = {};
    for (const [target, header] of Object.entries(page.layout.columns)) {
      const own = target.startsWith("custom.") && page.layout.role === "orders";
      if (header && (wanted.has(target) || own)) columns[target] = header;
    }
    return { ...page.layout, columns };
  }

  /* --- trying -------------------------------------------------------------------------------------------------- */

  function later() {
    clearTimeout(page.timer);
    page.timer = setTimeout(attempt, PAUSE_MS);
  }

  async function attempt() {
    const mine = page;
    const turn = (mine.turn += 1);
    if (!mine.look) return;
    /* Without what every order needs there is nothing to try; the result says what that is. */
    if (view.lacks(mine)) {
      Object.assign(mine, { trial: null, faults: {}, refusal: "" });
      view.result(mine, "");
      view.faults(mine);
      return;
    }
    view.result(mine, "trying");
    try {
      const found = await ask("POST", "/api/mappings/files/" + mine.file + "/try", { layout: mapped() });
      if (mine !== page || turn !== mine.turn) return;
      mine.trial = found.ok ? found.answer : null;
      mine.faults = found.answer.fields || {};
      mine.refusal = found.ok || Object.keys(mine.faults).length ? "" : found.answer.message;
      view.result(mine, "");
      view.faults(mine);
    } catch (error) {
      if (mine === page) view.news(mine, "bad", mine.words.lost);
    }
  }

  /* --- saving -------------------------------------------------------------------------------------------------- */

  async function save(also) {
    const mine = page;
    if (mine.busy) return;
    mine.busy = true;
    view.busy(mine, mine.words.saving);
    const known = mine.channels.rows.find((each) => each.code === mine.name.code);
    const wish = { ...mine.name, layout: mapped(), version: mine.channels.version };
    if (known && mine.at !== null && mine.at_code === known.code) wish.at = mine.at;
    try {
      const found = await ask("POST", "/api/mappings/channels", wish);
      if (!found.ok) {
        mine.faults = found.answer.fields || {};
        view.faults(mine);
        view.news(mine, "bad", found.status === 409 ? mine.words.stale : message(found.answer, mine));
        return;
      }
      Object.assign(mine, { at: found.answer.at, at_code: found.answer.code, faults: {} });
      mine.name.code = found.answer.code;
      mine.channels = (await ask("GET", "/api/mappings/channels")).answer;
      view.build(mine);
      if (also) await bring(mine);
      else view.news(mine, "good", mine.words.saved);
    } catch (error) {
      view.news(mine, "bad", mine.words.lost);
    } finally {
      mine.busy = false;
      view.busy(mine, "");
    }
  }

  function message(answer, mine) {
    const count = Object.keys(answer.fields || {}).length;
    return count ? view.fill(mine.words.faults, { n: count }) : answer.message || mine.words.lost;
  }

  async function bring(mine) {
    view.busy(mine, mine.words.importing);
    const files = [mine.file, ...Array.from(mine.box.querySelectorAll("[data-with]:checked"), (each) => each.dataset.with)];
    const found = await ask("POST", "/api/mappings/import", { files });
    if (!found.ok) {
      view.news(mine, "bad", found.answer.message || mine.words.lost);
      return;
    }
    const ids = found.answer.imports.map((each) => "id=" + encodeURIComponent(each.import_id));
    window.location.assign("/import?" + ids.join("&"));
  }

  /* --- what is typed ------------------------------------------------------------------------------------------- */

  function take(control) {
    const { part, name } = control.dataset;
    const value = control.type === "checkbox" ? control.checked : control.value;
    if (part === "column") {
      page.layout.columns[name] = value;
      page.guesses[name] = value ? "chosen" : "";
      view.row(page, name);
    } else if (part === "word") {
      page.layout.status[name] = value;
    } else if (part === "name") {
      page.name[name] = value;
      if (name === "code") choose(value);
    } else if (part === "layout") {
      page.layout[name] = value;
    }
    if (part === "layout" && name === "role") view.build(page);
    if (part === "column" && name === "status") {
      words(value);
      view.build(page);
    }
    if (part === "layout" && name === "currency") view.build(page);
    if (part !== "name") later();
  }

  function choose(code) {
    const known = page.channels.rows.find((each) => each.code === code);
    page.name = known ? { code, zh: known.zh, en: known.en } : { code: "", zh: "", en: "" };
    view.build(page);
  }

  /* Another column has other words: those that were known keep their stage. */
  function words(header) {
    const column = page.look && page.look.columns.find((each) => each.header === header);
    if (!column) return;
    const before = page.layout.status;
    page.layout.status = {};
    for (const [word] of column.words) {
      const key = word.toLowerCase().replaceAll(",", "\uff0c");
      page.layout.status[key] = before[key] || "";
    }
  }

  /* --- beginning ----------------------------------------------------------------------------------------------- */

  async function begin(box) {
    const { file, channel, at } = box.dataset;
    const mine = {
      box, file, turn: 0, timer: 0, busy: false, look: null, trial: null, faults: {}, refusal: "", guesses: {}, files: [],
      at: at === "" ? null : Number(at), at_code: channel, name: { code: "", zh: "", en: "" },
      facts: JSON.parse(box.dataset.facts), words: JSON.parse(box.dataset.words), channels: { version: 0, rows: [] },
    };
    page = mine;
    try {
      const [known, files] = await Promise.all([ask("GET", "/api/mappings/channels"), ask("GET", "/api/mappings/files")]);
      mine.channels = known.answer;
      mine.files = files.ok ? files.answer.filter((each) => each.id !== file) : [];
      const own = mine.channels.rows.find((each) => each.code === channel);
      if (own) mine.name = { code: own.code, zh: own.zh, en: own.en };
      if (file) {
        const found = await ask("GET", "/api/mappings/files/" + file);
        if (mine !== page) return;
        if (!found.ok) return view.alone(mine, "bad", found.answer.message || mine.words.lost);
        mine.look = found.answer;
        mine.layout = found.answer.layout;
        for (const [target, guess] of Object.entries(found.answer.guesses)) mine.guesses[target] = guess;
      } else if (own && own.layouts[mine.at]) {
        mine.layout = own.layouts[mine.at];
      } else {
        return view.alone(mine, "info", mine.words.no_file);
      }
      view.build(mine);
      if (mine.look) attempt();
    } catch (error) {
      view.alone(mine, "bad", mine.words.lost);
    }
  }

  document.addEventListener("change", (event) => {
    const control = event.target.closest("#mapping [data-part]");
    if (control && page) take(control);
  });

  document.addEventListener("input", (event) => {
    const control = event.target.closest('#mapping input[type="text"][data-part]');
    if (control && page) take(control);
  });

  document.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-mapping-zone]");
    if (!offer || !page) return;
    page.layout.zone = offer.dataset.mappingZone;
    view.build(page);
    later();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-mapping-save],[data-mapping-drop],[data-mapping-channel]");
    if (!button) return;
    const { mappingSave, mappingDrop, mappingChannel, mappingShown } = button.dataset;
    if (mappingSave) return save(mappingSave === "import");
    button.disabled = true;
    if (mappingDrop) await ask("DELETE", "/api/mappings/files/" + mappingDrop);
    if (mappingChannel) {
      const known = await ask("GET", "/api/mappings/channels");
      const wish = { shown: Boolean(mappingShown), version: known.answer.version };
      await ask("PATCH", "/api/mappings/channels/" + encodeURIComponent(mappingChannel), wish);
    }
    window.dash_clientside.set_props("import-refresh", { data: Date.now() });
  });

  /* The page is drawn by the framework: it begins as soon as it stands there. */
  new MutationObserver(() => {
    const box = document.getElementById(HOST);
    if (box && !box.dataset.begun) {
      box.dataset.begun = "1";
      begin(box);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
