"""Orders: every order as a table over the server, one of them opened beside it."""

from __future__ import annotations

from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.components.bulk_bar import bulk_bar
from dashboard.components.filter_bar import filter_bar
from dashboard.components.order_columns import column_names
from dashboard.components.order_drawer import order_drawer
from dashboard.components.order_finding import filter_chips, view_tabs
from dashboard.components.order_grid import order_grid
from dashboard.components.order_outputs import download_menu
from dashboard.components.orders_gantt import gantt_panel, view_switch
from dashboard.components.states import empty_state
from dashboard.ids import Orders
from dashboard.shell import icon
from ordertrail.i18n import tr

PATH: Final = "/orders"
TITLE_KEY: Final = "orders.title"
LONGEST_SEARCH: Final = 100
QUIET_MS: Final = 250


def layout(**_: Any) -> Component:
    """Filter bar, toolbar, table and drawer; the URL is their state."""
    return html.Div(
        [
            dcc.Store(id=Orders.OPENED),
            filter_bar(filter_chips()),
            view_tabs(),
            _toolbar(),
            html.Div(
                [order_grid(), _states()],
                className="ot-order-table",
                role="region",
                **aria(label=tr().t("orders.title")),
            ),
            gantt_panel(),
            bulk_bar(),
            order_drawer(),
        ],
        className="ot-orders",
    )


def _toolbar() -> Component:
    t = tr()
    return html.Div(
        [
            html.Div(
                [
                    icon("search"),
                    dbc.Input(
                        id=Orders.SEARCH,
                        type="search",
                        debounce=QUIET_MS,
                        placeholder=t.t("orders.find"),
                        maxLength=LONGEST_SEARCH,
                        autocomplete="off",
                        html_size="28",
                    ),
                ],
                className="ot-order-search",
                title=t.t("orders.find_label"),
            ),
            html.Span(id=Orders.COUNT, className="ot-order-count", role="status", **aria(live="polite")),
            html.Span(className="ot-spacer"),
            view_switch(),
            _view(),
            download_menu(),
            dcc.Link(
                [icon("clock-history"), html.Span(t.t("bulkjobs.link"), className="ot-word")],
                href="/orders/bulk",
                className="ot-button is-small",
                title=t.t("bulkjobs.link"),
            ),
            dcc.Link(
                [icon("plus-lg"), html.Span(t.t("orders.add"), className="ot-word")],
                href="/orders/new",
                className="ot-button is-small is-primary",
                title=t.t("orders.add"),
            ),
        ],
        className="ot-order-tools",
    )


def _view() -> Component:
    """Which columns, how high the rows; opened like a filter's chip."""
    t = tr()
    return html.Details(
        [
            html.Summary(
                [icon("layout-three-columns"), html.Span(t.t("orders.view"), className="ot-word")],
                className="ot-button is-small",
            ),
            html.Div(
                [
                    html.P(t.t("orders.columns"), className="ot-aside-title"),
                    dcc.Checklist(
                        id=Orders.COLUMNS,
                        options=[{"value": code, "label": name} for code, name in column_names().items()],
                        className="ot-options",
                    ),
                    html.P(t.t("orders.density"), className="ot-aside-title"),
                    dcc.RadioItems(
                        id=Orders.DENSITY,
                        options=[
                            {"value": "standard", "label": t.t("orders.density_standard")},
                            {"value": "dense", "label": t.t("orders.density_dense")},
                        ],
                        className="ot-options",
                    ),
                    html.Button(
                        t.t("orders.columns_reset"), id=Orders.COLUMNS_RESET, type="button", className="ot-quiet"
                    ),
                ],
                className="ot-chip-editor",
            ),
        ],
        className="ot-chip ot-order-view",
    )


def _states() -> Component:
    """What stands in place of rows; the script shows one of them."""
    t = tr()
    return html.Div(
        [
            _state(
                Orders.NOTHING,
                t.t("orders.none_here"),
                t.t("orders.none_here_hint"),
                [_button(Orders.ALL_TIME, t.t("orders.search_all"))],
            ),
            _state(
                Orders.NOTHING_EVER,
                t.t("orders.none_ever"),
                t.t("orders.none_ever_hint"),
                [_button(Orders.CLEAR, t.t("orders.clear"))],
            ),
            _state(
                Orders.EMPTY,
                t.t("orders.empty"),
                t.t("orders.empty_hint"),
                [
                    dcc.Link(t.t("orders.empty_demo"), href="/", className="ot-button is-primary"),
                    dcc.Link(t.t("orders.empty_import"), href="/import", className="ot-button"),
                ],
            ),
            _state(
                Orders.FAILED,
                t.t("orders.failed"),
                t.t("orders.failed_hint"),
                [_button(Orders.RETRY, t.t("orders.retry"))],
            ),
            # The script puts the server's sentence in place of the hint.
            _state(
                Orders.REFUSED,
                t.t("orders.refused"),
                t.t("orders.refused_hint"),
                [_button(Orders.REFUSED_CLEAR, t.t("orders.clear"))],
            ),
        ],
        id=Orders.STATES,
        className="ot-order-states",
        hidden=True,
        role="status",
    )


def _state(name: str, title: str, hint: str, actions: list[Component]) -> Component:
    return html.Div(empty_state(title, hint, actions), id=name, hidden=True)


def _button(name: str, text: str) -> Component:
    return html.Button(text, id=name, type="button", className="ot-button is-primary")
