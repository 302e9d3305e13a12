"""Overview: how the shop is doing, and the way from each figure to its orders."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import chart_card
from dashboard.components.filter_bar import filter_bar
from dashboard.components.states import skeleton
from dashboard.ids import Overview

PATH: Final = "/"
TITLE_KEY: Final = "overview.title"


def layout(**_: Any) -> Component:
    """The frames; callbacks fill them from the URL."""
    return html.Div(
        [
            dcc.Store(id=Overview.KEY),
            dcc.Store(id=Overview.REFRESH, data=0),
            dcc.Download(id=Overview.DOWNLOAD),
            html.Div(id=Overview.FIRST),
            html.Div(
                [
                    filter_bar(),
                    html.Div(id=Overview.NOTHING),
                    html.Div(skeleton(132, 6), id=Overview.KPIS, className="ot-kpis"),
                    html.Div(
                        [
                            chart_card(
                                "trend",
                                height=280,
                                graph_id=Overview.TREND,
                                controls=html.Div(id=Overview.TREND_CHOICES, className="ot-choices"),
                                class_name="is-wide",
                            ),
                            chart_card(
                                "stages",
                                height=280,
                                graph_id=Overview.STAGES,
                                aside=html.Div(id=Overview.STAGE_LIST, className="ot-stage-list"),
                                class_name="is-narrow",
                            ),
                            chart_card(
                                "map",
                                height=360,
                                graph_id=Overview.MAP,
                                controls=html.Div(id=Overview.MAP_CHOICES, className="ot-choices"),
                                aside=html.Div(id=Overview.MAP_ASIDE, className="ot-map-aside"),
                                class_name="is-wide",
                            ),
                            chart_card("channels", height=200, class_name="is-narrow"),
                        ],
                        className="ot-charts",
                    ),
                    html.P(id=Overview.AGE, className="ot-muted ot-age"),
                ],
                id=Overview.CONTENT,
            ),
        ],
        className="ot-overview",
    )
