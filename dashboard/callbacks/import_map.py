"""Mapping page and the files that wait for it; the script of the page speaks with the API itself."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback
from dashboard.components.mapping_view import mapping_view
from dashboard.components.mapping_waiting import waiting_view
from dashboard.ids import Imports, Mapping
from etl.learn.unknown import kept_files
from ordertrail.services.context import Context
from ordertrail.services.own_channels import own_channels


def register(app: Dash, ctx: Context) -> None:
    """The frame follows the URL; the list of waiting files follows every import."""

    @callback(app, Output(Mapping.BODY, "children"), Input(Mapping.URL, "search"))
    def body(search: str | None) -> Component:
        if search is None:
            raise PreventUpdate
        return mapping_view(ctx, search)

    @callback(app, Output(Mapping.WAITING, "children"), Input(Imports.URL, "search"), Input(Imports.REFRESH, "data"))
    def waiting(_search: str | None, _refresh: Any) -> list[Component]:
        return waiting_view(kept_files(ctx), own_channels(ctx))
