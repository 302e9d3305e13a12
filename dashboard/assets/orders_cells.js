/* What stands in the cells of the order table. Words come with the grid's context. */
(function () {
  "use strict";

  const formats = new Map();
  const element = (...parts) => window.React.createElement(...parts);
  const wordsOf = (props) => props.context || {};
  const compact = () => window.matchMedia("(max-width: 640px)").matches;

  function money(amount, currency) {
    if (amount === null || amount === undefined) return "–";
    const language = document.documentElement.lang;
    const name = language + currency;
    if (!formats.has(name)) {
      let format;
      try {
        format = new Intl.NumberFormat(language, { style: "currency", currency });
      } catch (error) { /* no currency that the browser knows */
        format = { format: (value) => value + " " + currency };
      }
      formats.set(name, format);
    }
    return formats.get(name).format(amount);
  }

  function address(row) {
    return "/orders/" + encodeURIComponent(row.channel) + "/" + encodeURIComponent(row.channel_order_no);
  }

  function stage(words, code) {
    return [
      element("span", { key: "dot", className: "ot-dot is-" + code, style: { "--dot": "var(--stage-" + code + ", var(--muted))" } }),
      element("span", { key: "word", className: "ot-cut" }, (words.stages || {})[code] || code),
    ];
  }

  function nextMove(row, words) {
    if (row.next) return { words: words.moves[row.next], to: row.next };
    return words.unsettled.includes(row.stage) ? { words: words.resolve } : null;
  }

  const cells = {
    OrderNumber({ data }) {
      if (!data) return null;
      const link = element("a", { href: address(data), className: "ot-number", tabIndex: -1, title: data.channel_order_no },
        data.channel_order_no);
      if (!compact()) return link;
      return element("span", { className: "ot-two" }, link,
        element("span", { className: "ot-cut ot-muted" }, data.customer_name || data.customer_phone || ""));
    },

    OrderChannel(props) {
      if (!props.data) return null;
      const code = props.data.channel;
      const name = wordsOf(props).channels[code] || code;
      return element("span", { className: "ot-stage", title: name },
        element("span", { className: "ot-dot is-channel", style: { "--dot": "var(--channel-" + code + ", var(--muted))" } }),
        element("span", { className: "ot-cut" }, name));
    },

    OrderStage(props) {
      if (!props.data) return null;
      return element("span", { className: "ot-stage" }, ...stage(wordsOf(props), props.data.stage));
    },

    OrderGoods(props) {
      const { goods, lines } = props.data || {};
      if (!goods) return null;
      const more = lines > 1 ? wordsOf(props).more_goods.replace("{goods}", goods).replace("{n}", lines - 1) : goods;
      return element("span", { className: "ot-cut", title: more }, more);
    },

    OrderMoney({ data, value }) {
      return data ? element("span", { className: "ot-mono" }, money(value, data.currency)) : null;
    },

    OrderCode(props) {
      if (!props.data || !props.value) return null;
      const known = (wordsOf(props).labels || {})[props.column.getColId()] || {};
      return element("span", { className: "ot-cut is-" + props.value }, known[props.value] || props.value);
    },

    OrderPromise({ data }) {
      if (!data || !data.promised) return null;
      return element("span", { className: "ot-promise", title: data.promised_full },
        element("span", { className: "ot-mono" }, data.promised),
        data.due ? element("span", { className: "ot-due is-" + data.due.tone }, data.due.text) : null);
    },

    OrderNext(props) {
      const row = props.data;
      const move = row ? nextMove(row, wordsOf(props)) : null;
      if (!move) return null;
      return element("button", {
        type: "button", tabIndex: -1, className: "ot-next", title: move.words, "aria-label": move.words + " " + row.channel_order_no,
        "data-move": "", "data-channel": row.channel, "data-no": row.channel_order_no, "data-version": row.version,
        "data-stage": row.stage, "data-workflow": row.workflow || "", "data-to": move.to,
      }, element("i", { className: "bi bi-arrow-right-short", "aria-hidden": "true" }), element("span", { className: "ot-word" }, move.words));
    },
  };

  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, cells);
  window.ordertrail = Object.assign(window.ordertrail || {}, { orderAddress: address });
})();
