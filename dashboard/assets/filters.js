/* Chips are <details>: one open at a time, closed by Esc or a click outside; a search box narrows long lists. */
(function () {
  "use strict";

  const open = () => Array.from(document.querySelectorAll(".ot-chip[open]"));

  function close(chip) {
    chip.open = false;
  }

  /* The editor is fixed under its chip, since the line of chips scrolls sideways and would cut it off. */
  function place(chip) {
    const editor = chip.querySelector(".ot-chip-editor");
    const box = chip.querySelector("summary").getBoundingClientRect();
    if (!editor) return;
    const left = Math.min(box.left, document.documentElement.clientWidth - editor.offsetWidth - 12);
    editor.style.left = Math.max(12, left) + "px";
    editor.style.top = box.bottom + 6 + "px";
    editor.style.maxHeight = Math.max(160, window.innerHeight - box.bottom - 90) + "px";
  }

  document.addEventListener("toggle", (event) => {
    const chip = event.target;
    if (!chip.classList || !chip.classList.contains("ot-chip") || !chip.open) return;
    open().filter((other) => other !== chip).forEach(close);
    place(chip);
  }, true);

  document.addEventListener("pointerdown", (event) => {
    open().filter((chip) => !chip.contains(event.target)).forEach(close);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((chip) => {
      const held = chip.contains(document.activeElement);
      close(chip);
      if (held) chip.querySelector("summary").focus();
    });
  });

  ["resize", "scroll"].forEach((name) => {
    window.addEventListener(name, (event) => {
      if (event.target.closest && event.target.closest(".ot-chip-editor")) return;
      open().forEach(place);
    }, true);
  });

  document.addEventListener("input", (event) => {
    if (!event.target.classList || !event.target.classList.contains("ot-option-search")) return;
    const wanted = event.target.value.trim().toLowerCase();
    event.target.closest(".ot-chip-editor").querySelectorAll("label").forEach((label) => {
      if (label.contains(event.target)) return;
      label.hidden = Boolean(wanted) && !label.textContent.toLowerCase().includes(wanted);
    });
  });
})();
