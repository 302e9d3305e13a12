/* Settings: exchange rates. A row a currency with its present rate; its earlier ones unfold below it. */
(function () {
  "use strict";

  const HOST = "settings-rates";
  let desk = null;

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children.filter((each) => each !== null && each !== undefined));
    return element;
  }

  async function ask(method, path, body, type) {
    let response;
    try {
      response = await fetch("/api/rates" + path, { method, headers: type ? { "Content-Type": type } : {}, body });
    } catch (error) {
      return { ok: false, body: { message: desk.words.lost } };
    }
    const read = await response.json().catch(() => ({ message: desk.words.lost }));
    return { ok: response.ok, body: read };
  }

  async function load() {
    const answer = await ask("GET", "");
    if (!desk.box.isConnected) return;
    if (answer.ok) desk.known = answer.body;
    draw(answer.ok ? null : answer.body.message);
  }

  async function done(answer, said) {
    if (answer.ok) {
      window.ordertrail.toast(fill(said, { n: answer.body.set }), "good");
      desk.faults = {};
      desk.wish = { currency: "", day: desk.today, rate: "" };
      await load();
      return;
    }
    const fields = answer.body.fields || {};
    desk.faults = {};
    Object.entries(fields).forEach(([path, text]) => {
      const parts = path.split(".");
      if (parts.length === 3 && parts[1] === "0") desk.faults[parts[2]] = text;
    });
    const far = Object.entries(fields).find(([path]) => !/^rates\.0\./.test(path));
    draw(far ? far[0].replace(/^rates\.(\d+)\..*/, (_, n) => String(Number(n) + 2)) + ": " + far[1]
      : Object.keys(fields).length ? null : answer.body.message);
  }

  function save(event) {
    event.preventDefault();
    ask("PUT", "", JSON.stringify({ rates: [desk.wish] }), "application/json").then((answer) => done(answer, desk.words.saved));
  }

  function field(name, props) {
    const input = make("input", { className: "ot-entry-input", id: "rate-" + name, value: desk.wish[name], ...props });
    if (desk.faults[name]) input.setAttribute("aria-invalid", "true");
    input.addEventListener("input", () => {
      desk.wish[name] = input.value;
    });
    return make("div", { className: "ot-rate-cell" },
      make("label", { className: "ot-entry-label", htmlFor: input.id, textContent: desk.words[name] }), input,
      desk.faults[name] ? make("p", { className: "ot-entry-fault", textContent: desk.faults[name] }) : null);
  }

  function form() {
    const { words, known, names } = desk;
    const codes = make("datalist", { id: "rate-codes" },
      ...Object.keys(known.reference).map((code) => make("option", { value: code, label: names[code] || code })));
    const currency = field("currency", { maxLength: 3, autocomplete: "off" });
    currency.querySelector("input").setAttribute("list", "rate-codes");
    const made = make("form", { className: "ot-rate-form", noValidate: true }, codes, currency,
      field("day", { type: "date" }), field("rate", { inputMode: "decimal", autocomplete: "off" }),
      make("button", { type: "submit", className: "ot-button is-primary", textContent: words.save }));
    made.addEventListener("submit", save);
    return made;
  }

  function trash(each) {
    const made = make("button", { type: "button", className: "ot-setting-tool", title: desk.words.remove },
      make("i", { className: "bi bi-trash" }));
    made.setAttribute("aria-label", desk.words.remove + " " + each.currency + " " + each.day);
    made.addEventListener("click", () => {
      ask("DELETE", "/" + each.currency + "/" + each.day).then((answer) => done(answer, desk.words.removed));
    });
    return made;
  }

  function row(code, rate, word, own, tool) {
    return make("tr", { className: own ? "is-own" : "" },
      make("td", {}, make("strong", { textContent: code }), " ",
        make("span", { className: "ot-muted", textContent: desk.names[code] || "" })),
      make("td", { className: "is-number", textContent: rate }), make("td", { className: "ot-muted", textContent: word }),
      make("td", { className: "is-number" }, tool));
  }

  function rows(code) {
    const { words, known, today, open } = desk;
    const own = known.rates.filter((each) => each.currency === code);
    if (!own.length) return [row(code, known.reference[code], words.reference, false, null)];
    const present = own.find((each) => each.day <= today);
    const unfold = make("button", { type: "button", className: "ot-rate-more", textContent: fill(words.history, { n: own.length }) });
    unfold.setAttribute("aria-expanded", String(open === code));
    unfold.addEventListener("click", () => {
      desk.open = open === code ? "" : code;
      draw();
    });
    const head = present ? row(code, present.rate, fill(words.from, { day: present.day }), true, unfold)
      : row(code, known.reference[code] || "–", words.reference, true, unfold);
    const past = open === code
      ? own.map((each) => row("", each.rate, fill(words.from, { day: each.day }), true, trash(each))) : [];
    return [head, ...past];
  }

  function ways() {
    const { words } = desk;
    const file = make("input", { type: "file", accept: ".csv,text/csv", hidden: true });
    file.addEventListener("change", () => {
      const [chosen] = file.files;
      if (chosen) ask("POST", "/file", chosen, "text/csv").then((answer) => done(answer, words.saved));
    });
    const upload = make("button", { type: "button", className: "ot-button", textContent: words.upload });
    upload.addEventListener("click", () => file.click());
    const download = make("a", { className: "ot-button", href: "/api/rates/file.csv", textContent: words.download });
    download.setAttribute("download", "");
    return make("div", { className: "ot-setting-ways" }, upload, download, file);
  }

  function draw(sentence) {
    const { words, known, box } = desk;
    const news = make("div", { className: "ot-setting-news" },
      sentence ? make("p", { className: "ot-sentence is-bad", textContent: sentence }) : null);
    news.setAttribute("role", "alert");
    if (!known) {
      box.replaceChildren(news);
      return;
    }
    const own = [...new Set(known.rates.map((each) => each.currency))];
    const codes = [...own, ...Object.keys(known.reference).filter((code) => !own.includes(code))];
    const head = make("tr", {}, make("th", { scope: "col", textContent: words.currency }),
      make("th", { scope: "col", className: "is-number", textContent: words.rate + " (" + known.base + ")" }),
      make("th", { scope: "col", textContent: words.own + " / " + words.reference }), make("th", {}));
    box.replaceChildren(news, form(), make("div", { className: "ot-scroll", tabIndex: 0 },
      make("table", { className: "ot-table ot-rates" }, make("thead", {}, head), make("tbody", {}, ...codes.flatMap(rows)))), ways());
    const bad = box.querySelector('[aria-invalid="true"]');
    if (bad) bad.focus();
  }

  function start() {
    const box = document.getElementById(HOST);
    if (!box || (desk && desk.box === box)) return;
    const { words, names, today } = box.dataset;
    desk = { box, words: JSON.parse(words), names: JSON.parse(names), today, known: null, faults: {}, open: "",
      wish: { currency: "", day: today, rate: "" } };
    load();
  }

  new MutationObserver(start).observe(document.body, { childList: true, subtree: true });
  start();
})();
