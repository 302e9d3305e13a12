/* Order entry: numbers as the server reads them (domain/cells.py, domain/entry.py), in whole coins, never in floats. */
(function () {
  "use strict";

  const BLANKS = /^[ \t\r\n\u00a0\u3000\ufeff]+|[ \t\r\n\u00a0\u3000\ufeff]+$/g;
  const WIDE = "０１２３４５６７８９，．－−＋＄￥";
  const NARROW = "0123456789,.--+$¥";
  const NUMBER = /^[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)$/;
  const LONGEST = 64;
  const MOST_MONEY = 99999999999999n;
  const QUANTITY = { digits: 3, most: 1000000n, positive: true, signs: [] };

  const strip = (text) => text.replace(BLANKS, "");
  const power = (digits) => 10n ** BigInt(digits);
  const grouped = (text) => text.replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
  const fault = (code, slots) => ({ units: null, fault: { code, slots: slots || {} } });

  /* {units: BigInt of 10^-digits, or null where empty or faulty; fault: {code, slots} or null}. */
  function read(text, rule) {
    let rest = Array.from(strip(text), (sign) => NARROW[WIDE.indexOf(sign)] || sign).join("");
    if (!rest) return { units: null, fault: null };
    for (const sign of rule.signs) {
      if (rest.startsWith(sign)) rest = rest.slice(sign.length);
      else if (rest.endsWith(sign)) rest = rest.slice(0, -sign.length);
    }
    rest = strip(rest);
    if (rest.length > LONGEST || !NUMBER.test(rest)) return fault("not_a_number");
    const [whole, part = ""] = rest.replace(/[+,-]/g, "").split(".");
    const fraction = part.replace(/0+$/, "");
    const zero = BigInt(whole || "0") === 0n && !fraction;
    const negative = rest.startsWith("-") && !zero;
    if (rule.positive && (zero || negative)) return fault("not_positive");
    if (negative) return fault("negative");
    const amount = BigInt(whole || "0");
    if (amount > rule.most || (amount === rule.most && fraction)) {
      return fault("too_large", { limit: grouped(rule.most.toString()) });
    }
    if (fraction.length > rule.digits) {
      return fault(rule.digits ? "too_many_decimals" : "no_decimals", { digits: rule.digits });
    }
    return { units: amount * power(rule.digits) + BigInt(fraction.padEnd(rule.digits, "0") || "0"), fault: null };
  }

  const money = (digits, signs) => ({ digits, most: MOST_MONEY, positive: false, signs });

  /* Coins of a line before its discount, rounded half up; quantity in thousandths, price in coins. */
  const gross = (quantity, price) => (quantity * price + 500n) / 1000n;

  function decimal(units, digits) {
    const sign = units < 0n ? "-" : "";
    const text = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
    return sign + (digits ? text.slice(0, -digits) + "." + text.slice(-digits) : text);
  }

  /* A function that writes coins of the currency as the language does. */
  function writer(digits, currency, language) {
    const options = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
    const format = new Intl.NumberFormat(language, options);
    return (units) => format.format(decimal(units, digits));
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, {
    entryNumbers: { QUANTITY, read, money, gross, decimal, strip, writer },
  });
})();
