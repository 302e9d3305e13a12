/* Order entry: what the server found wrong, a sentence under its field and a list of them all on top. */
(function () {
  "use strict";

  const draft = () => window.ordertrail.entryDraft;
  const lines = () => window.ordertrail.entryLines;
  const form = () => draft().form();
  const place = () => document.getElementById("order-new-news");

  function slotOf(own) {
    return own.closest("td, " + draft().FIELD).querySelector(".ot-entry-fault");
  }

  function say(slot, text) {
    slot.textContent = text || "";
    slot.hidden = !text;
  }

  function mark(own, text) {
    own.setAttribute("aria-invalid", text ? "true" : "false");
    say(slotOf(own), text);
  }

  function clear() {
    form().querySelectorAll(".ot-entry-fault").forEach((slot) => say(slot, ""));
    form().querySelectorAll("[aria-invalid]").forEach((own) => own.removeAttribute("aria-invalid"));
    place().replaceChildren();
  }

  /* Where the server's dotted path stands on the screen: {own, slot, label}; own is what can take the focus. */
  function spot(path, sent) {
    const [head, index, name] = path.split(".");
    if (head === "lines" && name) {
      const row = lines().rows()[Number(index)];
      const own = row && lines().cell(row, name);
      if (own) return { own, slot: slotOf(own), label: own.getAttribute("aria-label") };
      if (row) return { own: lines().cell(row, "unit_price"), slot: row.querySelector('[data-fault="amount"]'), label: "" };
    }
    const wanted = head === "surcharges" ? "surcharge." + (sent.kinds[Number(index)] || "") : path;
    const field = form().querySelector('[data-field="' + wanted + '"]');
    if (field) {
      const own = draft().control(field);
      return { own, slot: slotOf(own), label: field.querySelector("label").textContent };
    }
    const slot = form().querySelector('[data-fault="' + head + '"]');
    const own = slot && lines().cell(lines().rows()[0], "sku");
    return { own, slot, label: "" };
  }

  function news(tone, text, ...more) {
    const { make } = lines();
    const sign = make("span", { className: "ot-sign", textContent: { bad: "×", good: "✓", info: "i" }[tone] });
    sign.setAttribute("aria-hidden", "true");
    const box = make("div", { className: "ot-sentence is-" + tone }, sign, make("div", {}, text, ...more));
    box.setAttribute("role", tone === "bad" ? "alert" : "status");
    place().replaceChildren(box);
  }

  function show(answer, sent) {
    const { fill, make } = lines();
    const order = Array.from(form().querySelectorAll("input, select, textarea"));
    const found = Object.entries(answer.fields).map(([path, text]) => ({ text, ...spot(path, sent) }));
    found.sort((one, other) => order.indexOf(one.own) - order.indexOf(other.own));
    const list = make("ul", { className: "ot-entry-faults" });
    for (const { own, slot, label, text } of found) {
      const folded = own && own.closest("details");
      if (folded) folded.open = true;
      if (slot && own && slot === slotOf(own)) mark(own, text);
      else if (slot) say(slot, text);
      const words = label ? fill(JSON.parse(form().dataset.words).fault_at, { field: label, text }) : text;
      const link = own ? make("a", { href: "#" + own.id, textContent: words }) : words;
      if (own) link.dataset.goes = own.id;
      list.append(make("li", {}, link));
    }
    news("bad", answer.message, list);
    place().scrollIntoView({ block: "start" });
    const first = found.find((each) => each.own);
    if (first) first.own.focus();
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    entryFaults: { clear, mark, news, say, show },
  });
})();
