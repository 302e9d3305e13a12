/* The frame: toasts, folding rail, language and theme links that come back to where the reader was. */
(function () {
  "use strict";

  const SECONDS = { good: 5, info: 6, warn: 9 };
  const SIGNS = { good: "✓", warn: "!", bad: "×", info: "i" };
  const MOST = 4;

  /* ``action``: {label, run}, a button in it. */
  function toast(text, tone, action) {
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
    item.append(sign, words);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ot-quiet";
      button.textContent = action.label;
      button.addEventListener("click", () => {
        item.remove();
        action.run();
      });
      item.append(button);
    }
    item.append(close);
    box.append(item);
    while (box.children.length > MOST) box.firstElementChild.remove();
    if (SECONDS[kind]) setTimeout(() => item.remove(), SECONDS[kind] * (action ? 2 : 1) * 1000);
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

  const apple = /Mac|iPhone|iPad/.test(navigator.platform);

  /* Dash's pages follow the address when the history says that it moved. */
  function visit(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate"));
    window.scrollTo(0, 0);
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.classList.contains("ot-search")) return;
    event.preventDefault();
    const field = document.getElementById("shell-search");
    const wanted = field.value.trim();
    if (!wanted) return;
    visit(event.target.getAttribute("action") + "?" + new URLSearchParams({ preset: "all", q: wanted }));
    window.dash_clientside.set_props("shell-search", { value: "" });
    field.blur();
  });

  document.addEventListener("keydown", (event) => {
    const field = document.getElementById("shell-search");
    if (!field) return;
    if (event.key.toLowerCase() === "k" && (apple ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
    if (event.key === "Escape" && document.activeElement === field) field.blur();
  });

  /* The frame is drawn by Dash after this script: the hint comes when it is there. */
  new MutationObserver((_changes, watcher) => {
    const hint = document.querySelector(".ot-search-key");
    if (!hint) return;
    hint.textContent = apple ? "⌘K" : "Ctrl K";
    watcher.disconnect();
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    /* The menu of further places closes with a choice, and with a press anywhere else. */
    document.querySelectorAll(".ot-nav-more[open]").forEach((menu) => {
      if (!event.target.closest("summary") || !menu.contains(event.target)) menu.open = false;
    });
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
