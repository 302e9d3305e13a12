"""The customers as a table, page by page; their figures lead to their orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.customer_words import (
    CUSTOMERS,
    Segments,
    customer_href,
    customer_name,
    email_link,
    list_href,
    orders_href,
    phone_link,
    segment_badge,
    sorted_by,
)
from dashboard.components.order_words import NOTHING
from dashboard.components.states import empty_state
from dashboard.shell import icon
from ordertrail.analytics.customers import DEEPEST, PAGE, Asked
from ordertrail.i18n import tr

Row = Mapping[str, Any]
STAY: Final = "1"  # the page's script follows such a link without making the page anew


def customer_table(rows: Sequence[Row], total: int, asked: Asked, segments: Segments, currency: str) -> Component:
    """A page of the list with its pager, or what stands in its place."""
    t = tr()
    if not rows:
        if asked.q or asked.segment or asked.offset:
            return empty_state(t.t("customer.none"), t.t("customer.none_hint"))
        link = dcc.Link(t.t("customer.empty_import"), href="/import", className="ot-button is-primary")
        return empty_state(t.t("customer.empty"), t.t("customer.empty_hint"), [link])
    head = html.Tr(
        [
            html.Th(t.t("customer.customer"), scope="col"),
            html.Th(t.t("customer.contact"), scope="col", className="is-contact"),
            _sortable("orders", t.t("customer.orders"), asked),
            _sortable("spent", t.t("customer.spent"), asked, t.t("customer.spent_what")),
            _sortable("on_time", t.t("customer.on_time"), asked, t.t("customer.on_time_what")),
            _sortable("last", t.t("customer.last"), asked),
        ]
    )
    return html.Div(
        [
            html.Table(
                [html.Thead(head), html.Tbody([_row(row, segments, currency) for row in rows])],
                className="ot-table ot-customer-table",
            ),
            _pager(len(rows), total, asked),
        ],
        className="ot-card ot-customer-card",
    )


def count_words(total: int) -> str:
    t = tr()
    return t.t("customer.count_one") if total == 1 else t.t("customer.count", n=t.number(total))


def _sortable(sort: str, label: str, asked: Asked, what: str = "") -> Component:
    on = asked.sort == sort
    arrow = icon("arrow-down-short" if asked.descending else "arrow-up-short") if on else None
    href = list_href(sorted_by(asked, sort))
    link = html.A([label, arrow], href=href, className="ot-sort is-on" if on else "ot-sort", **data(stay=STAY))
    order = {"sort": ("descending" if asked.descending else "ascending") if on else "none"}
    return html.Th(link, scope="col", className=f"is-number is-{sort}", title=what or None, **aria(**order))


def _row(row: Row, segments: Segments, currency: str) -> Component:
    t, person, key = tr(), row["person"], row["key"]
    name = customer_name(person)
    under = person["company"] if person["company"] != name else None
    last = t.date(row["last"]) if row["last"] else NOTHING
    spent = t.money(row["spent"], currency)
    return html.Tr(
        [
            html.Td(
                [
                    html.Div(
                        [
                            dcc.Link(name, href=customer_href(key), className="ot-customer-link"),
                            segment_badge(person["segment"], segments),
                        ],
                        className="ot-customer-who",
                    ),
                    html.Div(under, className="ot-muted ot-cut") if under else None,
                    html.Div(f"{spent} · {last}", className="ot-muted ot-customer-brief"),
                ]
            ),
            html.Td([phone_link(person["phone"]), email_link(person["email"])], className="is-contact"),
            html.Td(
                dcc.Link(t.number(row["orders"]), href=orders_href(key), className="ot-figure-link"),
                className="is-number is-orders",
            ),
            html.Td(spent, className="is-number is-spent"),
            html.Td(t.percent(row["on_time"], 0), className="is-number is-on_time"),
            html.Td(last, className="is-number is-last"),
        ]
    )


def _pager(shown: int, total: int, asked: Asked) -> Component | None:
    t = tr()
    if total <= PAGE and not asked.offset:
        return None
    first, last = asked.offset + 1, asked.offset + shown
    reachable = min(total, DEEPEST + PAGE)
    words = t.t("customer.page_of", first=t.number(first), last=t.number(last), total=t.number(total))
    deep = html.Span(t.t("customer.too_deep", n=t.number(reachable))) if last >= reachable < total else None
    return html.Footer(
        [
            html.Span([words, " ", deep] if deep else words, className="ot-muted"),
            html.Span(className="ot-spacer"),
            _turn("chevron-left", t.t("customer.page_before"), asked.offset - PAGE, asked, asked.offset > 0),
            _turn("chevron-right", t.t("customer.page_after"), asked.offset + PAGE, asked, last < reachable),
        ],
        className="ot-pager",
    )


def _turn(name: str, label: str, offset: int, asked: Asked, there: bool) -> Component | None:
    if not there:
        return None
    href = list_href(replace(asked, offset=max(offset, 0)))
    return html.A(
        icon(name), href=href, className="ot-icon-button", title=label, **aria(label=label), **data(stay=STAY)
    )


def tabs(duplicates: bool) -> list[Component]:
    """All customers, or those that are likely one."""
    t = tr()
    places = (
        (t.t("customer.tab_all"), CUSTOMERS, not duplicates),
        (t.t("customer.tab_duplicates"), f"{CUSTOMERS}?tab=duplicates", duplicates),
    )
    return [
        html.A(
            label,
            href=href,
            className="ot-tab is-on" if on else "ot-tab",
            **data(stay=STAY),
            **(aria(current="page") if on else {}),
        )
        for label, href, on in places
    ]
