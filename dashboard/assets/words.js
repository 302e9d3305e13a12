/* The words workbench: spellings that no table knows, a choice beside each, all of them saved at once. */
(function () {
  "use strict";

  const IGNORE = "-";
  let desk = null;

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  const part = (id) => document.getElementById(id);
  const kind = () => {
    const asked = new URLSearchParams(window.location.search).get("kind");
    return desk && asked in desk.words.kinds ? asked : "status";
  };

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children.filter((each) => each !== null && each !== undefined));
    return element;
  }

  async function ask(method, body) {
    try {
      const response = await fetch("/api/words" + (method === "GET" ? "?kind=" + kind() : ""), {
        method, headers: body ? { "Content-Type": "application/json" } : {}, body: body ? JSON.stringify(body) : undefined,
      });
      return { ok: response.ok, status: response.status, body: await response.json() };
    } catch (error) {
      return { ok: false, status: 0, body: { message: desk.words.lost } };
    }
  }

  const key = (word) => [word.channel, word.spelling, word.country || ""].join("|");
  const channelName = (code) => desk.words.channels[code] || code;

  async function load() {
    const mine = desk;
    const answer = await ask("GET");
    if (desk !== mine || !part("words-list")) return;
    if (answer.ok) desk.known = answer.body;
    draw(answer.ok ? null : answer.body.message);
  }

  /* ---- a choice of ours ---- */

  const choicesOf = (word) => desk.known.choices[word.choices] || [];

  function pick(word, input) {
    const text = input.value.trim().toLowerCase();
    const found = choicesOf(word).find((each) => each.label.toLowerCase() === text || each.value.toLowerCase() === text);
    const own = desk.wishes.get(key(word)) || {};
    if (text === desk.words.ignore.toLowerCase()) desk.wishes.set(key(word), { ...own, value: IGNORE, text: input.value });
    else if (found) desk.wishes.set(key(word), { ...own, value: found.value, text: found.label });
    else desk.wishes.set(key(word), { ...own, value: null, text: input.value });
    input.setAttribute("aria-invalid", text && !found && text !== desk.words.ignore.toLowerCase() ? "true" : "false");
    foot();
  }

  function means(word, at) {
    const { words } = desk;
    const wish = desk.wishes.get(key(word)) || {};
    const list = "words-choices-" + at;
    const input = make("input", { className: "ot-entry-input", placeholder: words.choose, value: wish.text || "", ariaLabel: fill("{a}: {b}", { a: words.means, b: word.spelling }), autocomplete: "off" });
    input.setAttribute("list", list);
    const options = make("datalist", { id: list }, ...choicesOf(word).map((each) => make("option", { value: each.label, label: each.label === each.value ? "" : each.value })),
      make("option", { value: words.ignore }));
    input.addEventListener("input", () => pick(word, input));
    const scope = make("select", { className: "ot-held-choice", ariaLabel: words.channel },
      make("option", { value: "one", textContent: fill(words.scope_one, { channel: channelName(word.channel) }) }),
      make("option", { value: "all", textContent: words.scope_all }));
    scope.value = wish.scope || (kind() === "status" ? "one" : "all");
    scope.addEventListener("change", () => desk.wishes.set(key(word), { ...(desk.wishes.get(key(word)) || {}), scope: scope.value }));
    return make("div", { className: "ot-words-means" }, input, options, kind() === "status" ? null : scope);
  }

  function example(each) {
    const href = each.import_id ? "/import/held?import=" + each.import_id + (each.no ? "&q=" + encodeURIComponent(each.no) : "")
      : "/orders/" + encodeURIComponent(each.channel) + "/" + encodeURIComponent(each.no);
    return make("a", { href, className: "ot-link", textContent: each.no || fill(desk.words.row, { n: each.row_no }) });
  }

  const day = (moment) => new Date(moment + "Z").toLocaleDateString(document.documentElement.lang);

  function row(word, at) {
    const { words } = desk;
    const box = make("input", { type: "checkbox", checked: desk.chosen.has(key(word)), ariaLabel: word.spelling });
    box.addEventListener("change", () => {
      if (box.checked) desk.chosen.add(key(word));
      else desk.chosen.delete(key(word));
      foot();
    });
    const seen = day(word.first) === day(word.last) ? day(word.first) : day(word.first) + " – " + day(word.last);
    return make("tr", {},
      make("td", {}, box),
      make("td", {}, make("div", { className: "ot-words-spelling", textContent: word.spelling }),
        word.column ? make("div", { className: "ot-muted", textContent: fill(words.column, { column: word.column }) }) : null,
        word.country_label ? make("div", { className: "ot-muted", textContent: word.country_label }) : null),
      make("td", { textContent: channelName(word.channel) }),
      make("td", { className: "is-number", textContent: number(word.rows) }),
      make("td", { textContent: seen }),
      make("td", { className: "ot-words-examples" }, ...word.examples.map(example)),
      make("td", {}, means(word, at)));
  }

  function table(head, rows) {
    return make("div", { className: "ot-card ot-scroll", tabIndex: 0 }, make("table", { className: "ot-table" },
      make("thead", {}, make("tr", {}, ...head.map(([text, side]) => make("th", { scope: "col", textContent: text, className: side || "" })))),
      make("tbody", {}, ...rows)));
  }

  function known() {
    const { words } = desk;
    if (!desk.known.known.length) return [];
    const rows = desk.known.known.map((word) => {
      const undo = make("button", { type: "button", className: "ot-button is-small", textContent: words.undo });
      undo.addEventListener("click", () => forget(word));
      return make("tr", {}, make("td", { className: "ot-words-spelling", textContent: word.spelling }),
        make("td", { textContent: word.channel ? channelName(word.channel) : words.scope_all }),
        make("td", { textContent: word.label || words.ignored }), make("td", { className: "is-number" }, undo));
    });
    return [make("h2", { className: "ot-section-title", textContent: words.known }),
      kind() === "status" ? make("p", { className: "ot-muted", textContent: words.undo_status }) : null,
      table([[words.spelling], [words.channel], [words.means], [""]], rows)].filter(Boolean);
  }

  function draw(fault) {
    const { words } = desk;
    const kinds = make("div", { className: "ot-segments ot-words-kinds" }, ...Object.entries(words.kinds).map(([code, name]) => {
      const count = desk.known ? desk.known.counts[code] : 0;
      const made = make("button", { type: "button", className: code === kind() ? "is-on" : "", ariaPressed: String(code === kind()), textContent: name + (count ? " (" + number(count) + ")" : "") });
      made.addEventListener("click", () => turn(code));
      return made;
    }));
    const parts = [kinds];
    if (fault) parts.push(make("div", { className: "ot-sentence is-bad", role: "alert" }, make("span", { className: "ot-sign", textContent: "×" }), make("span", { textContent: fault })));
    if (!desk.known) parts.push(make("p", { className: "ot-muted", textContent: fault ? "" : words.loading }));
    else {
      if (kind() === "carrier" || kind() === "payment") parts.push(make("p", { className: "ot-muted", textContent: words.stored }));
      parts.push(desk.known.unknown.length
        ? table([[""], [words.spelling], [words.channel], [words.rows, "is-number"], [words.seen], [words.examples], [words.means]], desk.known.unknown.map(row))
        : make("div", { className: "ot-empty" }, make("p", { className: "ot-empty-title", textContent: words.nothing }), make("p", { className: "ot-empty-hint", textContent: words.nothing_hint })));
      parts.push(make("div", { className: "ot-words-foot", id: "words-foot" }), ...known());
    }
    part("words-list").replaceChildren(...parts);
    foot();
  }

  /* ---- saving ---- */

  const ready = () => desk.known.unknown.filter((word) => (desk.wishes.get(key(word)) || {}).value);

  function foot() {
    const box = part("words-foot");
    if (!box) return;
    const { words } = desk;
    const count = ready().length;
    const save = make("button", { type: "button", className: "ot-button is-primary", disabled: !count || desk.busy, textContent: count === 1 ? words.save_one : fill(words.save, { n: number(count) }) });
    save.addEventListener("click", store);
    const first = desk.known.unknown.find((word) => desk.chosen.has(key(word)) && (desk.wishes.get(key(word)) || {}).value);
    const apply = make("button", { type: "button", className: "ot-button", textContent: fill(words.apply_to, { n: number(desk.chosen.size) }) });
    apply.addEventListener("click", () => {
      const wish = desk.wishes.get(key(first));
      desk.known.unknown.filter((word) => desk.chosen.has(key(word))).forEach((word) => {
        const fits = wish.value === IGNORE || choicesOf(word).some((each) => each.value === wish.value);
        if (fits) desk.wishes.set(key(word), { ...wish });
      });
      draw();
    });
    box.hidden = !desk.known.unknown.length;
    box.replaceChildren(save, ...(first && desk.chosen.size > 1 ? [apply] : []));
  }

  async function store() {
    const words = ready().map((word) => {
      const wish = desk.wishes.get(key(word));
      const everywhere = (wish.scope || (kind() === "status" ? "one" : "all")) === "all";
      return { kind: kind(), channel: everywhere ? null : word.channel, spelling: word.spelling, value: wish.value === IGNORE ? null : wish.value };
    });
    await put({ version: desk.known.version, words });
  }

  const forget = (word) => put({ version: desk.known.version, forget: [{ kind: kind(), channel: word.channel, spelling: word.spelling }] }, desk.words.undone);

  async function put(body, said) {
    if (desk.busy) return;
    desk.busy = true;
    foot();
    const answer = await ask("PUT", body);
    desk.busy = false;
    if (answer.ok) {
      const { orders, rows, landed, held, later } = answer.body;
      const told = [said || desk.words.done];
      if (later) told.push(fill(desk.words.later, { n: number(orders + rows) }));
      else {
        if (orders) told.push(fill(desk.words.done_orders, { n: number(orders) }));
        if (rows) told.push(fill(desk.words.done_rows, { landed: number(landed), held: number(held) }));
      }
      window.ordertrail.toast(told.join(" "), "good");
      desk.wishes.clear();
      desk.chosen.clear();
    } else {
      const fields = Object.values(answer.body.fields || {});
      window.ordertrail.toast([answer.body.message, ...new Set(fields)].join(" "), "bad");
    }
    if (answer.ok || answer.status === 409) load();
    else foot();
  }

  function turn(code) {
    window.history.replaceState(window.history.state, "", window.location.pathname + "?kind=" + code);
    Object.assign(desk, { known: null, wishes: new Map(), chosen: new Set() });
    draw();
    load();
  }

  window.addEventListener("ordertrail:change", () => {
    if (desk && part("words-list") && !desk.wishes.size && !desk.busy) load();
  });

  document.addEventListener("ot-runs-ended", () => {
    if (desk && part("words-list") && !desk.wishes.size && !desk.busy) load();
  });

  new MutationObserver(() => {
    const view = part("words-view");
    if (!view || view.dataset.begun) return;
    view.dataset.begun = "1";
    desk = { words: JSON.parse(view.dataset.words), known: null, wishes: new Map(), chosen: new Set(), busy: false };
    draw();
    load();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
