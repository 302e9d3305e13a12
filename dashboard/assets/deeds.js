/* The dialog that records payments, parcels and returns, opened by any element with data-deed, data-channel, data-no
   and, for a deed upon one row, data-row. It reads the order when it opens: what it shows is what its user saw.
   It tells the page of a saved deed by the event ordertrail:moved on window, with {channel, no, stage, version}. */
(function () {
  "use strict";

  const HOST = "deed-host";
  const FORMS = {
    payment: { to: "payments", fields: ["amount:amount", "time:paid_at", "text:method", "text:reference"] },
    refund: { to: "payments", fields: ["amount:amount", "time:paid_at", "text:method", "text:reference"] },
    void: { to: "payments", deed: "void", fields: [] },
    parcel: { to: "parcels", left: "to_ship", most: "left_ship", fields: ["text:carrier", "text:tracking_no", "time:shipped_at"] },
    deliver: { to: "parcels", deed: "deliver", fields: ["time:delivered_at"] },
    cancel: { to: "parcels", deed: "cancel", fields: [] },
    return: { to: "returns", left: "to_return", most: "left_return", fields: ["text:reason"] },
    receive: { to: "returns", deed: "receive", fields: ["time:received_at"] },
    close: { to: "returns", deed: "close", fields: ["choice:outcome"] },
  };
  const drafts = new Map();
  let parts = null;
  let wish = null;

  const tools = () => window.ordertrail.deedFields;
  const key = () => [wish.deed, wish.channel, wish.no, wish.row].join("|");
  const address = () => "/api/orders/" + encodeURIComponent(wish.channel) + "/" + encodeURIComponent(wish.no);
  const toast = (...said) => window.ordertrail.toast(...said);

  function build() {
    const { make } = tools();
    const host = document.getElementById(HOST);
    const words = JSON.parse(host.dataset.words);
    const title = make("h2", { className: "ot-move-title", id: "deed-title" });
    const hint = make("p", { className: "ot-muted" });
    const body = make("div", { className: "ot-deed-form" });
    const conflict = make("div", { className: "ot-move-conflict", hidden: true });
    const fault = make("p", { className: "ot-move-fault", hidden: true });
    [conflict, fault].forEach((each) => each.setAttribute("role", "alert"));
    const close = make("button", { type: "button", className: "ot-button", textContent: words.cancel });
    const save = make("button", { type: "submit", className: "ot-button is-primary" });
    const form = make("form", { method: "dialog", noValidate: true }, title, hint, body, conflict, fault,
      make("footer", { className: "ot-move-foot" }, close, save));
    const dialog = make("dialog", { className: "ot-move ot-deed" }, form);
    dialog.setAttribute("aria-labelledby", title.id);
    parts = { dialog, words, title, hint, body, conflict, fault, close, save };

    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("cancel", (event) => {
      if (wish.busy) event.preventDefault();
    });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      if (event.target.tagName !== "TEXTAREA" || event.shiftKey) return;
      event.preventDefault();
      form.requestSubmit();
    });
    dialog.addEventListener("pointerdown", (event) => {
      if (event.target === dialog && !wish.busy) dialog.close();
    });
    body.addEventListener("input", keep);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    document.body.append(dialog);
  }

  function money(amount, currency) {
    if (amount === null || amount === undefined) return parts.words.nothing;
    const shape = currency ? { style: "currency", currency } : {};
    return new Intl.NumberFormat(document.documentElement.lang, shape).format(Number(amount));
  }

  /* The form's fields anew from what the order is; what was typed before stands in them again. */
  function paint() {
    const { make, fill, makers, lines } = tools();
    const { words, title, hint, body } = parts;
    const { deed, found } = wish;
    const { balance } = found;
    const form = FORMS[deed];
    title.textContent = fill(words.titles[deed], { no: wish.no });
    hint.textContent = words.hints[deed] || "";
    hint.hidden = !hint.textContent;
    const about = deed === "refund" ? fill(words.refundable, { amount: money(balance.refundable, balance.currency) })
      : balance.due === null ? "" : fill(words.due, { amount: money(balance.due, balance.currency) });
    wish.fields = form.fields.map((named) => {
      const [kind, name] = named.split(":");
      return makers[kind](words, name, kind === "amount" ? about : "", found);
    });
    wish.fields.push(makers.note(words));
    wish.goods = form.left ? lines(words, found, form.left, form.most) : null;
    wish.move = deed === "parcel" && found.ship_to ? movable(make, fill) : null;
    const nodes = wish.fields.map((each) => each.node);
    if (wish.move) nodes.splice(-1, 0, wish.move.node);
    body.replaceChildren(...(wish.goods ? [wish.goods.node] : []), ...nodes);
    restore();
    settle();
  }

  function movable(make, fill) {
    const control = make("input", { type: "checkbox", checked: true, id: "deed-move" });
    const fault = make("p", { className: "ot-entry-fault", hidden: true });
    const label = make("label", { htmlFor: control.id }, control, fill(parts.words.move, { stage: wish.found.ship_to.label }));
    return { name: "move_stage", control, fault, node: make("div", { className: "ot-deed-check" }, label, fault) };
  }

  /* An amount as text with all the digits of its currency, as it stands beside the field. */
  function whole(amount, currency) {
    const shape = currency ? { style: "currency", currency } : {};
    const digits = new Intl.NumberFormat("en", shape).resolvedOptions().minimumFractionDigits;
    const [units, part = ""] = String(amount).split(".");
    return digits || part ? units + "." + part.padEnd(digits, "0") : units;
  }

  /* What stands in the fields before anyone types: all that is left, or all that is due. */
  function first(name) {
    const { deed, found } = wish;
    return name === "amount" && deed === "payment" && Number(found.balance.due) > 0 ? whole(found.balance.due, found.balance.currency) : "";
  }

  function restore() {
    const draft = drafts.get(key()) || {};
    wish.fields.forEach(({ name, control }) => { control.value = name in draft ? draft[name] : first(name); });
    if (wish.move && "move_stage" in draft) wish.move.control.checked = draft.move_stage;
    if (!wish.goods) return;
    wish.goods.parts.forEach(({ line, control }) => {
      const typed = draft["line" + line.line_no];
      control.value = typed !== undefined ? typed : wish.deed === "parcel" ? line.to_ship : "";
    });
  }

  function keep() {
    const draft = {};
    wish.fields.forEach(({ name, control }) => { draft[name] = control.value; });
    if (wish.goods) wish.goods.parts.forEach(({ line, control }) => { draft["line" + line.line_no] = control.value; });
    if (wish.move) draft.move_stage = wish.move.control.checked;
    drafts.set(key(), draft);
    settle();
  }

  /* The box that moves the order on is there only when this parcel holds all that is left. */
  function settle() {
    const { words, save } = parts;
    if (wish.move) {
      const all = wish.goods.parts.every(({ line, control }) => Number(control.value) === Number(line.to_ship));
      wish.move.node.hidden = !all;
    }
    save.disabled = Boolean(wish.busy);
    save.textContent = wish.busy ? words.saving
      : wish.newer ? tools().fill(words.again, { version: wish.newer.order.version }) : words.saves[wish.deed];
    save.classList.toggle("is-primary", !wish.newer);
    parts.close.classList.toggle("is-primary", Boolean(wish.newer));
    parts.close.textContent = wish.newer ? words.keep : words.cancel;
  }

  function said() {
    const told = { version: wish.found.order.version };
    wish.fields.forEach(({ name, control }) => { told[name] = control.value; });
    if (wish.deed === "payment" || wish.deed === "refund") told.kind = wish.deed;
    if (wish.goods) {
      told.lines = wish.goods.parts.map(({ line, control }) => ({ line_no: line.line_no, quantity: control.value }));
    }
    if (wish.move && !wish.move.node.hidden) told.move_stage = wish.move.control.checked;
    return told;
  }

  function complain(texts) {
    parts.fault.textContent = texts.join(" ");
    parts.fault.hidden = !texts.length;
  }

  function accuse(faults) {
    const known = [...wish.fields];
    if (wish.goods) known.unshift(...wish.goods.parts, wish.goods.whole);
    if (wish.move) known.push(wish.move);
    return tools().accuse(known, faults);
  }

  async function send() {
    if (wish.busy) return;
    const { words, dialog, conflict } = parts;
    if (wish.newer) {
      wish.found = wish.newer;
      wish.newer = null;
      conflict.hidden = true;
      paint();
    }
    const mine = wish;
    wish.busy = true;
    complain(accuse({}));
    settle();
    const form = FORMS[wish.deed];
    const path = [address(), form.to, ...(form.deed ? [wish.row, form.deed] : [])].join("/");
    const answer = await ask(path, said());
    mine.busy = false;
    if (answer.ok) {
      drafts.delete(key());
      const { channel, no } = wish;
      toast(tools().fill(words.done, { no, version: answer.body.version }), "good",
        refunding() || window.ordertrail.edit.undoing({ channel, no, version: answer.body.version }));
      dialog.close();
      const stage = said().move_stage ? wish.found.ship_to.code : wish.found.order.stage;
      window.dispatchEvent(new CustomEvent("ordertrail:moved", { detail: { channel, no, stage, version: answer.body.version } }));
      return;
    }
    if (answer.body.current) {
      await clash();
      setTimeout(() => parts.close.focus());
    } else {
      const rest = accuse(answer.body.fields || {});
      const inFields = Object.keys(answer.body.fields || {}).length > rest.length;
      const message = answer.body.message || (answer.reached ? words.unexpected : words.lost);
      complain(rest.length ? rest : inFields ? [] : [message]);
    }
    settle();
  }

  /* A return that ends refunded moves no money: the next step is offered, as long as there is money to give back. */
  function refunding() {
    const told = wish.deed === "close" && said().outcome === "refunded" && Number(wish.found.balance.refundable) > 0;
    const run = () => document.querySelector('[data-deed="refund"]')?.click();
    return told ? { label: parts.words.saves.refund, run } : null;
  }

  async function ask(url, body) {
    const how = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
    let response;
    try {
      response = await fetch(url, how);
    } catch (error) {
      return { ok: false, reached: false, body: {} };
    }
    const read = await response.json().catch(() => ({}));
    return { ok: response.ok && ("version" in read || "order" in read), reached: true, body: read };
  }

  function shown(found) {
    const { labels, balance, order } = found;
    return Object.assign({}, labels, {
      paid: money(balance.paid, balance.currency),
      refunded: money(balance.refunded, balance.currency),
      tracking_no: order.tracking_no || parts.words.nothing,
    });
  }

  /* What was seen beside what is now; the next press of the button takes the newer version as its ground. */
  async function clash() {
    const { make } = tools();
    const { words, conflict } = parts;
    const answer = await ask(address());
    if (!answer.ok) {
      complain([words.lost]);
      return;
    }
    const [then, now] = [shown(wish.found), shown(answer.body)];
    const names = Object.keys(words.changes).filter((name) => then[name] !== now[name]);
    const rows = names.map((name) => make("tr", {}, make("th", { scope: "row", textContent: words.changes[name] }),
      make("td", { textContent: then[name] }), make("td", { textContent: now[name] })));
    const head = make("tr", {}, make("td", {}), make("th", { scope: "col", textContent: words.then }),
      make("th", { scope: "col", textContent: words.present }));
    const table = make("table", { className: "ot-table ot-deed-changes" }, make("thead", {}, head), make("tbody", {}, ...rows));
    conflict.replaceChildren(make("p", { textContent: words.changed }),
      names.length ? table : make("p", { textContent: words.changed_other }));
    conflict.hidden = false;
    wish.newer = answer.body;
  }

  async function open({ deed, channel, no, row }) {
    if (!(deed in FORMS)) return;
    if (!parts) build();
    if (parts.dialog.open) return;
    wish = { deed, channel, no, row: row || "", busy: false, newer: null, fields: [] };
    const answer = await ask(address());
    if (!answer.ok) {
      toast(answer.body.message || parts.words.unexpected, "bad");
      return;
    }
    wish.found = answer.body;
    parts.conflict.hidden = true;
    complain([]);
    paint();
    if (parts.dialog.open) return;
    parts.dialog.showModal();
    const start = wish.goods && wish.goods.parts.length ? wish.goods.parts[0] : wish.fields[0];
    start.control.focus();
    if (start.control.select) start.control.select();
  }

  document.addEventListener("click", (event) => {
    const asker = event.target.closest("[data-deed]");
    if (!asker) return;
    event.preventDefault();
    open(asker.dataset);
  });
})();
