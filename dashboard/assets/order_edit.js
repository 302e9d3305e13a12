/* An order's facts as a form, in the drawer and on its page; the items of an order by hand as a table in a dialog.
   Any element with data-edit, data-channel and data-no opens the form in the place of class ot-edit-host beside it,
   with data-edit="goods" the dialog. */
(function () {
  "use strict";

  const CELLS = ["sku", "name", "spec", "quantity", "unit_price", "discount", "tax"];
  const NUMBERS = ["quantity", "unit_price", "discount", "tax"];
  let shown = null;

  const edit = () => window.ordertrail.edit;
  const words = () => edit().words();

  /* ---- the facts ---- */

  /* The framework may show another order in the same place. */
  const watcher = new MutationObserver(([{ target }]) => {
    if (shown && target.dataset.no !== shown.order.no) close();
  });

  function close() {
    if (!shown) return;
    watcher.disconnect();
    shown.form.remove();
    shown = null;
  }

  async function leave() {
    const mine = shown;
    if (mine && await edit().leaving(edit().changed(mine.controls).length > 0) && shown === mine) close();
  }

  async function open(order, host) {
    if (shown && shown.form.isConnected) {
      shown.controls[0].own.focus();
      return;
    }
    const { make, control, note, button, keys, form: read, refusal } = edit();
    const found = await read(order);
    if (!found.ok || !host.isConnected) {
      if (!found.ok) window.ordertrail.toast(refusal(found), "bad");
      return;
    }
    const controls = [];
    const sections = found.body.sections.map(({ label, fields }) => {
      const made = fields.map(control);
      controls.push(...made);
      return make("fieldset", {}, make("legend", { textContent: label }), ...made.map(({ node }) => node));
    });
    const why = note();
    controls.push(why);
    const fault = make("p", { className: "ot-move-fault", hidden: true });
    fault.setAttribute("role", "alert");
    const cancel = button(words().cancel);
    const save = button(words().save, { type: "submit", className: "ot-button is-primary" });
    const form = make("form", { className: "ot-card ot-edit-form", noValidate: true }, ...sections, why.node, fault,
      make("footer", { className: "ot-move-foot" }, cancel, save));
    shown = { form, controls, why, fault, save, order, version: found.body.version, fields: controls.map((each) => each.field) };
    cancel.addEventListener("click", leave);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    keys(form, leave);
    host.replaceChildren(form);
    watcher.observe(host, { attributeFilter: ["data-no"] });
    form.scrollIntoView({ block: "nearest" });
    controls[0].own.focus({ preventScroll: true });
  }

  async function send() {
    const mine = shown;
    const { controls, why, fault, save, order, version, fields } = mine;
    const asked = edit().wish(controls.filter((each) => each !== why));
    if (!Object.keys(asked).length) {
      window.ordertrail.toast(words().nothing, "info");
      close();
      return;
    }
    save.disabled = true;
    save.textContent = words().saving;
    const answer = await edit().save(order, version, asked, why.own.value, fields);
    save.disabled = false;
    save.textContent = words().save;
    if (answer.ok) {
      if (shown === mine) close();
      edit().saved(order, answer.body.version);
      return;
    }
    if (answer.kept) {
      if (shown === mine) close();
      return;
    }
    complain(controls, fault, answer);
  }

  function complain(controls, fault, answer) {
    const fields = answer.body.fields || {};
    const rest = edit().accuse(controls, fields);
    const text = Object.keys(fields).length ? rest.join(" ") : edit().refusal(answer);
    fault.textContent = text;
    fault.hidden = !text;
  }

  /* ---- items and charges ---- */

  function cell(name, label, value, numeric) {
    const input = edit().make("input", { className: "ot-entry-input", value: value || "", autocomplete: "off" });
    input.setAttribute("aria-label", label);
    input.dataset.cell = name;
    if (numeric) input.inputMode = "decimal";
    return input;
  }

  const removing = (row) => {
    const gone = edit().button("×", { className: "ot-entry-remove", title: words().remove });
    gone.setAttribute("aria-label", words().remove);
    gone.addEventListener("click", () => row.remove());
    return edit().make("td", { className: "is-remove" }, gone);
  };

  function line(body, given) {
    const { make } = edit();
    const row = make("tr", { className: "ot-edit-line" });
    CELLS.forEach((name) => {
      const numeric = NUMBERS.includes(name);
      const own = make("td", { className: "is-" + name + (numeric ? " is-number" : "") },
        cell(name, words().lines[name], given[name], numeric), make("p", { className: "ot-entry-fault", hidden: true }));
      own.dataset.label = words().lines[name];
      row.append(own);
    });
    row.append(removing(row));
    body.append(row);
    return row;
  }

  function charge(body, given, kinds) {
    const { make } = edit();
    const row = make("tr", { className: "ot-edit-charge" });
    const kind = make("select", { className: "ot-entry-input" },
      ...kinds.map(({ value, label }) => make("option", { value, textContent: label })));
    if (given.kind && !kinds.some(({ value }) => value === given.kind)) {
      kind.append(make("option", { value: given.kind, textContent: given.kind }));
    }
    kind.value = given.kind || kinds[0].value;
    kind.dataset.cell = "kind";
    kind.setAttribute("aria-label", words().charge_kind);
    const wrong = () => make("p", { className: "ot-entry-fault", hidden: true });
    row.append(make("td", {}, kind, wrong()),
      make("td", { className: "is-number" }, cell("amount", words().charge_amount, given.amount, true), wrong()), removing(row));
    body.append(row);
    return row;
  }

  const rows = (body) => Array.from(body.children).map((row) => (
    Object.fromEntries(Array.from(row.querySelectorAll("[data-cell]")).map((own) => [own.dataset.cell, own.value]))));

  async function openGoods(order) {
    const { make, button, dialog, control, note, form: read, refusal, leaving } = edit();
    const found = await read(order);
    if (!found.ok || !found.body.goods) {
      window.ordertrail.toast(found.ok ? words().unexpected : refusal(found), "bad");
      return;
    }
    const { goods } = found.body;
    const items = make("tbody", {});
    const charges = make("tbody", {});
    goods.lines.forEach((each) => line(items, each));
    goods.surcharges.forEach((each) => charge(charges, each, goods.kinds));
    const discount = control({ name: "discount", label: words().discount, kind: "number", value: goods.discount });
    discount.node.classList.add("ot-edit-discount");
    const why = note();
    const head = CELLS.map((name) => make("th", { className: "is-" + name, textContent: words().lines[name] }));
    const more = button(words().add_line, { className: "ot-button is-small" });
    const moreCharge = button(words().add_charge, { className: "ot-button is-small" });
    const fault = make("p", { className: "ot-move-fault", hidden: true });
    fault.setAttribute("role", "alert");
    const cancel = button(words().cancel);
    const save = button(words().save, { type: "submit", className: "ot-button is-primary" });
    const asked = dialog(edit().fill(words().title, { no: order.no }), [
      make("div", { className: "ot-scroll" }, make("table", { className: "ot-entry-table ot-edit-table" },
        make("thead", {}, make("tr", {}, ...head, make("th", { className: "is-remove" }))), items)),
      make("div", {}, more), make("table", { className: "ot-entry-table ot-edit-charges" }, charges), make("div", {}, moreCharge),
      discount.node, why.node, fault], [cancel, save], "is-wide");
    const before = JSON.stringify([rows(items), rows(charges)]);
    const dirty = () => before !== JSON.stringify([rows(items), rows(charges)]) || edit().changed([discount, why]).length > 0;
    const quit = async () => {
      if (await leaving(dirty())) asked.dialog.close();
    };
    more.addEventListener("click", () => line(items, {}).querySelector("input").focus());
    moreCharge.addEventListener("click", () => charge(charges, {}, goods.kinds).querySelector("select").focus());
    cancel.addEventListener("click", quit);
    asked.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      quit();
    });
    asked.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!dirty()) {
        asked.dialog.close();
        return;
      }
      save.disabled = true;
      const wish = { lines: rows(items), surcharges: rows(charges), discount: discount.own.value };
      const known = Object.entries(words().goods).map(([name, label]) => ({ name, label }));
      const answer = await edit().save(order, found.body.version, wish, why.own.value, known);
      save.disabled = false;
      if (answer.ok) edit().saved(order, answer.body.version);
      if (answer.ok || answer.kept) asked.dialog.close();
      else accuseGoods(answer, { items, charges, discount, why, fault });
    });
  }

  /* Faults of single cells stand below them. */
  function accuseGoods(answer, { items, charges, discount, why, fault }) {
    const rest = { ...answer.body.fields };
    [["lines", items], ["surcharges", charges]].forEach(([name, body]) => Array.from(body.children).forEach((row, n) => {
      row.querySelectorAll("[data-cell]").forEach((own) => {
        const path = [name, n, own.dataset.cell].join(".");
        const slot = own.nextElementSibling;
        slot.textContent = rest[path] || "";
        slot.hidden = !rest[path];
        own.setAttribute("aria-invalid", rest[path] ? "true" : "false");
        delete rest[path];
      });
    }));
    complain([discount, why], fault, { ...answer, body: { ...answer.body, fields: Object.keys(answer.body.fields || {}).length ? rest : {} } });
    if (!Object.keys(rest).length && Object.keys(answer.body.fields || {}).length) fault.hidden = true;
  }

  document.addEventListener("click", (event) => {
    const asker = event.target.closest("[data-edit]");
    if (!asker) return;
    event.preventDefault();
    const { channel, no } = asker.dataset;
    const host = asker.closest(".ot-order").querySelector(".ot-edit-host");
    if (asker.dataset.edit === "goods") openGoods({ channel, no });
    else open({ channel, no }, host);
  });

  /* The drawer asks here before it goes: true if nothing would be lost. */
  function mayLeave() {
    return !shown || !shown.form.isConnected || !edit().changed(shown.controls).length;
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderEdit: { mayLeave, leave } });
})();
