/* Customers: the list follows its address without the page being made anew; the dialog that edits one. */
(function () {
  "use strict";

  const URL_ID = "customers-url";
  const here = () => new URLSearchParams(window.location.search);

  function go(target) {
    if (target === window.location.pathname + window.location.search) return;
    window.history.pushState(window.history.state, "", target);
    /* With an older href the component would lead back to it. */
    window.dash_clientside.set_props(URL_ID, { search: window.location.search, href: window.location.href });
  }

  function put(name, value) {
    if (window.location.pathname.replace(/\/$/, "") !== "/customers") return;
    const query = here();
    if ((query.get(name) || "") === (value || "")) return;
    if (value) query.set(name, value);
    else query.delete(name);
    query.delete("page");
    const said = query.toString().replace(/%3A/g, ":");
    go(said ? "/customers?" + said : "/customers");
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    customers: {
      find(value) {
        put("q", (value || "").trim().replace(/\s+/g, " "));
      },
      segment(value) {
        put("segment", value === "all" ? "" : value);
      },
    },
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-stay]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const target = new URL(link.href);
    go(target.pathname + target.search);
    if (link.closest(".ot-pager")) window.scrollTo(0, 0);
  });

  /* --- what both dialogs need ------------------------------------------------------------------------------------ */

  const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (all, name) => (name in slots ? slots[name] : all));

  function words() {
    const host = document.querySelector("[data-customer-words]");
    return host ? JSON.parse(host.dataset.customerWords) : null;
  }

  function make(tag, props, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  /* {ok, body}; without an answer body is empty. */
  async function ask(method, url, body) {
    try {
      const response = await fetch(url, {
        method,
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body ? JSON.stringify(body) : undefined,
      });
      return { ok: response.ok, reached: true, body: await response.json().catch(() => ({})) };
    } catch (error) {
      return { ok: false, reached: false, body: {} };
    }
  }

  const trouble = (answer, said) => answer.body.message || (answer.reached ? said.unexpected : said.lost);

  function dialog(title, ...parts) {
    const heading = make("h2", { className: "ot-move-title", textContent: title, id: "customer-dialog-title" });
    const form = make("form", { method: "dialog", noValidate: true }, heading, ...parts);
    const box = make("dialog", { className: "ot-move ot-customer-dialog" }, form);
    box.setAttribute("aria-labelledby", heading.id);
    box.addEventListener("close", () => box.remove());
    box.addEventListener("keydown", (event) => event.stopPropagation());
    document.body.append(box);
    return { box, form };
  }

  window.ordertrail = Object.assign(window.ordertrail || {}, { customers: { ask, dialog, fill, make, trouble, words } });

  /* --- the dialog that edits ------------------------------------------------------------------------------------- */

  function control(field, said) {
    const long = field.name === "address" || field.name === "note";
    const tag = field.options ? "select" : long ? "textarea" : "input";
    const element = make(tag, { className: "form-control", name: field.name, id: "customer-field-" + field.name });
    if (field.options) {
      element.className = "form-select";
      element.append(new Option(said.from_orders, ""));
      Object.entries(field.options).forEach(([code, label]) => element.append(new Option(label, code)));
    } else {
      element.placeholder = field.told;
      // A note that is too long is refused with a sentence, and not cut off while it is pasted.
      if (field.name !== "note") element.maxLength = said.limit;
      element.autocomplete = "off";
    }
    if (long) element.rows = field.name === "note" ? 3 : 2;
    element.value = field.value;
    return element;
  }

  function row(field, said) {
    const input = control(field, said);
    const fault = make("p", { className: "ot-customer-fault", id: input.id + "-fault", hidden: true });
    input.setAttribute("aria-describedby", fault.id);
    const label = make("label", { htmlFor: input.id, textContent: field.label });
    return { field, input, fault, element: make("div", { className: "ot-customer-field" }, label, input, fault) };
  }

  function tell(each, text) {
    each.fault.textContent = text || "";
    each.fault.hidden = !text;
    each.input.classList.toggle("is-invalid", Boolean(text));
  }

  function edit(asked) {
    const said = words();
    const rows = asked.fields.map((field) => row(field, said));
    const why = make("input", { className: "form-control", id: "customer-why", autocomplete: "off" });
    const reason = make("div", { className: "ot-customer-field" },
      make("label", { htmlFor: why.id, textContent: said.why }), why);
    const general = make("p", { className: "ot-move-fault", hidden: true });
    general.setAttribute("role", "alert");
    const cancel = make("button", { type: "button", className: "ot-button", textContent: said.cancel });
    const save = make("button", { type: "submit", className: "ot-button is-primary", textContent: said.save });
    const { box, form } = dialog(said.edit, make("p", { className: "ot-muted", textContent: said.edit_hint }),
      make("div", { className: "ot-customer-fields" }, ...rows.map((each) => each.element), reason), general,
      make("footer", { className: "ot-move-foot" }, cancel, save));
    let version = asked.version;

    function stale(current) {
      version = current.version;
      general.textContent = said.stale;
      rows.forEach((each) => {
        const theirs = current[each.field.name] || "";
        const differs = theirs !== each.field.value && theirs !== each.input.value;
        tell(each, differs ? fill(said.stale_now, { value: theirs || said.nothing }) : "");
        /* What the reader did not touch follows the newer word. */
        if (each.input.value === each.field.value) {
          each.input.value = theirs;
          tell(each, "");
        }
        each.field.value = theirs;
      });
    }

    async function send() {
      if (save.disabled) return;
      save.disabled = true;
      const cells = {};
      rows.filter((each) => each.input.value !== each.field.value).forEach((each) => {
        cells[each.field.name] = each.input.value;
      });
      const answer = await ask("PATCH", "/api/customers/" + asked.key, { version, why: why.value, ...cells });
      save.disabled = false;
      rows.forEach((each) => tell(each, (answer.body.fields || {})[each.field.name]));
      general.hidden = answer.ok;
      if (answer.ok) {
        box.close();
        const seen = answer.body.version;
        window.ordertrail.toast(said.saved, "good", { label: said.undo, run: () => undo(asked.key, seen) });
      } else if (answer.body.current) stale(answer.body.current);
      else general.textContent = trouble(answer, said);
    }

    const touched = () => why.value || rows.some((each) => each.input.value !== each.field.value);
    cancel.addEventListener("click", () => box.close());
    box.addEventListener("pointerdown", (event) => {
      if (event.target === box && !touched()) box.close();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    box.showModal();
    rows[1].input.focus();
  }

  async function undo(key, version) {
    const said = words();
    const answer = await ask("POST", "/api/customers/" + key + "/undo", { version: Number(version) });
    window.ordertrail.toast(answer.ok ? said.edit_undone : trouble(answer, said), answer.ok ? "good" : "bad");
  }

  document.addEventListener("click", (event) => {
    const asker = event.target.closest("[data-customer-edit], [data-customer-undo]");
    if (!asker) return;
    if (asker.dataset.customerUndo) undo(location.pathname.split("/").pop(), asker.dataset.customerUndo);
    else edit(JSON.parse(asker.dataset.customerEdit));
  });
})();
