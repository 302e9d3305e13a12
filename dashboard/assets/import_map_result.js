/* What the first rows of an unknown file become: orders with their lines, what is held, and what is missing. */
(function () {
  "use strict";

  const { fill, make, muted } = window.otMapping;

  function labels(page) {
    const found = {};
    for (const group of page.facts.groups) for (const each of group.fields) found[each.name] = each.label;
    return found;
  }

  /* Names of the fields that no order can do without and that nothing says yet. */
  function lacking({ layout, facts }) {
    const needed = facts.needed[layout.role].filter((name) => !layout.columns[name]);
    if (layout.role === "orders" && !layout.currency && !layout.columns.currency) needed.push("currency");
    return [...new Set(needed)];
  }

  function missing(page) {
    const { words, layout } = page;
    const has = (...names) => names.some((name) => layout.columns[name]);
    const names = labels(page);
    const needed = lacking(page).map((name) => names[name]);
    const lines = needed.length ? [["bad", fill(words.missing, { names: needed.join(", ") })]] : [];
    if (layout.role === "orders") {
      if (!has("given_total", "item_price", "item_amount")) lines.push(["warn", words.missing_total]);
      if (!has("item_name", "item_sku")) lines.push(["warn", words.missing_goods]);
      if (!has("customer_name", "customer_phone", "customer_email")) lines.push(["warn", words.missing_customer]);
    }
    return lines.map(([tone, text]) => make("p", { className: "ot-map-missing is-" + tone, textContent: (tone === "bad" ? "\u00d7 " : "! ") + text }));
  }

  function order(page, each) {
    const { words, layout } = page;
    const whole = layout.role === "orders";
    const times = Object.entries(each.times).map(([name, when]) => words["fact_" + name] + " " + when);
    const facts = [whole ? words.fact_placed_at + " " + each.placed : "", ...times, each.customer, each.place,
      each.paid ? fill(words.paid_words, { amount: each.paid }) : "", each.method].filter(Boolean);
    const dot = make("span", { className: "ot-dot" });
    dot.style.setProperty("--dot", "var(--stage-" + each.stage + ")");
    const lines = each.lines.map((line) => make("li", {}, make("span", { className: "ot-map-good", textContent: line.name || "\u2013" }),
      make("span", { className: "ot-muted", textContent: [line.quantity, line.price].filter(Boolean).join(" \u00d7 ") }), make("span", { textContent: line.amount })));
    const more = each.line_count - each.lines.length;
    if (more > 0) lines.push(make("li", { className: "ot-muted", textContent: fill(words.more_lines, { n: more }) }));
    return make("li", { className: "ot-map-order" },
      make("div", { className: "ot-map-order-head" }, make("strong", { className: "ot-mono", textContent: each.no }),
        whole ? make("span", { className: "ot-map-stage" }, dot, each.stage_text) : null, make("span", { className: "ot-map-total", textContent: whole ? each.total : "" })),
      make("div", { className: "ot-muted ot-map-facts", textContent: facts.join(" \u00b7 ") }),
      lines.length ? make("ul", { className: "ot-map-lines" }, ...lines) : null);
  }

  function counts(page) {
    const { words, trial } = page;
    const tried = fill(trial.whole ? words.tried_all : words.tried, { n: trial.read.toLocaleString() });
    const held = trial.held ? fill(words.counts, { held: trial.held.toLocaleString(), orders: trial.orders_held.toLocaleString() }) : words.no_held;
    const sums = page.layout.role === "orders" ? Object.values(trial.sums) : [];
    const facts = [tried, held, trial.lines ? fill(words.lines, { n: trial.lines.toLocaleString() }) : "", ...sums].filter(Boolean);
    return make("ul", { className: "ot-facts" }, ...facts.map((text) => make("li", { textContent: text })));
  }

  function problems(page) {
    const { words, trial } = page;
    if (!trial.problems.length) return null;
    const rows = trial.problems.map((each) => make("li", {}, make("span", { className: "ot-muted", textContent: fill(words.held_line, { line: each.line }) }), " " + each.text));
    const box = make("details", { className: "ot-map-held", open: !trial.orders.length },
      make("summary", { textContent: words.held_title }), make("ul", {}, ...rows));
    return box;
  }

  window.otMapping.lacks = (page) => lacking(page).length > 0;

  window.otMapping.result = function (page, state) {
    const side = page.box.querySelector(".ot-map-result");
    if (!side || !page.look) return;
    const { words, trial } = page;
    const parts = [make("h2", { className: "ot-card-title", textContent: words.result }), ...missing(page)];
    if (state === "trying") parts.push(muted(words.trying));
    if (page.refusal) parts.push(make("p", { className: "ot-map-missing is-bad", textContent: page.refusal }));
    if (trial) {
      parts.push(counts(page), problems(page));
      parts.push(trial.orders.length ? make("ol", { className: "ot-map-orders" }, ...trial.orders.map((each) => order(page, each))) : muted(words.no_orders));
    } else if (!state && !page.refusal) {
      parts.push(muted(words.nothing));
    }
    side.replaceChildren(...parts.filter(Boolean));
    side.setAttribute("aria-busy", state ? "true" : "false");
  };
})();
