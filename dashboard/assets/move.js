/* The dialog that moves an order to another stage, opened by any element with data-move.
   It tells the page by events on window: ordertrail:moving, ordertrail:moved, ordertrail:refused, each with
   {channel, no, stage, version}; after a refusal stage and version are null where they are not known. */
(function () {
  "use strict";

  const HOST = "move-host";
  const MOST = 2000;
  const drafts = new Map();
  let parts = null;
  let wish = null;
  let known = null;

  const language = () => document.documentElement.lang;
  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const key = () => wish.channel + "|" + wish.no;
  const flow = () => known.workflows.find((each) => each.code === wish.workflow) || known.workflows[0];
  const named = (code) => known.stages.find((each) => each.code === code) || { code, label: code };
  /* A stage that is gone may be left for any. */
  const gone = (code) => ({ ...named(code), moves: flow().stages.map((each) => each.code), requires: [] });
  const stage = (code) => flow().stages.find((each) => each.code === code) || gone(code);
  const toast = (...said) => window.ordertrail.toast(...said);
  const address = (channel, no) => encodeURIComponent(channel) + "/" + encodeURIComponent(no);

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  function dot(code) {
    const found = make("span", { className: "ot-dot is-" + code });
    found.style.setProperty("--dot", "var(--stage-" + code + ", var(--muted))");
    return found;
  }

  function stageWord(code) {
    return make("span", { className: "ot-stage" }, dot(code), stage(code).label);
  }

  function tell(name, detail) {
    window.dispatchEvent(new CustomEvent("ordertrail:" + name, { detail }));
  }

  function build() {
    const host = document.getElementById(HOST);
    const words = JSON.parse(host.dataset.words);
    const title = make("h2", { className: "ot-move-title", id: "move-title" });
    const now = make("p", { className: "ot-move-now" });
    const choices = make("div", { className: "ot-move-choices" });
    const field = make("fieldset", {}, make("legend", { textContent: words.target }), choices);
    const note = make("textarea", { id: "move-note", rows: 3, placeholder: words.note_hint });
    const left = make("span", { className: "ot-move-left", id: "move-left" });
    note.setAttribute("aria-describedby", left.id);
    const label = make("label", { htmlFor: note.id, textContent: words.note });
    const asked = make("div", { className: "ot-move-asked" });
    const conflict = make("div", { className: "ot-move-conflict", hidden: true });
    const fault = make("p", { className: "ot-move-fault", hidden: true });
    [conflict, fault].forEach((each) => each.setAttribute("role", "alert"));
    const close = make("button", { type: "button", className: "ot-button", textContent: words.cancel });
    const save = make("button", { type: "submit", className: "ot-button is-primary" });
    const form = make("form", { method: "dialog" }, title, now, field, asked,
      make("div", { className: "ot-move-note" }, label, note, left), conflict, fault,
      make("footer", { className: "ot-move-foot" }, close, save));
    const dialog = make("dialog", { className: "ot-move" }, form);
    dialog.setAttribute("aria-labelledby", title.id);
    parts = { dialog, words, zone: host.dataset.zone, title, now, field, choices, asked, note, left, conflict, fault, close, save };

    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("cancel", (event) => {
      if (wish.busy) event.preventDefault();
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("pointerdown", (event) => {
      if (event.target === dialog && !wish.busy) dialog.close();
    });
    note.addEventListener("input", count);
    note.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      form.requestSubmit();
    });
    choices.addEventListener("change", (event) => {
      wish.to = event.target.value;
      ask();
      paint();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    document.body.append(dialog);
  }

  function count() {
    drafts.set(key(), parts.note.value);
    parts.left.textContent = fill(parts.words.left, { n: parts.note.value.length, most: MOST });
    parts.left.classList.toggle("is-bad", parts.note.value.length > MOST);
  }

  function choice(code) {
    const radio = make("input", { type: "radio", name: "move-to", value: code, checked: code === wish.to });
    return make("label", { className: "ot-move-choice" }, radio, stageWord(code));
  }

  /* A field for each cell that the wished stage asks for; what the order has already may stay empty here. */
  function ask() {
    const names = wish.to ? stage(wish.to).requires.filter((name) => name in parts.words.asked) : [];
    parts.asked.replaceChildren(...names.map((name) => {
      const field = make("input", { type: "text", id: "move-" + name, name, maxLength: 200, autocomplete: "off" });
      const problem = make("p", { className: "ot-move-fault", id: field.id + "-fault", hidden: true });
      field.setAttribute("aria-describedby", problem.id);
      return make("div", { className: "ot-move-field" },
        make("label", { htmlFor: field.id, textContent: parts.words.asked[name] }), field, problem);
    }));
    if (names.length) parts.asked.append(make("p", { className: "ot-move-left", textContent: parts.words.asked_hint }));
    offerPayment();
  }

  const askedFields = () => [...parts.asked.querySelectorAll("input[type=text]")];

  /* A stage that says the order is paid, while money is due: offer to record it with the move. */
  async function offerPayment() {
    wish.pay = null;
    const { channel, no, to } = wish;
    if (!to || stage(to).stamp !== "paid_at") return;
    const response = await fetch("/api/orders/" + address(channel, no)).catch(() => null);
    const found = response && response.ok ? (await response.json()).balance : null;
    if (!found || wish.to !== to || wish.no !== no || wish.channel !== channel || !(Number(found.due) > 0)) return;
    const box = make("input", { type: "checkbox", checked: true, id: "move-pay" });
    const amount = found.currency
      ? new Intl.NumberFormat(language(), { style: "currency", currency: found.currency }).format(found.due) : found.due;
    wish.pay = { box, due: found.due };
    parts.asked.append(make("label", { className: "ot-move-choice", htmlFor: box.id }, box, fill(parts.words.pay, { amount })));
  }

  /* The payment comes first, as a change of its own; its version is the ground of the move. */
  async function payFirst() {
    const { channel, no, version, pay } = wish;
    const answer = await post("/api/orders/" + address(channel, no) + "/payments",
      { version, kind: "payment", amount: pay.due });
    if (answer.ok) Object.assign(wish, { version: answer.body.version, pay: null });
    return answer;
  }

  /* Faults at their fields; true if one of them has its field here. */
  function faults(fields) {
    const shown = askedFields().filter((field) => {
      const text = fields[field.name] || fields["fields." + field.name];
      const place = document.getElementById(field.id + "-fault");
      place.textContent = text || "";
      place.hidden = !text;
      return text;
    });
    if (shown.length) shown[0].focus();
    return shown.length > 0;
  }

  function paint() {
    const { words, save, choices, field } = parts;
    const moves = stage(wish.stage).moves;
    parts.title.textContent = fill(words.title, { no: wish.no });
    parts.now.replaceChildren(words.now, " ", stageWord(wish.stage));
    if (choices.dataset.from !== wish.stage || choices.dataset.of !== key()) {
      choices.replaceChildren(...moves.map(choice));
      choices.dataset.from = wish.stage;
      choices.dataset.of = key();
    }
    field.hidden = !moves.length || Boolean(wish.current);
    if (!moves.length && !wish.current) fault(fill(words.no_moves, { stage: stage(wish.stage).label }));
    save.hidden = wish.current ? wish.current.stage === wish.to : !moves.length;
    save.disabled = wish.busy || !wish.to;
    save.textContent = wish.busy ? words.saving
      : wish.current ? fill(words.again, { version: wish.current.version })
        : wish.to ? words.save[wish.to] || stage(wish.to).label : words.choose;
    parts.note.readOnly = Boolean(wish.busy);
    /* Upon a newer version the button that stands out is the one that changes nothing. */
    save.classList.toggle("is-primary", !wish.current);
    parts.close.classList.toggle("is-primary", Boolean(wish.current));
    parts.close.textContent = wish.current ? words.keep : words.cancel;
  }

  function fault(text) {
    parts.fault.textContent = text || "";
    parts.fault.hidden = !text;
  }

  function moment(text) {
    const when = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : text + "Z");
    const shape = { timeZone: parts.zone, dateStyle: "medium", timeStyle: "short" };
    return isNaN(when) ? "" : new Intl.DateTimeFormat(language(), shape).format(when);
  }

  /* What was wanted beside what is now; the next press of the button takes the newer version as its ground. */
  function clash(current) {
    const { words, conflict } = parts;
    wish.current = current;
    const seen = fill(words.seen, { stage: stage(wish.stage).label, version: wish.version });
    const present = fill(words.version, { version: current.version, when: moment(String(current.updated_at || "")) });
    const look = make("a", { className: "ot-card-link", target: "_blank", textContent: words.look });
    look.href = "/orders/" + address(wish.channel, wish.no);
    const column = (title, code, line) => make("div", {}, make("p", { className: "ot-move-head", textContent: title }),
      stageWord(code), make("p", { className: "ot-move-line", textContent: line }));
    const already = current.stage === wish.to;
    conflict.replaceChildren(
      make("p", { textContent: already ? fill(words.already, { stage: stage(wish.to).label }) : words.changed }),
      make("div", { className: "ot-move-sides" }, column(words.wished, wish.to, seen),
        column(words.present, current.stage, present)),
      look);
    conflict.hidden = false;
    setTimeout(() => parts.close.focus());
  }

  function rebase() {
    const { stage: present, version } = wish.current;
    const allowed = stage(present).moves.includes(wish.to);
    const refused = allowed ? "" : fill(parts.words.not_from, { to: stage(wish.to).label, stage: stage(present).label });
    Object.assign(wish, { stage: present, version, current: null, to: allowed ? wish.to : "" });
    parts.conflict.hidden = true;
    fault(refused);
    return allowed;
  }

  async function send() {
    if (wish.busy || parts.save.disabled || parts.save.hidden) return;
    const { words, note, dialog } = parts;
    if (wish.current && !rebase()) {
      paint();
      return;
    }
    const { channel, no, to } = wish;
    wish.busy = true;
    fault("");
    paint();
    const paid = wish.pay && wish.pay.box.checked ? await payFirst() : { ok: true };
    if (!paid.ok) {
      wish.busy = false;
      if (paid.body.current) clash(paid.body.current);
      else fault(words.pay_failed + " " + sentence(paid));
      paint();
      return;
    }
    const { version } = wish;
    tell("moving", { channel, no, stage: to, version });
    const fields = Object.fromEntries(askedFields().filter((each) => each.value.trim()).map((each) => [each.name, each.value]));
    const answer = await post("/api/orders/" + address(channel, no) + "/stage", { to_stage: to, version, note: note.value, fields });
    wish.busy = false;
    if (answer.ok) {
      drafts.delete(key());
      tell("moved", { channel, no, stage: to, version: answer.body.version });
      toast(fill(words.done, { no, stage: stage(to).label, version: answer.body.version }), "good",
        window.ordertrail.edit.undoing({ channel, no, version: answer.body.version }));
      dialog.close();
      return;
    }
    const current = answer.body.current || null;
    tell("refused", { channel, no, stage: current && current.stage, version: current && current.version });
    if (current) clash(current);
    else if (!faults(answer.body.fields || {})) fault(sentence(answer));
    paint();
  }

  function sentence(answer) {
    const { words } = parts;
    const told = Object.values(answer.body.fields || {});
    return told[0] || answer.body.message || (answer.reached ? words.unexpected : words.lost);
  }

  async function post(url, body) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch (error) {
      return { ok: false, reached: false, body: {} };
    }
    const read = await response.json().catch(() => ({}));
    return { ok: response.ok && "version" in read, reached: true, body: read };
  }

  async function open(asked) {
    if (!parts) build();
    if (!known) {
      try {
        const response = await fetch("/api/workflow");
        known = await response.json();
      } catch (error) {
        toast(parts.words.unexpected, "bad");
        return;
      }
    }
    wish = { channel: asked.channel, no: asked.no, version: Number(asked.version), stage: asked.stage,
      workflow: asked.workflow };
    wish.to = stage(wish.stage).moves.includes(asked.to) ? asked.to : "";
    ask();
    parts.choices.dataset.of = "";
    parts.conflict.hidden = true;
    fault("");
    parts.note.value = drafts.get(key()) || "";
    count();
    paint();
    parts.dialog.showModal();
    (wish.to ? askedFields()[0] || parts.note : parts.choices.querySelector("input") || parts.close).focus();
  }

  window.addEventListener("ordertrail:change", ({ detail }) => {
    if ((detail.changes || []).some((each) => each.bulk === "shaped" || each.bulk === "overrun")) known = null;
  });

  document.addEventListener("click", (event) => {
    const asker = event.target.closest("[data-move]");
    if (!asker) return;
    event.preventDefault();
    open(asker.dataset);
  });
})();
