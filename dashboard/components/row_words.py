"""A stage of an order in sentences: when it was planned, when it was, and by how much it took too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dashboard.components.order_words import span_words
from ordertrail.analytics.durations import Band
from ordertrail.domain.schedule import Row
from ordertrail.i18n import tr

HOUR: Final = timedelta(hours=1)


def row_words(row: Row, now: datetime, band: Band | None = None) -> list[str]:
    """The row in sentences: planned, actual, overrun, and how long orders like it stand there."""
    t = tr()
    words = []
    if row.planned_start and row.planned_end and row.planned_end > row.planned_start:
        words.append(t.t("order.gantt_planned", start=t.datetime(row.planned_start), end=t.datetime(row.planned_end)))
    elif row.planned_start:
        words.append(t.t("order.gantt_planned_at", when=t.datetime(row.planned_start)))
    for stay in row.stays:
        start = t.datetime(stay.start)
        if stay.end is None:
            lasted = span_words(max(now - stay.start, timedelta()) / HOUR)
            words.append(t.t("order.gantt_lasts", start=start, duration=lasted))
        elif stay.end == stay.start:
            words.append(t.t("order.gantt_since", start=start))
        else:
            took = span_words((stay.end - stay.start) / HOUR)
            words.append(t.t("order.gantt_actual", start=start, end=t.datetime(stay.end), duration=took))
    if row.overrun_hours:
        words.append(t.t("order.gantt_over", duration=span_words(row.overrun_hours)))
    note = note_words(row)
    return [*words, *([note] if note else []), *([band_words(band)] if band else [])]


def band_words(band: Band) -> str:
    """'usually 1 d 4 h, nine of ten under 2 d'."""
    return tr().t("gantt.usual", usual=span_words(band.usual), most=span_words(band.most))


def note_words(row: Row) -> str:
    """Why a row has no bar of its own, or '' where it needs no word."""
    t = tr()
    if row.state == "untold":
        return t.t("order.gantt_untold")
    if row.state == "skipped":
        return t.t("order.gantt_skipped")
    if row.state == "off" and not row.stays:
        return t.t("order.gantt_off")
    if row.state in ("passed", "current", "last_told") and not row.stays:
        return t.t("order.gantt_unknown")
    return ""
