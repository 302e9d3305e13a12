"""The drawer at the right that shows one order over the table."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.ids import Orders
from dashboard.shell import icon
from ordertrail.i18n import tr


def order_drawer() -> Component:
    """Closed and empty; the URL's ``open`` says which order it shows."""
    t = tr()
    return html.Aside(
        [
            html.Header(
                [
                    html.H2(t.t("orders.drawer"), id=Orders.DRAWER_TITLE, className="ot-drawer-title", tabIndex="-1"),
                    html.A(
                        [icon("arrows-angle-expand"), html.Span(t.t("orders.drawer_page"), className="ot-word")],
                        id=Orders.DRAWER_PAGE,
                        href="/orders",
                        className="ot-icon-button",
                        title=t.t("orders.drawer_page"),
                    ),
                    html.Button(
                        icon("x-lg"),
                        id=Orders.DRAWER_CLOSE,
                        type="button",
                        className="ot-icon-button",
                        title=t.t("orders.drawer_close"),
                        **aria(label=t.t("orders.drawer_close")),
                    ),
                ],
                className="ot-drawer-head",
            ),
            html.Div(id=Orders.DRAWER_BODY, className="ot-drawer-body"),
        ],
        id=Orders.DRAWER,
        className="ot-drawer",
        role="dialog",
        hidden=True,
        **aria(labelledby=Orders.DRAWER_TITLE),
    )
