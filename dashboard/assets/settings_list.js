/* Settings: a list that is edited as a whole and saved with the version it was read at. */
(function () {
  "use strict";

  const HOST = "settings-list";
  let list = null;

  const host = () => document.getElementById(HOST);
  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const codeOf = (row) => row[list.key] || "";
  const dirty = () => Boolean(list && list.box.isConnected && list.base && !same(list.rows, list.base));

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  function nameOf(row) {
    const zh = document.documentElement.lang.startsWith("zh");
    return (zh ? row.zh || row.en : row.en || row.zh) || codeOf(row) || list.words.new;
  }

  /* --- cells --------------------------------------------------------------------------------------------------- */

  function shown(column, row) {
    return !column.when || row[column.when[0]] === column.when[1];
  }

  function control(column, row) {
    const value = row[column.name];
    if (column.kind === "check") return make("input", { type: "checkbox", checked: Boolean(value) });
    if (column.kind === "choice") {
      const options = column.options.map(([code, label]) => make("option", { value: code, textContent: label }));
      const select = make("select", { className: "ot-entry-input" }, ...options);
      select.value = value || column.options[0][0];
      return select;
    }
    if (column.kind === "lines") {
      return make("textarea", { className: "ot-entry-input", rows: Math.max(3, (value || []).length + 1), value: (value || []).join("\n"), dir: "auto" });
    }
    const input = make("input", { type: "text", className: "ot-entry-input", value: value || "", autocomplete: "off", dir: "auto" });
    if (column.fixed && row.known) input.readOnly = true;
    return input;
  }

  function cell(column, row, n) {
    const own = control(column, row);
    own.id = "setting-" + row.id + "-" + column.name;
    own.dataset.column = column.name;
    const label = make("label", { htmlFor: own.id, className: "ot-entry-label", textContent: column.label });
    const fault = make("p", { className: "ot-entry-fault", hidden: true, id: own.id + "-fault" });
    const parts = [label, own];
    if (column.kind === "check") parts.reverse();
    const hint = column.hint && !own.readOnly && make("p", { className: "ot-entry-hint", id: own.id + "-hint", textContent: column.hint });
    own.setAttribute("aria-describedby", (hint ? own.id + "-hint " : "") + fault.id);
    own.setAttribute("aria-label", fill(list.words.cell, { column: column.label, n: n + 1 }));
    const box = make("div", { className: "ot-setting-cell is-" + column.kind, hidden: !shown(column, row) }, ...parts);
    if (hint) box.append(hint);
    box.append(fault);
    box.dataset.name = column.name;
    return box;
  }

  function tool(row, name, sign, label, off) {
    const button = make("button", { type: "button", className: "ot-setting-tool", title: label, disabled: Boolean(off) });
    button.setAttribute("aria-label", label);
    button.dataset.deed = name;
    button.append(make("i", { className: "bi bi-" + sign }));
    return button;
  }

  function rowOf(row, n, count) {
    const { words, columns } = list;
    const name = nameOf(row);
    const tools = [
      tool(row, "up", "arrow-up", fill(words.up, { name }), n === 0),
      tool(row, "down", "arrow-down", fill(words.down, { name }), n === count - 1),
      row.known ? tool(row, "hide", "eye-slash", fill(words.hide, { name })) : tool(row, "drop", "x-lg", words.drop),
    ];
    const box = make("li", { className: "ot-setting" }, ...columns.map((column) => cell(column, row, n)),
      make("div", { className: "ot-setting-tools" }, ...tools));
    box.dataset.row = row.id;
    return box;
  }

  function hiddenRow(row) {
    const back = tool(row, "show", "eye", fill(list.words.show, { name: nameOf(row) }));
    const box = make("li", { className: "ot-setting-hidden" }, make("span", { textContent: nameOf(row) }), back);
    box.dataset.row = row.id;
    return box;
  }

  /* --- the list ------------------------------------------------------------------------------------------------ */

  function paint(focus) {
    const { words, rows, parts } = list;
    const visible = rows.filter((row) => !row.hidden);
    const hidden = rows.filter((row) => row.hidden);
    parts.list.replaceChildren(...visible.map((row, n) => rowOf(row, n, visible.length)));
    parts.none.hidden = visible.length > 0;
    parts.hidden.hidden = !hidden.length;
    parts.summary.textContent = fill(words.hidden, { n: hidden.length });
    parts.gone.replaceChildren(...hidden.map(hiddenRow));
    state();
    const wanted = focus && list.box.querySelector(focus);
    if (wanted) wanted.focus();
  }

  function state() {
    const { parts, words } = list;
    const changed = dirty();
    parts.save.disabled = list.busy || !changed;
    parts.reset.hidden = !changed || list.busy;
    parts.save.textContent = list.busy ? words.saving : words.save;
    parts.unsaved.hidden = !changed;
  }

  function news(tone, text, ...more) {
    const sign = make("span", { className: "ot-sign", textContent: { bad: "×", good: "✓", info: "i", warn: "!" }[tone] });
    sign.setAttribute("aria-hidden", "true");
    const box = make("div", { className: "ot-sentence is-" + tone }, sign, make("div", {}, text, ...more));
    box.setAttribute("role", tone === "bad" ? "alert" : "status");
    list.parts.news.replaceChildren(box);
  }

  /* An id for the screen alone, so that a row keeps its place whatever is typed into it. */
  function entering(rows) {
    return rows.map((row) => ({ ...row, id: "r" + (list.serial += 1), known: true }));
  }

  function take(answer) {
    list.version = answer.version;
    list.rows = entering(answer.rows);
    list.base = copy(list.rows);
  }

  function build() {
    const { words } = list;
    const parts = {
      news: make("div", { className: "ot-setting-news" }),
      list: make("ol", { className: "ot-setting-rows" }),
      none: make("p", { className: "ot-muted ot-setting-none", textContent: words.none, hidden: true }),
      add: make("button", { type: "button", className: "ot-button is-small" }, make("i", { className: "bi bi-plus-lg" }), " " + words.add),
      summary: make("summary", {}),
      gone: make("ul", { className: "ot-setting-gone" }),
      save: make("button", { type: "button", className: "ot-button is-primary", textContent: words.save }),
      reset: make("button", { type: "button", className: "ot-button", textContent: words.reset, hidden: true }),
      unsaved: make("span", { className: "ot-muted", textContent: words.unsaved, hidden: true }),
    };
    parts.hidden = make("details", { className: "ot-setting-more", hidden: true }, parts.summary, parts.gone);
    list.parts = parts;
    list.box.replaceChildren(parts.news, parts.list, parts.none, parts.add, parts.hidden,
      make("div", { className: "ot-setting-ways" }, parts.save, parts.reset, parts.unsaved));
    parts.add.addEventListener("click", add);
    parts.save.addEventListener("click", save);
    parts.reset.addEventListener("click", () => {
      list.rows = copy(list.base);
      parts.news.replaceChildren();
      paint();
    });
  }

  async function ask(method, body) {
    const options = { method, headers: { "Content-Type": "application/json" } };
    if (body) options.body = JSON.stringify(body);
    try {
      const response = await fetch(list.address, options);
      return { status: response.status, answer: await response.json() };
    } catch (error) {
      return null;
    }
  }

  async function begin(box) {
    const { address, key, columns, words } = box.dataset;
    const mine = { box, address, key, columns: JSON.parse(columns), words: JSON.parse(words), serial: 0, busy: false };
    list = mine;
    const found = await ask("GET");
    if (list !== mine || !box.isConnected) return;
    build();
    if (found && found.status === 200) {
      take(found.answer);
      paint();
    } else {
      const again = make("button", { type: "button", className: "ot-button is-small", textContent: mine.words.again });
      again.addEventListener("click", () => begin(box));
      news("bad", ((found || {}).answer || {}).message || mine.words.failed, " ", again);
      list.parts.add.hidden = true;
      list.parts.save.disabled = true;
    }
  }

  /* --- deeds --------------------------------------------------------------------------------------------------- */

  function add() {
    const row = { id: "r" + (list.serial += 1), known: false, hidden: false };
    for (const column of list.columns) {
      row[column.name] = { check: false, lines: [], choice: (column.options[0] || [])[0] }[column.kind];
      if (row[column.name] === undefined) row[column.name] = "";
    }
    list.rows.push(row);
    paint("#setting-" + row.id + "-" + list.columns[document.documentElement.lang.startsWith("zh") ? 0 : 1].name);
  }

  function deed(button) {
    const id = button.closest("[data-row]").dataset.row;
    const row = list.rows.find((each) => each.id === id);
    const name = button.dataset.deed;
    const visible = list.rows.filter((each) => !each.hidden);
    const at = visible.indexOf(row);
    if (name === "hide" || name === "show") row.hidden = name === "hide";
    if (name === "drop") list.rows.splice(list.rows.indexOf(row), 1);
    if (name === "up" || name === "down") {
      const other = visible[at + (name === "up" ? -1 : 1)];
      const [mine, theirs] = [list.rows.indexOf(row), list.rows.indexOf(other)];
      [list.rows[mine], list.rows[theirs]] = [list.rows[theirs], list.rows[mine]];
    }
    const neighbour = visible[Math.min(at + 1, visible.length - 1)];
    const target = name === "hide" || name === "drop" ? neighbour && neighbour.id : id;
    paint('[data-row="' + target + '"] [data-deed="' + name + '"]:not(:disabled), [data-row="' + target + '"] input');
  }

  function typed(own) {
    const row = list.rows.find((each) => each.id === own.closest("[data-row]").dataset.row);
    const column = list.columns.find((each) => each.name === own.dataset.column);
    if (column.kind === "check") row[column.name] = own.checked;
    else if (column.kind === "lines") row[column.name] = own.value.split("\n").map((line) => line.trim()).filter(Boolean);
    else row[column.name] = own.value;
    mark(own.closest(".ot-setting-cell"), "");
    own.closest(".ot-setting").querySelectorAll(".ot-setting-cell").forEach((box) => {
      box.hidden = !shown(list.columns.find((each) => each.name === box.dataset.name), row);
    });
    state();
  }

  function mark(box, text) {
    const fault = box.querySelector(".ot-entry-fault");
    fault.textContent = text;
    fault.hidden = !text;
    box.querySelector("[data-column]").setAttribute("aria-invalid", text ? "true" : "false");
  }

  async function save() {
    const mine = list;
    if (mine.busy || !dirty()) return;
    mine.busy = true;
    mine.box.querySelectorAll(".ot-setting-cell").forEach((box) => mark(box, ""));
    mine.parts.news.replaceChildren();
    state();
    const sent = mine.rows.map(({ id, known, ...row }) => row);
    const found = await ask("PUT", { version: mine.version, rows: sent });
    if (list !== mine) return;
    mine.busy = false;
    if (!found) news("bad", mine.words.lost);
    else if (found.status === 200) {
      take(found.answer);
      paint();
      window.ordertrail.toast(mine.words.saved, "good");
      return;
    } else if (found.status === 409) await stale(found.answer);
    else faults(found.answer);
    state();
  }

  function faults(answer) {
    const fields = Object.entries(answer.fields || {});
    let first = null;
    const rest = [];
    for (const [path, text] of fields) {
      const [, n, name] = path.split(".");
      const row = list.rows[Number(n)];
      if (row && row.hidden) {
        row.hidden = false;
        paint();
      }
      const box = row && list.box.querySelector('[data-row="' + row.id + '"] [data-name="' + name + '"]');
      if (!box) rest.push(text);
    }
    for (const [path, text] of fields) {
      const [, n, name] = path.split(".");
      const row = list.rows[Number(n)];
      const box = row && list.box.querySelector('[data-row="' + row.id + '"] [data-name="' + name + '"]');
      if (!box) continue;
      mark(box, text);
      first = first || box.querySelector("[data-column]");
    }
    news("bad", fields.length ? fill(list.words.faults, { n: fields.length }) : answer.message || list.words.failed, ...rest.map((text) => " " + text));
    if (first) first.focus();
  }

  /* --- somebody else was faster -------------------------------------------------------------------------------- */

  const told = ({ id, known, ...row }) => row;

  async function stale(answer) {
    const found = await ask("GET");
    if (!found || found.status !== 200) {
      news("bad", answer.message || list.words.failed);
      return;
    }
    const { words, base } = list;
    const newest = found.answer.rows;
    const before = new Map(base.map((row) => [codeOf(row), told(row)]));
    const names = { added: [], changed: [], hidden: [] };
    for (const row of newest) {
      const old = before.get(codeOf(row));
      if (!old) names.added.push(nameOf(row));
      else if (row.hidden && !old.hidden) names.hidden.push(nameOf(row));
      else if (JSON.stringify(sorted(row)) !== JSON.stringify(sorted(old))) names.changed.push(nameOf(row));
    }
    const lines = Object.entries(names).filter(([, all]) => all.length)
      .map(([kind, all]) => make("li", { textContent: fill(words["was_" + kind], { names: all.join(", ") }) }));
    if (!lines.length) lines.push(make("li", { textContent: words.was_moved }));
    const button = make("button", { type: "button", className: "ot-button is-small", textContent: words.take_over });
    button.addEventListener("click", () => takeOver(found.answer));
    news("bad", answer.message, make("ul", { className: "ot-setting-theirs" }, ...lines), button);
    button.focus();
  }

  const sorted = (row) => Object.keys(row).sort().map((name) => [name, row[name]]);

  /* The newest list, in which the rows that I changed are as I changed them, and my new ones stand at the end. */
  function takeOver(answer) {
    const before = new Map(list.base.map((row) => [codeOf(row), row]));
    const mine = new Map(list.rows.filter((row) => row.known).map((row) => [codeOf(row), row]));
    const fresh = list.rows.filter((row) => !row.known);
    take(answer);
    list.rows = list.rows.map((row) => {
      const [old, own] = [before.get(codeOf(row)), mine.get(codeOf(row))];
      return old && own && !same(old, own) ? { ...own, id: row.id } : row;
    });
    list.rows.push(...fresh.map((row) => ({ ...row, id: "r" + (list.serial += 1) })));
    news("info", list.words.taken_over);
    paint();
  }

  /* --- wiring -------------------------------------------------------------------------------------------------- */

  document.addEventListener("input", (event) => {
    if (list && list.box.contains(event.target) && event.target.dataset.column) typed(event.target);
  });

  document.addEventListener("change", (event) => {
    if (list && list.box.contains(event.target) && event.target.dataset.column) typed(event.target);
  });

  document.addEventListener("click", (event) => {
    const button = list && list.box.contains(event.target) && event.target.closest("[data-deed]");
    if (button) deed(button);
    const link = event.target.closest("a[href]");
    if (!link || !dirty() || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.getAttribute("href").startsWith("#") || window.confirm(list.words.leave)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!list || !list.box.contains(event.target) || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  });

  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });

  /* The tab is drawn by the framework: its list begins as soon as it stands there. */
  new MutationObserver(() => {
    const box = host();
    if (box && !box.dataset.begun) {
      box.dataset.begun = "1";
      begin(box);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
