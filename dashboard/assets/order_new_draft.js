/* Order entry: the fields and their values; what is unfinished stays in this tab's session, and no longer. */
(function () {
  "use strict";

  const KEY = "ot_order_new";
  const LONGEST_MS = 12 * 3600 * 1000;
  const FIELD = ".ot-entry-field";
  const KEPT_FOR_NEXT = ["currency", "workflow", "stage", "country", "payment_method"];
  let serverAhead = 0;
  let zone = "UTC";

  const form = () => document.getElementById("order-new-form");
  const fields = () => Array.from(form().querySelectorAll(FIELD));
  const name = (field) => field.dataset.field;
  const control = (field) => field.querySelector("input, select, textarea");
  const find = (wanted) => control(form().querySelector('[data-field="' + wanted + '"]'));

  /* The framework draws labels, selects and text areas; inputs, ids and what ties them together are made here. */
  function makeFields() {
    fields().forEach((field) => {
      const place = field.querySelector(".ot-entry-place");
      if (place) {
        const input = document.createElement("input");
        input.className = "ot-entry-input";
        input.type = place.dataset.kind === "money" ? "text" : place.dataset.kind;
        if (place.dataset.kind === "money") input.inputMode = "decimal";
        else if (place.dataset.numeric) input.inputMode = place.dataset.numeric === "decimal" ? "decimal" : "numeric";
        if (place.dataset.kind === "money") input.dataset.money = "1";
        if (place.dataset.list) input.setAttribute("list", place.dataset.list);
        if (input.type === "text") input.dir = "auto";
        input.defaultValue = place.dataset.default || "";
        place.replaceChildren(input);
      }
      const own = control(field);
      const wrong = field.querySelector(".ot-entry-fault");
      own.id = "entry-" + name(field).replace(/[._]/g, "-");
      own.autocomplete = "off";
      wrong.id = own.id + "-fault";
      const hint = field.querySelector(".ot-entry-hint");
      if (hint) hint.id = own.id + "-hint";
      own.setAttribute("aria-describedby", (hint ? hint.id + " " : "") + wrong.id);
      field.querySelector("label").htmlFor = own.id;
    });
  }

  /* The server's clock in the business zone, as a datetime-local field writes it. */
  function businessNow() {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
      hourCycle: "h23",
    }).formatToParts(new Date(Date.now() + serverAhead));
    const of = Object.fromEntries(parts.map((part) => [part.type, part.value]));
    return of.year + "-" + of.month + "-" + of.day + "T" + of.hour + ":" + of.minute;
  }

  function tick() {
    const placed = form() && find("placed_at");
    if (placed && !placed.dataset.touched && document.activeElement !== placed) placed.value = businessNow();
  }

  function setRules(rules) {
    serverAhead = new Date(rules.now).getTime() - Date.now();
    zone = rules.zone;
    const base = Array.from(find("currency").options).find((option) => option.value === rules.base);
    if (base) base.defaultSelected = true;
  }

  /* A date half typed reads as empty; the mark makes the server say what is wrong with it. */
  function value(own) {
    if (own.validity && own.validity.badInput) return "?";
    if (own === find("placed_at") && !own.dataset.touched) return "";
    return own.value;
  }

  const values = () => Object.fromEntries(fields().map((field) => [name(field), value(control(field))]));

  function snapshot() {
    const lines = window.ordertrail.entryLines;
    const filled = lines.values().filter((line) => Object.values(line).some(window.ordertrail.entryNumbers.strip));
    return JSON.stringify([values(), filled]);
  }

  function set(own, text) {
    own.value = text;
    if (own.options && own.selectedIndex < 0) own.selectedIndex = 0;
    if (own === find("workflow")) window.ordertrail.entryOwn.stages();
    if (own === find("placed_at")) {
      if (text) own.dataset.touched = "1";
      else delete own.dataset.touched;
    }
  }

  /* Empty fields and one empty row; ``kept`` keeps what the next order probably shares. */
  function reset(kept) {
    fields().forEach((field) => {
      const own = control(field);
      if (kept && KEPT_FOR_NEXT.includes(name(field))) return;
      const chosen = own.options && Array.from(own.options).findIndex((option) => option.defaultSelected);
      if (own.options) own.selectedIndex = Math.max(0, chosen);
      else set(own, own.defaultValue);
      if (name(field) === "workflow") window.ordertrail.entryOwn.stages();
    });
    window.ordertrail.entryLines.load([]);
    tick();
  }

  function keep(request) {
    const draft = { at: Date.now(), ...request, fields: values(), lines: window.ordertrail.entryLines.values() };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(draft));
    } catch (error) { /* without storage the form lives as long as its page */ }
  }

  function forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch (error) { /* nothing was kept either */ }
  }

  function restore() {
    let draft = null;
    try {
      draft = JSON.parse(sessionStorage.getItem(KEY));
    } catch (error) { /* unreadable: begin anew */ }
    if (!draft || !draft.fields || Date.now() - draft.at > LONGEST_MS) {
      forget();
      return null;
    }
    fields().forEach((field) => {
      const text = draft.fields[name(field)];
      if (typeof text === "string" && text !== "?") set(control(field), text);
    });
    window.ordertrail.entryLines.load(draft.lines || []);
    return draft;
  }

  setInterval(tick, 20000);

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    entryDraft: { FIELD, control, fields, find, forget, form, keep, makeFields, reset, restore, set, setRules, snapshot, tick, values },
  });
})();
