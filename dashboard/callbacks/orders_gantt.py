"""The Gantt of the orders page: the script says which orders, the server draws them."""

from __future__ import annotations

import json
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output
from dash.exceptions import PreventUpdate

from dashboard.callbacks.filter_bar import filters_of
from dashboard.callbacks.wiring import callback, sentence_of
from dashboard.figures.orders_gantt import height, order_bar, orders_gantt
from dashboard.ids import FilterBar, Orders
from ordertrail.analytics.gantt_orders import chosen_with_moves, first_with_moves
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr
from ordertrail.services.context import Context

MOST: Final = 200
FIRST: Final = 100


def register(app: Dash, ctx: Context) -> None:
    """What the URL asks for, the picture, and the way from it to an order."""
    # The panel as output: other pages have the same address but no panel, and there the callback rests.
    app.clientside_callback(
        ClientsideFunction("orders_out", "followed"),
        Output(Orders.GANTT_PANEL, "title"),
        Input(FilterBar.URL, "search"),
    )
    app.clientside_callback(ClientsideFunction("orders_out", "begin"), Input(Orders.GANTT_PANEL, "id"))
    app.clientside_callback(
        ClientsideFunction("orders_out", "clicked"), Input(Orders.GANTT, "clickData"), prevent_initial_call=True
    )

    @callback(
        app,
        Output(Orders.GANTT, "figure"),
        Output(Orders.GANTT, "style"),
        Output(Orders.GANTT_NOTE, "children"),
        Output(Orders.GANTT_WHOLE, "hidden"),
        Input(Orders.GANTT_ASKED, "data"),
        prevent_initial_call=True,
    )
    def draw(asked: dict[str, Any] | None) -> tuple[Any, dict[str, str], str, bool]:
        if not asked:
            raise PreventUpdate
        try:
            return drawn(ctx, asked)
        except DomainError as error:
            return orders_gantt([], ctx.now(), bool(asked.get("narrow"))), {}, sentence_of(error), True


def drawn(ctx: Context, asked: dict[str, Any]) -> tuple[Any, dict[str, str], str, bool]:
    """Figure, its style, what it shows in words, and whether it is the table's own orders.

    ``asked``: ``{query, sort, where, chosen, narrow}``; ``chosen`` is a list of [channel, number] or None.
    """
    t, now, workflows = tr(), ctx.now(), ctx.workflows()
    chosen = asked.get("chosen")
    with ctx.store.read() as connection:
        if chosen:
            found = chosen_with_moves(connection, [(str(channel), str(no)) for channel, no in chosen[:MOST]])
            total = len(chosen)
        else:
            found, total = first_with_moves(
                connection,
                filters_of(f"?{asked.get('query') or ''}", ctx),
                now,
                _sorting(asked.get("sort") or ""),
                _where(asked.get("where") or "{}"),
                FIRST,
            )
    bars = [order_bar(order, moves, workflows.of(order["workflow"]), now) for order, moves in found]
    numbers = {"n": t.number(len(bars)), "total": t.number(total)}
    if not bars:
        note = t.t("orders_gantt.none")
    elif chosen:
        note = t.t("orders_gantt.chosen_cut" if total > MOST else "orders_gantt.chosen", **numbers)
    else:
        note = t.t("orders_gantt.first" if total > len(bars) else "orders_gantt.all", **numbers)
    figure = orders_gantt(bars, now, bool(asked.get("narrow")))
    return figure, {"height": f"{height(bars)}px"}, note, not chosen


def _sorting(text: str) -> list[tuple[str, str]]:
    """'placed_at:desc,total:asc' as pairs."""
    return [(name, way or "desc") for name, _, way in (part.partition(":") for part in text.split(",") if part)]


def _where(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DomainError("bad_request")
    return found
