"""The first page of an empty store: two ways to begin."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.ids import Overview
from ordertrail.i18n import tr


def first_start() -> Component:
    """Load the demo data, with a bar that follows the work, or go to one's own file."""
    t = tr()
    return html.Section(
        [
            html.H2(t.t("overview.first_title"), className="ot-first-title"),
            html.P(t.t("overview.first_hint"), className="ot-first-hint"),
            html.Div(
                [
                    _way(
                        t.t("overview.first_demo_title"),
                        t.t("overview.first_demo_hint"),
                        html.Button(
                            t.t("overview.first_demo_button"),
                            id=Overview.DEMO_BUTTON,
                            type="button",
                            className="ot-button is-primary",
                            **data(starting=t.t("overview.demo_starting"), failed=t.t("overview.demo_failed")),
                        ),
                    ),
                    _way(
                        t.t("overview.first_own_title"),
                        t.t("overview.first_own_hint"),
                        dcc.Link(t.t("overview.first_own_button"), href="/import", className="ot-button"),
                    ),
                ],
                className="ot-first-ways",
            ),
            html.Div(
                [
                    html.Progress(id=Overview.DEMO_BAR, max="100", className="ot-progress"),
                    html.Span(id=Overview.DEMO_STEP, className="ot-muted", role="status"),
                ],
                id=Overview.DEMO_PROGRESS,
                hidden=True,
                className="ot-first-progress",
            ),
            html.Div(id=Overview.DEMO_ERROR, role="alert"),
        ],
        className="ot-first",
    )


def _way(title: str, hint: str, button: Component) -> Component:
    return html.Div([html.H3(title), html.P(hint, className="ot-muted"), button], className="ot-card ot-first-way")
