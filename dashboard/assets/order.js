/* Order page: refreshed by changes of its own order alone; the way back leads to the orders as they were filtered. */
(function () {
  "use strict";

  const ORDERS = "/orders";
  const KEPT = "ot_orders_search";
  const NARROW = 640;
  const noUpdate = () => window.dash_clientside.no_update;

  function named(path) {
    const [, orders, channel, ...no] = (path || "").split("/");
    try {
      return "/" + orders === ORDERS && no.length ? [channel, no.join("/")].map(decodeURIComponent) : null;
    } catch (error) { /* a per cent sign that encodes nothing */
      return null;
    }
  }

  /* Runs before the click or key that leaves the page. */
  function keep() {
    if (window.location.pathname.replace(/\/$/, "") !== ORDERS) return;
    try {
      sessionStorage.setItem(KEPT, window.location.search);
    } catch (error) { /* storage may be forbidden; the way back then leads to all orders */ }
  }

  function kept() {
    try {
      return sessionStorage.getItem(KEPT) || "";
    } catch (error) { /* storage may be forbidden */
      return "";
    }
  }

  ["click", "keydown"].forEach((name) => document.addEventListener(name, keep, true));
  window.addEventListener("pagehide", keep);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    order: {
      /* Without a list of changes something was missed, so anything may have changed. */
      changed(live, path) {
        const order = named(path);
        if (!live || !order) return noUpdate();
        const changes = live.changes || [];
        const same = (change) => change.bulk || (change.channel === order[0] && change.no === order[1]);
        return !changes.length || changes.some(same) ? live.store + ":" + live.seq : noUpdate();
      },

      asked(path) {
        return path ? [{ path, narrow: window.innerWidth <= NARROW }, ORDERS + kept()] : [noUpdate(), noUpdate()];
      },
    },
  });
})();
