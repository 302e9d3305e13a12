/* The order table: its rows come block by block from the server, for the orders that the URL names. */
(function () {
  "use strict";

  const ROWS = "/api/orders/rows";
  const GRID = "orders-grid";
  const STATES = ["orders-nothing", "orders-nothing-ever", "orders-empty", "orders-failed", "orders-refused"];

  const table = { api: null, filters: null, beside: "", total: null, asked: "", state: undefined, controller: new AbortController(),
    columns: [] };
  const typed = { q: null };
  const learned = new WeakMap();
  const props = (id, values) => window.dash_clientside.set_props(id, values);
  const query = () => window.ordertrail.orderQuery;
  const alive = () => Boolean(table.api) && !table.api.isDestroyed();

  /* ---- rows ---- */

  /* A newer sorting or filter ends the questions of the older one; a newer source those of the older source. */
  function signalFor(params) {
    const asked = JSON.stringify([params.sortModel, params.filterModel]);
    if (asked !== table.asked) {
      table.controller.abort();
      table.controller = new AbortController();
      table.asked = asked;
    }
    return table.controller.signal;
  }

  function source(filters, beside) {
    return {
      async getRows(params) {
        const signal = signalFor(params);
        const asked = new URLSearchParams(filters);
        asked.set("startRow", params.startRow);
        asked.set("endRow", params.endRow);
        asked.set("sort", JSON.stringify(params.sortModel.map(({ colId, sort }) => ({ colId, sort }))));
        asked.set("filter", JSON.stringify({ ...beside, ...params.filterModel }));
        table.columns = inSight();
        asked.set("columns", table.columns.join(","));
        try {
          const response = await fetch(ROWS + "?" + asked, { signal });
          const block = await response.json();
          if (!response.ok && response.status < 500 && !signal.aborted) refuse(block.message);
          if (!response.ok) return params.failCallback();
          params.successCallback(block.rows, block.total);
          show(block.total, block.empty);
        } catch (error) {
          params.failCallback();
          if (!signal.aborted) state("orders-failed", Boolean(table.total));
        }
      },
    };
  }

  const inSight = () => table.api.getAllDisplayedColumns().map((column) => column.getColId());

  /* Rows hold the columns that were in sight when they were asked for. */
  function seen() {
    if (alive() && table.total && inSight().some((id) => !table.columns.includes(id))) table.api.refreshInfiniteCache();
  }

  /* The server understood, and said no: asking again would not help. */
  function refuse(sentence) {
    document.querySelector("#orders-refused .ot-empty-hint").textContent = sentence;
    state("orders-refused");
  }

  function load(filters, beside) {
    table.controller.abort();
    table.controller = new AbortController();
    Object.assign(table, { filters, beside, asked: "", total: null });
    state(null);
    table.api.setGridOption("datasource", source(filters, JSON.parse(beside || "{}")));
    table.api.ensureIndexVisible(0, "top");
  }

  function again() {
    if (!alive()) return;
    if (table.total) table.api.refreshInfiniteCache();
    else load(table.filters, table.beside);
  }

  function show(total, empty) {
    const words = table.api.getGridOption("context");
    const number = total.toLocaleString(document.documentElement.lang);
    if (total !== table.total) {
      props("orders-count", { children: total === 1 ? words.count_one : words.count.replace("{n}", number) });
    }
    table.total = total;
    if (total) state(null);
    else if (empty) state("orders-empty");
    else state(query().now().get("preset") === "all" ? "orders-nothing-ever" : "orders-nothing");
  }

  /* What stands in place of rows, or, where ``beside`` says so, at the foot of those still in sight. */
  function state(name, beside) {
    if (table.state === name) return;
    table.state = name;
    props("orders-states", { hidden: !name, className: "ot-order-states" + (beside ? " is-beside" : "") });
    STATES.forEach((each) => props(each, { hidden: each !== name }));
    if (["orders-failed", "orders-refused"].includes(name) && !beside) props("orders-count", { children: "" });
  }

  /* ---- the grid ---- */

  function openRow(node) {
    query().change((said) => said.set("open", node.data.channel + ":" + node.data.channel_order_no));
  }

  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  /* The grid tells of a click only when the link has been followed already. */
  document.addEventListener("click", (event) => {
    if (plain(event) && event.target.closest(".ot-order-grid a.ot-number")) event.preventDefault();
  });

  function clicked({ node, event }) {
    if (!node.data || !plain(event) || event.target.closest("[data-move], .ag-selection-checkbox")) return;
    if (window.ordertrail.orderInline.met({ api: table.api, node, event })) return;
    if (!event.target.closest("a") && String(window.getSelection())) return;
    openRow(node);
  }

  function pressed({ node, column, event }) {
    window.ordertrail.orderInline.pressed({ api: table.api, node, column, event });
    if (event.key !== "Enter" || !node.data) return;
    const button = column.getColId() === "next" && event.target.querySelector("[data-move]");
    if (button) button.click();
    else openRow(node);
  }

  function adopt(api) {
    Object.assign(table, { api, filters: null, beside: "", total: null, state: undefined });
    typed.q = null;
    window.ordertrail.orderColumns.adopt(api);
    window.ordertrail.orderBulk.adopt(api);
    const written = (name, of) => ({ source }) => {
      if (source !== "api") query().change((said) => query().put(said, name, of(api, said)));
    };
    api.addEventListener("sortChanged", written("sort", query().sortingOf));
    api.addEventListener("filterChanged", written("where", query().whereOf));
    api.addEventListener("displayedColumnsChanged", seen);
    api.addEventListener("rowClicked", clicked);
    api.addEventListener("cellKeyDown", pressed);
    api.addEventListener("gridPreDestroyed", () => setTimeout(() => follow("")));
  }

  /* The page shows what the URL says. ``asked`` is the grid's id where the page begins, or a new query. */
  async function follow(asked) {
    const columns = window.ordertrail.orderColumns;
    if (asked === null || asked === undefined || (asked !== GRID && !columns.here())) return;
    const api = await columns.grid();
    if (!api) return;
    if (!learned.has(api)) learned.set(api, columns.learn(api));
    await learned.get(api);
    if (api !== table.api) adopt(api);
    if (await window.ordertrail.orderViews.open()) return;
    if (window.ordertrail.orderFilters.drop(api)) return;
    const said = query().now();
    const filters = query().filters(said);
    if ((said.get("q") || "") !== typed.q) {
      typed.q = said.get("q") || "";
      props("orders-search", { value: typed.q });
    }
    if (query().sortingOf(api) !== (said.get("sort") || "")) {
      api.applyColumnState({ state: query().sorting(said, api), defaultState: { sort: null } });
    }
    const ofGrid = query().ofGrid(said, api);
    if (query().written(api.getFilterModel()) !== query().written(ofGrid)) api.setFilterModel(ofGrid);
    const beside = query().written(query().beside(said, api));
    columns.follow(said, api);
    if (filters !== table.filters || beside !== table.beside) load(filters, beside);
    window.ordertrail.orderFilters.follow(said, api);
    window.ordertrail.orderViews.follow(said);
    window.ordertrail.orderBulk.follow(said);
    window.ordertrail.orderDrawer.follow(said.get("open"), api);
  }

  /* ---- toolbar ---- */

  function find(value) {
    const q = (value || "").trim();
    if (typed.q === null || q === typed.q) return;
    const begun = Boolean(typed.q);
    typed.q = q;
    query().change((said) => query().put(said, "q", q), begun && Boolean(q));
  }

  document.addEventListener("keydown", (event) => {
    const box = document.getElementById("orders-search");
    const writing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (!box || event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  function clear() {
    query().change((said) => {
      Array.from(said.keys()).filter((name) => name !== "sort").forEach((name) => said.delete(name));
      said.set("saved", "all");
    });
  }

  const deeds = {
    "orders-retry": again,
    "orders-all-time": () => query().change((said) => {
      ["from", "to"].forEach((name) => said.delete(name));
      said.set("preset", "all");
    }),
    "orders-clear": clear,
    "orders-refused-clear": clear,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && Object.hasOwn(deeds, button.id)) deeds[button.id]();
  });

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderTable: { table, alive, again } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { orders: { follow, find } });
})();
