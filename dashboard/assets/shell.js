/* The frame: toasts, folding rail, language and theme links that come back to where the reader was. */
(function () {
  "use strict";

  const SECONDS = { good: 5, info: 6, warn: 9 };
  const SIGNS = { good: "✓", warn: "!", bad: "×", info: "i" };
  const MOST = 4;

  function toast(text, tone) {
    const box = document.getElementById("shell-toasts");
    if (!box || !text) return;
    const kind = SIGNS[tone] ? tone : "info";
    const item = document.createElement("div");
    item.className = "ot-toast is-" + kind;
    item.setAttribute("role", kind === "bad" ? "alert" : "status");
    const sign = document.createElement("span");
    sign.className = "ot-sign";
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = SIGNS[kind];
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "ot-toast-close";
    close.setAttribute("aria-label", document.documentElement.dataset.close || "×");
    close.textContent = "×";
    close.addEventListener("click", () => item.remove());
    item.append(sign, words, close);
    box.append(item);
    while (box.children.length > MOST) box.firstElementChild.remove();
    if (SECONDS[kind]) setTimeout(() => item.remove(), SECONDS[kind] * 1000);
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { toast });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    shell: {
      toast(message) {
        if (message) toast(message.text, message.tone);
      },
      ask(clicks) {
        return clicks ? true : window.dash_clientside.no_update;
      },
    },
  });

  document.addEventListener("click", (event) => {
    const preference = event.target.closest("a.ot-pref");
    if (preference) {
      const target = new URL(preference.href);
      target.searchParams.set("next", window.location.pathname + window.location.search);
      preference.href = target.pathname + target.search;
    }
    if (event.target.closest("#shell-fold")) {
      const folded = document.documentElement.classList.toggle("ot-folded");
      try {
        localStorage.setItem("ot_folded", folded ? "1" : "0");
      } catch (error) { /* remembered for this visit only */ }
      setTimeout(() => window.dispatchEvent(new Event("resize")), 200);
    }
  });
})();
