/* What every form that edits an order shares: its controls, sending, both values of a stale edit side by side, undo.
   Any element with data-undo, data-channel, data-no and data-version takes back the order's last change. */
(function () {
  "use strict";

  const HOST = "edit-host";
  let told = null;
  let serial = 0;

  const toast = (...said) => window.ordertrail.toast(...said);
  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const address = ({ channel, no }) => encodeURIComponent(channel) + "/" + encodeURIComponent(no);

  function words() {
    if (!told) told = JSON.parse(document.getElementById(HOST).dataset.words);
    return told;
  }

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  async function ask(method, url, body) {
    let response;
    const said = body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
    try {
      response = await fetch(url, { method, ...said });
    } catch (error) {
      return { ok: false, reached: false, body: {} };
    }
    const read = await response.json().catch(() => ({}));
    return { ok: response.ok, reached: true, body: read };
  }

  const refusal = (answer) => answer.body.message || (answer.reached ? words().unexpected : words().lost);

  /* ---- controls ---- */

  const inputs = {
    moment: { type: "datetime-local" }, date: { type: "date" }, tel: { type: "tel" }, email: { type: "email" },
    number: { type: "text", inputMode: "decimal" },
  };

  function bare(field) {
    if (field.kind === "choice") {
      const none = make("option", { value: "", textContent: words().none });
      const options = field.choices.map(({ value, label }) => make("option", { value, textContent: label }));
      const own = field.value && !field.choices.some(({ value }) => value === field.value);
      if (own) options.push(make("option", { value: field.value, textContent: field.value }));
      return make("select", {}, none, ...options);
    }
    if (field.kind === "lines") return make("textarea", { rows: 2 });
    return make("input", { type: "text", autocomplete: "off", dir: "auto", ...inputs[field.kind] });
  }

  /* One field: label above, hint and fault below. ``was`` is its value as the control gives it back. */
  function control(field) {
    serial += 1;
    const own = bare(field);
    own.id = "edit-field-" + serial;
    own.classList.add("ot-entry-input");
    own.value = field.kind === "moment" ? (field.value || "").replace(" ", "T") : field.value || "";
    const fault = make("p", { className: "ot-entry-fault", id: own.id + "-fault", hidden: true });
    own.setAttribute("aria-describedby", fault.id);
    const parts = [make("label", { className: "ot-entry-label", htmlFor: own.id, textContent: field.label }), own];
    if (field.kind === "tags") parts.push(make("p", { className: "ot-entry-hint", textContent: words().tags_hint }));
    const node = make("div", { className: "ot-edit-field" }, ...parts, fault);
    return { field, name: field.name, own, fault, node, was: own.value };
  }

  function note() {
    const found = control({ name: "change_note", label: words().why, kind: "lines", value: "" });
    found.own.placeholder = words().why_hint;
    return found;
  }

  const changed = (controls) => controls.filter(({ own, was }) => own.value !== was);
  const wish = (controls) => Object.fromEntries(changed(controls).map(({ name, own }) => [name, own.value]));

  /* Each fault at its field; what belongs to none comes back as sentences. */
  function accuse(controls, faults) {
    const rest = { ...faults };
    let first = null;
    controls.forEach(({ name, own, fault }) => {
      const text = rest[name] || "";
      delete rest[name];
      fault.textContent = text;
      fault.hidden = !text;
      own.setAttribute("aria-invalid", text ? "true" : "false");
      first = first || (text ? own : null);
    });
    if (first) first.focus();
    return Object.values(rest);
  }

  /* Enter sends, in a field of several lines only without Shift. */
  function keys(form, leave) {
    form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape") {
        event.preventDefault();
        leave();
      } else if (event.key === "Enter" && !event.shiftKey && event.target.matches("input, select, textarea")) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  /* ---- dialogs ---- */

  function dialog(title, body, foot, className) {
    const heading = make("h2", { className: "ot-move-title", id: "edit-title-" + (serial += 1), textContent: title });
    const form = make("form", { method: "dialog" }, heading, ...body, make("footer", { className: "ot-move-foot" }, ...foot));
    const found = make("dialog", { className: "ot-move " + (className || "") }, form);
    found.setAttribute("aria-labelledby", heading.id);
    found.addEventListener("keydown", (event) => event.stopPropagation());
    found.addEventListener("close", () => found.remove());
    document.body.append(found);
    found.showModal();
    return { dialog: found, form };
  }

  const button = (text, props) => make("button", { type: "button", className: "ot-button", textContent: text, ...props });

  /* Whether what was typed may be lost; asks only where there is something to lose. */
  function leaving(dirty) {
    if (!dirty) return Promise.resolve(true);
    return new Promise((answer) => {
      const stay = button(words().stay, { className: "ot-button is-primary" });
      const leave = button(words().leave);
      const asked = dialog(words().leave_title, [], [leave, stay]);
      stay.addEventListener("click", () => asked.dialog.close());
      leave.addEventListener("click", () => asked.dialog.close("leave"));
      asked.dialog.addEventListener("close", () => answer(asked.dialog.returnValue === "leave"));
      stay.focus();
    });
  }

  function shown(field, value) {
    if (value === null || value === undefined || typeof value === "object") return "–";
    const choice = field && (field.choices || []).find((each) => each.value === value);
    return choice ? choice.label : String(value).replace("T", field && field.kind === "moment" ? " " : "T") || words().empty;
  }

  /* What was seen, wished and is there now; true to save the wish over the newer version. */
  function conflict(order, current, fields) {
    const named = (name) => fields.find((each) => each.name === name);
    const rows = Object.entries(current.values || {}).map(([name, { seen, wished, present }]) => {
      const field = named(name);
      const cells = [seen, wished, present].map((value) => make("td", { textContent: shown(field, value) }));
      return make("tr", {}, make("th", { scope: "row", textContent: field ? field.label : name }), ...cells);
    });
    const { conflict_field, conflict_seen, conflict_wished, conflict_present } = words();
    const head = [conflict_field, conflict_seen, conflict_wished, conflict_present]
      .map((text) => make("th", { scope: "col", textContent: text }));
    const table = make("table", { className: "ot-table ot-edit-sides" },
      make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    /* What loses nothing is the one that Enter presses. */
    const keep = button(words().keep, { className: "ot-button is-primary" });
    const mine = button(fill(words().mine, { version: current.version }));
    const said = make("p", { textContent: words().conflict });
    said.setAttribute("role", "alert");
    return new Promise((answer) => {
      const asked = dialog(fill(words().title, { no: order.no }), [said, make("div", { className: "ot-scroll" }, table)],
        [mine, keep], "is-wide");
      keep.addEventListener("click", () => asked.dialog.close());
      mine.addEventListener("click", () => asked.dialog.close("mine"));
      asked.dialog.addEventListener("close", () => answer(asked.dialog.returnValue === "mine"));
      keep.focus();
    });
  }

  /* ---- sending ---- */

  const form = (order) => ask("GET", "/api/order-form/" + address(order));

  /* The answer of the API; a stale edit is shown beside what is there, and sent again if its author insists. */
  async function save(order, version, fields, why, known) {
    const answer = await ask("PATCH", "/api/orders/" + address(order), { version, fields, note: why });
    const current = answer.body.current;
    if (answer.ok || !current) return answer;
    const again = await conflict(order, current, known);
    return again ? save(order, current.version, fields, why, known) : { ...answer, kept: true };
  }

  function saved(order, version) {
    toast(fill(words().saved, { no: order.no, version }), "good", undoing({ ...order, version }));
    window.dispatchEvent(new CustomEvent("ordertrail:edited", { detail: { ...order, version } }));
  }

  const undoing = (order) => ({ label: words().undo, run: () => undo(order) });

  async function undo(order) {
    const version = Number(order.version);
    const answer = await ask("POST", "/api/orders/" + address(order) + "/undo", { version });
    if (!answer.ok) {
      toast(refusal(answer), "bad");
      return;
    }
    toast(fill(words().undone, { no: order.no, version: answer.body.version }), "good");
    window.dispatchEvent(new CustomEvent("ordertrail:edited", { detail: { ...order, version: answer.body.version } }));
  }

  document.addEventListener("click", (event) => {
    const asker = event.target.closest("[data-undo]");
    if (!asker) return;
    event.preventDefault();
    const { channel, no, version } = asker.dataset;
    undo({ channel, no, version });
  });

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    edit: {
      accuse, ask, button, changed, control, dialog, fill, form, keys, leaving, make, note, refusal, save, saved, undoing,
      wish, words,
    },
  });
})();
