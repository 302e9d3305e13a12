"""Order entry: a new order typed by hand."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.order_form import customer_card, details_card, items_card, own_card, script_words, totals_card
from dashboard.ids import OrderNew

PATH: Final = "/orders/new"
TITLE_KEY: Final = "order_new.title"


def layout(**_: Any) -> Component:
    """The empty form; the script makes its fields, adds up, sends."""
    return html.Form(
        [
            dcc.Store(id=OrderNew.RULES),
            html.Div(id=OrderNew.NEWS, className="ot-entry-news"),
            html.Div([customer_card(), items_card(), details_card(), own_card()], className="ot-entry-main"),
            totals_card(),
        ],
        id=OrderNew.FORM,
        className="ot-entry",
        noValidate=True,
        autoComplete="off",
        **data(**script_words()),
    )
