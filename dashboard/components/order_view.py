"""One order, whole: on its page, and in the drawer beside the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.order_blame import blame_target
from dashboard.components.order_changes import undo_button
from dashboard.components.order_facts import order_conflicts, order_facts
from dashboard.components.order_gantt import OrderGantt, gantt_card, order_gantt
from dashboard.components.order_head import order_head
from dashboard.components.order_lines import order_lines
from dashboard.components.order_parcels import order_parcels
from dashboard.components.order_payments import order_payments
from dashboard.components.order_returns import order_returns
from dashboard.components.order_sources import order_sources
from dashboard.components.order_trail import order_trail
from dashboard.components.states import empty_state, skeleton
from dashboard.ids import Order
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.usual_durations import usual_durations
from ordertrail.store.orders import OrderView

PAGE: Final = "page"
DRAWER: Final = "drawer"
STORY: Final = ("lines", "parcels", "payments", "returns", "trail")


def order_view(found: OrderView, ctx: Context, now: datetime, compact: bool = False, narrow: bool = False) -> Component:
    """Everything about the order. ``compact``: in the drawer, whose title names it already; ``narrow``: on a phone."""
    where = DRAWER if compact else PAGE
    parts, gantt = _parts(found, ctx, now, where, narrow)

    def slot(name: str, content: Any) -> Component:
        return html.Div(content, id=Order.part(name, where))

    return html.Article(
        [
            slot("head", parts["head"]),
            slot("conflicts", parts["conflicts"]),
            html.Div(
                [
                    html.Div(
                        [gantt_card(gantt, where, slot), *(slot(name, parts[name]) for name in STORY)],
                        className="ot-order-story",
                    ),
                    html.Div(
                        [
                            html.Div(
                                className="ot-edit-host",
                                **data(channel=found.order["channel"], no=found.order["channel_order_no"]),
                            ),
                            html.Div(parts["facts"], id=Order.part("facts", where), className="ot-order-sides"),
                        ],
                        className="ot-order-beside",
                    ),
                ],
                className="ot-order-columns",
            ),
        ],
        className="ot-order",
        **blame_target(found.order),
    )


def order_again(
    found: OrderView, ctx: Context, now: datetime, compact: bool = False, narrow: bool = False
) -> Iterator[tuple[dict[str, object], dict[str, Any]]]:
    """Id and properties of each part that ``order_view`` made, brought up to date; the figure stays in its place."""
    where = DRAWER if compact else PAGE
    parts, gantt = _parts(found, ctx, now, where, narrow)
    yield Order.gantt(where), gantt.graph
    for name, content in parts.items():
        yield Order.part(name, where), {"children": content}


def _parts(
    found: OrderView, ctx: Context, now: datetime, where: str, narrow: bool
) -> tuple[dict[str, Any], OrderGantt]:
    order = found.order
    workflow = ctx.workflows().of(order["workflow"])
    usual = usual_durations(ctx, order, found.events)
    gantt = order_gantt(found, workflow, now, narrow or where == DRAWER, usual)
    head = order_head(order, found.events, workflow, ctx.settings.base_currency, now, number=where == PAGE)
    return {
        "head": head,
        "conflicts": order_conflicts(found.conflicts),
        "verdict": gantt.verdict,
        "usual": gantt.usual,
        "table": gantt.table,
        "lines": order_lines(order, found.lines),
        "parcels": order_parcels(found, ctx),
        "payments": order_payments(found),
        "returns": order_returns(found, ctx),
        "trail": order_trail(found.events, undo_button(order, next(iter(found.events), None)), custom_fields(ctx)),
        "facts": [*order_facts(found), order_sources(found, workflow)],
    }, gantt


def order_missing(no: str) -> Component:
    """No order has that number; it may stand under another channel."""
    t = tr()
    search = f"/orders?{urlencode({'preset': 'all', 'q': no})}"
    return empty_state(
        t.t("order.missing", no=no),
        t.t("order.missing_hint"),
        [
            dcc.Link(t.t("order.missing_search"), href=search, className="ot-button is-primary"),
            dcc.Link(t.t("order.back"), href="/orders", className="ot-button"),
        ],
    )


def order_waiting() -> Component:
    """The shape of an order while it is being fetched."""
    return html.Div([*skeleton(148), *skeleton(300), *skeleton(200)], className="ot-order-waiting")
