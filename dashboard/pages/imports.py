"""Import: hand in channel files, see what they would change, merge them, look back."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.import_runs import runs_list
from dashboard.components.import_tabs import FILES, import_tabs
from dashboard.components.states import skeleton
from dashboard.ids import ImportRuns, Imports, Mapping
from ordertrail.i18n import tr

PATH: Final = "/import"
TITLE_KEY: Final = "imports.title"
INBOX_MS: Final = 5000


def layout(**_: Any) -> Component:
    """Drop zone, the import chosen in the URL, and the history."""
    return html.Div(
        [
            dcc.Location(id=Imports.URL, refresh=False),
            dcc.Store(id=Imports.REFRESH, data=0),
            import_tabs(FILES),
            _drop_zone(),
            html.Div(id=Imports.REFUSAL),
            runs_list(),
            html.Div(id=Mapping.WAITING),
            html.Div(id=Imports.DETAIL, className="ot-import-detail"),
            dcc.Interval(id=ImportRuns.TICK, interval=INBOX_MS),
            html.Div(id=ImportRuns.INBOX),
            html.H2(tr().t("imports.history"), className="ot-section-title"),
            html.Div(skeleton(36, 4), id=Imports.HISTORY, className="ot-import-history"),
        ],
        className="ot-imports",
    )


def _drop_zone() -> Component:
    """The file field itself is made by the script, since the framework has none that streams."""
    t = tr()
    return html.Section(
        [
            html.Div(
                [
                    html.P(t.t("imports.drop_here"), className="ot-drop-title"),
                    html.P(t.t("imports.drop_hint"), className="ot-muted"),
                    html.Button(
                        t.t("imports.choose_files"),
                        id=Imports.FILES,
                        type="button",
                        className="ot-button is-primary",
                    ),
                    html.P(
                        [
                            t.t("imports.no_export"),
                            html.A(t.t("imports.template"), href="/api/template.csv", download=""),
                        ],
                        className="ot-muted ot-drop-template",
                    ),
                ],
                className="ot-drop-words",
            ),
            html.Div(
                [
                    html.Progress(id=Imports.BAR, max="100", className="ot-progress"),
                    html.Span(id=Imports.STEP, className="ot-muted", role="status"),
                ],
                id=Imports.PROGRESS,
                hidden=True,
                className="ot-drop-progress",
            ),
        ],
        id=Imports.DROP,
        className="ot-card ot-drop",
        **data(
            url=Imports.URL,
            sending=t.t("imports.sending"),
            reading=t.t("imports.reading"),
            failed=t.t("imports.connection_lost"),
        ),
    )
