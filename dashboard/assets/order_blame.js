/* One order: where a value comes from, shown at the value by click, touch or key. */
(function () {
  "use strict";

  const GAP = 6;
  let box = null;
  let at = null;

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children.filter(Boolean));
    return element;
  }

  const button = (value) => value.querySelector(".ot-blame-button");

  function popover() {
    if (box) return box;
    box = make("div", { className: "ot-blame", tabIndex: -1, popover: "auto" });
    box.setAttribute("role", "dialog");
    box.addEventListener("beforetoggle", (event) => {
      if (event.newState === "closed" && at) {
        button(at).setAttribute("aria-expanded", "false");
        at = null;
      }
    });
    document.body.appendChild(box);
    return box;
  }

  /* Below the value, or above it where there is no room. */
  function place() {
    if (!at || !at.isConnected) return;
    const value = at.getBoundingClientRect();
    const [width, height] = [box.offsetWidth, box.offsetHeight];
    const below = value.bottom + GAP + height <= window.innerHeight;
    box.style.left = Math.max(12, Math.min(value.left, document.documentElement.clientWidth - width - 12)) + "px";
    box.style.top = Math.max(8, below ? value.bottom + GAP : value.top - GAP - height) + "px";
  }

  function said(source, words) {
    if (!source) return [make("span", { textContent: words.none })];
    const href = source.import_id ? "/import?id=" + encodeURIComponent(source.import_id) : null;
    return [make("span", { textContent: source.text }), href && " ", href && make("a", { href, textContent: words.open })];
  }

  function fill(found, value, words) {
    const names = value.dataset.blame.split(",");
    const labels = JSON.parse(value.dataset.blameLabels || "[]");
    const sources = names.map((name) => (name.startsWith("line:") ? found.lines[name.slice(5)] : found.fields[name]));
    const same = sources.every((each) => each && each.text === (sources[0] || {}).text);
    if (names.length === 1 || same) box.replaceChildren(make("p", {}, ...said(sources[0], words)));
    else {
      box.replaceChildren(make("dl", {}, ...names.map((name, place_) => make("div", {},
        make("dt", { textContent: labels[place_] || name }), make("dd", {}, ...said(sources[place_], words))))));
    }
  }

  async function show(value) {
    const order = value.closest("[data-blame-channel]");
    if (!order) return;
    const words = JSON.parse(order.dataset.blameWords);
    popover();
    if (at === value) {
      box.hidePopover();
      return;
    }
    if (at) box.hidePopover();
    at = value;
    box.setAttribute("aria-label", button(value).getAttribute("aria-label"));
    box.replaceChildren(make("p", { className: "ot-muted", textContent: words.loading }));
    button(value).focus({ preventScroll: true });
    button(value).setAttribute("aria-expanded", "true");
    box.showPopover();
    place();
    const { blameChannel, blameNo } = order.dataset;
    let found = null;
    try {
      const response = await fetch("/api/orders/" + encodeURIComponent(blameChannel) + "/" + encodeURIComponent(blameNo) + "/blame");
      if (response.ok) found = await response.json();
    } catch (error) { /* the sentence below says so */ }
    if (at !== value) return;
    if (found) fill(found, value, words);
    else box.replaceChildren(make("p", { textContent: words.failed }));
    place();
    (box.querySelector("a") || box).focus({ preventScroll: true });
  }

  document.addEventListener("pointerdown", (event) => {
    /* A press on the value that is told of closes it, and must not open it again. */
    if (at && at.contains(event.target)) event.target.closest("[data-blame]").dataset.blameShut = "1";
  }, true);

  document.addEventListener("click", (event) => {
    const value = event.target.closest("[data-blame]");
    if (!value) return;
    const shut = value.dataset.blameShut;
    delete value.dataset.blameShut;
    if (event.target.closest("a, button:not(.ot-blame-button)") || (window.getSelection() || "").toString()) return;
    if (shut) {
      if (at === value) box.hidePopover();
      return;
    }
    show(value);
  });

  document.addEventListener("scroll", place, true);
  window.addEventListener("resize", place);
})();
