/* Settings: the editor of workflows. One workflow is edited at a time and saved whole, with the version it was read at. */
(function () {
  "use strict";

  const HOST = "settings-workflow";
  let desk = null;

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const chinese = () => document.documentElement.lang.startsWith("zh");
  const nameOf = (each) => (chinese() ? each.zh || each.en : each.en || each.zh) || each.code || desk.words.new_stage;
  const dirty = () => Boolean(desk && desk.box.isConnected && desk.edited && JSON.stringify(desk.edited) !== desk.base);

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children.filter((each) => each !== null && each !== undefined));
    return element;
  }

  function button(text, deed, className) {
    const made = make("button", { type: "button", className: className || "ot-button", textContent: text });
    made.addEventListener("click", deed);
    return made;
  }

  function tool(icon, title, deed, off) {
    const made = make("button", { type: "button", className: "ot-setting-tool", title, disabled: Boolean(off) },
      make("i", { className: "bi bi-" + icon }));
    made.setAttribute("aria-label", title);
    made.addEventListener("click", deed);
    return made;
  }

  /* --- the API --------------------------------------------------------------------------------------------------- */

  async function ask(method, path, body) {
    let response;
    try {
      response = await fetch("/api/workflow" + path, {
        method,
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body ? JSON.stringify(body) : undefined,
      });
    } catch (error) {
      return { ok: false, body: { message: desk.words.lost } };
    }
    const read = await response.json().catch(() => ({}));
    return { ok: response.ok, body: read };
  }

  async function load(code) {
    const answer = await ask("GET", "");
    if (!answer.ok || !desk.box.isConnected) {
      news(answer.body.message || desk.words.lost, "bad");
      return;
    }
    desk.known = answer.body;
    choose(code || (desk.edited && desk.edited.code) || answer.body.workflows[0].code);
  }

  function plain(workflow) {
    const { code, zh, en } = workflow;
    const stages = workflow.stages.map(({ label, next, ...stage }) => ({ ...stage, stamp: stage.stamp || "" }));
    return { code, zh, en, stages };
  }

  function choose(code) {
    const found = desk.known.workflows.find((each) => each.code === code) || desk.known.workflows[0];
    begin(plain(found), false);
  }

  function begin(workflow, fresh) {
    Object.assign(desk, { edited: workflow, fresh, base: fresh ? "" : JSON.stringify(workflow), faults: {}, open: -1, news: null });
    draw();
  }

  async function change(method, path, body, code) {
    const answer = await ask(method, path, { version: desk.known.version, ...body });
    if (answer.ok) {
      window.ordertrail.toast(fill(desk.words.saved, answer.body), "good");
      desk.edited = null;
      await load(code);
      return;
    }
    desk.faults = answer.body.fields || {};
    const count = Object.keys(desk.faults).length;
    const path0 = Object.keys(desk.faults).find((each) => /^stages\.\d+\./.test(each));
    if (path0) desk.open = Number(path0.split(".")[1]);
    news(count ? desk.faults.stages || (count === 1 && desk.faults.code) || fill(desk.words.faults, { n: count })
      : answer.body.message, "bad");
    draw();
  }

  function news(text, tone) {
    desk.news = text ? { text, tone } : null;
  }

  /* --- fields ---------------------------------------------------------------------------------------------------- */

  function fault(path) {
    return desk.faults[path]
      ? make("p", { className: "ot-entry-fault", textContent: desk.faults[path] }) : null;
  }

  function labelled(label, field, path, hint) {
    field.id = "workflow-" + path.replace(/\./g, "-");
    if (desk.faults[path]) field.setAttribute("aria-invalid", "true");
    return make("div", { className: "ot-setting-cell" },
      make("label", { className: "ot-entry-label", htmlFor: field.id, textContent: label }), field, fault(path),
      hint ? make("p", { className: "ot-entry-hint ot-muted", textContent: hint }) : null);
  }

  function text(holder, name, path, label, props, hint) {
    const field = make("input", { type: "text", className: "ot-entry-input", value: holder[name], maxLength: 60, ...props });
    field.addEventListener("input", () => {
      holder[name] = field.type === "number" ? Number(field.value) : field.value;
      foot();
    });
    return labelled(label, field, path, hint);
  }

  function choice(holder, name, path, label, options) {
    const field = make("select", { className: "ot-entry-input" },
      ...Object.entries(options).map(([value, said]) => make("option", { value, textContent: said, selected: holder[name] === value })));
    field.addEventListener("change", () => {
      holder[name] = field.value;
      draw();
    });
    return labelled(label, field, path);
  }

  function ticks(holder, name, path, label, options, hint) {
    const boxes = options.map(([value, said]) => {
      const box = make("input", { type: "checkbox", checked: holder[name].includes(value) });
      box.addEventListener("change", () => {
        const chosen = new Set(holder[name]);
        if (box.checked) chosen.add(value);
        else chosen.delete(value);
        holder[name] = options.map(([each]) => each).filter((each) => chosen.has(each));
        foot();
      });
      return make("label", { className: "ot-flow-tick" }, box, said);
    });
    return make("fieldset", { className: "ot-flow-ticks" },
      make("legend", { className: "ot-entry-label", textContent: label }), ...boxes, fault(path),
      hint ? make("p", { className: "ot-entry-hint ot-muted", textContent: hint }) : null);
  }

  /* --- stages ---------------------------------------------------------------------------------------------------- */

  function dot(stage) {
    const found = make("span", { className: "ot-dot" + (stage.colour === "hatched" ? " is-hatched" : "") });
    found.style.setProperty("--dot", "var(--colour-" + stage.colour + ", var(--muted))");
    found.style.background = stage.colour === "hatched" ? "" : "var(--dot)";
    return found;
  }

  function shift(n, by) {
    const { stages } = desk.edited;
    const [moved] = stages.splice(n, 1);
    stages.splice(n + by, 0, moved);
    desk.open = desk.open === n ? n + by : desk.open;
    desk.faults = {};
    draw();
  }

  function drop(n) {
    const [gone] = desk.edited.stages.splice(n, 1);
    desk.edited.stages.forEach((each) => {
      each.moves = each.moves.filter((code) => code !== gone.code);
    });
    Object.assign(desk, { open: -1, faults: {} });
    draw();
  }

  function head(stage, n) {
    const { words, edited } = desk;
    const open = desk.open === n;
    const plan = Number(stage.planned_hours) ? fill(words.hours_words, { n: stage.planned_hours }) : words.no_plan;
    const bad = Object.keys(desk.faults).some((path) => path.startsWith("stages." + n + "."));
    const name = make("button", { type: "button", className: "ot-flow-name" }, dot(stage),
      make("strong", { textContent: nameOf(stage) }),
      make("span", { className: "ot-muted", textContent: words.kinds[stage.kind] + " · " + plan }),
      bad ? make("i", { className: "bi bi-exclamation-circle ot-flow-bad" }) : null,
      make("i", { className: "bi bi-chevron-" + (open ? "up" : "down") }));
    name.setAttribute("aria-expanded", String(open));
    name.addEventListener("click", () => {
      desk.open = open ? -1 : n;
      draw();
    });
    return make("div", { className: "ot-flow-head" }, name,
      tool("arrow-up", words.up, () => shift(n, -1), n === 0),
      tool("arrow-down", words.down, () => shift(n, 1), n === edited.stages.length - 1),
      tool("trash", words.drop, () => drop(n)));
  }

  function body(stage, n) {
    const { words, edited } = desk;
    const at = (name) => "stages." + n + "." + name;
    const others = edited.stages.filter((each) => each !== stage && each.code).map((each) => [each.code, nameOf(each)]);
    const kept = !desk.fresh && JSON.parse(desk.base).stages.some((each) => each.code === stage.code) && !stage.fresh;
    return make("div", { className: "ot-flow-body" },
      make("div", { className: "ot-flow-fields" },
        text(stage, "zh", at("zh"), words.name_zh, {}),
        text(stage, "en", at("en"), words.name_en, {}),
        text(stage, "code", at("code"), words.code, { readOnly: kept, maxLength: 32 }, kept ? "" : words.code_hint),
        choice(stage, "kind", at("kind"), words.kind, words.kinds),
        text(stage, "planned_hours", at("planned_hours"), words.hours, { type: "number", min: 0, max: 8760, step: 1 }),
        choice(stage, "colour", at("colour"), words.colour, words.colours),
        choice(stage, "stamp", at("stamp"), words.stamp, words.stamps)),
      ticks(stage, "moves", at("moves"), words.moves, others),
      ticks(stage, "requires", at("requires"), words.requires, Object.entries(words.needs)),
      ticks(stage, "roles", at("roles"), words.roles, Object.entries(words.role), words.roles_all));
  }

  function addStage() {
    const { stages } = desk.edited;
    const taken = new Set(stages.map((each) => each.code));
    let number = stages.length + 1;
    while (taken.has("stage_" + number)) number += 1;
    const stage = { code: "stage_" + number, zh: "", en: "", colour: "grey", kind: "open", planned_hours: 24, moves: [],
      stamp: "", requires: [], roles: [] };
    Object.defineProperty(stage, "fresh", { value: true });
    stages.push(stage);
    desk.open = stages.length - 1;
    draw();
  }

  /* --- the whole ------------------------------------------------------------------------------------------------- */

  function sure() {
    return !dirty() || window.confirm(desk.words.leave_sure);
  }

  function bar() {
    const { words, known, edited } = desk;
    const chips = known.workflows.map((each) => {
      const chip = button(each.label, () => sure() && choose(each.code), "ot-flow-chip" + (each.code === edited.code ? " is-active" : ""));
      chip.setAttribute("aria-pressed", String(each.code === edited.code));
      if (each.code === known.default) chip.append(make("span", { className: "ot-flow-default", textContent: words.default }));
      return chip;
    });
    const left = known.templates.filter((each) => !known.workflows.some((one) => one.code === each.code));
    const more = make("select", { className: "ot-entry-input ot-flow-add" }, make("option", { value: "", textContent: "+ " + words.add }),
      ...left.map((each) => make("option", { value: each.code, textContent: each.label })),
      make("option", { value: "*", textContent: words.add_own }));
    more.setAttribute("aria-label", words.add);
    more.addEventListener("change", () => {
      const code = more.value;
      more.value = "";
      if (!code || !sure()) return;
      if (code === "*") blank();
      else change("POST", "/template", { code }, code);
    });
    return make("div", { className: "ot-flow-bar" }, ...chips, more);
  }

  function blank() {
    const first = plain(desk.known.workflows[0]);
    const taken = new Set(desk.known.workflows.map((each) => each.code));
    let number = taken.size + 1;
    while (taken.has("workflow_" + number)) number += 1;
    begin({ ...first, code: "workflow_" + number, zh: "", en: "" }, true);
  }

  function foot() {
    const { words, parts } = desk;
    const changed = dirty();
    parts.save.disabled = !changed;
    parts.revert.hidden = !changed;
    parts.state.textContent = changed ? words.unsaved : "";
  }

  function draw() {
    const { words, known, edited, box } = desk;
    const own = known.workflows.find((each) => each.code === edited.code);
    const save = button(words.save, () => change("PUT", "", { workflow: edited }, edited.code), "ot-button is-primary");
    const revert = button(words.revert, () => choose(desk.fresh ? known.workflows[0].code : edited.code));
    const state = make("span", { className: "ot-muted" });
    const rest = [];
    if (own && known.default !== own.code) rest.push(button(words.make_default, () => sure() && change("POST", "/default", { code: own.code }, own.code)));
    if (own && known.workflows[0].code !== own.code) {
      rest.push(button(words.remove, () => {
        if (window.confirm(fill(words.remove_sure, { name: own.label }))) change("POST", "/remove", { code: own.code }, known.workflows[0].code);
      }));
    }
    const told = make("div", { className: "ot-setting-news" },
      desk.news ? make("p", { className: "ot-sentence is-" + desk.news.tone, textContent: desk.news.text }) : null);
    told.setAttribute("role", "alert");
    desk.parts = { save, revert, state };
    box.replaceChildren(bar(), told,
      make("div", { className: "ot-flow-fields" }, text(edited, "zh", "zh", words.name_zh, {}), text(edited, "en", "en", words.name_en, {}),
        text(edited, "code", "code", words.code, { readOnly: !desk.fresh, maxLength: 32 }, desk.fresh ? words.code_hint : "")),
      make("h3", { className: "ot-card-title", textContent: words.stages }),
      make("ol", { className: "ot-flow-stages" }, ...edited.stages.map((stage, n) =>
        make("li", { className: "ot-flow-stage" }, head(stage, n), desk.open === n ? body(stage, n) : null))),
      button("+ " + words.add_stage, addStage, "ot-button"),
      make("footer", { className: "ot-flow-foot" }, save, revert, state, make("span", { className: "ot-flow-gap" }), ...rest));
    foot();
  }

  function start() {
    const box = document.getElementById(HOST);
    if (!box || (desk && desk.box === box)) return;
    desk = { box, words: JSON.parse(box.dataset.words), known: null, edited: null, faults: {}, open: -1, news: null };
    load();
  }

  new MutationObserver(start).observe(document.body, { childList: true, subtree: true });
  start();

  window.addEventListener("ordertrail:change", ({ detail }) => {
    if (!desk || !desk.box.isConnected || dirty()) return;
    if ((detail.changes || []).some((each) => each.bulk === "shaped")) load();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });
})();
