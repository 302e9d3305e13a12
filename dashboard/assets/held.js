/* Held rows: the grid's columns and blocks, its tools, and what is done with rows. The URL says which are shown. */
(function () {
  "use strict";

  const GRID = "held-grid";
  const CELL_WIDTH = 150;
  let desk = null;

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  const part = (id) => document.getElementById(id);
  const asked = () => new URLSearchParams(window.location.search);
  const toast = (text, tone) => window.ordertrail.toast(text, tone);

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children.filter((each) => each !== null && each !== undefined));
    return element;
  }

  const button = (text, deed, primary) => {
    const made = make("button", { type: "button", className: "ot-button is-small" + (primary ? " is-primary" : ""), textContent: text });
    made.addEventListener("click", deed);
    return made;
  };

  /* ---- what is asked ---- */

  function query(more) {
    const said = new URLSearchParams();
    ["import", "channel", "reason", "state", "q"].forEach((name) => {
      if (asked().get(name)) said.set(name, asked().get(name));
    });
    Object.entries(more || {}).forEach(([name, value]) => said.set(name, value));
    return said;
  }

  function change(name, value) {
    const said = asked();
    if (value) said.set(name, value);
    else said.delete(name);
    const search = said.toString();
    window.history.replaceState(window.history.state, "", window.location.pathname + (search ? "?" + search : ""));
    begin();
  }

  async function ask(method, path, body) {
    try {
      const json = body !== undefined && !(body instanceof FormData);
      const response = await fetch(path, {
        method, headers: json ? { "Content-Type": "application/json" } : {}, body: json ? JSON.stringify(body) : body,
      });
      return { ok: response.ok, status: response.status, body: await response.json() };
    } catch (error) {
      return { ok: false, status: 0, body: { message: desk.words.lost } };
    }
  }

  const sentence = (answer) => [answer.body.message, ...Object.values(answer.body.fields || {})].filter(Boolean).join(" ");

  /* ---- columns ---- */

  const place = (data, name) => (desk.headers[data.file_key] || []).indexOf(name);
  const value = (name) => ({ data }) => (data ? data.cells[place(data, name)] || "" : "");

  function fileColumns() {
    const names = [];
    Object.values(desk.headers).forEach((headers) => headers.forEach((name) => names.includes(name) || names.push(name)));
    return names.map((name, at) => ({
      colId: "cell-" + at,
      headerName: name,
      width: CELL_WIDTH,
      editable: ({ data }) => Boolean(data) && data.state === "open" && place(data, name) >= 0,
      valueGetter: value(name),
      valueSetter: ({ data, newValue }) => {
        data.cells[place(data, name)] = newValue === null || newValue === undefined ? "" : String(newValue);
        return true;
      },
      cellClassRules: {
        "is-fault": ({ data }) => Boolean(data) && data.at !== null && data.at === place(data, name),
        "is-mended": ({ data }) => Boolean(data) && data.mended.includes(place(data, name)),
      },
      tooltipValueGetter: ({ data }) => (data && data.at === place(data, name) ? data.text : null),
      context: { name },
    }));
  }

  function link(href, text) {
    return make("a", { href, textContent: text, className: "ot-link" });
  }

  /* Cells are drawn by the grid's own framework. */
  const cellLink = (href, text) => window.React.createElement("a", { href, className: "ot-link" }, text);

  function columns() {
    const { words } = desk;
    const one = Boolean(asked().get("import"));
    const found = [
      { colId: "line", headerName: words.line, width: 84, pinned: one ? "left" : null, cellClass: "ag-right-aligned-cell", valueGetter: ({ data }) => (data ? data.line : "") },
      { colId: "no", headerName: words.no, width: 150, valueGetter: ({ data }) => (data ? data.no || "" : "") },
      { colId: "reason", headerName: words.reason, width: one ? 280 : 420, cellClass: one ? "is-jump" : null, valueGetter: ({ data }) => (data ? data.text : ""), tooltipValueGetter: ({ data }) => data && data.text },
    ];
    const state = asked().get("state") || "open";
    if (state === "dropped") found.push({ colId: "note", headerName: words.note, width: 180, valueGetter: ({ data }) => (data ? data.note || "" : "") });
    if (state === "replayed") {
      found.push({ colId: "replay", headerName: words.landed_by, width: 120, cellRenderer: ({ data }) => (data && data.replay_id ? cellLink("/import?id=" + data.replay_id, data.replay_id.slice(0, 8)) : "") });
    }
    if (one) {
      const file = Object.keys(desk.headers).length > 1;
      if (file) found.push({ colId: "file", headerName: words.file, width: 140, valueGetter: ({ data }) => (data ? data.file : "") });
      const cells = fileColumns();
      return cells.length ? [...found, ...cells] : [...found, rawColumn()];
    }
    return [
      { colId: "mend", headerName: words.import, width: 110, cellRenderer: ({ data }) => (data ? cellLink("/import/held?import=" + data.import_id, words.mend) : null) },
      { colId: "channel", headerName: words.channel, width: 110, valueGetter: ({ data }) => (data ? words.channels[data.channel] || data.channel : "") },
      { colId: "file", headerName: words.file, width: 160, valueGetter: ({ data }) => (data ? data.file : "") },
      ...found, rawColumn(),
    ];
  }

  const rawColumn = () => ({ colId: "raw", headerName: desk.words.raw, width: 420, valueGetter: ({ data }) => (data ? data.raw : ""), tooltipValueGetter: ({ data }) => data && data.raw });

  /* ---- rows ---- */

  function source() {
    const mine = desk;
    return {
      async getRows(params) {
        const answer = await ask("GET", "/api/held?" + query({ start: params.startRow, end: params.endRow }));
        if (desk !== mine) return;
        if (!answer.ok) {
          params.failCallback();
          news(sentence(answer), "bad");
          return;
        }
        Object.assign(desk.headers, answer.body.headers);
        params.successCallback(answer.body.rows, answer.body.total);
        if (answer.body.total !== desk.total) {
          desk.total = answer.body.total;
          draw();
        }
      },
    };
  }

  async function edited({ data, colDef, oldValue, newValue, api, node }) {
    const at = place(data, colDef.context.name);
    const [seen, told] = [oldValue || "", newValue === null || newValue === undefined ? "" : String(newValue)];
    if (seen === told) return;
    const answer = await ask("PATCH", "/api/held", { rows: [{ id: data.id, cells: [{ place: at, seen, value: told }] }] });
    if (answer.ok) {
      if (!data.mended.includes(at)) data.mended.push(at);
      api.refreshCells({ rowNodes: [node], force: true });
      return;
    }
    data.cells[at] = seen;
    api.refreshCells({ rowNodes: [node], force: true });
    toast(sentence(answer), "bad");
    if (answer.status === 409) again();
  }

  /* From the reason to the cell that is at fault, which may stand far to the right. */
  function jump({ column, data, node, api, event }) {
    if (!data || data.at === null || column.getColId() !== "reason" || (event && event.key && event.key !== "Enter")) return;
    const name = (desk.headers[data.file_key] || [])[data.at];
    const at = (api.getColumns() || []).find((each) => (each.getColDef().context || {}).name === name);
    if (!at) return;
    api.ensureColumnVisible(at, "middle");
    api.setFocusedCell(node.rowIndex, at);
  }

  function again() {
    if (!desk || !desk.api || desk.api.isDestroyed() || desk.api.getEditingCells().length) return;
    desk.api.refreshInfiniteCache();
    counts();
  }

  async function counts() {
    const mine = desk;
    const answer = await ask("GET", "/api/held/counts?" + query());
    if (!answer.ok || desk !== mine) return;
    desk.counts = answer.body.counts;
    desk.total = answer.body.total;
    draw();
  }

  /* ---- deeds ---- */

  const chosen = () => desk.api.getSelectedNodes().filter((node) => node.data).map((node) => node.data.id);
  const wish = () => (desk.all ? { all: true } : { ids: chosen() });

  async function deed(path, body, said) {
    news(desk.words.working, "info");
    const answer = await ask("POST", "/api/held/" + path + "?" + query(path === "replay" ? { background: "true" } : {}), body);
    if (answer.status === 202) follow(answer.body, said);
    else if (answer.ok) told(said, answer.body);
    else news(sentence(answer), "bad");
    if (!answer.ok && answer.status !== 409 && answer.status !== 400) return;
    desk.all = false;
    desk.api.deselectAll();
    again();
  }

  /* Many rows: they are tried in the background, as everybody sees above; what came of it is said at the end. */
  function follow(run, said) {
    news(null);
    window.ordertrailRuns.follow(run.run_id, (end) => {
      if (!part("held-view")) return;
      if (end.state === "finished") told(said, end.found);
      else news(end.message || desk.words.ended, end.message ? "bad" : "warn");
    });
  }

  const told = (said, body) => news(fill(said, numbers(body)), body.held ? "warn" : "good");

  const numbers = (body) => ({ landed: number(body.landed || 0), held: number(body.held || 0), n: number(body.rows || 0) });

  function drop() {
    const { words } = desk;
    const body = wish();
    const note = make("input", { className: "ot-entry-input", maxLength: 500, required: true, id: "held-why" });
    const form = make("form", { method: "dialog" },
      make("h2", { className: "ot-card-title", textContent: words.why_title }),
      make("p", { className: "ot-muted", textContent: words.why_hint }),
      make("label", { className: "ot-entry-label", htmlFor: note.id, textContent: words.why_label }), note,
      make("div", { className: "ot-actions" },
        make("button", { type: "submit", className: "ot-button is-primary", textContent: words.confirm_drop }),
        button(words.cancel, () => box.close())));
    const box = make("dialog", { className: "ot-held-dialog" }, form);
    form.addEventListener("submit", () => deed("drop", { ...body, note: note.value }, words.was_dropped));
    box.addEventListener("close", () => box.remove());
    document.body.appendChild(box);
    box.showModal();
    note.focus();
  }

  async function upload(file) {
    const form = new FormData();
    form.append("files", file, file.name);
    news(desk.words.working, "info");
    const answer = await ask("POST", "/api/imports/" + encodeURIComponent(asked().get("import")) + "/held", form);
    if (!answer.ok) {
      news(sentence(answer), "bad");
      return;
    }
    const { mended, same, unknown, rounded } = answer.body;
    const said = [fill(desk.words.taken, { mended: number(mended), same: number(same) })];
    if (unknown.length) said.push(fill(desk.words.unknown, { lines: unknown.join(", ") }));
    if (rounded.length) said.push(fill(desk.words.rounded, { cells: rounded.join(", ") }));
    news(said.join(" "), unknown.length || rounded.length ? "warn" : "good");
    again();
  }

  /* ---- drawing ---- */

  function news(text, tone) {
    const sign = { good: "✓", warn: "!", bad: "×", info: "i" }[tone];
    part("held-news").replaceChildren(...(text ? [make("div", { className: "ot-sentence is-" + tone },
      make("span", { className: "ot-sign", textContent: sign }), make("span", { textContent: text }))] : []));
  }

  function choice(name, all, pairs) {
    const box = make("select", { className: "ot-held-choice", ariaLabel: all }, make("option", { value: "", textContent: all }),
      ...pairs.map(([code, text]) => make("option", { value: code, textContent: text, selected: asked().get(name) === code })));
    box.addEventListener("change", () => change(name, box.value));
    return box;
  }

  function sums(name) {
    const found = {};
    (desk.counts || []).forEach((each) => { found[each[name]] = (found[each[name]] || 0) + each.rows; });
    if (asked().get(name) && !(asked().get(name) in found)) found[asked().get(name)] = 0;
    const labels = name === "reason" ? desk.words.reasons : desk.words.channels;
    return Object.entries(found).map(([code, count]) => [code, (labels[code] || code) + " (" + number(count) + ")"]);
  }

  function tools() {
    const { words } = desk;
    const state = asked().get("state") || "open";
    const one = asked().get("import");
    const states = make("div", { className: "ot-segments" }, ...["open", "dropped", "replayed"].map((code) => {
      const made = make("button", { type: "button", textContent: words[code], className: code === state ? "is-on" : "", ariaPressed: String(code === state) });
      made.addEventListener("click", () => change("state", code === "open" ? "" : code));
      return made;
    }));
    const search = make("input", { type: "search", className: "ot-entry-input ot-held-search", placeholder: words.search, ariaLabel: words.search, value: asked().get("q") || "" });
    search.addEventListener("change", () => change("q", search.value.trim()));
    const found = [states, choice("reason", words.all_reasons, sums("reason"))];
    if (!one) found.push(choice("channel", words.all_channels, sums("channel")));
    found.push(search, make("span", { className: "ot-muted ot-held-total", textContent: desk.total === null ? "" : fill(words.total, { n: number(desk.total) }) }));
    if (one) {
      const base = "/api/imports/" + encodeURIComponent(one) + "/held.";
      const picker = make("input", { type: "file", accept: ".csv,.tsv,.txt,.xlsx", hidden: true });
      picker.addEventListener("change", () => picker.files.length && upload(picker.files[0]));
      found.push(make("span", { className: "ot-held-files" },
        make("a", { className: "ot-button is-small", href: base + "csv", download: "", textContent: words.csv }),
        make("a", { className: "ot-button is-small", href: base + "xlsx", download: "", textContent: words.xlsx }),
        button(words.upload, () => picker.click()), picker, link("/import/held", words.all_imports)));
    }
    return found;
  }

  function bar() {
    const { words } = desk;
    const state = asked().get("state") || "open";
    const count = desk.all ? desk.total : desk.api ? chosen().length : 0;
    if (!desk.total || state === "replayed") return [];
    const hint = make("span", { className: "ot-muted", textContent: !asked().get("import") ? words.hint_all : Object.keys(desk.headers).length ? words.hint : words.no_headers });
    if (!count) {
      const every = state === "open" ? button(fill(words.replay_all, { n: number(desk.total) }), () => deed("replay", { all: true }, words.done), true)
        : button(fill(words.all_that_match, { n: number(desk.total) }), all);
      const explain = state === "open" && asked().get("reason") === "unknown_status" ? link("/import/words?kind=status", words.explain) : null;
      return [every, explain, state === "open" ? hint : null];
    }
    const deeds = state === "open"
      ? [button(words.replay, () => deed("replay", wish(), words.done), true), button(words.drop, drop), button(words.restore, () => deed("restore", wish(), words.was_restored))]
      : [button(words.undrop, () => deed("undrop", wish(), words.was_undropped), true)];
    return [make("strong", { textContent: fill(words.chosen, { n: number(count) }) }), ...deeds,
      desk.all || count >= desk.total ? null : button(fill(words.all_that_match, { n: number(desk.total) }), all),
      button(words.clear, () => { desk.all = false; desk.api.deselectAll(); draw(); })];
  }

  function all() {
    desk.all = true;
    draw();
  }

  function draw() {
    const typing = document.activeElement && document.activeElement.closest("#held-tools");
    if (!typing) part("held-tools").replaceChildren(...tools());
    part("held-bar").replaceChildren(...bar().filter(Boolean));
    part("held-bar").hidden = !part("held-bar").children.length;
    const { words } = desk;
    const narrowed = ["reason", "channel", "q", "import"].some((name) => asked().get(name)) || asked().get("state");
    const nothing = part("held-state");
    nothing.hidden = desk.total !== 0;
    nothing.className = "ot-order-states";
    nothing.replaceChildren(make("div", { className: "ot-empty" },
      make("p", { className: "ot-empty-title", textContent: narrowed ? words.nothing_here : words.nothing }),
      make("p", { className: "ot-empty-hint", textContent: narrowed ? "" : words.nothing_hint })));
  }

  async function begin() {
    const view = part("held-view");
    if (!view) return;
    const mine = { words: JSON.parse(view.dataset.words), headers: {}, total: null, counts: null, all: false, api: null };
    desk = mine;
    const api = await window.dash_ag_grid.getApiAsync(GRID);
    if (desk !== mine) return;
    if (asked().get("import")) {
      const first = await ask("GET", "/api/held?" + query({ start: 0, end: 1 }));
      if (desk !== mine) return;
      if (first.ok) Object.assign(desk.headers, first.body.headers);
    }
    desk.api = api;
    if (!api.heldBegun) {
      api.heldBegun = true;
      api.addEventListener("cellValueChanged", edited);
      api.addEventListener("cellClicked", jump);
      api.addEventListener("cellKeyDown", jump);
      api.addEventListener("selectionChanged", () => {
        if (desk) draw();
      });
    }
    api.setGridOption("columnDefs", columns());
    api.setGridOption("datasource", source());
    counts();
  }

  /* What the script of pasting needs of this desk; null on other pages. */
  window.ordertrailHeld = () => (desk && part("held-view")
    ? { api: desk.api, words: desk.words, place, ask, again, toast, sentence, number, fill } : null);

  window.addEventListener("ordertrail:change", ({ detail }) => {
    if (part("held-view") && detail.changes.some((each) => each.bulk)) again();
  });

  document.addEventListener("ot-runs-ended", () => part("held-view") && again());

  window.addEventListener("popstate", () => part("held-view") && begin());

  new MutationObserver(() => {
    const view = part("held-view");
    if (!view || view.dataset.begun || !window.dash_ag_grid) return;
    view.dataset.begun = "1";
    begin();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
