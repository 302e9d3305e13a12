"""What the columns of an unknown file are: proposed, tried, and kept as a channel of one's own."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.states import skeleton
from dashboard.ids import Mapping

PATH: Final = "/import/map"
TITLE_KEY: Final = "mapping.title"


def layout(**_: Any) -> Component:
    """The frame; the script fills it from the file that the URL names."""
    return html.Div(
        [dcc.Location(id=Mapping.URL, refresh=False), html.Div(skeleton(120, 4), id=Mapping.BODY)],
        className="ot-mapping-page",
    )
