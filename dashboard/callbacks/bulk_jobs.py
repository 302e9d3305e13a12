"""The list of bulk changes: read anew after each deed, and in short turns while a job is under way."""

from __future__ import annotations

from typing import Any, Final

from dash import Dash, Input, Output
from dash.development.base_component import Component

from dashboard.callbacks.wiring import callback
from dashboard.components.bulk_jobs import job_table
from dashboard.ids import BulkJobs
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.store.jobs import UNDER_WAY, recent_jobs

MOST: Final = 100


def register(app: Dash, ctx: Context) -> None:
    """List and clock."""

    @callback(
        app,
        Output(BulkJobs.LIST, "children"),
        Output(BulkJobs.CLOCK, "disabled"),
        Input(BulkJobs.CLOCK, "n_intervals"),
        Input(BulkJobs.REFRESH, "data"),
    )
    def listed(_turns: Any, _refresh: Any) -> tuple[Component, bool]:
        return listing(ctx)


def listing(ctx: Context) -> tuple[Component, bool]:
    """The newest jobs, and whether none of them is under way."""
    with ctx.store.read() as connection:
        found = recent_jobs(connection, ctx.now(), MOST)
    still = not any(job.state in UNDER_WAY for job in found)
    return job_table(found, local_owner("web"), custom_fields(ctx)), still
