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
from etl.learn.questions import question_of
from etl.learn.unknown import kept_files
from ordertrail.domain.actor import local_owner
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
        return _waiting(ctx)


def _waiting(ctx: Context) -> list[Component]:
    kept = kept_files(ctx)
    asked = [(each, question_of(ctx, local_owner("web"), each)) for each in kept]
    to_map = [each for each, question in asked if question is None]
    return waiting_view(to_map, [(each, question) for each, question in asked if question], own_channels(ctx))
