"""Settings: what a company shapes itself, a tab each."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.states import skeleton
from dashboard.ids import Settings

PATH: Final = "/settings"
TITLE_KEY: Final = "settings.title"


def layout(**_: Any) -> Component:
    """The frames; the tab that the URL names fills them."""
    return html.Div(
        [
            dcc.Location(id=Settings.URL, refresh=False),
            html.Div(id=Settings.TABS, className="ot-settings-tabs"),
            html.Div(skeleton(48, 4), id=Settings.BODY, className="ot-settings-body"),
        ],
        className="ot-settings",
    )
