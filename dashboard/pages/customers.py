"""Customers: all of them over all orders, and those that are likely one."""

from __future__ import annotations

import json
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.customer_dialogs import words
from dashboard.components.states import skeleton
from dashboard.ids import Customers
from dashboard.shell import icon
from ordertrail.analytics.filters import LONGEST_SEARCH
from ordertrail.i18n import tr

PATH: Final = "/customers"
TITLE_KEY: Final = "customer.title"
QUIET_MS: Final = 250


def layout(**_: Any) -> Component:
    """Tabs, search and the frame of the list; the URL is their state."""
    t = tr()
    return html.Div(
        [
            dcc.Location(id=Customers.URL, refresh=False),
            dcc.Store(id=Customers.REFRESH),
            html.Nav(id=Customers.TABS, className="ot-tabs", **aria(label=t.t("customer.title"))),
            html.Div(
                [
                    html.Div(
                        [
                            icon("search"),
                            dbc.Input(
                                id=Customers.SEARCH,
                                type="search",
                                debounce=QUIET_MS,
                                placeholder=t.t("customer.find"),
                                maxLength=LONGEST_SEARCH,
                                autocomplete="off",
                            ),
                        ],
                        className="ot-order-search",
                        title=t.t("customer.find"),
                    ),
                    html.Label(
                        [
                            html.Span(t.t("customer.segment"), className="visually-hidden"),
                            dbc.Select(id=Customers.SEGMENT, class_name="ot-customer-segment"),
                        ],
                        className="ot-customer-choice",
                    ),
                    html.Span(id=Customers.COUNT, className="ot-order-count", role="status", **aria(live="polite")),
                ],
                id=Customers.TOOLS,
                className="ot-order-tools",
            ),
            html.Div(skeleton(36, 12), id=Customers.LIST),
        ],
        className="ot-customers",
        **data(customer_words=json.dumps(words(), ensure_ascii=False)),
    )
