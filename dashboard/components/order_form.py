"""The skeleton of order entry; its script makes the inputs and what the company shaped itself."""

from __future__ import annotations

import json
from typing import Final

from babel.dates import get_timezone_name
from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.entry_fields import card, choices, field, labelled, select
from dashboard.ids import OrderNew
from dashboard.shell import icon
from ordertrail.domain.entry_goods import LINE_CELLS, MOST_LINES, signs
from ordertrail.domain.money import REFERENCE_RATES_CNY, exponent
from ordertrail.domain.order import PRIORITIES, SURCHARGE_KINDS
from ordertrail.domain.places import countries, country_words, place_name, provinces
from ordertrail.i18n import tr

NUMBER_CELLS: Final = ("quantity", "unit_price", "discount", "tax")
HOME: Final = "CN"
# Sentences that the script speaks while numbers are typed; the server has the last word.
NUMBER_FAULTS: Final = ("not_a_number", "not_positive", "negative", "too_large", "too_many_decimals", "no_decimals")


def customer_card() -> Component:
    """Who orders, and where to."""
    t = tr()
    return card(
        t.t("order_new.customer"),
        [
            field("customer_name", t.t("order_new.customer_name"), hint=t.t("order_new.customer_name_hint")),
            field("customer_phone", t.t("order_new.customer_phone"), kind="tel"),
            field("customer_email", t.t("order_new.customer_email"), kind="email"),
            field("company", t.t("field.company")),
            select("segment", t.t("field.segment"), [html.Option("", value="")]),
            field(
                "country",
                t.t("order_new.country"),
                list_id=OrderNew.COUNTRIES,
                default=place_name(HOME, t.lang) or HOME,
            ),
            field("region", t.t("order_new.region"), list_id=OrderNew.PROVINCES),
            field("city", t.t("order_new.city")),
            field("address", t.t("order_new.address"), width="wide"),
            field("postal_code", t.t("order_new.postal_code"), numeric=True),
        ],
        choices(OrderNew.COUNTRIES, [place_name(country.code, t.lang) or "" for country in countries()]),
        choices(OrderNew.PROVINCES, [place_name(province.code, t.lang) or "" for province in provinces()]),
    )


def items_card() -> Component:
    """Currency, the lines as a table that the script fills, and the charges."""
    t = tr()
    cells = line_labels()
    head = [html.Th(t.t("order_new.line_no"), className="is-no")]
    head += [html.Th(cells[name], className=f"is-{name}") for name in LINE_CELLS]
    head += [html.Th(t.t("order_new.amount"), className="is-amount"), html.Th(className="is-remove")]
    charges: list[Component] = [
        field(f"surcharge.{kind}", t.t(f"surcharge.{kind}"), kind="money", width="small") for kind in SURCHARGE_KINDS
    ]
    discount = field("discount", t.t("order_new.order_discount"), kind="money", width="small")
    return html.Section(
        [
            html.Div(
                [
                    html.H2(t.t("order_new.items"), className="ot-card-title"),
                    select("currency", t.t("order_new.currency"), currency_options()),
                ],
                className="ot-entry-items-head",
            ),
            html.Table(
                [html.Thead(html.Tr(head)), html.Tbody(id=OrderNew.LINES)],
                className="ot-entry-table",
                **aria(label=t.t("order_new.items")),
            ),
            html.P(className="ot-entry-fault", hidden=True, **data(fault="lines")),
            html.Div(
                [
                    html.Button(
                        [icon("plus-lg"), t.t("order_new.add_line")],
                        id=OrderNew.ADD,
                        type="button",
                        className="ot-button is-small",
                    ),
                    html.P(t.t("order_new.keys"), className="ot-entry-hint is-keys"),
                ],
                className="ot-entry-items-foot",
            ),
            html.H3(t.t("order_new.charges"), className="ot-entry-subtitle"),
            html.Div([*charges, discount], id=OrderNew.CHARGES, className="ot-entry-fields is-charges"),
        ],
        className="ot-card ot-entry-card",
    )


def details_card() -> Component:
    """How it starts, when, under which number, and what else is to be known."""
    t = tr()
    priorities = [html.Option("", value=""), *(html.Option(t.t(f"priority.{code}"), value=code) for code in PRIORITIES)]
    return card(
        t.t("order_new.details"),
        [
            select("workflow", t.t("field.workflow"), []),
            select("stage", t.t("order_new.stage"), []),
            field("payment_method", t.t("order_new.payment_method"), list_id=OrderNew.PAYMENTS),
            field("channel_order_no", t.t("order_new.no"), hint=t.t("order_new.no_hint")),
            field(
                "placed_at",
                t.t("order_new.placed_at"),
                kind="datetime-local",
                hint=t.t("order_new.placed_hint", zone=get_timezone_name(t.zone, locale=t.locale)),
            ),
            field(
                "promised_at",
                t.t("order_new.promised_at"),
                kind="datetime-local",
                hint=t.t("order_new.promised_hint"),
            ),
            select("priority", t.t("field.priority"), priorities),
            field("tags", t.t("field.tags"), hint=t.t("order_new.tags_hint"), width="wide"),
            labelled("note", t.t("order_new.note"), html.Textarea(rows=3, className="ot-entry-input"), width="full"),
        ],
        more_fields(),
        choices(OrderNew.PAYMENTS, payment_methods()),
    )


def more_fields() -> Component:
    """What few orders need, folded until it is asked for or something in it is wrong."""
    t = tr()
    return html.Details(
        [
            html.Summary(t.t("order_new.more"), className="ot-entry-more-title"),
            html.Div(
                [
                    field("owner", t.t("field.owner")),
                    field("promo_code", t.t("field.promo_code")),
                    field("return_policy", t.t("field.return_policy")),
                    field("billing_address", t.t("field.billing_address"), width="full"),
                ],
                className="ot-entry-fields",
            ),
        ],
        className="ot-entry-more",
    )


def own_card() -> Component:
    """The fields that the company added; the script fills it, and it is away where there are none."""
    return html.Section(
        [
            html.H2(tr().t("order_new.own"), className="ot-card-title"),
            html.Div(id=OrderNew.OWN, className="ot-entry-fields"),
        ],
        className="ot-card ot-entry-card",
        hidden=True,
    )


def totals_card() -> Component:
    """The live sums and the ways to end."""
    t = tr()
    sums = {
        "subtotal": t.t("order_new.subtotal"),
        "surcharges": t.t("order_new.surcharges"),
        "tax": t.t("order_new.tax"),
        "discount": t.t("order_new.discounts"),
        "total": t.t("order_new.total"),
    }
    rows = [
        html.Div([html.Dt(label), html.Dd("–", **data(sum=name))], className=f"is-{name}")
        for name, label in sums.items()
    ]
    return html.Aside(
        [
            html.H2(t.t("order_new.totals"), className="ot-card-title"),
            html.Dl(rows, id=OrderNew.TOTALS, className="ot-entry-sums"),
            html.P(className="ot-entry-fault", hidden=True, **data(fault="total")),
            html.Div(
                [
                    html.Button(
                        t.t("order_new.save"), id=OrderNew.SAVE, type="button", className="ot-button is-primary"
                    ),
                    html.Button(t.t("order_new.another"), id=OrderNew.ANOTHER, type="button", className="ot-button"),
                    html.Div(
                        [
                            html.Button(t.t("order_new.clear"), id=OrderNew.CLEAR, type="button", className="ot-quiet"),
                            html.A(t.t("order_new.cancel"), id=OrderNew.CANCEL, href="/orders", className="ot-quiet"),
                        ],
                        className="ot-entry-ways-out",
                    ),
                ],
                className="ot-entry-actions",
            ),
            html.P(t.t("order_new.keys_save"), className="ot-entry-hint is-keys"),
        ],
        className="ot-card ot-entry-totals",
    )


def line_labels() -> dict[str, str]:
    """The names of a line's cells, in their order."""
    t = tr()
    return {
        "sku": t.t("order_new.sku"),
        "name": t.t("order_new.name"),
        "spec": t.t("order_new.spec"),
        "quantity": t.t("order_new.quantity"),
        "unit_price": t.t("order_new.unit_price"),
        "discount": t.t("order_new.line_discount"),
        "tax": t.t("order_new.line_tax"),
    }


def payment_methods() -> list[str]:
    """Suggestions; any other text is taken too."""
    t = tr()
    return [
        t.t("order_new.pay_wechat"),
        t.t("order_new.pay_alipay"),
        t.t("order_new.pay_transfer"),
        t.t("order_new.pay_card"),
        t.t("order_new.pay_cash"),
        t.t("order_new.pay_on_delivery"),
    ]


def currency_options() -> list[Component]:
    """The currencies that have a reference rate, common ones first, with what the script must know of their amounts.

    Those that only the company's own table rates come with the form's rules.
    """
    return [
        html.Option(each["label"], value=each["code"], **data(digits=each["digits"], signs=each["signs"]))
        for each in map(currency_choice, REFERENCE_RATES_CNY)
    ]


def currency_choice(code: str) -> dict[str, str]:
    """``code``, ``label``, ``digits`` after the point and ``signs`` beside an amount, blanks between them."""
    t = tr()
    label = t.t("order_new.currency_option", code=code, name=t.locale.currencies.get(code, code))
    return {"code": code, "label": label, "digits": str(exponent(code)), "signs": " ".join(signs(code))}


def script_words() -> dict[str, str]:
    """What the script needs besides the skeleton: texts in the reader's language and the facts of the form."""
    t = tr()
    words = {
        "cell": t.t("order_new.cell"),
        "remove": t.t("order_new.remove_line"),
        "amount": t.t("order_new.amount"),
        "save": t.t("order_new.save"),
        "saving": t.t("order_new.saving"),
        "saved": t.t("order_new.saved"),
        "fault_at": t.t("order_new.fault_at"),
        "open": t.t("order_new.open"),
        "lost": t.t("order_new.lost"),
        "failed": t.t("order_new.failed"),
        "restored": t.t("order_new.restored"),
        "clear": t.t("order_new.clear"),
        "leave_title": t.t("order_new.leave_title"),
        "leave_hint": t.t("order_new.leave_hint"),
        "clear_title": t.t("order_new.clear_title"),
        "clear_hint": t.t("order_new.clear_hint"),
        "stay": t.t("order_new.stay"),
        "leave": t.t("order_new.leave"),
        "not_fitting": t.t("order_new.not_fitting"),
        "yes": t.t("order_new.yes"),
        "no": t.t("order_new.no_word"),
        "required": t.t("order_new.required"),
        **{f"fault_{code}": t.t(f"error.{code}") for code in NUMBER_FAULTS},
    }
    return {
        "words": json.dumps(words, ensure_ascii=False),
        "columns": json.dumps(line_labels(), ensure_ascii=False),
        "numbers": " ".join(NUMBER_CELLS),
        "home": json.dumps([word for word, code in country_words().items() if code == HOME], ensure_ascii=False),
        "most_lines": str(MOST_LINES),
    }
