"""Words: spellings of channel files that no table knows, and what they mean."""

from __future__ import annotations

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.import_runs import runs_list
from dashboard.components.import_tabs import WORDS, import_tabs
from dashboard.components.words_view import words_view

PATH: Final = WORDS
TITLE_KEY: Final = "words.title"


def layout(**_: Any) -> Component:
    """The URL says which kind; the script brings the list."""
    return html.Div([import_tabs(WORDS), runs_list(), words_view()], className="ot-words-page")
