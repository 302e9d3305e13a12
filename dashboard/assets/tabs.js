/* A bar of tabs that is wider than its place shows the chosen one. */
(function () {
  "use strict";

  const CHOSEN = ".ot-settings-tab.is-active, .ot-view-tab.is-on";
  const shown = new WeakMap();

  function show(tab) {
    const bar = tab.parentElement;
    if (bar.scrollWidth <= bar.clientWidth || shown.get(bar) === tab) return;
    shown.set(bar, tab);
    const middle = tab.offsetLeft - bar.offsetLeft + tab.offsetWidth / 2;
    bar.scrollLeft = middle - bar.clientWidth / 2;
  }

  let asked = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => document.querySelectorAll(CHOSEN).forEach(show));
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
