/* Chips that filter by columns: some stand in the filter bar from the first, any other is added. Their state is the
   URL's ``where``, in the grid's own form, with sets of choices beside it. */
(function () {
  "use strict";

  const HOST = "orders-chips";
  const CHOICES = "/api/orders/choices?column=";
  const FIRST_DAY = "0001-01-01", LAST_DAY = "9999-12-31";
  const bar = { host: null, words: null, chips: new Map(), added: new Set(), add: null, api: null };
  const query = () => window.ordertrail.orderQuery;
  const context = () => bar.api.getGridOption("context");
  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));

  function make(tag, attributes, ...children) {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  function filter(id, model) {
    query().change((said) => {
      const models = query().where(said);
      if (model) models[id] = model;
      else delete models[id];
      query().put(said, "where", query().written(models));
    });
  }

  const comparisons = () => ({ text: bar.words.text, number: bar.words.number, date: bar.words.date });

  function labelled(caption, input) {
    return make("label", { className: "ot-filter-field" }, caption, input);
  }

  /* ---- editors: {node, show(model), text(model)} ---- */

  function setEditor(fact) {
    const list = make("div", { className: "ot-options" });
    const search = make("input", { type: "search", className: "ot-option-search form-control", placeholder: bar.words.find, autocomplete: "off" });
    const node = make("div", {}, search, list);
    const word = (value) => (value === null ? bar.words.blank : (context().labels[fact.id] || (context().names || {})[fact.id] || {})[value] || value);
    let ticked = [];

    function offer(values) {
      const all = [...new Set([...values, null, ...ticked])];
      search.hidden = all.length < 9;
      list.replaceChildren(...all.map((value) => {
        const box = make("input", { type: "checkbox", checked: ticked.includes(value) });
        box.addEventListener("change", () => {
          const values = box.checked ? [...ticked, value] : ticked.filter((each) => each !== value);
          filter(fact.id, values.length ? { filterType: "set", values } : null);
        });
        return make("label", {}, box, word(value));
      }));
    }

    async function open() {
      const known = context().labels[fact.id];
      if (known) return offer(Object.keys(known));
      try {
        const answer = await (await fetch(CHOICES + encodeURIComponent(fact.id))).json();
        offer(answer.values);
      } catch (error) {
        offer([]);
      }
    }

    function show(model) {
      ticked = model && Array.isArray(model.values) ? model.values : [];
      if (node.closest("details[open]")) open();
    }

    function text(model) {
      const names = model.values.map(word);
      return names.length > 1 ? fill(bar.words.more, { first: names[0], n: names.length }) : names[0] || "";
    }
    return { node, show, text, open };
  }

  function textEditor(fact) {
    const kind = make("select", { className: "form-select" },
      ...Object.entries(bar.words.text).map(([value, text]) => make("option", { value, textContent: text })));
    const sought = make("input", { type: "text", className: "form-control", maxLength: 100, autocomplete: "off" });
    kind.setAttribute("aria-label", bar.words.compare);
    sought.setAttribute("aria-label", fact.name);
    const needless = () => ["blank", "notBlank"].includes(kind.value);
    const write = () => {
      sought.hidden = needless();
      if (needless()) filter(fact.id, { filterType: "text", type: kind.value });
      else filter(fact.id, sought.value.trim() ? { filterType: "text", type: kind.value, filter: sought.value.trim() } : null);
    };
    [kind, sought].forEach((each) => each.addEventListener("change", write));
    return {
      node: make("div", { className: "ot-filter-fields" }, kind, sought),
      show(model) {
        kind.value = (model && model.type) || "contains";
        sought.value = (model && model.filter) || "";
        sought.hidden = needless();
      },
      text(model) {
        if (!model.filter) return bar.words.text[model.type] || "";
        const value = "“" + model.filter + "”";
        return model.type === "contains" ? value : fill(bar.words.compared, { how: bar.words.text[model.type] || "", value });
      },
    };
  }

  /* Comparisons that leave out the value itself. */
  const OUTSIDE = ["notEqual", "greaterThan", "lessThan"];

  function rangeEditor(fact, type, parts) {
    const [low, high] = ["from", "to"].map((name) => {
      const input = make("input", { type, className: "form-control", step: "any" });
      input.addEventListener("change", () => filter(fact.id, parts.model(low.value, high.value)));
      return input;
    });
    return {
      node: make("div", { className: "ot-filter-fields" }, labelled(bar.words.from, low), labelled(bar.words.to, high)),
      show(model) {
        [low.value, high.value] = model ? parts.ends(model) : ["", ""];
      },
      text(model) {
        const [from, to] = parts.ends(model);
        if (OUTSIDE.includes(model.type)) return fill(bar.words.compared, { how: comparisons()[fact.filter][model.type], value: from || to });
        if (from && to) return from === to ? from : from + " – " + to;
        return from ? "≥ " + from : to ? "≤ " + to : comparisons()[fact.filter][model.type] || "";
      },
    };
  }

  const NUMBERS = {
    model(low, high) {
      const [from, to] = [low, high].map((each) => (each === "" ? null : Number(each)));
      if (from === null && to === null) return null;
      if (to === null) return { filterType: "number", type: "greaterThanOrEqual", filter: from };
      if (from === null) return { filterType: "number", type: "lessThanOrEqual", filter: to };
      return { filterType: "number", type: "inRange", filter: Math.min(from, to), filterTo: Math.max(from, to) };
    },
    ends({ type, filter: first, filterTo }) {
      const told = (value) => (value === undefined || value === null ? "" : String(value));
      if (type === "inRange") return [told(first), told(filterTo)];
      if (type.startsWith("greater")) return [told(first), ""];
      return type.startsWith("less") ? ["", told(first)] : [told(first), told(first)];
    },
  };

  const DAYS = {
    model(low, high) {
      if (!low && !high) return null;
      const [from, to] = [low || FIRST_DAY, high || LAST_DAY].sort();
      return { filterType: "date", type: "inRange", dateFrom: from + " 00:00:00", dateTo: to + " 00:00:00" };
    },
    ends({ type, dateFrom, dateTo }) {
      const day = (value) => ((value || "").slice(0, 10) + "").replace(FIRST_DAY, "").replace(LAST_DAY, "");
      if (type === "inRange") return [day(dateFrom), day(dateTo)];
      if (type === "greaterThan") return [day(dateFrom), ""];
      return type === "lessThan" ? ["", day(dateFrom)] : [day(dateFrom), day(dateFrom)];
    },
  };

  const editors = {
    set: setEditor,
    text: textEditor,
    number: (fact) => rangeEditor(fact, "number", NUMBERS),
    date: (fact) => rangeEditor(fact, "date", DAYS),
  };

  /* ---- chips ---- */

  const kindOf = (fact, model) => fact.filter || (model && model.filterType in editors ? model.filterType : "set");

  /* Whether the editor of that column can show the filter; the server judges whether it is one. */
  function fits(fact, model) {
    if (!model || model.filterType !== fact.filter) return false;
    return fact.filter === "set" ? Array.isArray(model.values) : model.type in comparisons()[fact.filter];
  }

  function saidBy(editor, fact, model) {
    const { operator, conditions } = model || {};
    if (!operator || !Array.isArray(conditions)) return fits(fact, model) ? editor.text(model) : "…";
    const parts = conditions.map((each) => saidBy(editor, fact, each));
    return parts.reduce((one, other) => fill(bar.words.join[operator] || "{one} … {other}", { one, other }));
  }

  function chip(fact) {
    const summary = make("summary", { className: "ot-chip-label" });
    const editor = editors[fact.filter](fact);
    const drop = make("button", { type: "button", className: "ot-quiet", textContent: bar.words.drop });
    const node = make("details", { className: "ot-chip" }, summary,
      make("div", { className: "ot-chip-editor" }, make("p", { className: "ot-aside-title", textContent: fact.name }), editor.node, drop));
    drop.addEventListener("click", () => {
      bar.added.delete(fact.id);
      node.open = false;
      filter(fact.id, null);
      if (bar.api) draw();
    });
    node.addEventListener("toggle", () => {
      if (node.open && editor.open) editor.open();
    });
    return {
      node,
      show(model) {
        node.classList.toggle("is-set", Boolean(model));
        summary.textContent = model ? fill(bar.words.chip, { name: fact.name, value: saidBy(editor, fact, model) }) : fact.name;
        drop.hidden = !model && context().chips.includes(fact.id);
        if (!node.contains(document.activeElement) || fact.filter === "set") editor.show(fits(fact, model) ? model : null);
      },
    };
  }

  function adder() {
    const list = make("div", { className: "ot-options" });
    const search = make("input", { type: "search", className: "ot-option-search form-control", placeholder: bar.words.find, autocomplete: "off" });
    const node = make("details", { className: "ot-chip" },
      make("summary", { className: "ot-chip-label", textContent: bar.words.add }),
      make("div", { className: "ot-chip-editor" }, search, list));
    node.addEventListener("toggle", () => {
      if (!node.open) return;
      search.value = "";
      const left = context().columns.filter(({ id, filter: kind, hidden }) => kind && !hidden && !bar.chips.has(id));
      list.replaceChildren(...left.map((fact) => {
        const choice = make("input", { type: "radio", name: "orders-add-filter" });
        choice.addEventListener("change", () => begin(fact.id));
        return make("label", {}, choice, fact.name);
      }));
    });
    return node;
  }

  function begin(id) {
    bar.add.open = false;
    bar.added.add(id);
    draw();
    const made = bar.chips.get(id).node;
    made.scrollIntoView({ block: "nearest", inline: "center" });
    made.open = true;
    const first = made.querySelector("input:not([hidden]), select");
    if (first) first.focus();
  }

  function draw() {
    const models = query().where(query().now());
    const { columns, chips } = context();
    const facts = new Map(columns.filter((fact) => fact.filter).map((fact) => [fact.id, fact]));
    /* Every filter at work has its chip, also of a column that offers none. */
    Object.entries(models).filter(([id]) => !facts.has(id)).forEach(([id, model]) => {
      const fact = columns.find((each) => each.id === id) || { id, name: id };
      facts.set(id, { ...fact, filter: kindOf(fact, model) });
    });
    const wanted = [...new Set([...chips, ...bar.added, ...Object.keys(models)])].filter((id) => facts.has(id));
    bar.chips.forEach((each, id) => {
      if (wanted.includes(id)) return;
      each.node.remove();
      bar.chips.delete(id);
    });
    wanted.filter((id) => !bar.chips.has(id)).forEach((id) => {
      bar.chips.set(id, chip(facts.get(id)));
      bar.host.insertBefore(bar.chips.get(id).node, bar.add);
    });
    wanted.forEach((id) => bar.chips.get(id).show(models[id]));
  }

  /* Whether filters were taken off the address, of columns that are not there or that nobody can read; it is said, since
     more orders are shown then. */
  function drop(api) {
    const said = query().now();
    const models = query().read(said);
    const { filterable } = api.getGridOption("context");
    const gone = models && filterable ? Object.keys(models).filter((id) => !filterable.includes(id)) : [];
    if (models && !gone.length) return false;
    const words = JSON.parse(document.getElementById(HOST).dataset.words);
    window.ordertrail.toast(models ? fill(words.gone, { names: gone.join(", ") }) : words.unread, "warn");
    gone.forEach((id) => delete models[id]);
    query().change((now) => query().put(now, "where", query().written(models || {})), true);
    return true;
  }

  function follow(said, api) {
    const host = document.getElementById(HOST);
    if (!host) return;
    if (host !== bar.host || api !== bar.api) {
      Object.assign(bar, { host, api, words: JSON.parse(host.dataset.words), chips: new Map(), added: new Set() });
      bar.add = adder();
      host.replaceChildren(bar.add);
    }
    draw();
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderFilters: { drop, follow } });
})();
