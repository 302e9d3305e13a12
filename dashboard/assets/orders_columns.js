/* The reader's own columns: order, width, which are hidden, and the height of rows, kept in this browser.
   A narrow screen has its own few columns, and what is chosen there is not kept. */
(function () {
  "use strict";

  const KEPT = "ot_orders_columns";
  const DENSITY = "ot_orders_density";
  const NARROW = window.matchMedia("(max-width: 640px)");
  const NARROW_WIDTHS = { channel_order_no: 116, stage: 94, total: 92, next: 52 };
  const HEIGHTS = { standard: 36, dense: 28 };
  const NARROW_HEIGHT = 52;
  const SAVE_MS = 300;
  const READY_MS = 15;
  let timer = null;

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
  const shown = (api) => api.getColumnState().filter((column) => !column.hide).map((column) => column.colId);
  const density = () => (read(DENSITY) in HEIGHTS ? read(DENSITY) : "standard");

  function usual(api) {
    return api.getColumnDefs().map((column) => ({
      colId: column.colId, width: column.width, hide: false, pinned: column.pinned || null, flex: null,
    }));
  }

  function narrow(api) {
    const known = usual(api);
    const total = Object.values(NARROW_WIDTHS).reduce((sum, width) => sum + width, 0);
    const room = api.getGridElement ? api.getGridElement().clientWidth : window.innerWidth - 32;
    const spare = Math.max(0, room - 2 - total);
    return known.map((column) => ({
      ...column,
      pinned: null,
      hide: !(column.colId in NARROW_WIDTHS),
      width: (NARROW_WIDTHS[column.colId] || column.width) + (column.colId === "channel_order_no" ? spare : 0),
    }));
  }

  function restore(api) {
    const kept = read(KEPT);
    const state = NARROW.matches ? narrow(api) : Array.isArray(kept) ? kept : usual(api);
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
      keep(KEPT, api.getColumnState().map(({ colId, width, hide, pinned }) => ({ colId, width, hide, pinned })));
    }, SAVE_MS);
  }

  function adopt(api) {
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

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderColumns: { adopt, grid, here } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    order_columns: {
      async choose(wanted) {
        const api = await grid();
        if (!api || !wanted || NARROW.matches) return;
        const change = api.getColumnState().filter((column) => column.hide === wanted.includes(column.colId));
        if (!change.length) return;
        api.applyColumnState({ state: change.map((column) => ({ colId: column.colId, hide: !column.hide })) });
        save(api);
      },

      async density(name) {
        if (!(name in HEIGHTS)) return;
        if (name !== density()) keep(DENSITY, name);
        const api = await grid();
        if (api) heights(api);
      },

      async usual(clicks) {
        if (!clicks) return;
        keep(KEPT, null);
        keep(DENSITY, null);
        const api = await grid();
        if (api) restore(api);
      },
    },
  });
})();
