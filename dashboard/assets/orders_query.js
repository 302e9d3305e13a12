/* The order table's part of the URL: sort=placed_at:desc, where=<column filters as JSON>, open=<channel>:<number>,
   saved=<saved view>, cols=<columns in sight>, density; all else there are filters, which the server understands. */
(function () {
  "use strict";

  const URL_ID = "filter-url";
  const OWN = ["sort", "where", "open", "view", "saved", "cols", "density"];

  const now = () => new URLSearchParams(window.location.search);

  function text(query) {
    const said = query.toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
    return said ? "?" + said : "";
  }

  /* The table follows at once, the filter bar by way of the server. ``quietly`` leaves no step for the back button. */
  function change(edit, quietly) {
    const query = now();
    edit(query);
    const target = text(query);
    if (target === text(now())) return;
    const step = quietly ? "replaceState" : "pushState";
    window.history[step](window.history.state, "", window.location.pathname + target);
    /* With an older href the component would lead back to it. */
    window.dash_clientside.set_props(URL_ID, { search: target, href: window.location.href });
    window.dash_clientside.orders.follow(target);
  }

  function put(query, name, value) {
    if (value) query.set(name, value);
    else query.delete(name);
  }

  function filters(query) {
    const found = new URLSearchParams(query);
    OWN.forEach((name) => found.delete(name));
    found.sort();
    return found.toString();
  }

  function sorting(query, api) {
    const sortable = (part) => (api.getColumnDef(part.split(":")[0]) || {}).sortable;
    return (query.get("sort") || "").split(",").filter(sortable).map((part, index) => {
      const [colId, sort] = part.split(":");
      return { colId, sort: sort === "asc" ? "asc" : "desc", sortIndex: index };
    });
  }

  function sortingOf(api) {
    return api.getColumnState().filter((column) => column.sort)
      .sort((one, other) => one.sortIndex - other.sortIndex)
      .map((column) => column.colId + ":" + column.sort).join(",");
  }

  /* Null where the address was mistyped. */
  function read(query) {
    try {
      const found = JSON.parse(query.get("where") || "{}");
      return found && typeof found === "object" && !Array.isArray(found) ? found : null;
    } catch (error) {
      return null;
    }
  }

  const where = (query) => read(query) || {};

  /* Whether the grid's own filter of that column can hold it; it would drop all else without a word. */
  function holds(api, id, model) {
    const { filter, filterParams } = api.getColumnDef(id) || {};
    const kinds = { text: "agTextColumnFilter", number: "agNumberColumnFilter", date: "agDateColumnFilter" };
    if (!filter || !model || kinds[model.filterType] !== filter || model.operator) return false;
    return filterParams.filterOptions.includes(model.type);
  }

  function part(query, api, held) {
    return Object.fromEntries(Object.entries(where(query)).filter(([id, model]) => holds(api, id, model) === held));
  }

  const ofGrid = (query, api) => part(query, api, true);

  /* Filters that stand in the URL alone: sets of choices, and what the grid cannot hold. */
  const beside = (query, api) => part(query, api, false);

  /* Column filters in one way of writing, so that equal ones compare as equal; "" for none. */
  function written(model) {
    const names = Object.keys(model).filter((name) => model[name]).sort();
    const plain = (each) => typeof each === "object" ? Object.fromEntries(Object.entries(each).filter(([, value]) => value !== null).sort()) : each;
    return names.length ? JSON.stringify(Object.fromEntries(names.map((name) => [name, plain(model[name])]))) : "";
  }

  const whereOf = (api, query) => written({ ...beside(query, api), ...api.getFilterModel() });

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    orderQuery: { now, change, put, filters, sorting, sortingOf, read, where, whereOf, beside, ofGrid, written, text },
  });
})();
