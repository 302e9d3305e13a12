"""Order page: the address decides which order is shown, every change of that order shows it anew."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.addresses import order_of
from dashboard.callbacks.wiring import callback
from dashboard.components.order_view import PAGE, order_again, order_missing, order_view
from dashboard.ids import Order, Shell
from ordertrail.services.context import Context
from ordertrail.store.orders import OrderView, get_order


def register(app: Dash, ctx: Context) -> None:
    """The order itself, its refreshing, and the way back."""
    app.clientside_callback(
        ClientsideFunction("order", "changed"),
        Output(Order.REFRESH, "data"),
        Input(Shell.LIVE, "data"),
        State(Order.URL, "pathname"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("order", "asked"),
        Output(Order.ASKED, "data"),
        Output(Order.BACK, "href"),
        Input(Order.URL, "pathname"),
    )

    @callback(app, Output(Order.VIEW, "children"), Input(Order.ASKED, "data"), prevent_initial_call=True)
    def view(asked: dict[str, Any] | None) -> Component:
        if not asked:
            raise PreventUpdate
        return whole(ctx, asked)

    @callback(
        app,
        Input(Order.REFRESH, "data"),
        Input(Order.MINUTE, "n_intervals"),
        State(Order.ASKED, "data"),
        State(Order.part(ALL, PAGE), "id"),
        prevent_initial_call=True,
    )
    def again(_refresh: Any, _minute: int | None, asked: dict[str, Any] | None, parts: list[Any]) -> None:
        if not asked:
            raise PreventUpdate
        found = _find(ctx, asked)
        if found is None or not parts:
            set_props(Order.VIEW, {"children": whole(ctx, asked)})
            return
        for part, values in order_again(found, ctx, ctx.now(), narrow=bool(asked["narrow"])):
            set_props(part, values)


def whole(ctx: Context, asked: dict[str, Any]) -> Component:
    """The order of an address, or that there is none. ``asked``: ``{path, narrow}`` as the browser says."""
    named = order_of(asked["path"])
    if named is None:
        raise PreventUpdate
    found = _find(ctx, asked)
    return order_view(found, ctx, ctx.now(), narrow=bool(asked["narrow"])) if found else order_missing(named[1])


def _find(ctx: Context, asked: dict[str, Any]) -> OrderView | None:
    named = order_of(asked["path"])
    if named is None:
        raise PreventUpdate
    with ctx.store.read() as connection:
        return get_order(connection, *named)
