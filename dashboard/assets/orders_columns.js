/* The reader's own columns: order, width, which are hidden, and the height of rows, kept in this browser; where the URL
   names columns or a height, as a saved view does, it has its way and changes go there.
   A narrow screen has its own few columns, and what is chosen there is not kept. */
(function () {
  "use strict";

  const KEPT = "ot_orders_columns";
  const DENSITY = "ot_orders_density";
  const NARROW = window.matchMedia("(max-width: 640px)");
  const NARROW_WIDTHS = { channel_order_no: 84, stage: 90, total: 102, next: 44 };
  const NARROW_TICKS = 36;
  const HEIGHTS = { standard: 36, dense: 28 };
  const NARROW_HEIGHT = 52;
  const TICKS_WIDTH = 40;
  const SCROLLBAR = 17;
  const SAVE_MS = 300;
  const READY_MS = 15;
  const MORE = "/api/orders/columns";
  const TEXTS = ["contains", "notContains", "equals", "notEqual", "startsWith", "endsWith", "blank", "notBlank"];
  const FILTERS = {
    text: ["agTextColumnFilter", TEXTS],
    number: ["agNumberColumnFilter", ["greaterThanOrEqual", "lessThanOrEqual", "equals", "inRange", "greaterThan", "lessThan",
      "notEqual", "blank", "notBlank"]],
    date: ["agDateColumnFilter", ["equals", "lessThan", "greaterThan", "inRange", "notEqual", "blank", "notBlank"]],
  };
  const query = () => window.ordertrail.orderQuery;
  let timer = null;
  let said = new URLSearchParams();
  let applied = null;

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch (error) { /* storage may be forbidden or hold another's words */
      return null;
    }
  }

  function keep(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(value));
    } catch (error) { /* remembered for this visit only */ }
  }

  const props = (id, values) => window.dash_clientside.set_props(id, values);
  /* The grid's own column of ticks is none of the reader's. */
  const TICKS = "ag-Grid-SelectionColumn";
  const readers = (columns) => columns.filter(({ colId }) => colId !== TICKS);
  const shown = (api) => readers(api.getColumnState()).filter(({ hide }) => !hide).map((column) => column.colId);
  const named = () => (said.get("cols") || "").split(",").filter(Boolean);
  const density = () => [said.get("density"), read(DENSITY)].find((name) => name in HEIGHTS) || "standard";

  function definition({ id, name, filter }) {
    const column = { colId: id, field: id, headerName: name, width: 140, sortable: true, hide: true, cellClass: "ot-cell-custom" };
    if (filter === "set") return { ...column, cellRenderer: "OrderCode" };
    const [kind, filterOptions] = FILTERS[filter];
    const filterParams = { filterOptions, maxNumConditions: 1, buttons: ["reset", "apply"], closeOnApply: true };
    return { ...column, tooltipField: id, filter: kind, filterParams };
  }

  /* The company's own fields become columns, before the last one, which is the row's next move. Hidden ones are known
     only to filters that were set while they were not. */
  async function learn(api) {
    try {
      const response = await fetch(MORE);
      const more = await response.json();
      const words = api.getGridOption("context");
      const facts = more.fields.map(({ id, name, filter, hidden }) => ({ id, name, filter, hidden, shown: false }));
      const columns = [...words.columns.filter(({ id }) => id !== "next"), ...facts, words.columns.find(({ id }) => id === "next")];
      api.setGridOption("context", { ...words, columns, filterable: more.filterable, names: more.names || {}, labels: { ...words.labels, ...more.labels } });
      const known = api.getColumnDefs();
      const own = more.fields.filter(({ id, hidden }) => !hidden && !known.some((each) => each.colId === id)).map(definition);
      if (own.length) api.setGridOption("columnDefs", [...known.slice(0, -1), ...own, ...known.slice(-1)]);
      props("orders-columns", { options: columns.filter(({ hidden }) => !hidden).map(({ id, name }) => ({ value: id, label: name })) });
    } catch (error) { /* the built-in columns are there all the same */ }
  }

  const roomOf = () => (document.getElementById("orders-grid") || {}).clientWidth || window.innerWidth - 32;

  /* Where the promise would else stand under the column of the next move, the phone gives way. */
  function usual(api) {
    const facts = new Map(api.getGridOption("context").columns.map((each) => [each.id, each]));
    const found = api.getColumnDefs().map((column) => ({
      colId: column.colId, width: column.width, hide: (facts.get(column.colId) || {}).shown === false, pinned: column.pinned || null, flex: null,
    }));
    const promise = found.findIndex(({ colId }) => colId === "promised_at");
    const before = found.filter(({ hide, pinned }, index) => !hide && (index <= promise || pinned));
    const needed = before.reduce((sum, { width }) => sum + width, TICKS_WIDTH);
    return found.map((column) => (column.colId === "customer_phone" && needed > roomOf() - SCROLLBAR ? { ...column, hide: true } : column));
  }

  /* The columns that the URL names, in its order, then all others out of sight. */
  function asNamed(api) {
    const wanted = named();
    const known = new Map((Array.isArray(read(KEPT)) ? read(KEPT) : usual(api)).map((column) => [column.colId, column]));
    const all = usual(api).map((column) => ({ ...column, ...known.get(column.colId), pinned: column.pinned }));
    const rank = ({ colId }) => (wanted.includes(colId) ? wanted.indexOf(colId) : wanted.length);
    return all.map((column) => ({ ...column, hide: !wanted.includes(column.colId) })).sort((one, other) => rank(one) - rank(other));
  }

  function narrow(api) {
    const known = usual(api);
    const total = Object.values(NARROW_WIDTHS).reduce((sum, width) => sum + width, 0);
    const spare = Math.max(0, roomOf() - 2 - NARROW_TICKS - total);
    return known.map((column) => ({
      ...column,
      pinned: null,
      hide: !(column.colId in NARROW_WIDTHS),
      width: (NARROW_WIDTHS[column.colId] || column.width) + (column.colId === "channel_order_no" ? spare : 0),
    }));
  }

  function restore(api) {
    const kept = read(KEPT);
    const own = named().length ? asNamed(api) : Array.isArray(kept) ? kept : usual(api);
    const ticks = NARROW.matches ? { colId: TICKS, hide: false, pinned: null, width: NARROW_TICKS } : { colId: TICKS, hide: false, pinned: "left" };
    const state = [ticks, ...readers(NARROW.matches ? narrow(api) : own)];
    api.applyColumnState({ state, applyOrder: !NARROW.matches });
    heights(api);
    props("orders-columns", { value: shown(api) });
    props("orders-density", { value: density() });
  }

  function heights(api) {
    document.documentElement.dataset.density = density();
    api.setGridOption("rowHeight", NARROW.matches ? NARROW_HEIGHT : HEIGHTS[density()]);
  }

  function save(api) {
    if (NARROW.matches) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (api.isDestroyed()) return;
      if (named().length) {
        applied = key(shown(api).join(","), density());
        query().change((now) => query().put(now, "cols", shown(api).join(",")), true);
        return;
      }
      keep(KEPT, api.getColumnState().map(({ colId, width, hide, pinned }) => ({ colId, width, hide, pinned })));
    }, SAVE_MS);
  }

  const key = (cols, rows) => cols + "|" + rows;

  /* After the URL has changed. */
  function follow(now, api) {
    said = now;
    const wanted = key(said.get("cols") || "", density());
    if (wanted === applied) return;
    applied = wanted;
    restore(api);
  }

  /* The columns and the height as a saved view keeps them. */
  function view(api, now) {
    if (NARROW.matches) return;
    query().put(now, "cols", shown(api).join(","));
    query().put(now, "density", density() === "standard" ? "" : density());
  }

  function adopt(api) {
    said = query().now();
    applied = key(said.get("cols") || "", density());
    restore(api);
    ["columnMoved", "columnResized", "columnVisible"].forEach((name) => {
      api.addEventListener(name, (event) => {
        if (event.finished === false) return;
        if (event.source.startsWith("ui")) save(api);
      });
    });
    NARROW.addEventListener("change", () => {
      if (api.isDestroyed()) return;
      restore(api);
      api.refreshCells({ force: true });
    });
  }

  /* The grid's own element is drawn late, when its part of the library has come; the count is there from the first. */
  const here = () => Boolean(document.getElementById("orders-count"));
  const pause = () => new Promise((done) => setTimeout(done, READY_MS));

  /* The component sets a source of its own when the grid is ready, so ours may only follow it; it may also make the
     grid anew meanwhile. Null where the page was left before there was a grid to stay. */
  async function grid() {
    do {
      const api = await window.dash_ag_grid.getApiAsync("orders-grid");
      while (!api.isDestroyed() && !api.getGridOption("datasource")) await pause();
      if (!api.isDestroyed()) return api;
      await pause();
    } while (here());
    return null;
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderColumns: { adopt, grid, here, learn, follow, view } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    order_columns: {
      async choose(wanted) {
        const api = await grid();
        if (!api || !wanted || NARROW.matches) return;
        const change = readers(api.getColumnState()).filter((column) => column.hide === wanted.includes(column.colId));
        if (!change.length) return;
        api.applyColumnState({ state: change.map((column) => ({ colId: column.colId, hide: !column.hide })) });
        save(api);
      },

      async density(name) {
        if (!(name in HEIGHTS)) return;
        if (name !== density() && (said.get("saved") || "all") !== "all") {
          query().change((now) => now.set("density", name), true);
          return;
        }
        if (name !== density()) keep(DENSITY, name);
        const api = await grid();
        if (api) heights(api);
      },

      async usual(clicks) {
        if (!clicks) return;
        keep(KEPT, null);
        keep(DENSITY, null);
        const api = await grid();
        if (!api) return;
        if (said.has("cols") || said.has("density")) query().change((now) => ["cols", "density"].forEach((name) => now.delete(name)));
        else restore(api);
      },
    },
  });
})();
