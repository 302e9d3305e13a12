/* Order entry: live sums, computed as the server will, and each number judged when its field is left. */
(function () {
  "use strict";

  const draft = () => window.ordertrail.entryDraft;
  const lines = () => window.ordertrail.entryLines;
  const numbers = () => window.ordertrail.entryNumbers;
  const form = () => draft().form();
  const words = () => JSON.parse(form().dataset.words);

  function money() {
    const option = draft().find("currency").selectedOptions[0];
    const digits = Number(option.dataset.digits);
    const signs = (option.dataset.signs || "").split(" ").filter(Boolean);
    return { digits, currency: option.value, rule: numbers().money(digits, signs) };
  }

  function ruleOf(own, unit) {
    return own.dataset.cell === "quantity" ? numbers().QUANTITY : unit.rule;
  }

  const isNumber = (own) => own.dataset.money || form().dataset.numbers.split(" ").includes(own.dataset.cell);

  function lineSum(row, unit) {
    const of = (name) => numbers().read(lines().cell(row, name).value, ruleOf(lines().cell(row, name), unit));
    const [quantity, price, discount, tax] = ["quantity", "unit_price", "discount", "tax"].map(of);
    if (quantity.fault || price.fault || discount.fault || tax.fault) return { faulty: true };
    if (quantity.units === null || price.units === null) return { empty: true, tax: tax.units };
    return { units: numbers().gross(quantity.units, price.units) - (discount.units || 0n), tax: tax.units };
  }

  function addUp() {
    const unit = money();
    const show = numbers().writer(unit.digits, unit.currency, document.documentElement.lang);
    let faulty = false;
    let subtotal = 0n;
    let tax = 0n;
    lines().rows().forEach((row) => {
      const sum = lineSum(row, unit);
      row.querySelector("output").textContent = sum.units === undefined ? (sum.faulty ? "–" : "") : show(sum.units);
      faulty = faulty || Boolean(sum.faulty);
      subtotal += sum.units || 0n;
      tax += sum.tax || 0n;
    });
    let surcharges = 0n;
    let discount = 0n;
    form().querySelectorAll("[data-money]").forEach((own) => {
      const found = numbers().read(own.value, unit.rule);
      faulty = faulty || Boolean(found.fault);
      if (own === draft().find("discount")) discount = found.units || 0n;
      else surcharges += found.units || 0n;
    });
    const sums = { subtotal, surcharges, tax, discount: -discount, total: subtotal + surcharges + tax - discount };
    for (const [name, units] of Object.entries(sums)) {
      form().querySelector('[data-sum="' + name + '"]').textContent = faulty ? "–" : show(units);
    }
  }

  /* What the server found wrong stays until the field is changed, also where nothing is wrong to this script. */
  function judge(own, unit) {
    const { fault } = numbers().read(own.value, ruleOf(own, unit || money()));
    if (!fault && !own.dataset.judged) return;
    own.dataset.judged = fault ? "1" : "";
    window.ordertrail.entryFaults.mark(own, fault ? lines().fill(words()["fault_" + fault.code], fault.slots) : "");
  }

  function judgeAll() {
    const unit = money();
    const filled = Array.from(form().querySelectorAll("input")).filter((own) => isNumber(own) && own.value);
    filled.forEach((own) => judge(own, unit));
  }

  /* Provinces are those of China; for any other country the field is away and its text is not sent. */
  function regionShown() {
    const normal = (text) => text.replace(/\./g, "").replace(/\u3000/g, " ").toLowerCase().trim().replace(/\s+/g, " ");
    const home = JSON.parse(form().dataset.home).includes(normal(draft().find("country").value));
    draft().find("region").closest(draft().FIELD).hidden = !home;
    return home;
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    entrySums: { addUp, isNumber, judge, judgeAll, regionShown },
  });
})();
