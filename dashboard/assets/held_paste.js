/* Held rows: cells copied from a spreadsheet are pasted from the focused cell on, one cell into all chosen rows. */
(function () {
  "use strict";

  const GRID_CLASS = ".ot-held-grid";
  const MOST_ROWS = 1000;
  const held = () => window.ordertrailHeld && window.ordertrailHeld();

  /* Rows of cells, as spreadsheets put them on the clipboard: tabs between, quotes round what holds a line end. */
  function cellsOf(text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < plain.length; at += 1) {
      const sign = plain[at];
      if (quoted) {
        if (sign === '"' && plain[at + 1] === '"') { cell += '"'; at += 1; }
        else if (sign === '"') quoted = false;
        else cell += sign;
      } else if (sign === '"' && cell === "" && plain.indexOf('"', at + 1) > at) quoted = true;
      else if (sign === "\t") { rows[rows.length - 1].push(cell); cell = ""; }
      else if (sign === "\n") { rows[rows.length - 1].push(cell); rows.push([]); cell = ""; }
      else cell += sign;
    }
    rows[rows.length - 1].push(cell);
    return rows;
  }

  function nodesFrom(api, first, count) {
    const found = [];
    for (let at = first; found.length < count; at += 1) {
      const node = api.getDisplayedRowAtIndex(at);
      if (!node || !node.data) break;
      found.push(node);
    }
    return found;
  }

  /* What goes where: [{node, cells: [{place, seen, value}]}], and how many pasted cells find no place. */
  function plan({ api, place }, rows) {
    const focus = api.getFocusedCell();
    const columns = api.getAllDisplayedColumns().filter((column) => column.getColId().startsWith("cell-"));
    const from = columns.findIndex((column) => column.getColId() === focus.column.getColId());
    if (from < 0) return null;
    const chosen = api.getSelectedNodes().filter((node) => node.data);
    const single = rows.length === 1 && rows[0].length === 1;
    const nodes = single && chosen.length > 1 ? chosen : nodesFrom(api, focus.rowIndex, rows.length);
    const wishes = [];
    let lost = single && chosen.length > 1 ? 0 : (rows.length - nodes.length) * rows[0].length;
    nodes.slice(0, MOST_ROWS).forEach((node, row) => {
      const values = single ? rows[0] : rows[row];
      const cells = [];
      values.forEach((value, column) => {
        const at = columns[from + column] ? place(node.data, columns[from + column].getColDef().context.name) : -1;
        if (at < 0 || node.data.state !== "open") lost += 1;
        else if (node.data.cells[at] !== value) cells.push({ place: at, seen: node.data.cells[at], value });
      });
      if (cells.length) wishes.push({ node, cells });
    });
    return { wishes, lost: lost + Math.max(nodes.length - MOST_ROWS, 0) };
  }

  async function paste(desk, text) {
    const found = plan(desk, cellsOf(text));
    if (!found) return;
    const { words, api, ask, number, fill } = desk;
    if (found.wishes.length) {
      const rows = found.wishes.map(({ node, cells }) => ({ id: node.data.id, cells }));
      const answer = await ask("PATCH", "/api/held", { rows });
      if (!answer.ok) {
        desk.toast(desk.sentence(answer), "bad");
        if (answer.status === 409) desk.again();
        return;
      }
      found.wishes.forEach(({ node, cells }) => cells.forEach(({ place, value }) => {
        node.data.cells[place] = value;
        if (!node.data.mended.includes(place)) node.data.mended.push(place);
      }));
      api.refreshCells({ rowNodes: found.wishes.map(({ node }) => node), force: true });
    }
    const count = found.wishes.reduce((sum, { cells }) => sum + cells.length, 0);
    desk.toast([fill(words.pasted, { n: number(count) }), found.lost ? fill(words.not_pasted, { n: number(found.lost) }) : ""].join(" ").trim(), found.lost ? "warn" : "good");
  }

  document.addEventListener("paste", (event) => {
    const target = event.target instanceof Element ? event.target : document.activeElement;
    const desk = held();
    if (!desk || !desk.api || !target || !target.closest(GRID_CLASS) || target.closest("input, textarea")) return;
    if (!desk.api.getFocusedCell() || desk.api.getEditingCells().length) return;
    const text = event.clipboardData.getData("text/plain");
    if (!text) return;
    event.preventDefault();
    paste(desk, text);
  });

  document.addEventListener("copy", (event) => {
    const desk = held();
    const target = event.target instanceof Element ? event.target : document.activeElement;
    if (!desk || !desk.api || !target || !target.closest(GRID_CLASS) || target.closest("input, textarea")) return;
    const focus = desk.api.getFocusedCell();
    const node = focus && desk.api.getDisplayedRowAtIndex(focus.rowIndex);
    if (!node || !node.data || (window.getSelection() || "").toString()) return;
    const value = desk.api.getCellValue({ rowNode: node, colKey: focus.column });
    event.clipboardData.setData("text/plain", String(value === null || value === undefined ? "" : value));
    event.preventDefault();
  });
})();
