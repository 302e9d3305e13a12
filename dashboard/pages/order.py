"""One order: everything about it on one page."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.order_view import order_waiting
from dashboard.ids import Order
from dashboard.shell import icon
from ordertrail.i18n import tr

PATH_TEMPLATE: Final = "/orders/<channel>/<no>"
TITLE_KEY: Final = "order.title"
MINUTE: Final = 60_000


def layout(**_: Any) -> Component:
    """The frame; a callback fills it by the address, since a query could name another order than the path does."""
    return html.Div(
        [
            dcc.Location(id=Order.URL, refresh=False),
            dcc.Store(id=Order.ASKED),
            dcc.Store(id=Order.REFRESH, data=0),
            dcc.Interval(id=Order.MINUTE, interval=MINUTE),
            dcc.Link(
                [icon("arrow-left"), tr().t("order.back")], id=Order.BACK, href="/orders", className="ot-order-back"
            ),
            html.Div(order_waiting(), id=Order.VIEW),
        ],
        className="ot-order-page",
    )
