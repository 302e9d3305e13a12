"""Settings page: the URL names the tab; the scripts of its tabs speak with the API themselves."""

from __future__ import annotations

from urllib.parse import parse_qs

from dash import Dash, Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback
from dashboard.components.settings_tabs import TABS, tab_bar
from dashboard.ids import Settings
from ordertrail.services.context import Context


def chosen_tab(search: str | None) -> str:
    """The tab that a query names; the first one where it names none."""
    asked = parse_qs((search or "").lstrip("?")).get("tab", [""])[-1]
    return asked if asked in TABS else next(iter(TABS))


def register(app: Dash, ctx: Context) -> None:
    """Bar and body follow the URL."""

    @callback(app, Output(Settings.TABS, "children"), Output(Settings.BODY, "children"), Input(Settings.URL, "search"))
    def tab(search: str | None) -> tuple[Component, Component]:
        if search is None:
            raise PreventUpdate
        code = chosen_tab(search)
        return tab_bar(code), TABS[code](ctx)
