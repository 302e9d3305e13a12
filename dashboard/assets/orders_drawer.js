/* The drawer that shows one order over the table; the URL's ``open`` names it as channel:number. */
(function () {
  "use strict";

  const shown = { open: null, from: null };
  const byId = (id) => document.getElementById(id);
  const props = (id, values) => window.dash_clientside.set_props(id, values);
  const parse = (open) => {
    const cut = (open || "").indexOf(":");
    return cut > 0 ? { channel: open.slice(0, cut), no: open.slice(cut + 1) } : null;
  };

  function ask(order) {
    props("orders-opened", { data: { ...order, asked: Date.now() } });
  }

  function follow(open, api) {
    const order = parse(open);
    const held = byId("orders-drawer") && !byId("orders-drawer").hidden ? shown.open : null;
    shown.open = order ? open : null;
    if (!order) {
      props("orders-drawer", { hidden: true });
      if (held) giveBack(api);
      return;
    }
    if (held === open) return;
    const address = "/orders/" + encodeURIComponent(order.channel) + "/" + encodeURIComponent(order.no);
    props("orders-drawer-title", { children: order.no });
    props("orders-drawer-page", { href: address });
    props("orders-drawer-body", { children: null, className: "ot-drawer-body is-waiting" });
    props("orders-drawer", { hidden: false });
    ask(order);
    const cell = api.getFocusedCell();
    shown.from = cell ? cell.rowIndex : shown.from;
    if (!held) setTimeout(() => byId("orders-drawer-title") && byId("orders-drawer-title").focus(), 0);
  }

  function giveBack(api) {
    if (shown.from === null || api.isDestroyed()) return;
    api.setFocusedCell(shown.from, "channel_order_no");
    shown.from = null;
  }

  function close() {
    window.ordertrail.orderQuery.change((query) => query.delete("open"), true);
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#orders-drawer-close")) return;
    const { orderEdit } = window.ordertrail;
    if (orderEdit.mayLeave()) close();
    else orderEdit.leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !shown.open || !byId("orders-drawer")) return;
    if (document.querySelector(".ot-chip[open], dialog[open], .ag-popup-child")) return;
    close();
  });

  ["ordertrail:change", "ordertrail:moved"].forEach((name) => {
    window.addEventListener(name, ({ detail }) => {
      const order = parse(shown.open);
      if (!order || !byId("orders-drawer")) return;
      const same = (change) => change.bulk || (change.channel === order.channel && change.no === order.no);
      const changes = detail.changes || [detail];
      if (!changes.length || changes.some(same)) ask(order);
    });
  });

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderDrawer: { follow } });
})();
