"""One customer: everything that its orders and the staff tell of it."""

from __future__ import annotations

import json
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.customer_dialogs import words
from dashboard.components.customer_words import CUSTOMERS
from dashboard.components.order_view import order_waiting
from dashboard.ids import Customer
from dashboard.shell import icon
from ordertrail.i18n import tr

PATH_TEMPLATE: Final = "/customers/<key>"
TITLE_KEY: Final = "customer.title_one"


def layout(**_: Any) -> Component:
    """The frame; a callback fills it by the address."""
    return html.Div(
        [
            dcc.Location(id=Customer.URL, refresh=False),
            dcc.Store(id=Customer.REFRESH),
            dcc.Link([icon("arrow-left"), tr().t("customer.back")], href=CUSTOMERS, className="ot-order-back"),
            html.Div(id=Customer.LIKELY),
            html.Div(order_waiting(), id=Customer.VIEW),
        ],
        className="ot-order-page",
        **data(customer_words=json.dumps(words(), ensure_ascii=False)),
    )
