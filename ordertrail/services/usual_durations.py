"""How long orders like one usually stand in each stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ordertrail.analytics.calendar import business_day
from ordertrail.analytics.durations import Band, Bands, stage_bands
from ordertrail.services.context import Context

MINUTES: Final = 5


def usual_durations(ctx: Context, order: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Mapping[str, Band]:
    """Stage -> its band, of orders of the same workflow and channel; some minutes old. Stages with too few are missing.

    An order that staff has moved is measured by others that staff moved.
    """
    workflows = ctx.workflows()
    workflow = workflows.of(order["workflow"])
    own = workflow.code == workflows.all[0].code
    channel = str(order["channel"])

    def ask() -> Bands:
        with ctx.store.read() as connection:
            return stage_bands(connection, workflow, channel, business_day(ctx.now(), ctx.zone), channels_own=own)

    found = ctx.kept.get(("usual", workflow, channel), MINUTES * 60, ask)
    is_moved = any(event["kind"] == "stage_changed" for event in events) or order["origin"] == "hand"
    return found.moved if is_moved else found.told
