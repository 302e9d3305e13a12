/* Live changes: one tab holds the stream and tells the others; every tab asks now and then whether it missed any. */
(function () {
  "use strict";

  const STREAM = "/api/events";
  const STORE = "shell-live";
  const SETTLE_MS = 200;
  const POLL_MS = 30000;
  const RETRY_MS = 2000;
  const LOST_MS = 5000;

  const begin = document.documentElement.dataset;
  const known = { store: begin.store || null, seq: Number(begin.seq || 0) };
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("ordertrail-events") : null;
  let waiting = null;
  let gathered = [];
  let lostTimer = null;

  function ready() {
    return window.dash_clientside && window.dash_clientside.set_props && document.getElementById("shell-toasts");
  }

  function tell() {
    if (!ready()) {
      waiting = setTimeout(tell, SETTLE_MS);
      return;
    }
    waiting = null;
    const detail = { store: known.store, seq: known.seq, changes: gathered };
    gathered = [];
    window.dispatchEvent(new CustomEvent("ordertrail:change", { detail }));
    window.dash_clientside.set_props(STORE, { data: detail });
  }

  /* An event that brings no changes still tells where the stream stands: whoever knew less has missed some. */
  function take(message) {
    const restarted = message.store !== known.store;
    if (!restarted && message.seq <= known.seq) return;
    known.store = message.store;
    known.seq = message.seq;
    gathered = gathered.concat(message.changes || []);
    if (waiting === null) waiting = setTimeout(tell, SETTLE_MS);
  }

  function lost(is) {
    if (!is) {
      clearTimeout(lostTimer);
      lostTimer = null;
      window.dispatchEvent(new CustomEvent("ordertrail:reachable"));
    }
    const show = () => {
      const sign = document.getElementById("shell-lost");
      if (sign) sign.hidden = !is;
    };
    if (!is) show();
    else if (lostTimer === null) lostTimer = setTimeout(show, LOST_MS);
  }

  async function ask() {
    try {
      const response = await fetch(STREAM + "/state");
      if (response.ok) take(await response.json());
      lost(!response.ok);
    } catch (error) {
      lost(true);
    }
  }

  function listen() {
    const source = new EventSource(STREAM);
    source.onmessage = (event) => {
      const message = JSON.parse(event.data);
      take(message);
      if (channel) channel.postMessage(message);
    };
    source.onopen = () => lost(false);
    source.onerror = () => {
      lost(true);
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(listen, RETRY_MS);
    };
  }

  if (channel) channel.onmessage = (event) => take(event.data);
  if (channel && navigator.locks) {
    navigator.locks.request("ordertrail-events", () => {
      listen();
      return new Promise(() => {});
    });
  }
  setInterval(ask, POLL_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  window.addEventListener("online", ask);
})();
