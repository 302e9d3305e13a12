"""A click on a bar, slice or region narrows the page to it; a second click on the same widens it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State
from dash import ctx as call
from dash.exceptions import PreventUpdate

from dashboard.callbacks.filter_bar import edited, extras_of, filters_of, query, today
from dashboard.callbacks.wiring import callback
from dashboard.components.overview_context import clicked
from dashboard.components.overview_view import View
from dashboard.ids import FilterBar, Overview
from ordertrail.services.context import Context

Click = dict[str, Any] | None


def toggled(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    """Only ``code``; nothing where it was alone already."""
    return () if codes == (code,) else (code,)


def custom(click: Click) -> list[Any]:
    """What the figure says of the clicked mark."""
    try:
        data = (click or {})["points"][0]["customdata"]
    except (KeyError, IndexError):
        return []
    return list(data) if isinstance(data, list | tuple) else [data]


def register(app: Dash, ctx: Context) -> None:
    """Each graph writes the URL and forgets its click, so that the same mark can be clicked again."""

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Output(Overview.TREND, "clickData"),
        Input(Overview.TREND, "clickData"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def bar(click: Click, search: str | None) -> tuple[str, None]:
        data = custom(click)
        if len(data) < 2:
            raise PreventUpdate
        mark = date.fromisoformat(str(data[0])[:10]), str(data[1])
        filters, view = clicked(filters_of(search, ctx), View.of(extras_of(search)), today(ctx), mark)
        return query(filters, view.extras()), None

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Output(Overview.STAGES, "clickData"),
        Input(Overview.STAGES, "clickData"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def slice_(click: Click, search: str | None) -> tuple[str, None]:
        data = custom(click)
        if not data:
            raise PreventUpdate
        filters = filters_of(search, ctx)
        return edited(filters, filters.replace(stages=toggled(filters.stages, str(data[0]))), search), None

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Output(Overview.MAP, "clickData"),
        Input(Overview.MAP, "clickData"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def region(click: Click, search: str | None) -> tuple[str, None]:
        data = custom(click)
        if not data:
            raise PreventUpdate
        code = str(data[0])
        filters = filters_of(search, ctx)
        return edited(filters, filters.replace(regions=toggled(filters.regions, code)), search), None

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Input(Overview.place(ALL, ALL), "n_clicks"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def place(clicks: list[int | None], search: str | None) -> str:
        if not any(clicks) or not isinstance(call.triggered_id, dict):
            raise PreventUpdate
        filters = filters_of(search, ctx)
        return edited(filters, filters.replace(regions=toggled(filters.regions, call.triggered_id["code"])), search)

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Input(Overview.stage(ALL), "n_clicks"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def stage(clicks: list[int | None], search: str | None) -> str:
        if not any(clicks) or not isinstance(call.triggered_id, dict):
            raise PreventUpdate
        filters = filters_of(search, ctx)
        return edited(filters, filters.replace(stages=toggled(filters.stages, call.triggered_id["code"])), search)

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Input(Overview.choice(ALL, ALL), "n_clicks"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def choice(clicks: list[int | None], search: str | None) -> str:
        if not any(clicks) or not isinstance(call.triggered_id, dict):
            raise PreventUpdate
        view = View.of(extras_of(search)).with_choice(call.triggered_id["name"], call.triggered_id["value"])
        return query(filters_of(search, ctx), view.extras())
