/* Order entry: what the company shaped itself: own fields and surcharges, segments, workflows with their first stages. */
(function () {
  "use strict";

  const OWN = "custom.";
  let workflows = [];

  const draft = () => window.ordertrail.entryDraft;
  const byId = (id) => document.getElementById(id);
  const words = () => JSON.parse(draft().form().dataset.words);

  function make(tag, props, ...children) {
    return window.ordertrail.entryLines.make(tag, props, ...children);
  }

  const option = ([value, textContent]) => make("option", { value, textContent });

  /* As the server draws a field: label above, help and fault below. */
  function field(name, label, control, small, hint) {
    const box = make("div", { className: "ot-entry-field" + (small ? " is-small" : "") },
      make("label", { className: "ot-entry-label", textContent: label }), control);
    if (hint) box.append(make("p", { className: "ot-entry-hint", textContent: hint }));
    box.append(make("p", { className: "ot-entry-fault", hidden: true }));
    box.dataset.field = name;
    return box;
  }

  function place(kind, numeric) {
    const span = make("span", { className: "ot-entry-place" });
    span.dataset.kind = kind;
    if (numeric) span.dataset.numeric = numeric;
    return span;
  }

  const select = (pairs) => make("select", { className: "ot-entry-input" }, ...[["", ""], ...pairs].map(option));

  function control(own) {
    if (own.kind === "choice") return select(own.choices.map((choice) => [choice, choice]));
    if (own.kind === "yes_no") return select([["yes", words().yes], ["no", words().no]]);
    return place(own.kind === "date" ? "date" : "text", own.kind === "number" && "decimal");
  }

  function currency({ code, label, digits, signs }) {
    const own = option([code, label]);
    Object.assign(own.dataset, { digits, signs });
    return own;
  }

  /* Before the fields get their ids and labels. */
  function build(rules) {
    workflows = rules.workflows;
    const fields = rules.fields.map((own) => field(OWN + own.key, own.label, control(own), false, own.required && words().required));
    byId("order-new-own").replaceChildren(...fields);
    byId("order-new-own").closest("section").hidden = !fields.length;
    const charges = rules.kinds.map(([code, label]) => field("surcharge." + code, label, place("money"), true));
    draft().find("currency").append(...rules.currencies.map(currency));
    byId("order-new-charges").lastElementChild.before(...charges);
    draft().find("segment").replaceChildren(...[["", ""], ...rules.segments].map(option));
    const flow = draft().find("workflow");
    flow.replaceChildren(...workflows.map((each) => option([each.code, each.label])));
    flow.closest(draft().FIELD).hidden = workflows.length < 2;
    stages();
  }

  /* The stages that an order of the chosen workflow may start in; the present one stays where it is one of them. */
  function stages() {
    const stage = draft().find("stage");
    const chosen = workflows.find((each) => each.code === draft().find("workflow").value) || workflows[0];
    const before = stage.value;
    stage.replaceChildren(...chosen.starts.map(option));
    if (chosen.starts.some(([code]) => code === before)) stage.value = before;
  }

  /* The values of own fields under ``custom``; a workflow that cannot be chosen is not spoken of. */
  function take(values) {
    const given = {};
    const custom = {};
    for (const [name, value] of Object.entries(values)) {
      if (name.startsWith(OWN)) custom[name.slice(OWN.length)] = value;
      else given[name] = value;
    }
    if (workflows.length < 2) given.workflow = "";
    return { ...given, custom };
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { entryOwn: { make: build, stages, take } });
})();
