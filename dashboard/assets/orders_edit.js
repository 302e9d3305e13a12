/* Editing in the order table: the pencil at the end of a cell, or F2, opens its field in place. */
(function () {
  "use strict";

  const FIELDS = ["promised_at", "priority", "owner", "tags", "segment", "note"];
  const PENCIL = 30;
  let open = null;

  const edit = () => window.ordertrail.edit;
  const editable = (id) => FIELDS.includes(id) || id.startsWith("custom.");
  const narrow = () => window.matchMedia("(max-width: 640px)").matches;

  function close(focus) {
    if (!open) return;
    const { box, api, row, column } = open;
    open = null;
    box.remove();
    if (focus && !api.isDestroyed()) api.setFocusedCell(row, column);
  }

  /* Under the cell where there is room, else above it. */
  function place(box, cell) {
    const at = cell.getBoundingClientRect();
    const left = Math.min(at.left, window.innerWidth - box.offsetWidth - 12);
    const below = at.top + box.offsetHeight < window.innerHeight - 12;
    box.style.left = Math.max(12, left) + "px";
    box.style.top = (below ? at.top : Math.max(12, at.bottom - box.offsetHeight)) + "px";
  }

  async function begin({ api, node, column, cell }) {
    close(false);
    const { make, form, control, note, button, keys, words, refusal } = edit();
    const order = { channel: node.data.channel, no: node.data.channel_order_no };
    const found = await form(order);
    if (!found.ok) {
      window.ordertrail.toast(refusal(found), "bad");
      return;
    }
    const fields = found.body.sections.flatMap((section) => section.fields);
    const field = fields.find((each) => each.name === column);
    if (!field || !cell.isConnected) return;
    const own = control(field);
    const why = note();
    const fault = make("p", { className: "ot-entry-fault", hidden: true });
    const cancel = button(words().cancel, { className: "ot-button is-small" });
    const save = button(words().save, { className: "ot-button is-small is-primary", type: "submit" });
    const box = make("form", { className: "ot-inline" }, own.node, why.node, fault,
      make("footer", { className: "ot-move-foot" }, cancel, save));
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", field.label + " " + order.no);
    open = { box, api, row: node.rowIndex, column, order, version: found.body.version, fields, own, why, fault, save };
    cancel.addEventListener("click", () => close(true));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    keys(box, () => close(true));
    document.body.append(box);
    place(box, cell);
    own.own.focus();
    if (own.own.select) own.own.select();
  }

  async function send() {
    const mine = open;
    const { order, version, fields, own, why, fault, save, api } = mine;
    const { wish, accuse, refusal, saved } = edit();
    const asked = wish([own]);
    if (!Object.keys(asked).length) {
      close(true);
      return;
    }
    save.disabled = true;
    const answer = await edit().save(order, version, asked, why.own.value, fields);
    save.disabled = false;
    if (answer.ok || answer.kept) {
      if (open === mine) close(true);
      if (answer.ok) {
        saved(order, answer.body.version);
        flash(api, order, own.name);
      }
      return;
    }
    const rest = accuse([own, why], answer.body.fields || {});
    const text = Object.keys(answer.body.fields || {}).length ? rest.join(" ") : refusal(answer);
    fault.textContent = text;
    fault.hidden = !text;
  }

  function flash(api, order, column) {
    const node = !api.isDestroyed() && api.getRowNode(order.channel + "|" + order.no);
    if (node) setTimeout(() => !api.isDestroyed() && api.flashCells({ rowNodes: [node], columns: [column] }), 150);
  }

  /* What the event of the grid means: the pencil of a cell was met. The table then opens no drawer. */
  function met({ api, node, event }) {
    const cell = event.target.closest && event.target.closest(".ag-cell");
    const column = cell && cell.getAttribute("col-id");
    if (!column || !node.data || !editable(column) || narrow()) return false;
    if (cell.getBoundingClientRect().right - event.clientX > PENCIL) return false;
    begin({ api, node, column, cell });
    return true;
  }

  function pressed({ api, node, column, event }) {
    const id = column.getColId();
    const cell = event.target.closest && event.target.closest(".ag-cell");
    if (event.key !== "F2" || !node.data || !cell || !editable(id)) return;
    event.preventDefault();
    begin({ api, node, column: id, cell });
  }

  document.addEventListener("pointerdown", (event) => {
    if (!open || open.box.contains(event.target) || event.target.closest("dialog, .ot-toasts")) return;
    if (!edit().changed([open.own, open.why]).length) close(false);
  });

  window.addEventListener("ordertrail:edited", () => {
    const { orderTable } = window.ordertrail;
    if (orderTable && orderTable.alive()) orderTable.again();
  });

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderInline: { met, pressed } });
})();
