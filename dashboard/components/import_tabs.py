"""What belongs to importing: the files, the rows that were held, the words that no table knows."""

from __future__ import annotations

from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.ids import HeldRows, WordList
from ordertrail.i18n import tr

FILES: Final = "/import"
HELD: Final = "/import/held"
WORDS: Final = "/import/words"


def import_tabs(chosen: str) -> Component:
    """A link to each but the chosen one; the script writes how many wait."""
    t = tr()
    tabs = (
        (FILES, t.t("held.tab_files"), None),
        (HELD, t.t("held.title"), HeldRows.COUNT),
        (WORDS, t.t("words.title"), WordList.COUNT),
    )
    links = [_tab(path, label, count, path == chosen) for path, label, count in tabs]
    return html.Div(html.Nav(links, **aria(label=t.t("imports.title"))), className="ot-settings-tabs ot-import-tabs")


def _tab(path: str, label: str, count: str | None, chosen: bool) -> Component:
    parts = [label, html.Span(id=count, className="ot-tab-count", **data(counts=path)) if count else None]
    if chosen:
        return html.Span(parts, className="ot-settings-tab is-active", **aria(current="page"))
    return dcc.Link(parts, href=path, className="ot-settings-tab")
