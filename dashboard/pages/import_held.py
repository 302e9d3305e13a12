"""Held rows: those of one import, or of all, to be mended, replayed or dropped."""

from __future__ import annotations

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.held_grid import held_view
from dashboard.components.import_runs import runs_list
from dashboard.components.import_tabs import HELD, import_tabs

PATH: Final = HELD
TITLE_KEY: Final = "held.title"


def layout(**_: Any) -> Component:
    """The URL says which rows; the script brings them."""
    return html.Div([import_tabs(HELD), runs_list(), held_view()], className="ot-held-page")
