/* Many orders at once: what is selected in the table, the bar that offers deeds, and the job that does them.
   window.otSelection() tells others what is selected: {mode: "some", orders: [{channel, no, version}]} or
   {mode: "all", query, filter, total}. */
(function () {
  "use strict";

  const KEPT = "ot_bulk_job";
  const LOOK_MS = 700;
  const PAGE = 100;
  const state = { api: null, all: false, asked: "", job: null, timer: null };

  const edit = () => window.ordertrail.edit;
  const byId = (id) => document.getElementById(id);
  const bar = () => byId("orders-bulk");
  const words = () => JSON.parse(bar().dataset.words);
  const count = (n) => n.toLocaleString(document.documentElement.lang);
  const fill = (text, n) => text.replace("{n}", count(n));

  /* ---- what is selected ---- */

  function nodes() {
    const alive = state.api && !state.api.isDestroyed();
    return alive ? state.api.getSelectedNodes().filter((node) => node.data) : [];
  }

  function otSelection() {
    if (!state.all) {
      const orders = nodes().map(({ data }) => ({ channel: data.channel, no: data.channel_order_no, version: data.version }));
      return { mode: "some", orders };
    }
    const query = window.ordertrail.orderQuery;
    const said = query.now();
    return { mode: "all", query: "?" + query.filters(said), filter: query.where(said), total: total() };
  }

  const total = () => window.ordertrail.orderTable.table.total || 0;
  const size = () => (state.all ? total() : nodes().length);

  function clear() {
    state.all = false;
    if (state.api && !state.api.isDestroyed()) state.api.deselectAll();
    paint();
  }

  function paint() {
    if (!bar()) return;
    const n = size();
    const { selected, all_selected, select_all } = words();
    bar().hidden = !n && !state.job;
    bar().classList.toggle("is-job", Boolean(state.job));
    byId("orders-bulk-choice").hidden = !n || Boolean(state.job);
    byId("orders-bulk-count").textContent = fill(state.all ? all_selected : selected, n);
    const all = byId("orders-bulk-all");
    all.hidden = state.all || total() <= n;
    all.textContent = fill(select_all, total());
  }

  function adopt(api) {
    Object.assign(state, { api, all: false });
    api.addEventListener("selectionChanged", ({ source }) => {
      if (source.startsWith("checkbox") || source.startsWith("row")) state.all = false;
      paint();
    });
    api.addEventListener("modelUpdated", paint);
    resume();
  }

  /* Another question of the table ends the selection: it was made among other orders. */
  function follow(said) {
    const query = window.ordertrail.orderQuery;
    const asked = query.filters(said) + "|" + (said.get("where") || "");
    if (asked !== state.asked && (state.all || nodes().length)) clear();
    state.asked = asked;
  }

  /* ---- what is to be done ---- */

  async function form() {
    const answer = await edit().ask("GET", "/api/bulk/form");
    if (!answer.ok) window.ordertrail.toast(edit().refusal(answer), "bad");
    return answer.ok ? answer.body : null;
  }

  function openDialog(title, body, controls, said) {
    const { make, button, dialog, note } = edit();
    const why = note();
    const fault = make("p", { className: "ot-move-fault", hidden: true });
    fault.setAttribute("role", "alert");
    const cancel = button(edit().words().cancel);
    const apply = button(fill(words().apply, size()), { type: "submit", className: "ot-button is-primary" });
    const asked = dialog(fill(title, size()), [...body, why.node, fault], [cancel, apply]);
    cancel.addEventListener("click", () => asked.dialog.close());
    controls[0].own.focus();
    asked.form.addEventListener("input", () => complain(fault, ""));
    asked.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const deed = said();
      if (!deed) {
        complain(fault, words().nothing);
        return;
      }
      apply.disabled = true;
      apply.textContent = words().starting;
      const answer = await edit().ask("POST", "/api/bulk", { ...scope(), ...deed, note: why.own.value });
      apply.disabled = false;
      apply.textContent = fill(words().apply, size());
      if (answer.ok) {
        asked.dialog.close();
        clear();
        watch(answer.body);
        return;
      }
      const fields = answer.body.fields || {};
      const rest = edit().accuse([...controls, why], fields);
      complain(fault, Object.keys(fields).length ? rest.join(" ") : edit().refusal(answer));
    });
  }

  function complain(fault, text) {
    fault.textContent = text;
    fault.hidden = !text;
  }

  function scope() {
    const { mode, orders, query, filter } = otSelection();
    return mode === "some" ? { orders } : { query, filter };
  }

  async function move() {
    const known = await form();
    if (!known) return;
    const { control, make } = edit();
    const stage = control({ name: "stage", label: words().stage, kind: "choice", choices: known.stages, value: "" });
    const hint = make("p", { className: "ot-muted", textContent: words().stage_hint });
    openDialog(words().move_title, [stage.node, hint], [stage], () => stage.own.value && { stage: stage.own.value });
  }

  /* A tick before each field says that it is to be set, so that it can be emptied too. */
  function ticked(found) {
    const { make } = edit();
    const tick = make("input", { type: "checkbox", id: found.own.id + "-tick" });
    tick.setAttribute("aria-label", found.field.label);
    const change = () => { tick.checked = true; };
    found.own.addEventListener("input", change);
    found.own.addEventListener("change", change);
    return { ...found, tick, node: make("div", { className: "ot-bulk-field" }, tick, found.node) };
  }

  async function fields() {
    const known = await form();
    if (!known) return;
    const { control, make } = edit();
    const controls = known.fields.map((field) => ticked(control({ ...field, value: "" })));
    const hint = make("p", { className: "ot-muted", textContent: words().edit_hint });
    const list = make("div", { className: "ot-bulk-fields" }, ...controls.map(({ node }) => node));
    const more = make("p", { className: "ot-bulk-scroll ot-muted", textContent: "↓ " + words().scroll });
    const below = () => {
      more.classList.toggle("is-past", list.scrollTop + list.clientHeight >= list.scrollHeight - 8);
    };
    list.addEventListener("scroll", below);
    new ResizeObserver(below).observe(list);
    openDialog(words().edit_title, [hint, list, more],
      controls, () => {
        const chosen = controls.filter(({ tick }) => tick.checked);
        return chosen.length && { fields: Object.fromEntries(chosen.map(({ name, own }) => [name, own.value])) };
      });
  }

  /* ---- the job ---- */

  function keep(id) {
    try {
      if (id) sessionStorage.setItem(KEPT, id);
      else sessionStorage.removeItem(KEPT);
    } catch (error) { /* storage may be forbidden: the job runs all the same */ }
  }

  async function resume() {
    let id = null;
    try {
      id = sessionStorage.getItem(KEPT);
    } catch (error) { /* storage may be forbidden */ }
    if (!id || state.job) return;
    const answer = await edit().ask("GET", "/api/bulk/" + id);
    if (answer.ok) watch(answer.body);
    else keep(null);
  }

  function watch(job) {
    keep(job.id);
    state.job = job;
    show();
    clearTimeout(state.timer);
    if (job.running) state.timer = setTimeout(look, LOOK_MS);
    else if (window.ordertrail.orderTable.alive()) window.ordertrail.orderTable.again();
  }

  async function look() {
    if (!state.job) return;
    const answer = await edit().ask("GET", "/api/bulk/" + state.job.id);
    if (answer.ok) watch(answer.body);
    else state.timer = setTimeout(look, LOOK_MS * 4);
  }

  function show() {
    paint();
    if (!bar()) return;
    const { job } = state;
    byId("orders-bulk-job").hidden = !job;
    if (!job) return;
    byId("orders-bulk-text").textContent = job.text;
    byId("orders-bulk-standing").textContent = job.standing;
    const meter = byId("orders-bulk-meter");
    meter.hidden = !job.running;
    meter.style.setProperty("--part", (job.total ? (job.done + job.failed) / job.total : 1) * 100 + "%");
    byId("orders-bulk-cancel").hidden = job.state !== "running";
    byId("orders-bulk-undo").hidden = !job.can_undo;
    byId("orders-bulk-resume").hidden = !job.can_resume;
    byId("orders-bulk-file").hidden = job.running || !(job.done + job.failed);
    byId("orders-bulk-file").href = "/api/bulk/" + job.id + "/results.csv";
    byId("orders-bulk-results").hidden = job.running;
    byId("orders-bulk-results").textContent = job.failed ? fill(words().show_refused, job.failed) : words().show_all;
    byId("orders-bulk-results").classList.toggle("is-primary", job.failed > 0);
    byId("orders-bulk-close").hidden = job.running;
  }

  async function tell(deed) {
    const answer = await edit().ask("POST", "/api/bulk/" + state.job.id + "/" + deed);
    if (answer.ok) watch(answer.body);
    else window.ordertrail.toast(answer.reached ? edit().refusal(answer) : words().lost, "bad");
  }

  function away() {
    clearTimeout(state.timer);
    state.job = null;
    keep(null);
    show();
  }

  /* ---- what became of each ---- */

  async function results() {
    const { make, button, dialog, ask, refusal } = edit();
    const { job } = state;
    const { results_title, results_number, results_text, results_more, csv, close } = words();
    const body = make("tbody", {});
    const head = [results_number, results_text].map((text) => make("th", { scope: "col", textContent: text }));
    const table = make("table", { className: "ot-table" }, make("thead", {}, make("tr", {}, ...head)), body);
    const more = button(results_more, { className: "ot-button is-small" });
    const file = make("a", { className: "ot-button", href: "/api/bulk/" + job.id + "/results.csv", textContent: csv });
    file.setAttribute("download", "");
    const quit = button(close, { className: "ot-button is-primary" });
    const asked = dialog(results_title, [make("p", { textContent: job.text + ": " + job.standing }),
      make("div", { className: "ot-scroll ot-bulk-results" }, table), make("div", {}, more)], [file, quit], "is-wide");
    quit.addEventListener("click", () => asked.dialog.close());
    const refused = job.failed > 0;
    const next = async () => {
      const answer = await ask("GET", "/api/bulk/" + job.id + "/results?" + new URLSearchParams(
        { refused, offset: body.children.length, limit: PAGE }));
      if (!answer.ok) {
        window.ordertrail.toast(refusal(answer), "bad");
        return;
      }
      answer.body.rows.forEach((row) => {
        const link = make("a", { href: row.href, target: "_blank", textContent: row.no });
        body.append(make("tr", {}, make("td", {}, link), make("td", { textContent: row.text })));
      });
      more.hidden = body.children.length >= answer.body.total;
    };
    more.addEventListener("click", next);
    await next();
    quit.focus();
  }

  const deeds = {
    "orders-bulk-all": () => {
      state.all = true;
      paint();
    },
    "orders-bulk-move": move,
    "orders-bulk-edit": fields,
    "orders-bulk-clear": clear,
    "orders-bulk-cancel": () => tell("cancel"),
    "orders-bulk-undo": () => tell("undo"),
    "orders-bulk-resume": () => tell("resume"),
    "orders-bulk-results": results,
    "orders-bulk-close": away,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && Object.hasOwn(deeds, button.id)) deeds[button.id]();
  });

  window.otSelection = otSelection;
  window.ordertrail = Object.assign(window.ordertrail || {}, { orderBulk: { adopt, follow, clear } });
})();
