/* The tabs of importing: how many rows and words wait. */
(function () {
  "use strict";

  const ADDRESSES = { "/import/held": "/api/held/counts", "/import/words": "/api/words/counts" };
  const total = (found) => ("total" in found ? found.total : Object.values(found).reduce((sum, count) => sum + count, 0));
  let waiting = null;

  async function count(box) {
    try {
      const response = await fetch(ADDRESSES[box.dataset.counts]);
      if (!response.ok) return;
      const number = total(await response.json());
      box.textContent = number ? number.toLocaleString(document.documentElement.lang) : "";
    } catch (error) { /* the frame tells when the service is away */ }
  }

  const boxes = () => Array.from(document.querySelectorAll(".ot-tab-count"));

  window.addEventListener("ordertrail:change", () => {
    clearTimeout(waiting);
    if (boxes().length) waiting = setTimeout(() => boxes().forEach(count), 900);
  });

  new MutationObserver(() => boxes().filter((box) => !box.dataset.begun).forEach((box) => {
    box.dataset.begun = "1";
    count(box);
  })).observe(document.documentElement, { childList: true, subtree: true });
})();
