"""The facts of an order: customer, money, delivery, source; and where a file disagreed with a person."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.customer_words import customer_link
from dashboard.components.field_labels import field_label
from dashboard.components.import_words import value_text
from dashboard.components.order_blame import blamed
from dashboard.components.order_known import known_facts, own_facts
from dashboard.components.order_words import NOTHING, Record, has_amount, money, who
from dashboard.shell import icon
from ordertrail.domain.places import place_name
from ordertrail.i18n import tr
from ordertrail.own_labels import carrier_label, payment_label, surcharge_label
from ordertrail.store.orders import OrderView

FEW: Final = 4
Fact = tuple[str, Any, *tuple[str, ...]]


def order_facts(found: OrderView) -> list[Component]:
    """A card each."""
    t = tr()
    known, own = known_facts(found.order), own_facts(found.order)
    return [
        _card(t.t("order.customer"), _customer(found.order)),
        _card(t.t("order.money"), _money(found.order, found.surcharges)),
        _card(t.t("order.delivery"), _delivery(found.order)),
        *([_card(t.t("order.more"), [_list(known)])] if known else []),
        *([_card(t.t("order.own"), [_list(own)])] if own else []),
        _card(t.t("order.source"), _source(found.order, found.events)),
    ]


def order_conflicts(conflicts: Sequence[Record]) -> Component | None:
    """What a file said against a person's entry, newest first."""
    if not conflicts:
        return None
    t = tr()
    rows = [
        html.Tr(
            [
                html.Td(field_label(str(row["field"]))),
                html.Td(value_text(str(row["field"]), row["ours"]), className="ot-order-ours"),
                html.Td(value_text(str(row["field"]), row["theirs"])),
                html.Td(_import_link(row), className="is-number"),
            ]
        )
        for row in conflicts
    ]
    header = [t.t("order.conflict_field"), t.t("order.conflict_ours"), t.t("order.conflict_theirs")]
    return html.Details(
        [
            html.Summary(
                [
                    icon("exclamation-triangle"),
                    html.Span(t.t("order.conflicts"), className="ot-card-title"),
                    html.Span(t.t("order.conflicts_count", n=t.number(len(conflicts))), className="ot-muted"),
                ]
            ),
            html.P(t.t("order.conflicts_hint"), className="ot-muted"),
            html.Div(
                html.Table(
                    [
                        html.Thead(
                            html.Tr(
                                [
                                    *[html.Th(name, scope="col") for name in header],
                                    html.Th(t.t("order.conflict_when"), scope="col", className="is-number"),
                                ]
                            )
                        ),
                        html.Tbody(rows),
                    ],
                    className="ot-table",
                ),
                className="ot-scroll",
                tabIndex=0,
            ),
        ],
        className="ot-card ot-order-conflicts",
        open=len(conflicts) <= FEW,
    )


def _import_link(row: Record) -> Any:
    when = tr().datetime(row["created_at"])
    return dcc.Link(when, href=f"/import?id={quote(str(row['import_id']))}") if row["import_id"] else when


def _card(title: str, body: list[Component]) -> Component:
    return html.Section([html.H3(title, className="ot-card-title"), *body], className="ot-card ot-order-facts")


def _list(facts: Sequence[Fact]) -> Component:
    """Name and value of each, and the columns that the value is of, where its source is told."""
    return html.Dl([html.Div([html.Dt(name), html.Dd(_value(name, *rest))]) for name, *rest in facts])


def _value(label: str, value: Any, *columns: str) -> Any:
    if value in (None, ""):
        return NOTHING
    return blamed(value, *columns, label=label) if columns else value


def _customer(order: Record) -> list[Component]:
    t = tr()
    phone, mail = order["customer_phone"], order["customer_email"]
    places = [name for name in ("country", "region", "city") if order[name]] or ["region_text"]
    facts: list[Fact] = [
        (t.t("order.name"), customer_link(order) if order["customer_name"] else None, "customer_name"),
        (t.t("order.phone"), html.A(phone, href=f"tel:{quote(phone)}") if phone else None, "customer_phone"),
    ]
    if mail:
        facts.append((t.t("order.email"), html.A(mail, href=f"mailto:{quote(mail)}"), "customer_email"))
    if order["company"]:
        facts.append((field_label("company"), order["company"], "company"))
    facts.append((t.t("order.place"), place_words(order), *places))
    facts.append((t.t("order.address"), order["address"], "address"))
    if order["postal_code"]:
        facts.append((t.t("order.postal_code"), order["postal_code"], "postal_code"))
    if order["billing_address"]:
        facts.append((field_label("billing_address"), order["billing_address"], "billing_address"))
    return [_list(facts)]


def place_words(order: Record) -> str:
    """Country, province and city; the province as the source wrote it where its name is not known."""
    t = tr()
    country = order["country"]
    parts = [
        (place_name(country, t.lang) or country) if country else None,
        place_name(order["region"], t.lang) or order["region"] if order["region"] else order["region_text"],
        order["city"],
    ]
    named = [part for place, part in enumerate(parts) if part and part not in parts[:place]]
    return t.t("order.place_join").join(named if t.lang == "zh" else reversed(named))


def _money(order: Record, surcharges: Sequence[Record]) -> list[Component]:
    """A ledger down to the total, then what came in and went back."""
    t = tr()
    currency = order["currency"]
    parts = [
        (t.t("order.subtotal"), order["subtotal"], "+", "subtotal"),
        (t.t("order.shipping"), order["shipping"], "+", "shipping"),
    ]
    if surcharges:
        parts += [(surcharge_label(row["kind"]), row["amount"], "+", "surcharge") for row in surcharges]
    else:
        parts.append((t.t("order.surcharge"), order["surcharge"], "+", "surcharge"))
    parts.append((t.t("order.tax"), order["tax"], "+", "tax"))
    parts.append((t.t("order.discount"), order["discount"], "−", "discount"))
    shown = [
        _entry(name, amount, currency, sign, column=column)
        for name, amount, sign, column in parts
        if has_amount(amount)
    ]
    shown.append(_entry(t.t("order.total"), order["total"], currency, class_name="is-total", column="total"))
    shown.append(_entry(t.t("order.paid"), order["paid"], currency, column="paid"))
    if has_amount(order["refunded"]):
        shown.append(_entry(t.t("order.refunded"), order["refunded"], currency, "−", column="refunded"))
    owed = outstanding(order)
    if has_amount(owed):
        shown.append(_entry(t.t("order.outstanding"), owed, currency, class_name="is-owed"))
    ledger = html.Dl(shown, className="ot-order-ledger")
    return [ledger, _list([(t.t("order.payment_method"), payment_words(order), "payment_method")])]


def payment_words(order: Record) -> Any:
    """The way of payment by the name that all its spellings share."""
    return _spelt(order["payment_method"], payment_label(order["payment_method"], order["channel"]))


def carrier_words(order: Record) -> Any:
    """The carrier, likewise."""
    return _spelt(order["carrier"], carrier_label(order["carrier"], order["channel"]))


def _spelt(text: str | None, name: str) -> Any:
    """A name, and how the source spells it where that is otherwise."""
    return html.Span(name, title=text) if text and text != name else text


def outstanding(order: Record) -> Decimal | None:
    """What the customer still owes; nothing of a cancelled order, None where total or payment is not known."""
    if order["total"] is None or order["paid"] is None:
        return None
    if order["stage"] == "cancelled":
        return Decimal(0)
    return max(order["total"] - order["paid"], Decimal(0))


def _entry(
    name: str, amount: Decimal | None, currency: str | None, sign: str = "+", class_name: str = "", column: str = ""
) -> Component:
    shown = money(amount, currency)
    words = f"−{shown}" if sign == "−" else shown
    value = blamed(words, column, label=name) if column and amount is not None else words
    return html.Div([html.Dt(name), html.Dd(value)], className=class_name or None)


def _delivery(order: Record) -> list[Component]:
    t = tr()
    facts: list[Fact] = [
        (t.t("order.carrier"), carrier_words(order), "carrier"),
        (
            t.t("order.tracking_no"),
            html.Span(order["tracking_no"], className="ot-mono") if order["tracking_no"] else None,
            "tracking_no",
        ),
    ]
    if order["note"]:
        facts.append((t.t("order.note"), order["note"], "note"))
    return [_list(facts)]


def _source(order: Record, events: Sequence[Record]) -> list[Component]:
    t = tr()
    if order["origin"] == "hand":
        created = next((event for event in events if event["kind"] == "created"), None)
        by = who(created["actor"]) if created else None
        facts = [(t.t("order.origin"), t.t("order.by_hand", who=by) if by else t.t("order.by_hand_plain"))]
    else:
        line = order["source_line"]
        file = order["source_file"]
        words = t.t("order.file_line", file=file, line=line) if file and line else file
        facts = [(t.t("order.origin"), words)]
    facts.append((t.t("order.first_seen"), t.datetime(order["created_at"])))
    facts.append(
        (t.t("order.version"), t.t("order.version_when", n=order["version"], when=t.datetime(order["updated_at"])))
    )
    return [_list(facts)]
