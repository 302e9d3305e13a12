/* Ways out of the table of orders: files of all that it counts or of the chosen ones, paper, and the Gantt. */
(function () {
  "use strict";

  const SWITCH = { "orders-as-table": "", "orders-as-gantt": "gantt" };
  const QUIET = 1200;

  const picture = { chosen: null, told: "", timer: 0 };
  const byId = (id) => document.getElementById(id);
  const props = (id, values) => window.dash_clientside.set_props(id, values);
  const query = () => window.ordertrail.orderQuery;
  const here = () => Boolean(byId("orders-gantt-panel"));
  const asGantt = () => here() && query().now().get("view") === "gantt";

  /* ---- files and paper ---- */

  function whole(extra) {
    const said = query().now();
    const asked = new URLSearchParams(query().filters(said));
    query().put(asked, "filter", said.get("where"));
    Object.entries(extra).forEach(([name, value]) => asked.set(name, value));
    return asked;
  }

  /* The links lead to what the table counts also where they are opened in another way than by a click. */
  function links() {
    document.querySelectorAll("a[data-file]").forEach((link) => {
      link.href = "/api/orders." + link.dataset.file + "?" + whole({ rows: link.dataset.rows });
    });
  }

  function chosen() {
    const found = window.otSelection ? window.otSelection() : null;
    if (!found) return null;
    if (found.mode === "some") return found.orders.length ? found : null;
    const asked = new URLSearchParams((found.query || "").replace(/^\?/, ""));
    if (found.filter && Object.keys(found.filter).length) asked.set("filter", JSON.stringify(found.filter));
    return { ...found, asked };
  }

  function go(address, blank) {
    const link = Object.assign(document.createElement("a"), { href: address });
    if (blank) Object.assign(link, { target: "_blank", rel: "noopener" });
    else link.download = "";
    link.click();
  }

  /* A form, since an address is too short for many orders. */
  function fileOfChosen(format, orders) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/api/orders." + format, hidden: true });
    const pairs = JSON.stringify(orders.map((each) => [each.channel, each.no]));
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "orders", value: pairs }));
    document.body.append(form);
    form.submit();
    form.remove();
  }

  function paper(page, found) {
    const asked = new URLSearchParams();
    if (found.mode === "some") found.orders.forEach((each) => asked.append("o", each.channel + "|" + each.no));
    else asked.set("bulk", "?" + found.asked);
    go("/print/" + page + "?" + asked, true);
  }

  function out(name) {
    const found = chosen();
    if (!found) return;
    if (name === "gantt") {
      picture.chosen = found.mode === "some" ? found.orders.map((each) => [each.channel, each.no]) : null;
      show("gantt");
    } else if (name === "slips" || name === "picks") paper(name, found);
    else if (found.mode === "some") fileOfChosen(name, found.orders);
    else go("/api/orders." + name + "?" + found.asked);
  }

  /* ---- the Gantt ---- */

  function show(view) {
    if (view !== "gantt") picture.chosen = null;
    if (query().now().get("view") === (view || null)) follow();
    else query().change((said) => query().put(said, "view", view));
  }

  function ask(anew) {
    const said = query().now();
    const asked = {
      query: query().filters(said), sort: said.get("sort") || "", where: said.get("where") || "{}",
      chosen: picture.chosen, narrow: window.innerWidth <= 640,
    };
    const told = JSON.stringify(asked);
    if (!anew && told === picture.told) return;
    picture.told = told;
    props("orders-gantt-asked", { data: { ...asked, asked: Date.now() } });
  }

  function follow() {
    if (!here()) return;
    links();
    const gantt = asGantt();
    byId("orders-gantt-panel").closest(".ot-orders").classList.toggle("is-gantt", gantt);
    Object.entries(SWITCH).forEach(([id, view]) => byId(id).setAttribute("aria-pressed", String(gantt === (view === "gantt"))));
    if (gantt) ask(false);
    else Object.assign(picture, { chosen: null, told: "" });
  }

  function followed() {
    follow();
    return window.dash_clientside.no_update;
  }

  function begin() {
    Object.assign(picture, { chosen: null, told: "" });
    follow();
  }

  function clicked(data) {
    const named = data && data.points && data.points[0] && data.points[0].customdata;
    if (Array.isArray(named)) query().change((said) => said.set("open", named[0] + ":" + named[1]));
  }

  ["ordertrail:change", "ordertrail:moved"].forEach((name) => window.addEventListener(name, () => {
    clearTimeout(picture.timer);
    picture.timer = setTimeout(() => asGantt() && ask(true), QUIET);
  }));

  document.addEventListener("click", (event) => {
    if (!here()) return;
    const button = event.target.closest("button");
    const file = event.target.closest("a[data-file]");
    if (file || (button && button.dataset.out)) {
      const menu = event.target.closest("details[open]");
      if (menu) setTimeout(() => menu.removeAttribute("open"), 0);
    }
    if (!button) return;
    if (button.dataset.out) out(button.dataset.out);
    else if (Object.hasOwn(SWITCH, button.id)) show(SWITCH[button.id]);
    else if (button.id === "orders-gantt-whole") {
      picture.chosen = null;
      ask(false);
    }
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { orders_out: { followed, begin, clicked } });
})();
