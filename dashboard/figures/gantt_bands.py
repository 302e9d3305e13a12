"""The usual time in a stage, as a thin bracket from the median to the 90th percentile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from dashboard import theme
from dashboard.figures.time_axis import wall
from ordertrail.analytics.durations import Band
from ordertrail.domain.schedule import Row

Usual = Mapping[str, Band]

# Below the bar, in parts of a row; the ends reach up by so much.
DEPTH: Final = 0.42
TICK: Final = 0.13


def brackets(rows: Sequence[Row], usual: Usual, texts: Sequence[str]) -> list[dict[str, Any]]:
    """One trace of all brackets, none where no stage has a band. ``texts``: the tooltip of each row."""
    found = [(place, *span) for place, row in enumerate(rows) if (span := band_span(row, usual.get(row.stage)))]
    if not found:
        return []
    x: list[str | None] = []
    y: list[float | None] = []
    told: list[str | None] = []
    for place, start, end in found:
        low, high = place + DEPTH, place + DEPTH - TICK
        x += [wall(start), wall(start), wall(end), wall(end), None]
        y += [high, low, low, high, None]
        told += [texts[place]] * 4 + [None]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": {"color": theme.token("muted"), "width": 1.5},
            "customdata": told,
            "hovertemplate": "%{customdata}<extra></extra>",
        }
    ]


def band_span(row: Row, band: Band | None) -> tuple[datetime, datetime] | None:
    """From when half to when nine tenths of the like orders had left the stage, counted from its last beginning."""
    start = row.stays[-1].start if row.stays else row.planned_start
    if band is None or start is None or row.state in ("untold", "off", "skipped"):
        return None
    return start + timedelta(hours=band.usual), start + timedelta(hours=band.most)
