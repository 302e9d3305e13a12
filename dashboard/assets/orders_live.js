/* Orders change while the table shows them: rows in sight at once, all else by one calm refresh of what is loaded. */
(function () {
  "use strict";

  const QUIET_MS = 700;
  const LONGEST_MS = 2500;
  const AGING_MS = 300000;
  const before = new Map();
  const waiting = { timer: null, since: 0 };

  const order = () => window.ordertrail.orderTable;
  const identity = (change) => change.channel + "|" + change.no;

  function refreshSoon() {
    waiting.since = waiting.since || Date.now();
    clearTimeout(waiting.timer);
    const left = LONGEST_MS - (Date.now() - waiting.since);
    waiting.timer = setTimeout(() => {
      waiting.since = 0;
      order().again();
    }, Math.max(0, Math.min(QUIET_MS, left)));
  }

  function rowOf(change) {
    const node = order().alive() ? order().table.api.getRowNode(identity(change)) : null;
    return node && node.data ? node : null;
  }

  /* The stage and what follows from it; the refresh brings what else has changed. */
  function patch(node, stage, version) {
    const { api } = order().table;
    const changed = stage !== node.data.stage;
    const words = api.getGridOption("context");
    const next = words.next[node.data.workflow] || words.next[words.first];
    node.setData({ ...node.data, stage, version, next: next[stage] || null });
    if (changed) api.flashCells({ rowNodes: [node], columns: ["stage"] });
  }

  function on(name, deed) {
    window.addEventListener("ordertrail:" + name, ({ detail }) => {
      if (order().alive()) deed(detail);
    });
  }

  on("change", ({ changes = [] }) => {
    changes.filter((each) => !each.bulk).forEach((each) => {
      const node = rowOf(each);
      if (node && node.data.version < each.version) patch(node, each.stage, each.version);
    });
    refreshSoon();
  });

  on("moving", (move) => {
    const node = rowOf(move);
    if (!node) return;
    before.set(identity(move), node.data);
    patch(node, move.stage, node.data.version);
  });

  on("moved", (move) => {
    const node = rowOf(move);
    before.delete(identity(move));
    if (node && node.data.version <= move.version) patch(node, move.stage, move.version);
    refreshSoon();
  });

  on("refused", (move) => {
    const node = rowOf(move);
    const kept = before.get(identity(move));
    before.delete(identity(move));
    if (node && kept && node.data.version === kept.version) node.setData(kept);
    if (node && move.stage) patch(node, move.stage, move.version);
    refreshSoon();
  });

  on("reachable", () => {
    if (order().table.state === "orders-failed") order().again();
  });

  /* "3 h late" grows old by itself. */
  setInterval(() => {
    if (order().alive() && !document.hidden) order().again();
  }, AGING_MS);
})();
