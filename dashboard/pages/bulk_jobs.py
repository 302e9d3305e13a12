"""Changes of many orders: what was done, by whom, how it went, and the ways on and back."""

from __future__ import annotations

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.states import skeleton
from dashboard.ids import BulkJobs
from ordertrail.i18n import tr

PATH: Final = "/orders/bulk"
TITLE_KEY: Final = "bulkjobs.title"
LOOK_MS: Final = 2000


def layout(**_: Any) -> Component:
    """The list comes at once and anew while a job is under way."""
    t = tr()
    return html.Div(
        [
            dcc.Store(id=BulkJobs.REFRESH),
            dcc.Interval(id=BulkJobs.CLOCK, interval=LOOK_MS),
            html.P(
                [t.t("bulkjobs.hint"), " ", dcc.Link(t.t("bulkjobs.orders"), href="/orders?preset=all")],
                className="ot-muted",
            ),
            html.Section(html.Div(skeleton(48, 4), id=BulkJobs.LIST), className="ot-card ot-jobs"),
        ]
    )
