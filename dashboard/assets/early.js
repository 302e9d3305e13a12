/* Runs in the head, before anything is painted: theme and folded rail as the reader left them. */
(function () {
  "use strict";

  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => (document.cookie.match(/(?:^|; )ot_theme=(light|dark)/) || [])[1];

  function paint() {
    const theme = chosen() || (dark.matches ? "dark" : "light");
    root.setAttribute("data-bs-theme", theme);
    /* The server draws figures in the theme that is seen, also where the system chose it. */
    document.cookie = "ot_scheme=" + theme + "; path=/; SameSite=Lax; max-age=31536000";
  }

  paint();
  dark.addEventListener("change", () => {
    if (chosen()) return;
    paint();
    window.location.reload();
  });
  try {
    root.classList.toggle("ot-folded", localStorage.getItem("ot_folded") === "1");
  } catch (error) { /* storage may be forbidden; the rail then stays open */ }
})();
