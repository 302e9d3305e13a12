/* Saved views of the orders page: tabs over the table. A view is a query of this page, columns and height with it;
   ``saved`` in the URL names the chosen one. */
(function () {
  "use strict";

  const HOST = "orders-views";
  const VIEWS = "/api/views";
  const PASSING = ["saved", "open"];
  const tabs = { host: null, words: null, views: [], start: null, asked: null, entered: false };
  const query = () => window.ordertrail.orderQuery;
  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const toast = (text, tone) => window.ordertrail.toast(text, tone);

  function make(tag, attributes, ...children) {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  /* A query without what is of the moment, in one order, as the server keeps it. */
  function plain(said) {
    const found = new URLSearchParams(said);
    PASSING.forEach((name) => found.delete(name));
    found.sort();
    return found.toString();
  }

  async function ask(path, method, body) {
    try {
      const response = await fetch(VIEWS + path, {
        method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
      });
      const answer = await response.json();
      if (response.ok) return answer;
      const fault = answer.fields && Object.values(answer.fields)[0];
      return { fault: fault || answer.message };
    } catch (error) {
      return { fault: tabs.words.lost };
    }
  }

  async function load() {
    const answer = await ask("?page=orders", "GET");
    if (!answer.fault) Object.assign(tabs, { views: answer.views, start: answer.default });
  }

  const known = () => {
    tabs.asked = tabs.asked || load();
    return tabs.asked;
  };

  const byId = (id) => tabs.views.find((each) => each.view_id === id);
  const chosen = (said) => byId(said.get("saved"));

  function go(id, text, quietly) {
    query().change((said) => {
      Array.from(said.keys()).forEach((name) => said.delete(name));
      new URLSearchParams(text).forEach((value, name) => said.append(name, value));
      said.set("saved", id);
    }, quietly);
  }

  /* Whether the page has no query and something else opens instead: its default view where it was entered like that,
     all orders where the last filter was taken off. */
  async function open() {
    const host = document.getElementById(HOST);
    if (!host) return false;
    if (host !== tabs.host) Object.assign(tabs, { host, words: JSON.parse(host.dataset.words), asked: null, entered: false });
    await known();
    const view = window.location.search ? null : byId(tabs.start);
    if (view && tabs.entered) query().change((said) => said.set("saved", "all"), true);
    else if (view) go(view.view_id, view.query, true);
    tabs.entered = true;
    return Boolean(view);
  }

  /* After a deed: what it was asked in closes, and the tabs show what came of it. */
  async function again(then) {
    tabs.host.querySelectorAll("details[open]").forEach((menu) => { menu.open = false; });
    tabs.asked = load();
    await tabs.asked;
    draw(query().now());
    if (then) then();
  }

  async function deed(path, method, body, done) {
    const answer = await ask(path, method, body);
    if (answer.fault) toast(answer.fault, "bad");
    else await again(() => done && toast(done, "good"));
    return answer;
  }

  /* The page as it is now, with the columns in sight. */
  function present() {
    const said = query().now();
    const { api } = window.ordertrail.orderTable.table;
    if (api) window.ordertrail.orderColumns.view(api, said);
    return plain(said);
  }

  /* ---- tabs ---- */

  function tab(id, name, text, on, hint) {
    const node = make("button", { type: "button", className: "ot-view-tab" + (on ? " is-on" : ""), textContent: name, title: hint || name });
    node.setAttribute("role", "tab");
    node.setAttribute("aria-selected", String(on));
    node.addEventListener("click", () => go(id, text));
    return node;
  }

  function naming(caption, value, save) {
    const input = make("input", { type: "text", className: "form-control", maxLength: 40, value, autocomplete: "off" });
    const shared = make("input", { type: "checkbox" });
    const fault = make("p", { className: "ot-view-fault", hidden: true });
    fault.setAttribute("role", "alert");
    const form = make("form", { className: "ot-filter-fields" },
      make("label", { className: "ot-filter-field" }, tabs.words.name, input),
      make("label", { className: "ot-view-shared" }, shared, tabs.words.shared), fault,
      make("button", { type: "submit", className: "ot-button is-primary is-small", textContent: caption }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await save(input.value, shared.checked);
      fault.hidden = !(answer && answer.fault);
      fault.textContent = (answer && answer.fault) || "";
    });
    return { form, input, shared };
  }

  function menu(caption, icon, ...children) {
    const summary = make("summary", { className: "ot-button is-small", title: caption },
      make("i", { className: "bi bi-" + icon, ariaHidden: "true" }), make("span", { className: "ot-word", textContent: caption }));
    return make("details", { className: "ot-chip ot-view-menu" }, summary, make("div", { className: "ot-chip-editor" }, ...children));
  }

  function saver() {
    const { form } = naming(tabs.words.save, "", async (name, shared) => {
      const answer = await ask("", "POST", { name, shared, query: present() });
      if (answer.fault) return answer;
      await again(() => toast(tabs.words.saved, "good"));
      go(answer.view_id, byId(answer.view_id).query);
      return answer;
    });
    return menu(tabs.words.save_as, "bookmark-plus", form);
  }

  function entry(text, act) {
    const node = make("button", { type: "button", className: "ot-view-entry", textContent: text });
    node.addEventListener("click", act);
    return node;
  }

  function moved(view, step) {
    const ids = tabs.views.filter((each) => each.own).map((each) => each.view_id);
    const from = ids.indexOf(view.view_id), to = from + step;
    if (to < 0 || to >= ids.length) return;
    [ids[from], ids[to]] = [ids[to], ids[from]];
    deed("/order", "POST", { ids });
  }

  function owner(view) {
    const path = "/" + view.view_id;
    const { words } = tabs;
    const renaming = naming(words.rename, view.name, async (name, shared) => {
      const answer = await ask(path, "PATCH", { name, shared });
      if (!answer.fault) await again();
      return answer;
    });
    renaming.shared.checked = view.shared;
    const remove = entry(words.remove, async () => {
      if (remove.dataset.sure) {
        const answer = await deed(path, "DELETE", undefined, words.removed);
        if (!answer.fault) go("all", "");
        return;
      }
      remove.dataset.sure = "1";
      remove.textContent = fill(words.sure, { name: view.name });
    });
    remove.classList.add("is-bad");
    return menu(words.menu, "three-dots", renaming.form,
      entry(view.is_default ? words.no_default : words.make_default, () => deed(path, "PATCH", { is_default: !view.is_default })),
      entry(words.left, () => moved(view, -1)), entry(words.right, () => moved(view, 1)), remove);
  }

  function draw(said) {
    const { host, words, views } = tabs;
    if (!host || host.querySelector("details[open]:focus-within")) return;
    const view = chosen(said);
    const now = plain(said);
    const list = make("div", { className: "ot-view-list" }, tab("all", words.all, "", !view),
      ...views.map((each) => tab(each.view_id, each.name, each.query, each === view,
        each.own ? (each.is_default ? fill(words.is_default, { name: each.name }) : each.name) : fill(words.of, each))));
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", words.title);
    const differs = view ? now !== plain(view.query) : now !== "";
    const tools = [];
    if (view && view.own && differs) {
      const update = make("button", { type: "button", className: "ot-button is-small", textContent: words.update });
      update.addEventListener("click", async () => {
        const text = present();
        const answer = await deed("/" + view.view_id, "PATCH", { query: text }, words.saved);
        if (!answer.fault) go(view.view_id, byId(view.view_id).query);
      });
      tools.push(update);
    }
    if (differs) tools.push(saver());
    if (view && view.own) tools.push(owner(view));
    host.replaceChildren(list, ...tools);
    const on = list.querySelector(".is-on");
    if (on && on.offsetLeft + on.offsetWidth > list.clientWidth) list.scrollLeft = on.offsetLeft - 40;
  }

  function follow(said) {
    if (document.getElementById(HOST)) draw(said);
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { orderViews: { open, follow } });
})();
