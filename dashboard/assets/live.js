/* Small clientside helpers of the pages: calm refreshing, one key per set of filters, the table switch. */
(function () {
  "use strict";

  const QUIET_MS = 700;
  const LONGEST_MS = 2500;
  const OWN_CHOICES = ["measure", "bucket", "split", "map", "was"];
  const noUpdate = () => window.dash_clientside.no_update;
  const waiting = { timer: null, since: 0, done: [] };

  function flush() {
    const stamp = Date.now();
    waiting.timer = null;
    waiting.since = 0;
    waiting.done.splice(0).forEach((resolve) => resolve(stamp));
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    live: {
      /* A burst of changes becomes one refresh: after a quiet moment, at the latest after LONGEST_MS. */
      debounced(change) {
        if (!change) return noUpdate();
        return new Promise((resolve) => {
          waiting.done.push(resolve);
          waiting.since = waiting.since || Date.now();
          clearTimeout(waiting.timer);
          const left = LONGEST_MS - (Date.now() - waiting.since);
          waiting.timer = setTimeout(flush, Math.max(0, Math.min(QUIET_MS, left)));
        });
      },

      /* Changes only when the filters do, not when a page's own choice does. */
      key(search, current) {
        if (search === null || search === undefined) return noUpdate();
        const query = new URLSearchParams(search);
        OWN_CHOICES.forEach((name) => query.delete(name));
        query.sort();
        const key = "?" + query.toString();
        return key === current ? noUpdate() : key;
      },

      table(clicks, frame) {
        const on = Boolean((clicks || 0) % 2);
        const names = (frame || "").split(" ").filter((name) => name && name !== "is-table");
        if (on) names.push("is-table");
        if (!on) setTimeout(() => window.dispatchEvent(new Event("resize")), 0);
        return [names.join(" "), on ? "ot-quiet is-on" : "ot-quiet"];
      },
    },
  });
})();
