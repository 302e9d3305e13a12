/* Draws the mapping page: fields with their columns, how to read them, and what comes out. */
(function () {
  "use strict";

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  const muted = (text) => make("p", { className: "ot-entry-hint", textContent: text });

  function select(part, name, options, value) {
    const box = make("select", { className: "ot-entry-input", id: "map-" + part + "-" + name },
      ...options.map(([code, label]) => make("option", { value: code, textContent: label })));
    box.value = value;
    Object.assign(box.dataset, { part, name });
    return box;
  }

  function text(part, name, value, more) {
    const box = make("input", { type: "text", className: "ot-entry-input", id: "map-" + part + "-" + name, value: value || "", autocomplete: "off", ...more });
    Object.assign(box.dataset, { part, name });
    return box;
  }

  function field(label, control, path, ...more) {
    const fault = make("p", { className: "ot-entry-fault", hidden: true, id: control.id + "-fault" });
    fault.dataset.path = path;
    control.setAttribute("aria-describedby", fault.id);
    return make("div", { className: "ot-map-cell" },
      make("label", { className: "ot-entry-label", htmlFor: control.id, textContent: label }), control, fault, ...more);
  }

  const card = (title, ...children) =>
    make("section", { className: "ot-card ot-map-card" }, make("h2", { className: "ot-card-title", textContent: title }), ...children);

  /* --- fields -------------------------------------------------------------------------------------------------- */

  const column = (page, header) => page.look && page.look.columns.find((each) => each.header === header);

  function headers(page) {
    const names = page.look ? page.look.columns.map((each) => each.header) : page.layout.headers.filter(Boolean);
    return [["", page.words.none], ...names.map((name) => [name, name])];
  }

  function certainty(page, target) {
    const guess = page.guesses[target];
    if (!guess || !page.layout.columns[target]) return null;
    if (guess === "chosen") return make("span", { className: "ot-tag", textContent: page.words.chosen });
    return make("span", { className: "ot-tag is-" + guess.confidence, textContent: page.words[guess.confidence], title: page.words["why_" + guess.why] });
  }

  function samples(page, target) {
    const header = page.layout.columns[target];
    const found = header && column(page, header);
    if (!found) return "";
    return found.samples.length ? found.samples.slice(0, 4).join(" \u00b7 ") : page.words.no_samples;
  }

  function row(page, each) {
    const needed = page.facts.needed[page.layout.role].includes(each.name);
    const control = select("column", each.name, headers(page), page.layout.columns[each.name] || "");
    const fault = make("p", { className: "ot-entry-fault", hidden: true, id: control.id + "-fault" });
    fault.dataset.path = "columns." + each.name;
    control.setAttribute("aria-describedby", fault.id);
    const label = make("label", { htmlFor: control.id, className: "ot-map-name" }, each.label,
      needed ? make("span", { className: "ot-muted", textContent: " \u00b7 " + page.words.needed }) : null);
    const box = make("div", { className: "ot-map-row" }, label, control,
      make("span", { className: "ot-map-sure" }, certainty(page, each.name) || ""),
      make("span", { className: "ot-map-samples ot-muted", textContent: samples(page, each.name) }), fault);
    box.dataset.target = each.name;
    return box;
  }

  function again(page, target) {
    const box = page.box.querySelector('[data-target="' + CSS.escape(target) + '"]');
    if (!box) return;
    box.querySelector(".ot-map-sure").replaceChildren(certainty(page, target) || "");
    box.querySelector(".ot-map-samples").textContent = samples(page, target);
    unused(page);
  }

  function fields(page) {
    const usable = new Set(page.facts.of_role[page.layout.role]);
    const parts = [];
    const rest = [];
    for (const group of page.facts.groups) {
      const all = group.fields.filter((each) => usable.has(each.name) || (each.name.startsWith("custom.") && page.layout.role === "orders"));
      const near = all.filter((each) => page.layout.columns[each.name] || page.facts.usual.includes(each.name));
      const far = all.filter((each) => !near.includes(each));
      const heading = () => make("h3", { className: "ot-map-group", textContent: group.label });
      if (near.length) parts.push(heading(), ...near.map((each) => row(page, each)));
      if (far.length) rest.push([heading(), ...far.map((each) => row(page, each))]);
    }
    const count = rest.reduce((sum, each) => sum + each.length - 1, 0);
    if (count) parts.push(make("details", { className: "ot-map-more" }, make("summary", { textContent: fill(page.words.further, { n: count }) }), ...rest.flat()));
    const left = make("p", { className: "ot-entry-hint" });
    left.dataset.unused = "1";
    return card(page.words.columns, ...parts, left);
  }

  function unused(page) {
    const line = page.box.querySelector("[data-unused]");
    if (!line || !page.look) return;
    const used = new Set(Object.values(page.layout.columns));
    const left = page.look.columns.filter((each) => !used.has(each.header)).map((each) => each.header);
    line.textContent = left.length ? fill(page.words.unused, { names: left.join(", ") }) : page.words.all_used;
  }

  /* --- settings of the reading --------------------------------------------------------------------------------- */

  function naming(page) {
    const { words, name, channels } = page;
    const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    const options = [["", words.new_channel], ...channels.rows.map((each) => [each.code, each[lang] || each.zh || each.en || each.code])];
    return card(words.channel, make("div", { className: "ot-map-grid" },
      field(words.channel, select("name", "code", options, name.code), "code"),
      field(words.zh, text("name", "zh", name.zh, { maxLength: 40 }), "zh"),
      field(words.en, text("name", "en", name.en, { maxLength: 40 }), "en")), muted(words.channel_hint));
  }

  function shape(page) {
    const { words, layout, look } = page;
    const pick = (name, codes, label) =>
      field(label, select("layout", name, codes.map((code) => [code, words[name + "_" + code]]), layout[name]), name);
    const orders = layout.role === "orders";
    const hints = [];
    if (look && look.rows_an_order) hints.push(fill(words.per_order, { n: look.rows_an_order }));
    if (look && look.equal_rows) hints.push(fill(words.equal_rows, { n: look.equal_rows.toLocaleString() }));
    return card(words.rows_title, make("div", { className: "ot-map-grid" },
      pick("role", ["orders", "items", "payments"], words.role),
      orders ? pick("rows", ["single", "items", "block"], words.rows) : null,
      !orders || layout.rows === "items" ? pick("repeats", ["hold", "keep", "once"], words.repeats) : null), muted(hints.join(" \u00b7 ")));
  }

  function status(page) {
    const { words, layout, facts } = page;
    const found = column(page, layout.columns.status);
    const counts = new Map(found ? found.words.map(([word, n]) => [word.toLowerCase().replaceAll(",", "\uff0c"), [word, n]]) : []);
    const stages = [["", words.unknown_word], ...facts.stages];
    const rows = Object.keys(layout.status).map((key) => {
      const [word, n] = counts.get(key) || [key, null];
      const control = select("word", key, stages, layout.status[key]);
      control.id = "map-word-" + rowId(key);
      return make("div", { className: "ot-map-word" }, make("label", { htmlFor: control.id, textContent: word }), control,
        make("span", { className: "ot-muted", textContent: n === null ? "" : fill(words.times_word, { n: n.toLocaleString() }) }));
    });
    return layout.columns.status ? [make("h3", { className: "ot-map-group", textContent: words.status }), ...rows, muted(words.status_hint)] : [muted(words.stage_hint)];
  }

  const rowId = (key) => Array.from(key, (sign) => sign.codePointAt(0).toString(36)).join("-");

  /* A file names no zone: that one is assumed is said, and the one that the currency speaks for is offered. */
  function zoneHint(page) {
    const { words, layout, look, facts } = page;
    const column = look && look.columns.find((each) => each.header === layout.columns.currency);
    const currency = layout.currency || ((column && column.samples && column.samples[0]) || "").trim().toUpperCase();
    const zone = facts.zone_of[currency];
    if (!zone || zone === (layout.zone || facts.business_zone)) return muted(words.zone_hint);
    const offer = make("button", { type: "button", className: "ot-button is-small", textContent: fill(words.zone_offer, { currency, zone: zone.replaceAll("_", " ") }) });
    offer.dataset.mappingZone = zone;
    return make("div", { className: "ot-map-zone" }, muted(words.zone_hint), offer);
  }

  function reading(page) {
    const { words, layout, look, facts } = page;
    const dates = ["year_first", "day_first", "month_first"].map((code) => [code, words["dates_" + code]]);
    const zones = [["", words.zone_business], ...facts.zones.map((zone) => [zone, zone.replaceAll("_", " ")])];
    const money = [["", words.none], ...facts.currencies.map((code) => [code, code])];
    const seen = look && words["seen_" + look.dates_seen];
    const grid = make("div", { className: "ot-map-grid" },
      field(words.dates, select("layout", "dates", dates, layout.dates), "dates", seen ? muted(seen) : null),
      field(words.zone, select("layout", "zone", zones, layout.zone), "zone", zoneHint(page)),
      field(words.decimal, select("layout", "decimal", [[".", words.decimal_point], [",", words.decimal_comma]], layout.decimal), "decimal"),
      layout.role === "orders" ? field(words.currency, select("layout", "currency", money, layout.currency), "currency", layout.columns.currency ? muted(words.currency_hint) : null) : null);
    if (layout.role !== "orders") return [card(words.reading, grid)];
    const negative = make("input", { type: "checkbox", id: "map-negative", checked: layout.cancel_negative });
    Object.assign(negative.dataset, { part: "layout", name: "cancel_negative" });
    return [
      card(words.reading, grid, ...status(page),
        field(words.stage_else, select("layout", "stage_else", facts.stages, layout.stage_else), "stage_else")),
      card(words.cancel, make("div", { className: "ot-map-grid" },
        field(words.cancel_prefix, text("layout", "cancel_prefix", layout.cancel_prefix, { maxLength: 8 }), "cancel_prefix"),
        field(words.cancel_stage, select("layout", "cancel_stage", facts.stages, layout.cancel_stage), "cancel_stage"),
        make("label", { className: "ot-map-check", htmlFor: "map-negative" }, negative, " " + words.cancel_negative)), muted(words.cancel_hint)),
    ];
  }

  /* --- the whole ----------------------------------------------------------------------------------------------- */

  function head(page) {
    const { words, look } = page;
    if (!look) return make("div", { className: "ot-map-head" }, make("p", { className: "ot-muted", textContent: words.no_file_edit }));
    const about = fill(words.about, { rows: look.rows.toLocaleString(), columns: look.columns.length, line: look.header_line, encoding: look.file.encoding });
    return make("div", { className: "ot-map-head" }, make("h2", { className: "ot-card-title", textContent: look.file.name }),
      make("p", { className: "ot-muted", textContent: about }), make("p", { textContent: words.intro }));
  }

  function buttons(page) {
    const { words, files, file } = page;
    const also = files.map((each) => {
      const box = make("input", { type: "checkbox" });
      box.dataset.with = each.id;
      return make("label", { className: "ot-map-check" }, box, " " + each.name);
    });
    const button = (deed, label, main) => {
      const made = make("button", { type: "button", className: "ot-button" + (main ? " is-primary" : ""), textContent: label });
      made.dataset.mappingSave = deed;
      return made;
    };
    return make("div", { className: "ot-map-deeds" },
      file && also.length ? make("fieldset", {}, make("legend", { className: "ot-entry-label", textContent: words.with }), ...also) : null,
      file ? button("import", words.save_import, true) : null, button("keep", words.save, !file),
      make("span", { className: "ot-muted ot-map-busy" }));
  }

  function build(page) {
    const focused = document.activeElement && page.box.contains(document.activeElement) ? document.activeElement.id : "";
    const form = make("div", { className: "ot-map-form" }, make("div", { className: "ot-map-news" }), naming(page), shape(page), fields(page), ...reading(page), buttons(page));
    const side = make("aside", { className: "ot-card ot-map-card ot-map-result", hidden: !page.look });
    page.box.replaceChildren(head(page), make("div", { className: "ot-map-both" }, form, side));
    unused(page);
    faults(page);
    window.otMapping.result(page, "");
    const back = focused && document.getElementById(focused);
    if (back) back.focus();
  }

  function faults(page) {
    for (const line of page.box.querySelectorAll("[data-path]")) {
      const said = page.faults[line.dataset.path];
      line.hidden = !said;
      line.textContent = said || "";
      const control = document.getElementById(line.id.replace(/-fault$/, ""));
      if (control) control.setAttribute("aria-invalid", said ? "true" : "false");
      const folded = said && line.closest("details");
      if (folded) folded.open = true;
    }
  }

  function sentence(tone, words) {
    const sign = make("span", { className: "ot-sign", textContent: { bad: "\u00d7", good: "\u2713", info: "i" }[tone] });
    sign.setAttribute("aria-hidden", "true");
    const box = make("div", { className: "ot-sentence is-" + tone }, sign, make("span", { textContent: words }));
    box.setAttribute("role", tone === "bad" ? "alert" : "status");
    return box;
  }

  function news(page, tone, words) {
    const place = page.box.querySelector(".ot-map-news");
    place.replaceChildren(sentence(tone, words));
    place.scrollIntoView({ block: "center" });
  }

  function busy(page, words) {
    const place = page.box.querySelector(".ot-map-busy");
    if (place) place.textContent = words;
    page.box.querySelectorAll("[data-mapping-save]").forEach((each) => { each.disabled = Boolean(words); });
  }

  window.otMapping = { fill, make, muted, build, row: again, faults, news, busy, alone: (page, tone, words) => page.box.replaceChildren(sentence(tone, words)) };
})();
