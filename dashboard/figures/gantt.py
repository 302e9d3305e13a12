"""One order's stages as a Gantt: pale and wide what was planned, narrow and solid what was, red what took too long.

A thin bracket below a bar spans the time in which half to nine tenths of the orders like it were through the stage.
Payments, parcels and returns stand below the stages, each with its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dashboard import theme
from dashboard.components.order_words import stage_label
from dashboard.components.row_words import row_words
from dashboard.figures.gantt_bands import Usual, brackets
from dashboard.figures.gantt_labels import lines, notes, overruns
from dashboard.figures.gantt_marks import Mark, mark_traces, strips
from dashboard.figures.time_axis import Span, milliseconds, ticks, wall
from ordertrail.domain.schedule import GOODS_ARRIVED, Promise, Row
from ordertrail.domain.workflow import Workflow

ROW_HEIGHT: Final = 28
TOP: Final = 24
BOTTOM: Final = 40
TICKS: Final = 5
NARROW_TICKS: Final = 3
THICK: Final = 0.66
THIN: Final = 0.26
PALE: Final = 0.24
HOUR: Final = timedelta(hours=1)
SHORTEST: Final = 6 * HOUR


@dataclass(frozen=True)
class Bar:
    """``place`` is the row's, from the top."""

    place: int
    start: datetime
    end: datetime
    colour: str


def height(rows: Sequence[Row], happened: Sequence[Mark] = ()) -> int:
    """Pixels of the whole figure."""
    return TOP + BOTTOM + ROW_HEIGHT * (len(rows) + len(strips(happened)))


def gantt(
    rows: Sequence[Row],
    promise: Promise | None,
    workflow: Workflow,
    now: datetime,
    narrow: bool = False,
    usual: Usual | None = None,
    happened: Sequence[Mark] = (),
) -> dict[str, Any]:
    """The figure; ``now`` and all moments of ``rows`` are naive UTC, the axis is in the business zone.

    ``narrow``: for a phone or a drawer, with smaller and fewer words. ``usual``: stage -> how long orders like it
    stood there. ``happened``: payments, parcels and returns.
    """
    usual = usual or {}
    span = _span(rows, promise, workflow, now, happened)
    marks = lines(promise, span, now)
    below = strips(happened)
    overrun = any(row.overrun_hours for row in rows)
    tick_moments, tick_words = ticks(span, NARROW_TICKS if narrow else TICKS)
    size = 11 if narrow else 12
    texts = [
        "<br>".join([f"<b>{stage_label(row.stage)}</b>", *row_words(row, now, usual.get(row.stage))]) for row in rows
    ]
    return {
        "data": [
            _bars(_planned(rows), THICK, texts),
            _bars(_actual(rows, span, now), THIN, texts),
            _points(rows, texts),
            *brackets(rows, usual, texts),
            *mark_traces(happened, len(rows), now),
        ],
        "layout": theme.layout(
            height=height(rows, happened),
            barmode="overlay",
            margin={"l": 4, "r": (80 if narrow else 88) if overrun else 16, "t": TOP, "b": BOTTOM},
            font={"size": size},
            xaxis={
                "type": "date",
                "range": [wall(span.start), wall(span.end)],
                "tickmode": "array",
                "tickvals": tick_moments,
                "ticktext": tick_words,
                "showgrid": True,
                "gridcolor": theme.token("line"),
                "automargin": False,
                "tickangle": 0,
            },
            yaxis={
                "range": [len(rows) + len(below) - 0.5, -0.5],
                "tickmode": "array",
                "tickvals": list(range(len(rows) + len(below))),
                "ticktext": [*(_name(row) for row in rows), *below.values()],
                "showgrid": False,
                "tickfont": {"size": size, "color": theme.token("ink")},
            },
            shapes=[mark.shape for mark in marks],
            annotations=[*(mark.label for mark in marks), *notes(rows, span), *overruns(rows, span, now)],
        ),
    }


def _span(
    rows: Sequence[Row], promise: Promise | None, workflow: Workflow, now: datetime, happened: Sequence[Mark]
) -> Span:
    """From the first moment to the last. What still lasts reaches to now unless it can no longer be late."""
    arrived = workflow.reached(GOODS_ARRIVED)
    moments = [row.planned_start for row in rows] + [row.planned_end for row in rows]
    moments += [stay.start for row in rows for stay in row.stays] + [stay.end for row in rows for stay in row.stays]
    moments += [now for row in rows if row.stage not in arrived and row.stays and row.stays[-1].end is None]
    moments += [promise.promised_at, promise.met_at] if promise else []
    moments += [moment for mark in happened for moment in (mark.at, mark.until)]
    known = [moment for moment in moments if moment is not None] or [now]
    start, end = min(known), max(known)
    room = max((end - start) * 0.03, HOUR)
    return Span(start - room, max(end, start + SHORTEST) + room)


def _name(row: Row) -> str:
    colour, label = theme.stage_colour(row.stage), stage_label(row.stage)
    shown = f"<b>{label}</b>" if row.state in ("current", "last_told") else label
    return f'{shown} <span style="color:{colour}">●</span>'


def _planned(rows: Sequence[Row]) -> list[Bar]:
    return [
        Bar(place, row.planned_start, row.planned_end, _faded(theme.stage_colour(row.stage), PALE))
        for place, row in enumerate(rows)
        if row.planned_start and row.planned_end
    ]


def _actual(rows: Sequence[Row], span: Span, now: datetime) -> list[Bar]:
    """A bar a stay, and a red one for what of it was too long."""
    bars = []
    for place, row in enumerate(rows):
        for stay in row.stays:
            end = min(max(now, stay.start), span.end) if stay.end is None else stay.end
            turn = min(stay.over_from or end, end)
            bars.append(Bar(place, stay.start, turn, theme.stage_colour(row.stage)))
            bars.append(Bar(place, turn, end, theme.token("bad")))
    return bars


def _bars(bars: Sequence[Bar], width: float, texts: Sequence[str]) -> dict[str, Any]:
    """Bars of some length. The autumn hour that a clock shows twice makes none run backwards."""
    shown = [bar for bar in bars if bar.end > bar.start]
    colours = [bar.colour for bar in shown]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [bar.place for bar in shown],
        "base": [wall(bar.start) for bar in shown],
        "x": [max(milliseconds(bar.start, bar.end), 0) for bar in shown],
        "width": width,
        "marker": {"color": colours, "line": {"width": 1 if width == THIN else 0, "color": colours}},
        "customdata": [texts[bar.place] for bar in shown],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _points(rows: Sequence[Row], texts: Sequence[str]) -> dict[str, Any]:
    """Moments: stays of which only the beginning is known, and stages that nothing follows; hollow if planned."""
    points = [
        (place, moment, symbol, _faded(theme.stage_colour(row.stage), strength))
        for place, row in enumerate(rows)
        for moment, symbol, strength in _moments(row)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [wall(moment) for _, moment, *_ in points],
        "y": [place for place, *_ in points],
        "marker": {
            "symbol": [symbol for *_, symbol, _ in points],
            "size": 10,
            "color": [colour for *_, colour in points],
        },
        "cliponaxis": False,
        "customdata": [texts[place] for place, *_ in points],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _moments(row: Row) -> list[tuple[datetime, str, float]]:
    """Each with its sign and how strongly it is drawn."""
    real = [(stay.start, "diamond", 1.0) for stay in row.stays if stay.end == stay.start]
    if row.planned_start and row.planned_start == row.planned_end:
        return [(row.planned_start, "diamond-open", 0.6), *real]
    return real


def _faded(colour: str, share: float) -> str:
    """``colour`` (#RRGGBB) laid thinly over whatever is below."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
