"""One customer: who it is, what the orders say in figures, and everything it was reached by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.addresses import order_href
from dashboard.attributes import data
from dashboard.components.customer_words import (
    Segments,
    customer_name,
    email_link,
    orders_href,
    phone_link,
    segment_badge,
)
from dashboard.components.order_facts import place_words
from dashboard.components.order_words import NOTHING, money, stage_mark
from dashboard.shell import icon
from ordertrail.analytics.customers import Customer
from ordertrail.domain.customer import KINDS
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label
from ordertrail.store.customers import CELLS

DAY_HOURS: Final = 24
MONTH_HOURS: Final = 24 * 90


def customer_view(
    found: Customer, history: Component, segments: Segments, choices: Segments, currency: str, now: datetime
) -> Component:
    """``segments`` names every code, ``choices`` those that may be chosen; ``currency`` is the base one."""
    return html.Article(
        [
            _head(found, segments, choices, currency, now),
            html.Div(
                [
                    html.Div([_orders(found), history], className="ot-order-story"),
                    html.Div(
                        [each for each in (_contacts(found), _addresses(found), _channels(found)) if each],
                        className="ot-order-sides",
                    ),
                ],
                className="ot-order-columns",
            ),
        ],
        className="ot-order ot-customer",
    )


def _head(found: Customer, segments: Segments, choices: Segments, currency: str, now: datetime) -> Component:
    t, person = tr(), found.person
    name = customer_name(person)
    company = person["company"] if person["company"] not in (None, name) else None
    reached = [each for each in (phone_link(person["phone"]), email_link(person["email"])) if each]
    edit = html.Button(
        [icon("pencil"), t.t("customer.edit")],
        type="button",
        className="ot-button",
        **data(customer_edit=json.dumps(_form(found, choices), ensure_ascii=False)),
    )
    return html.Header(
        [
            html.Div(
                [
                    html.H2(name, className="ot-order-no"),
                    segment_badge(person["segment"], segments),
                    html.Span(className="ot-spacer"),
                    edit,
                ],
                className="ot-order-title",
            ),
            html.Div(
                [each for each in (html.Span(company) if company else None, *reached) if each],
                className="ot-customer-reach",
            )
            if company or reached
            else None,
            html.P(person["note"], className="ot-trail-note") if person["note"] else None,
            _figures(found, currency, now),
        ],
        className="ot-card ot-order-head",
    )


def _figures(found: Customer, currency: str, now: datetime) -> Component:
    """Each count opens exactly its orders."""
    t, figures, key = tr(), found.figures, found.key
    spent = t.money(figures["spent"], currency)
    each = t.money(figures["spent"] / figures["sold"], currency) if figures["sold"] else None
    kept = t.t("customer.on_time_of", kept=t.number(figures["kept"]), due=t.number(figures["due"]))
    share = t.percent(figures["returned"] / figures["orders"], 0) if figures["orders"] else NOTHING
    known = figures["on_time"] is not None
    return html.Dl(
        [
            _figure(t.t("customer.orders"), t.number(figures["orders"]), _rhythm(found), orders_href(key)),
            _figure(
                t.t("customer.spent"),
                spent,
                t.t("customer.average", amount=each) if each else None,
                orders_href(key, only="sold"),
                t.t("customer.spent_what"),
            ),
            _figure(
                t.t("customer.on_time"),
                t.percent(figures["on_time"], 0),
                kept if known else t.t("customer.on_time_none"),
                orders_href(key, only="due") if figures["due"] else None,
                t.t("customer.on_time_what"),
            ),
            _figure(
                t.t("customer.returns"),
                t.number(figures["returned"]) if figures["returned"] else t.t("customer.returns_none"),
                t.t("customer.returns_share", share=share) if figures["returned"] else None,
                orders_href(key, only="returned") if figures["returned"] else None,
            ),
            _figure(t.t("customer.first"), t.date(figures["first"]), None, None),
            _figure(t.t("customer.last"), t.date(figures["last"]), _ago(figures["last"], now), None),
        ],
        className="ot-order-figures ot-customer-figures",
    )


def _figure(name: str, value: str, more: str | None, href: str | None, what: str = "") -> Component:
    shown = dcc.Link(value, href=href, className="ot-figure-link") if href else html.Span(value)
    aside = html.Span(more, className="ot-order-aside is-muted") if more else None
    return html.Div([html.Dt(name), html.Dd([shown, aside])], title=what or None)


def _rhythm(found: Customer) -> str | None:
    t, days = tr(), found.figures["days_between"]
    if days is None:
        return t.t("customer.once") if found.figures["orders"] == 1 else None
    return t.t("customer.between", duration=t.duration(round(days) * DAY_HOURS)) if days >= 1 else None


def _ago(moment: datetime | None, now: datetime) -> str | None:
    """Until a quarter of a year; longer ago the day itself says it better."""
    t = tr()
    hours = (now - moment).total_seconds() / 3600 if moment else -1.0
    if not 0 <= hours < MONTH_HOURS:
        return None
    whole = hours // DAY_HOURS * DAY_HOURS if hours >= DAY_HOURS else max(hours // 1, 1)
    return t.t("customer.ago", duration=t.duration(whole))


def _orders(found: Customer) -> Component:
    t = tr()
    head = [
        html.Th(t.t("customer.number"), scope="col"),
        html.Th(t.t("customer.stage"), scope="col"),
        html.Th(t.t("customer.placed"), scope="col", className="is-aside"),
        html.Th(t.t("customer.total"), scope="col", className="is-number"),
    ]
    rows = [
        html.Tr(
            [
                html.Td(
                    [
                        dcc.Link(row["channel_order_no"], href=order_href(row["channel"], row["channel_order_no"])),
                        html.Span(t.datetime(row["placed_at"]), className="ot-order-under"),
                    ]
                ),
                html.Td(stage_mark(row["stage"])),
                html.Td(t.datetime(row["placed_at"]), className="is-aside"),
                html.Td(money(row["total"], row["currency"]), className="is-number"),
            ]
        )
        for row in found.latest
    ]
    every = dcc.Link(
        t.t("customer.all_orders", n=t.number(found.figures["orders"])),
        href=orders_href(found.key),
        className="ot-card-link",
    )
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="ot-table")
    return _card(t.t("customer.latest"), [html.Div(table, className="ot-scroll")], every, "ot-order-lines")


def _contacts(found: Customer) -> Component | None:
    """Every name, number and mailbox that an order ever gave, with how many orders did."""
    t = tr()
    shown: list[tuple[str, Any, int]] = []
    for label, column in (
        (t.t("customer.name"), "customer_name"),
        (t.t("customer.company"), "company"),
        (t.t("customer.phone"), "customer_phone"),
        (t.t("customer.email"), "customer_email"),
    ):
        link = {"customer_phone": phone_link, "customer_email": email_link}.get(column)
        shown += [
            (label if not at else "", link(value) if link else value, count)
            for at, (value, count, _) in enumerate(found.told[column])
        ]
    if not shown:
        return None
    entries = [
        html.Div([html.Dt(label), html.Dd([html.Span(value), _times(count)], className="ot-customer-used")])
        for label, value, count in shown
    ]
    return _card(t.t("customer.used"), [html.Dl(entries)])


def _addresses(found: Customer) -> Component | None:
    t = tr()
    rows = [
        html.Li(
            [
                html.Div(
                    [
                        html.Div(row["address"]) if row["address"] else None,
                        html.Div(
                            " ".join(filter(None, [place_words(row), row["postal_code"]])),
                            className="ot-muted" if row["address"] else None,
                        ),
                    ]
                ),
                _times(row["orders"]),
            ]
        )
        for row in found.places
    ]
    own = found.row["address"]
    if own:
        rows.insert(0, html.Li(html.Div(own, className="ot-customer-own")))
    return _card(t.t("customer.addresses"), [html.Ul(rows, className="ot-customer-list")]) if rows else None


def _channels(found: Customer) -> Component | None:
    t = tr()
    channels = [
        html.Div(
            [
                html.Dt(channel_label(code)),
                html.Dd(
                    dcc.Link(
                        t.t("customer.times", n=t.number(count)),
                        href=orders_href(found.key, channel=code),
                        className="ot-figure-link",
                    )
                ),
            ]
        )
        for code, count, _ in found.told["channel"]
    ]
    sums = [
        html.Div([html.Dt(currency or NOTHING), html.Dd([money(total, currency), _times(count)])])
        for currency, count, total in found.sums
    ]
    if not channels:
        return None
    more = [html.H3(t.t("customer.sums"), className="ot-card-title ot-customer-more"), html.Dl(sums)] if sums else []
    return _card(t.t("customer.channels"), [html.Dl(channels), *more])


def _times(count: int) -> Component:
    t = tr()
    return html.Span(t.t("customer.times", n=t.number(count)), className="ot-muted ot-times")


def _card(title: str, body: Sequence[Component], link: Component | None = None, more: str = "") -> Component:
    head = html.Header([html.H3(title, className="ot-card-title"), link], className="ot-customer-card-head")
    return html.Section([head, *body], className=f"ot-card ot-order-facts {more}".strip())


def _form(found: Customer, choices: Segments) -> dict[str, Any]:
    """What the script makes the form of: fields with their options, what staff says, and what the orders tell."""
    t = tr()
    labels = {
        "kind": t.t("customer.kind"),
        "name": t.t("customer.name"),
        "company": t.t("customer.company"),
        "segment": t.t("customer.segment"),
        "phone": t.t("customer.phone"),
        "email": t.t("customer.email"),
        "address": t.t("customer.address"),
        "note": t.t("customer.note"),
    }
    options = {"kind": {kind: t.t(f"customer.kind_{kind}") for kind in KINDS}, "segment": dict(choices)}
    own = {name: found.row[name] or "" for name in CELLS}
    if own["segment"]:
        options["segment"].setdefault(own["segment"], own["segment"])
    fields = [
        {
            "name": name,
            "label": labels[name],
            "value": own[name],
            "told": str(found.person[name] or "") if not own[name] else "",
            "options": options.get(name),
        }
        for name in CELLS
    ]
    return {"key": str(found.key), "version": found.row["version"], "fields": fields}
