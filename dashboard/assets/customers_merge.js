/* Two customers side by side: made one, or told apart; the toast and the history take a merge back. */
(function () {
  "use strict";

  const DEEDS = "[data-customer-merge], [data-customer-apart], [data-customer-together], [data-customer-unmerge]";
  /* The first lines of a comparison tell who it is, the others what they did. */
  const WHO = 5;
  const of = () => window.ordertrail.customers;
  const toast = (text, tone) => window.ordertrail.toast(text, tone);

  async function undo(mergeId, said) {
    const answer = await of().ask("POST", "/api/customers/merges/" + mergeId + "/undo", {});
    toast(answer.ok ? said.undone : of().trouble(answer, said), answer.ok ? "good" : "bad");
  }

  const offer = (name, mergeId, said) => window.ordertrail.toast(of().fill(said.merged, { name }), "good",
    { label: said.undo, run: () => undo(mergeId, said) });

  function table(sides, keep, said) {
    const { make } = of();
    const head = make("tr", {}, make("th", {}));
    sides.forEach((side, place) => {
      const radio = make("input", { type: "radio", name: "customer-keep", value: String(place), checked: place === keep });
      const label = make("label", { className: "ot-move-choice" }, radio, make("span", { textContent: said.keep }));
      const cell = make("th", { scope: "col" }, label);
      head.append(cell);
    });
    const body = make("tbody", {});
    sides[0].compared.forEach(([label, value], place) => {
      const other = sides[1].compared[place][1];
      if (!value && !other) return;
      const same = place < WHO && value && value.toLowerCase() === other.toLowerCase();
      body.append(make("tr", { className: same ? "is-same" : "" }, make("th", { scope: "row", textContent: label }),
        make("td", { textContent: value || "–" }), make("td", { textContent: other || "–" })));
    });
    return make("table", { className: "ot-table ot-compare" }, make("thead", {}, head), body);
  }

  const called = (side) => side.person.name || side.person.company || side.person.phone || side.person.email || "–";

  async function compare(one, other) {
    const { ask, dialog, make, trouble } = of();
    const said = of().words();
    const answers = await Promise.all([one, other].map((key) => ask("GET", "/api/customers/" + key)));
    const failed = answers.find((answer) => !answer.ok);
    if (failed) {
      toast(trouble(failed, said), "bad");
      return;
    }
    const sides = answers.map((answer) => answer.body);
    const keep = sides[1].figures.orders > sides[0].figures.orders ? 1 : 0;
    const fault = make("p", { className: "ot-move-fault", hidden: true });
    fault.setAttribute("role", "alert");
    const cancel = make("button", { type: "button", className: "ot-button", textContent: said.cancel });
    const apart = make("button", { type: "button", className: "ot-button", textContent: said.not_same });
    const merge = make("button", { type: "submit", className: "ot-button is-primary", textContent: said.merge });
    const { box, form } = dialog(said.title, make("p", { className: "ot-muted", textContent: said.hint }),
      make("div", { className: "ot-scroll" }, table(sides, keep, said)), fault,
      make("footer", { className: "ot-move-foot" }, cancel, apart, merge));

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (merge.disabled) return;
      merge.disabled = true;
      const kept = Number(form.elements["customer-keep"].value);
      const wish = { kept: sides[kept].key, merged: sides[1 - kept].key };
      const answer = await ask("POST", "/api/customers/merge", wish);
      merge.disabled = false;
      fault.hidden = answer.ok;
      fault.textContent = answer.ok ? "" : trouble(answer, said);
      if (!answer.ok) return;
      box.close();
      offer(called(sides[kept]), answer.body.merge_id, said);
    });
    apart.addEventListener("click", async () => {
      if (await refuse(sides[0].key, sides[1].key)) box.close();
    });
    cancel.addEventListener("click", () => box.close());
    box.addEventListener("pointerdown", (event) => {
      if (event.target === box) box.close();
    });
    box.showModal();
    cancel.focus();
  }

  async function refuse(one, other) {
    const said = of().words();
    const answer = await of().ask("POST", "/api/customers/not_same", { one, other });
    toast(answer.ok ? said.not_same_done : of().trouble(answer, said), answer.ok ? "good" : "bad");
    return answer.ok;
  }

  async function allow(one, other) {
    const said = of().words();
    const answer = await of().ask("POST", "/api/customers/not_same/undo", { one, other });
    toast(answer.ok ? said.maybe_same_done : of().trouble(answer, said), answer.ok ? "good" : "bad");
  }

  document.addEventListener("click", (event) => {
    const asker = event.target.closest(DEEDS);
    if (!asker) return;
    const { one, other, customerUnmerge } = asker.dataset;
    if (customerUnmerge) undo(customerUnmerge, of().words());
    else if ("customerApart" in asker.dataset) refuse(one, other);
    else if ("customerTogether" in asker.dataset) allow(one, other);
    else compare(one, other);
  });
})();
