"""Orders: the script follows the URL and feeds the table; the server fills the drawer."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback
from dashboard.components.order_view import order_view
from dashboard.components.states import sentence
from dashboard.ids import FilterBar, Orders
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.orders import get_order


def register(app: Dash, ctx: Context) -> None:
    """All of the page but its filter bar, which is registered once for every page that has one."""
    for namespace, function, component, part in (
        ("orders", "follow", Orders.GRID, "id"),
        ("orders", "follow", FilterBar.URL, "search"),
        ("orders", "find", Orders.SEARCH, "value"),
        ("order_columns", "choose", Orders.COLUMNS, "value"),
        ("order_columns", "density", Orders.DENSITY, "value"),
        ("order_columns", "usual", Orders.COLUMNS_RESET, "n_clicks"),
    ):
        app.clientside_callback(ClientsideFunction(namespace, function), Input(component, part))

    @callback(
        app,
        Output(Orders.DRAWER_BODY, "children"),
        Output(Orders.DRAWER_BODY, "className"),
        Input(Orders.OPENED, "data"),
        prevent_initial_call=True,
    )
    def opened(asked: dict[str, Any] | None) -> tuple[Any, str]:
        if not asked:
            raise PreventUpdate
        return drawer_content(ctx, str(asked["channel"]), str(asked["no"])), "ot-drawer-body"


def drawer_content(ctx: Context, channel: str, no: str) -> Any:
    """The order as the drawer shows it, or a sentence where it is not there."""
    with ctx.store.read() as connection:
        found = get_order(connection, channel, no)
    if found is None:
        return sentence(tr().t("orders.drawer_gone"), "bad")
    return order_view(found, ctx, ctx.now(), compact=True)
