/* Order entry: its beginning, its keys, saving once, asking before anything is lost. */
(function () {
  "use strict";

  const SHELL_URL = "shell-url";
  const SAVED = 201;
  let request = null;
  let pristine = "";
  let busy = false;
  let held = null;
  let passing = false;

  const draft = () => window.ordertrail.entryDraft;
  const lines = () => window.ordertrail.entryLines;
  const numbers = () => window.ordertrail.entryNumbers;
  const sums = () => window.ordertrail.entrySums;
  const faults = () => window.ordertrail.entryFaults;
  const own = () => window.ordertrail.entryOwn;
  const byId = (id) => document.getElementById(id);
  const form = () => byId("order-new-form");
  const words = () => JSON.parse(form().dataset.words);
  const running = () => Boolean(form() && form().dataset.begun);
  const dirty = () => running() && draft().snapshot() !== pristine;

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* --- saving -------------------------------------------------------------------------------------------------- */

  function question() {
    const { channel_order_no, ...given } = own().take(draft().values());
    const kinds = Object.keys(given).filter((name) => name.startsWith("surcharge.") && numbers().strip(given[name]));
    const surcharges = kinds.map((name) => ({ kind: name.slice("surcharge.".length), amount: given[name] }));
    Object.keys(given).filter((name) => name.startsWith("surcharge.")).forEach((name) => delete given[name]);
    if (!sums().regionShown()) given.region = "";
    const body = { request_id: request.id, channel_order_no, ...given, lines: lines().values(), surcharges };
    return { body, kinds: surcharges.map((each) => each.kind) };
  }

  /* Nothing can be typed into an order that is on its way. */
  function working(is) {
    if (is) held = document.activeElement;
    busy = is;
    form().querySelector(".ot-entry-main").inert = is;
    if (!is && held) held.focus();
    ["order-new-save", "order-new-another"].forEach((id) => { byId(id).disabled = is; });
    byId("order-new-save").textContent = is ? words().saving : words().save;
    form().setAttribute("aria-busy", String(is));
  }

  async function ask(body) {
    const response = await fetch("/api/orders", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  }

  async function save(another) {
    if (busy || !running()) return;
    const sent = question();
    const mine = request;
    request.sent = true;
    if (dirty()) draft().keep(request);
    working(true);
    faults().clear();
    let found = null;
    try {
      found = await ask(sent.body);
    } catch (error) { /* told below: what became of the question is not known */ }
    if (!running() || request !== mine) return;
    working(false);
    request.sent = !found || Boolean((found.answer.fields || {}).request_id);
    if (!found) faults().news("bad", words().lost);
    else if (found.status === SAVED) saved(found.answer, another);
    else if (Object.keys(found.answer.fields || {}).length) faults().show(found.answer, sent);
    else faults().news("bad", found.answer.message || words().failed);
  }

  function saved(answer, another) {
    const text = lines().fill(words().saved, { no: answer.channel_order_no });
    draft().forget();
    if (!another) {
      window.ordertrail.toast(text, "good");
      pristine = draft().snapshot();
      go(answer.href);
      return;
    }
    start(true);
    faults().news("good", text + " ", lines().make("a", { href: answer.href, textContent: words().open }));
    draft().find("customer_name").focus();
    window.scrollTo(0, 0);
  }

  function go(href) {
    window.dash_clientside.set_props(SHELL_URL, { pathname: href, search: "" });
    window.scrollTo(0, 0);
  }

  /* --- beginning, changing, leaving ---------------------------------------------------------------------------- */

  function start(kept) {
    request = { id: newId(), sent: false };
    draft().reset(kept);
    faults().clear();
    pristine = draft().snapshot();
    sums().regionShown();
    sums().addUp();
  }

  function begin(rules) {
    if (!rules || !form() || form().dataset.begun) return;
    own().make(rules);
    draft().makeFields();
    draft().setRules(rules);
    form().dataset.begun = "1";
    busy = false;
    start(false);
    const found = draft().restore();
    if (found) {
      /* A question that may have been answered keeps its id; one never asked must not share it with a copied tab. */
      if (found.sent) request = { id: found.id, sent: true };
      draft().tick();
      sums().regionShown();
      sums().addUp();
      faults().news("info", words().restored);
    }
    if (!window.matchMedia("(pointer: coarse)").matches) draft().find("customer_name").focus();
  }

  function askFirst(kind, then) {
    const { make } = lines();
    const text = words();
    const stay = make("button", { type: "submit", className: "ot-button is-primary", textContent: text.stay });
    const leave = make("button", { type: "button", className: "ot-button", textContent: kind === "clear" ? text.clear : text.leave });
    const title = make("h2", { textContent: text[kind + "_title"], id: "entry-ask-title" });
    const box = make("dialog", { className: "ot-entry-ask" }, make("form", { method: "dialog" }, title,
      make("p", { textContent: text[kind + "_hint"] }), make("div", { className: "ot-entry-ask-ways" }, leave, stay)));
    box.setAttribute("aria-labelledby", title.id);
    leave.addEventListener("click", () => {
      box.close();
      then();
    });
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    stay.focus();
  }

  function drop() {
    draft().forget();
    pristine = draft().snapshot();
  }

  function leave() {
    if (!dirty()) {
      draft().forget();
      go("/orders");
    } else askFirst("leave", () => { drop(); go("/orders"); });
  }

  function clear() {
    const again = () => {
      draft().forget();
      start(false);
      draft().find("customer_name").focus();
    };
    if (dirty()) askFirst("clear", again);
    else again();
  }

  const inForm = (event) => running() && form().contains(event.target);

  document.addEventListener("input", (event) => {
    if (!inForm(event)) return;
    const { target } = event;
    if (target === draft().find("placed_at")) target.dataset.touched = "1";
    if (target === draft().find("workflow")) own().stages();
    if (target.getAttribute("aria-invalid") === "true") faults().mark(target, "");
    form().querySelectorAll("[data-fault]").forEach((slot) => faults().say(slot, ""));
    sums().regionShown();
    sums().addUp();
    if (dirty()) draft().keep(request);
    else draft().forget();
  });

  document.addEventListener("change", (event) => {
    if (!inForm(event)) return;
    if (sums().isNumber(event.target)) sums().judge(event.target);
    if (event.target === draft().find("currency")) sums().judgeAll();
    if (event.target === draft().find("placed_at") && !event.target.value && !event.target.validity.badInput) {
      delete event.target.dataset.touched;
    }
  });

  document.addEventListener("paste", (event) => {
    if (!inForm(event) || !event.target.dataset.cell) return;
    lines().pasted(event);
    if (event.defaultPrevented) sums().judgeAll();
  });

  /* Enter that takes a suggestion must not save as well: the first one after a change only confirms. */
  function confirms(own) {
    const fresh = own.hasAttribute("list") && own.value !== (own.dataset.confirmed || own.defaultValue);
    own.dataset.confirmed = own.value;
    return fresh;
  }

  document.addEventListener("keydown", (event) => {
    if (!running() || event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    const inside = form().contains(event.target);
    if (!inside && event.target !== document.body) return;
    if (event.key === "Escape") {
      event.preventDefault();
      leave();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save(event.shiftKey);
    } else if (inside && event.target.dataset.cell) lines().key(event);
    else if (inside && event.key === "Enter" && event.target.tagName === "INPUT") {
      event.preventDefault();
      if (!confirms(event.target)) save(false);
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.target === form()) event.preventDefault();
  });

  function pressed(event) {
    const button = event.target.closest("button");
    const goes = event.target.closest("[data-goes]");
    if (goes) {
      event.preventDefault();
      const own = byId(goes.dataset.goes);
      if (own) own.focus();
    } else if (!button) return;
    else if (button.id === "order-new-save") save(false);
    else if (button.id === "order-new-another") save(true);
    else if (button.id === "order-new-clear") clear();
    else if (button.id === "order-new-add") lines().cells(lines().add())[0].focus();
    else if (button.className === "ot-entry-remove") lines().remove(button.closest(lines().ROW));
  }

  /* Links inside the application leave without a page load, so the browser itself would not ask. */
  function followed(event, link) {
    const target = new URL(link.href, window.location.href);
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !link.target;
    const elsewhere = target.origin === window.location.origin && target.pathname !== window.location.pathname;
    if (!plain || passing || link.dataset.goes || link.hasAttribute("download")) return;
    if (link.classList.contains("ot-pref")) {
      /* Language and theme come back to this page, where the draft is taken up again. */
      passing = dirty();
      return;
    }
    if (link.id === "order-new-cancel") {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (elsewhere && dirty()) {
      event.preventDefault();
      event.stopPropagation();
      askFirst("leave", () => { drop(); link.click(); });
    }
  }

  document.addEventListener("click", (event) => {
    if (!running()) return;
    const link = event.target.closest("a[href]");
    if (link) followed(event, link);
    if (!event.defaultPrevented && inForm(event)) pressed(event);
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (passing || !dirty()) return;
    event.preventDefault();
    event.returnValue = "";
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { orderNew: { begin } });
})();
