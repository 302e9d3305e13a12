/* Order entry: the lines as a spreadsheet. The cells' inputs are the state; rows that are wholly empty do not count. */
(function () {
  "use strict";

  const ROW = ".ot-entry-line";
  let serial = 0;

  const parsed = new Map();

  const body = () => document.getElementById("order-new-lines");
  const facts = () => body().closest("form").dataset;
  const labels = () => told("columns");
  const columns = () => Object.entries(labels());
  const words = () => told("words");
  const rows = () => Array.from(body().querySelectorAll(ROW));
  const cells = (row) => Array.from(row.querySelectorAll("[data-cell]"));
  const cell = (row, name) => row.querySelector('[data-cell="' + name + '"]');
  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const blank = (row) => cells(row).every((input) => !window.ordertrail.entryNumbers.strip(input.value));

  function told(name) {
    const text = facts()[name];
    if (!parsed.has(text)) parsed.set(text, JSON.parse(text));
    return parsed.get(text);
  }

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  function addCell(row, name, label, numeric) {
    const input = make("input", { type: "text", className: "ot-entry-input", autocomplete: "off", dir: "auto" });
    input.id = "entry-line-" + serial + "-" + name;
    input.dataset.cell = name;
    if (numeric) input.inputMode = "decimal";
    const wrong = make("p", { className: "ot-entry-fault", hidden: true, id: input.id + "-fault" });
    input.setAttribute("aria-describedby", wrong.id);
    const place = make("td", { className: "is-" + name + (numeric ? " is-number" : "") }, input, wrong);
    place.dataset.label = label;
    row.append(place);
  }

  /* A row at the end; ``unnumbered`` where many are added and numbered together. */
  function add(unnumbered) {
    serial += 1;
    const row = make("tr", { className: "ot-entry-line" }, make("td", { className: "is-no" }));
    const numeric = facts().numbers.split(" ");
    for (const [name, label] of columns()) addCell(row, name, label, numeric.includes(name));
    const amount = make("output", { className: "ot-entry-amount" });
    const wrong = make("p", { className: "ot-entry-fault", hidden: true });
    wrong.dataset.fault = "amount";
    const sum = make("td", { className: "is-amount is-number" }, amount, wrong);
    sum.dataset.label = words().amount;
    const remove = make("button", { type: "button", className: "ot-entry-remove", tabIndex: -1, textContent: "×" });
    remove.setAttribute("aria-keyshortcuts", "Alt+Delete");
    row.append(sum, make("td", { className: "is-remove" }, remove));
    body().append(row);
    if (!unnumbered) number();
    return row;
  }

  function number() {
    const { cell: name, remove } = words();
    rows().forEach((row, n) => {
      row.firstElementChild.textContent = n + 1;
      cells(row).forEach((input) => {
        input.setAttribute("aria-label", fill(name, { n: n + 1, column: labels()[input.dataset.cell] }));
      });
      const button = row.querySelector(".ot-entry-remove");
      button.setAttribute("aria-label", fill(remove, { n: n + 1 }));
      button.title = fill(remove, { n: n + 1 }) + " (Alt+Delete)";
    });
  }

  function changed() {
    body().dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* The last row is emptied, not removed: there is always one to type in. */
  function remove(row, name) {
    const all = rows();
    const at = all.indexOf(row);
    row.remove();
    if (all.length === 1) add();
    number();
    const next = rows()[Math.min(at, rows().length - 1)];
    cell(next, name || "sku").focus();
    changed();
  }

  function move(input, step) {
    const row = input.closest(ROW);
    const all = rows();
    let next = all[all.indexOf(row) + step];
    if (!next && step > 0 && !blank(row) && all.length < Number(facts().mostLines)) next = add();
    if (!next) return;
    const target = cell(next, input.dataset.cell);
    target.focus();
    target.select();
  }

  /* Text that a spreadsheet puts on the clipboard: tabs and line ends, cells with either of them in quotes. */
  function table(text) {
    const found = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
    while (pattern.lastIndex < text.length) {
      const match = pattern.exec(text);
      const value = match[1] === undefined ? match[2] : match[1].replace(/""/g, '"');
      found[found.length - 1].push(value.replace(/\s*[\r\n]+\s*/g, " ").trim());
      if (match[3] === "") break;
      if (match[3] !== "\t") found.push([]);
    }
    if (text.endsWith("\t")) found[found.length - 1].push("");
    while (found.length > 1 && !found[found.length - 1].some(Boolean)) found.pop();
    return found;
  }

  function paste(input, text) {
    const grid = table(text);
    const names = columns().map(([name]) => name);
    const left = names.indexOf(input.dataset.cell);
    let row = input.closest(ROW);
    let count = rows().length;
    let lost = 0;
    let last = input;
    const below = (one) => {
      if (one.nextElementSibling || count >= Number(facts().mostLines)) return one.nextElementSibling;
      count += 1;
      return add(true);
    };
    grid.forEach((values, down) => {
      if (down) row = row && below(row);
      values.forEach((value, across) => {
        const name = names[left + across];
        if (row && name) {
          last = cell(row, name);
          last.value = value;
        } else if (value) lost += 1;
      });
    });
    number();
    last.focus();
    changed();
    if (lost) window.ordertrail.toast(fill(words().not_fitting, { n: lost }), "warn");
  }

  function pasted(event) {
    const text = event.clipboardData.getData("text/plain").replace(/(\r\n|\n|\r)$/, "");
    if (!/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    paste(event.target, text);
  }

  function key(event) {
    const input = event.target;
    if (event.altKey && event.key === "Delete") {
      event.preventDefault();
      remove(input.closest(ROW), input.dataset.cell);
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "Enter" || event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(input, event.key === "ArrowUp" || event.shiftKey ? -1 : 1);
    } else if (event.key === "Tab" && !event.shiftKey) {
      const row = input.closest(ROW);
      const end = cells(row).pop() === input && rows().pop() === row;
      if (!end || blank(row) || rows().length >= Number(facts().mostLines)) return;
      event.preventDefault();
      cells(add())[0].focus();
    }
  }

  const values = () => rows().map((row) => Object.fromEntries(cells(row).map((each) => [each.dataset.cell, each.value])));

  function load(lines) {
    body().replaceChildren();
    (lines.length ? lines : [{}]).forEach((line) => {
      const row = add(true);
      cells(row).forEach((input) => { input.value = line[input.dataset.cell] || ""; });
    });
    number();
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    entryLines: { ROW, add, blank, cell, cells, fill, key, load, make, pasted, remove, rows, table, values },
  });
})();
