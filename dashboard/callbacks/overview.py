"""Overview: the URL decides what every card shows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash import ctx as call
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks import filter_bar, overview_clicks
from dashboard.callbacks.filter_bar import extras_of, filters_of
from dashboard.callbacks.wiring import callback
from dashboard.components import overview_cards as cards
from dashboard.components.first_start import first_start
from dashboard.components.overview_view import View
from dashboard.components.states import sentence
from dashboard.ids import ChartCard, FilterBar, Overview, Shell
from ordertrail.analytics import overview
from ordertrail.analytics.filters import Filters
from ordertrail.i18n import tr
from ordertrail.services.context import Context

log = logging.getLogger(__name__)


def register(app: Dash, ctx: Context) -> None:
    """All of the page: its filter bar, cards, clicks and downloads."""
    filter_bar.register(app, ctx)
    overview_clicks.register(app, ctx)
    _browser_side(app)
    _start_and_age(app, ctx)
    _cards(app, ctx)
    _downloads(app, ctx)


def _parts(card: str) -> list[Output]:
    return [
        Output(ChartCard.title(card), "children"),
        Output(ChartCard.link(card), "children"),
        Output(ChartCard.table(card), "children"),
    ]


def failed() -> tuple[str, Component, None]:
    """Title, link and table of a card that could not be read."""
    t = tr()
    return t.t("overview.failed"), html.Span(t.t("overview.failed_hint"), className="ot-muted"), None


def _browser_side(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("live", "debounced"),
        Output(Overview.REFRESH, "data"),
        Input(Shell.LIVE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("live", "key"),
        Output(Overview.KEY, "data"),
        Input(FilterBar.URL, "search"),
        State(Overview.KEY, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("live", "table"),
        Output(ChartCard.frame(MATCH), "className"),
        Output(ChartCard.toggle(MATCH), "className"),
        Input(ChartCard.toggle(MATCH), "n_clicks"),
        State(ChartCard.frame(MATCH), "className"),
        prevent_initial_call=True,
    )


def _start_and_age(app: Dash, ctx: Context) -> None:
    @callback(
        app,
        Output(Overview.FIRST, "children"),
        Output(Overview.CONTENT, "hidden"),
        Output(Overview.AGE, "children"),
        Input(Overview.CONTENT, "id"),
        Input(Overview.REFRESH, "data"),
    )
    def start(_id: str, _refresh: Any) -> tuple[Any, bool, str]:
        if ctx.store.is_empty():
            return first_start(), True, ""
        with ctx.store.read() as connection:
            newest = overview.data_age(connection)
        return None, False, tr().t("overview.age", when=tr().datetime(newest)) if newest else ""


def _cards(app: Dash, ctx: Context) -> None:
    currency = ctx.settings.base_currency

    def read(fill: Callable[[Any], tuple[Any, ...]]) -> tuple[Any, ...]:
        """What ``fill`` makes of the store; () where it fails, so that one card's fault stays its own."""
        try:
            with ctx.store.read() as connection:
                return fill(connection)
        except Exception:
            log.exception("a card of the overview failed")
            return ()

    def filters(search: str | None) -> Filters:
        if search is None:
            raise PreventUpdate
        return filters_of(search, ctx)

    @callback(
        app,
        Output(Overview.KPIS, "children"),
        Output(Overview.NOTHING, "children"),
        Input(Overview.KEY, "data"),
        Input(Overview.REFRESH, "data"),
    )
    def kpis(search: str | None, _refresh: Any) -> tuple[list[Component], Any]:
        f = filters(search)

        def fill(connection: Any) -> tuple[list[Component], Any]:
            figures = overview.kpis(connection, f, ctx.now())
            orders = next(kpi.value for kpi in figures if kpi.code == "orders")
            return cards.kpi_row(figures, f, currency), None if orders else cards.nothing()

        return read(fill) or ([], sentence(tr().t("overview.failed_hint")))

    @callback(
        app,
        Output(Overview.TREND, "figure"),
        Output(Overview.TREND_CHOICES, "children"),
        *_parts("trend"),
        Input(FilterBar.URL, "search"),
        Input(Overview.REFRESH, "data"),
    )
    def trend(search: str | None, _refresh: Any) -> tuple[Any, ...]:
        f, view = filters(search), View.of(extras_of(search))
        shown = read(lambda connection: cards.trend_card(connection, f, view, ctx))
        return shown or (no_update, no_update, *failed())

    @callback(
        app,
        Output(Overview.STAGES, "figure"),
        Output(Overview.STAGE_LIST, "children"),
        *_parts("stages"),
        Input(Overview.KEY, "data"),
        Input(Overview.REFRESH, "data"),
    )
    def stages(search: str | None, _refresh: Any) -> tuple[Any, ...]:
        f = filters(search)
        return read(lambda connection: cards.stage_card(connection, f, ctx)) or (no_update, no_update, *failed())

    @callback(
        app,
        Output(Overview.MAP, "figure"),
        Output(Overview.MAP_CHOICES, "children"),
        Output(Overview.MAP_ASIDE, "children"),
        *_parts("map"),
        Input(FilterBar.URL, "search"),
        Input(Overview.REFRESH, "data"),
    )
    def map_(search: str | None, _refresh: Any) -> tuple[Any, ...]:
        f, view = filters(search), View.of(extras_of(search))
        shown = read(lambda connection: cards.map_card(connection, f, view, ctx))
        return shown or (no_update, no_update, no_update, *failed())

    @callback(app, *_parts("channels"), Input(Overview.KEY, "data"), Input(Overview.REFRESH, "data"))
    def channels(search: str | None, _refresh: Any) -> tuple[Any, ...]:
        f = filters(search)
        return read(lambda connection: cards.channel_card(connection, f, ctx)) or failed()


def _downloads(app: Dash, ctx: Context) -> None:
    @callback(
        app,
        Output(Overview.DOWNLOAD, "data"),
        Input(ChartCard.csv(ALL), "n_clicks"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def download(clicks: list[int | None], search: str | None) -> dict[str, Any]:
        if not any(clicks) or not isinstance(call.triggered_id, dict):
            raise PreventUpdate
        card = call.triggered_id["card"]
        with ctx.store.read() as connection:
            table = cards.table_of(card, connection, filters_of(search, ctx), View.of(extras_of(search)), ctx)
        name = f"ordertrail-{card}-{filter_bar.today(ctx).isoformat()}.csv"
        return {"content": table.csv(), "filename": name, "type": "text/csv;charset=utf-8", "base64": False}
