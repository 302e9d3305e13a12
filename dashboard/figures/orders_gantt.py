"""Many orders as a Gantt: a row each, pale from placed to promised, its stages one after the other, red when late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final

from dashboard import theme
from dashboard.addresses import order_href
from dashboard.components.order_words import Record, span_words, stage_label
from dashboard.figures.time_axis import Span, milliseconds, ticks, wall
from ordertrail.domain.schedule import GOODS_ARRIVED, Promise, promise, schedule
from ordertrail.domain.workflow import Workflow
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label

ROW_HEIGHT: Final = 28
TOP: Final = 32
LABEL: Final = 20
BOTTOM: Final = 16
TICKS: Final = 6
NARROW_TICKS: Final = 3
THICK: Final = 0.66
THIN: Final = 0.34
PALE: Final = 0.12
UNKNOWN: Final = 0.45
EDGE: Final = 0.08
LONGEST_NAME: Final = 20
NARROW_NAME: Final = 10
ROOM: Final = timedelta(hours=2)


@dataclass(frozen=True)
class Segment:
    """A time in one stage; ``start`` equal to ``end``: only that moment is known.

    ``is_known`` False: the order stands there now, since when no one recorded; ``start`` is the last known moment.
    """

    stage: str
    start: datetime
    end: datetime
    is_known: bool = True


@dataclass(frozen=True)
class OrderBar:
    """One order's row. ``late`` spans from the promise to the arrival or now; None where nothing is late."""

    channel: str
    no: str
    placed_at: datetime | None
    promise: Promise | None
    segments: tuple[Segment, ...]
    late: tuple[datetime, datetime] | None
    stage: str


def order_bar(order: Record, moves: Sequence[Record], workflow: Workflow, now: datetime) -> OrderBar:
    """The row of an order, from the same schedule as its own Gantt."""
    given = promise(order, workflow)
    arrived = workflow.reached(GOODS_ARRIVED)
    segments: list[Segment] = []
    rows = schedule(order, moves, workflow, now)
    for row in rows:
        for stay in row.stays:
            lasts = stay.end is None and row.stage not in arrived
            until = max(now, stay.start) if lasts else stay.start if row.stage in arrived else stay.end or stay.start
            segments.append(Segment(row.stage, stay.start, until))
    here = next((row for row in rows if row.stage == order["stage"]), None)
    lasts = here is not None and here.state == "current" and here.stage not in (*arrived, *workflow.codes("cancelled"))
    if here and lasts and not here.stays and segments:
        segments.append(Segment(here.stage, min(now, max(segment.end for segment in segments)), now, is_known=False))
    begun = {segment.start for segment in segments if segment.end > segment.start}
    hours = given.hours_late(now) if given else None
    is_late = given is not None and hours is not None and hours > 0
    return OrderBar(
        channel=order["channel"],
        no=order["channel_order_no"],
        placed_at=order["placed_at"],
        promise=given,
        segments=tuple(
            sorted(
                (each for each in segments if each.end > each.start or each.start not in begun),
                key=lambda segment: segment.start,
            )
        ),
        late=(given.promised_at, given.met_at or now) if is_late and given else None,
        stage=order["stage"],
    )


def height(bars: Sequence[OrderBar]) -> int:
    """Pixels of the whole figure."""
    return TOP + LABEL + BOTTOM + ROW_HEIGHT * len(bars)


def orders_gantt(bars: Sequence[OrderBar], now: datetime, narrow: bool = False) -> dict[str, Any]:
    """The figure, the first of ``bars`` at the top. A click tells ``[channel, number]`` as its customdata."""
    span = _span(bars, now)
    moments, words = ticks(span, NARROW_TICKS if narrow else TICKS)
    line = {"color": theme.token("ink"), "width": 1.5, "dash": "dash"}
    share = span.share(now)
    return {
        "data": [_planned(bars), *_segments(bars), _late(bars), _moments(bars)],
        "layout": theme.layout(
            height=height(bars),
            barmode="overlay",
            margin={"l": 4, "r": 76 if any(bar.late for bar in bars) else 16, "t": TOP, "b": BOTTOM},
            xaxis={
                "type": "date", "side": "top", "range": [wall(span.start), wall(span.end)], "tickmode": "array",
                "tickvals": moments, "ticktext": words, "showgrid": True, "gridcolor": theme.token("line"),
                "automargin": False, "tickangle": 0,
            },
            yaxis={
                "range": [len(bars) - 0.5, -0.5 - LABEL / ROW_HEIGHT], "tickmode": "array",
                "tickvals": list(range(len(bars))),
                "ticktext": [_name(bar, narrow) for bar in bars], "showgrid": False,
                "tickfont": {"size": 11 if narrow else 12, "color": theme.token("ink")},
            },
            shapes=[
                {
                    "type": "line", "x0": wall(now), "x1": wall(now), "y0": 0, "y1": 1, "yref": "paper", "line": line,
                    "layer": "above",
                }
            ],
            annotations=[
                {
                    "text": tr().t("order.gantt_now"), "x": wall(now), "y": 1, "yref": "paper", "yanchor": "top",
                    "xanchor": "left" if share < EDGE else "right" if share > 1 - EDGE else "center",
                    "showarrow": False, "font": {"color": theme.token("ink")}, "bgcolor": theme.token("surface"),
                    "borderpad": 1,
                }
            ],
        ),
    }  # fmt: skip


def _span(bars: Sequence[OrderBar], now: datetime) -> Span:
    moments = [now]
    for bar in bars:
        moments += [moment for segment in bar.segments for moment in (segment.start, segment.end)]
        moments += [bar.placed_at] if bar.placed_at else []
        moments += [bar.promise.promised_at] if bar.promise else []
    start, end = min(moments), max(moments)
    room = max((end - start) * 0.02, ROOM)
    return Span(start - room, end + room)


def _name(bar: OrderBar, narrow: bool) -> str:
    """The number, its end alone where it is long, as a way to the order's page."""
    most = NARROW_NAME if narrow else LONGEST_NAME
    shown = bar.no if len(bar.no) <= most else f"…{bar.no[1 - most :]}"
    return f'<a href="{escape(order_href(bar.channel, bar.no))}">{escape(shown)}</a>'


def _words(bar: OrderBar, *more: str) -> str:
    t = tr()
    channel = channel_label(bar.channel)
    told = [f"<b>{escape(bar.no)}</b>", f"{escape(channel)} · {escape(stage_label(bar.stage))}", *map(escape, more)]
    if bar.placed_at:
        told.append(t.t("orders_gantt.placed", when=t.datetime(bar.placed_at)))
    if bar.promise:
        told.append(t.t("orders_gantt.promised", when=t.datetime(bar.promise.promised_at)))
    if bar.late:
        told.append(t.t("orders_gantt.late", duration=_late_words(bar)))
    return "<br>".join(told)


def _late_words(bar: OrderBar) -> str:
    assert bar.late
    return span_words((bar.late[1] - bar.late[0]) / timedelta(hours=1))


def _bars(
    found: Sequence[tuple[int, OrderBar, datetime, datetime, str]], colour: str | Sequence[str], width: float
) -> dict[str, Any]:
    """``found``: (place, order, start, end, tooltip) each."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": [place for place, *_ in found],
        "base": [wall(start) for _, _, start, _, _ in found],
        "x": [max(milliseconds(start, end), 0) for _, _, start, end, _ in found],
        "width": width,
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": [[bar.channel, bar.no] for _, bar, *_ in found],
        "hovertext": [words for *_, words in found],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _planned(bars: Sequence[OrderBar]) -> dict[str, Any]:
    found = [
        (place, bar, bar.placed_at, bar.promise.promised_at, _words(bar))
        for place, bar in enumerate(bars)
        if bar.placed_at and bar.promise and bar.promise.promised_at > bar.placed_at
    ]
    return _bars(found, theme.faded(theme.token("ink"), PALE), THICK)


def _segments(bars: Sequence[OrderBar]) -> list[dict[str, Any]]:
    """What lies behind the promise is drawn as late."""
    found, colours = [], []
    t = tr()
    for place, bar in enumerate(bars):
        for segment in bar.segments:
            end = min(segment.end, bar.late[0]) if bar.late else segment.end
            if end > segment.start:
                lasted = span_words((segment.end - segment.start) / timedelta(hours=1))
                stage = stage_label(segment.stage)
                told = (
                    t.t("orders_gantt.stood", stage=stage, duration=lasted)
                    if segment.is_known
                    else t.t("orders_gantt.since_unknown", stage=stage)
                )
                found.append((place, bar, segment.start, end, _words(bar, told)))
                colours.append(theme.faded(theme.stage_colour(segment.stage), 1 if segment.is_known else UNKNOWN))
    return [_bars(found, colours, THIN)]


def _late(bars: Sequence[OrderBar]) -> dict[str, Any]:
    t = tr()
    late = [(place, bar, *bar.late, _words(bar)) for place, bar in enumerate(bars) if bar.late]
    return {
        **_bars(late, theme.token("bad"), THIN),
        "text": [t.t("order.gantt_plus", duration=_late_words(bar)) for _, bar, *_ in late],
        "textposition": "outside",
        "constraintext": "none",
        "textangle": 0,
        "textfont": {"color": theme.token("bad"), "size": 12},
        "cliponaxis": False,
    }


def _moments(bars: Sequence[OrderBar]) -> dict[str, Any]:
    points = [
        (place, bar, segment)
        for place, bar in enumerate(bars)
        for segment in bar.segments
        if segment.start == segment.end
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [wall(segment.start) for *_, segment in points],
        "y": [place for place, *_ in points],
        "marker": {
            "symbol": "diamond",
            "size": 9,
            "color": [theme.stage_colour(segment.stage) for *_, segment in points],
        },
        "customdata": [[bar.channel, bar.no] for _, bar, _ in points],
        "hovertext": [_words(bar, stage_label(segment.stage)) for _, bar, segment in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
