"""What is written into the Gantt: now and the promise, why a row is empty, by how much a bar is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dashboard import theme
from dashboard.components.order_words import span_words
from dashboard.components.row_words import note_words
from dashboard.figures.time_axis import Span, wall
from ordertrail.domain.schedule import Promise, Row
from ordertrail.i18n import tr

# A row's words stand before its planned bar where that ends further right than this share of the axis.
LATE_PART: Final = 0.62
# Words of two lines closer than this lean away from each other.
CLOSE: Final = 0.3


@dataclass(frozen=True)
class Mark:
    shape: dict[str, Any]
    label: dict[str, Any]


def lines(promise: Promise | None, span: Span, now: datetime) -> list[Mark]:
    """Now, dashed, and the promise, solid; where they stand close together their words lean away from each other."""
    t = tr()
    found: list[tuple[datetime, str, str, str]] = []
    if span.start <= now <= span.end:
        found.append((now, t.t("order.gantt_now"), theme.token("ink"), "dash"))
    if promise:
        hours = promise.hours_late(now)
        colour = theme.token("bad") if hours is not None and hours > 0 else theme.token("muted")
        found.append((promise.promised_at, t.t("order.gantt_promised"), colour, "solid"))
    found.sort()
    is_close = len(found) == 2 and span.share(found[1][0]) - span.share(found[0][0]) < CLOSE
    marks = []
    for place, (moment, word, colour, dash) in enumerate(found):
        x, share = wall(moment), span.share(moment)
        side = (
            ("right", "left")[place] if is_close else "left" if share < 0.08 else "right" if share > 0.92 else "center"
        )
        line = {"color": colour, "width": 1.5, "dash": dash}
        shape = {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line, "layer": "above"}
        marks.append(Mark(shape, _text(word, x, 1, colour, side, yref="paper", yanchor="bottom")))
    return marks


def notes(rows: Sequence[Row], span: Span) -> list[dict[str, Any]]:
    """Why a row has no bar, beside its planned one."""
    found = []
    for place, row in enumerate(rows):
        words = note_words(row)
        if not words:
            continue
        start, end = row.planned_start or span.start, row.planned_end or span.start
        is_right = span.share(end) > LATE_PART
        x, side, shift = (start, "right", -6) if is_right else (end, "left", 6)
        found.append(_text(words, wall(x), place, theme.token("muted"), side, xshift=shift))
    return found


def overruns(rows: Sequence[Row], span: Span, now: datetime) -> list[dict[str, Any]]:
    """'+1 d 4 h' at the end of each bar that took too long."""
    t = tr()
    found = []
    for place, row in enumerate(rows):
        late = [stay for stay in row.stays if stay.over_from]
        if late:
            end = min(late[-1].end or now, span.end)
            words = t.t("order.gantt_plus", duration=span_words(row.overrun_hours))
            found.append(_text(words, wall(end), place, theme.token("bad"), "left", xshift=6))
    return found


def _text(words: str, x: str, y: float, colour: str, side: str, **more: Any) -> dict[str, Any]:
    return {
        "text": words,
        "x": x,
        "y": y,
        "xanchor": side,
        "showarrow": False,
        "font": {"color": colour},
        "bgcolor": theme.token("surface"),
        "borderpad": 1,
        **more,
    }
