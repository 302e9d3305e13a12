"""A click on a bar, slice or region narrows the page to it; a second click on the same widens it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State
from dash import ctx as call
from dash.exceptions import PreventUpdate
from ordertrail.analytics.filters import Filters

from dashboard.callbacks.filter_bar import extras_of, filters_of, query
from dashboard.callbacks.wiring import callback
from dashboard.components.filter_bar import UNKNOWN
from dashboard.components.overview_tables import bucket_end
from dashboard.components.overview_view import View, fitting_bucket
from dashboard.ids import FilterBar, Overview
from ordertrail.services.context import Context

Click = dict[str, Any] | None


def narrowed_to_bar(filters: Filters, start: date, bucket: str, split: str, key: str) -> Filters:
    """The bucket's days, cut to the period, and the key of the bar."""
    last = bucket_end(start, bucket)
    first = max(start, filters.start) if filters.start else start
    last = min(last, filters.end) if filters.end else last
    narrowed = filters.replace(start=first, end=last)
    return narrowed.replace(channels=(key,)) if split == "channel" else narrowed.replace(stages=(key,))


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

    def written(search: str | None, filters: Filters) -> str:
        return query(filters, extras_of(search))

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
        filters = filters_of(search, ctx)
        view = View.of(extras_of(search))
        bucket = fitting_bucket(view, filters.start, filters.end)
        start = date.fromisoformat(str(data[0])[:10])
        return written(search, narrowed_to_bar(filters, start, bucket, view.split, str(data[1]))), None

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
        return written(search, filters.replace(stages=toggled(filters.stages, str(data[0])))), None

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Output(Overview.MAP, "clickData"),
        Input(Overview.MAP, "clickData"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def region(click: Click, search: str | None) -> tuple[str, None]:
        if not click or not click.get("points"):
            raise PreventUpdate
        code = str((custom(click) or [click["points"][0].get("location")])[0] or UNKNOWN)
        filters = filters_of(search, ctx)
        return written(search, filters.replace(regions=toggled(filters.regions, code))), None

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
        return written(search, filters.replace(regions=toggled(filters.regions, call.triggered_id["code"])))

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
