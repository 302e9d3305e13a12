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

  function where(query) {
    try {
      return JSON.parse(query.get("where") || "{}") || {};
    } catch (error) { /* a mistyped address filters nothing */
      return {};
    }
  }

  const isSet = ([, model]) => Boolean(model) && model.filterType === "set";
  const chosen = (model, wanted) => Object.fromEntries(Object.entries(model).filter((entry) => isSet(entry) === wanted));

  /* The grid keeps no sets of choices: those stand in the URL alone. */
  const sets = (query) => chosen(where(query), true);

  function ofGrid(query, api) {
    const known = Object.entries(chosen(where(query), false)).filter(([id]) => (api.getColumnDef(id) || {}).filter);
    return Object.fromEntries(known);
  }

  /* Column filters in one way of writing, so that equal ones compare as equal; "" for none. */
  function written(model) {
    const names = Object.keys(model).filter((name) => model[name]).sort();
    const plain = (each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== null).sort());
    return names.length ? JSON.stringify(Object.fromEntries(names.map((name) => [name, plain(model[name])]))) : "";
  }

  const whereOf = (api, query) => written({ ...sets(query), ...api.getFilterModel() });

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    orderQuery: { now, change, put, filters, sorting, sortingOf, where, whereOf, sets, ofGrid, written, text },
  });
})();
