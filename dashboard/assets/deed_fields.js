/* The fields of the forms for payments, parcels and returns: made, read, and told what is wrong with them. */
(function () {
  "use strict";

  let count = 0;

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));

  /* One field: label above, control, hint and fault under it. */
  function field(name, label, control, hint) {
    count += 1;
    const fault = make("p", { className: "ot-entry-fault", id: "deed-fault-" + count, hidden: true });
    control.id = "deed-field-" + count;
    control.name = name;
    control.classList.add("ot-entry-input");
    control.setAttribute("aria-describedby", fault.id);
    const parts = [make("label", { className: "ot-entry-label", htmlFor: control.id, textContent: label }), control];
    if (hint) parts.push(make("p", { className: "ot-entry-hint", textContent: hint }));
    return { name, control, fault, node: make("div", { className: "ot-deed-field" }, ...parts, fault) };
  }

  const makers = {
    text: (words, name, hint) => field(name, words.labels[name], make("input", { type: "text", autocomplete: "off" }), hint),
    time: (words, name) => field(name, words.labels[name], make("input", { type: "datetime-local" }), words.now),
    note: (words) => field("note", words.labels.note, make("textarea", { rows: 2 })),

    amount(words, name, hint, found) {
      const label = fill(words.labels.amount, { currency: found.balance.currency || words.nothing });
      return field(name, label, make("input", { type: "text", inputMode: "decimal", autocomplete: "off" }), hint);
    },

    choice(words, name) {
      const options = Object.entries(words.outcomes).map(([value, text]) => make("option", { value, textContent: text }));
      return field(name, words.labels[name], make("select", {}, make("option", { value: "", textContent: words.choose }), ...options));
    },
  };

  /* A quantity for each line of which something is left; ``left`` names how much that is. */
  function lines(words, found, left, most) {
    const rows = found.goods.filter((line) => Number(line[left]) > 0);
    const fault = make("p", { className: "ot-entry-fault", hidden: true });
    const parts = rows.map((line, place) => {
      count += 1;
      const control = make("input", { type: "text", inputMode: "decimal", className: "ot-entry-input", id: "deed-field-" + count });
      const wrong = make("p", { className: "ot-entry-fault", id: "deed-fault-" + count, hidden: true });
      control.setAttribute("aria-describedby", wrong.id);
      const name = make("label", { htmlFor: control.id }, line.name || words.nothing);
      if (line.spec) name.append(make("span", { className: "ot-deed-spec", textContent: line.spec }));
      const of = make("span", { className: "ot-deed-left", textContent: fill(words[most], { n: line[left] }) });
      return { name: "lines." + place + ".quantity", line, control, fault: wrong,
        node: make("div", { className: "ot-deed-line" }, name, control, of, wrong) };
    });
    const legend = make("legend", { className: "ot-entry-label", textContent: words.lines });
    const node = make("fieldset", { className: "ot-deed-lines" }, legend, ...parts.map((part) => part.node), fault);
    return { node, parts, whole: { name: "lines", fault, control: parts.length ? parts[0].control : null } };
  }

  /* Tell each field its fault; what belongs to none comes back as sentences. */
  function accuse(fields, faults) {
    const rest = Object.assign({}, faults);
    let first = null;
    fields.forEach(({ name, control, fault }) => {
      const text = rest[name] || "";
      delete rest[name];
      fault.textContent = text;
      fault.hidden = !text;
      if (control && name !== "lines") control.setAttribute("aria-invalid", text ? "true" : "false");
      first = first || (text ? control : null);
    });
    if (first) first.focus();
    return Object.values(rest);
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { deedFields: { make, fill, makers, lines, accuse } });
})();
