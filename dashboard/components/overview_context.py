"""What stays in sight when a click narrows the page: the chart that was clicked still shows the marks around.

A clicked bar narrows the days and the key, so its chart must remember both: the choice ``was`` in the query holds the
period and the keys before the click, e.g. ``90d`` or ``2026-01-01..2026-03-31,taobao,tmall``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.components.overview_view import View, fitting_bucket
from dashboard.figures.periods import bucket_end
from ordertrail.analytics.calendar import bucket_start
from ordertrail.analytics.filters import Filters

Bar = tuple[date, str]
FIELDS = {"channel": "channels", "stage": "stages"}


def around(filters: Filters, view: View, today: date) -> tuple[Filters, Bar | None]:
    """The filters of the bars to draw, and the bar that the page is narrowed to.

    Without a memory, or where the filters were changed since, the page's own filters and None.
    """
    if not view.was or not filters.start or not filters.end:
        return filters, None
    keys = getattr(filters, FIELDS[view.split])
    wide = _remembered(filters, view, today)
    bucket = fitting_bucket(view, wide.start, wide.end)
    start = bucket_start(filters.start, bucket)
    if len(keys) != 1 or narrowed(wide, view, (start, keys[0])) != filters:
        return filters, None
    return wide, (start, keys[0])


def clicked(filters: Filters, view: View, today: date, bar: Bar) -> tuple[Filters, View]:
    """The page after a click on a bar: narrowed to it, or, where it was so already, as before that click."""
    wide, chosen = around(filters, view, today)
    if chosen == bar:
        return wide, replace(view, was="")
    after = narrowed(wide, view, bar)
    if after == filters:
        return filters.replace(**{FIELDS[view.split]: ()}), replace(view, was="")
    return after, replace(view, was=_memory(wide, view))


def narrowed(filters: Filters, view: View, bar: Bar) -> Filters:
    """The days of the bar's bucket, cut to the period, and the bar's key."""
    start, key = bar
    last = bucket_end(start, fitting_bucket(view, filters.start, filters.end))
    first = max(start, filters.start) if filters.start else start
    last = min(last, filters.end) if filters.end else last
    return filters.replace(start=first, end=last, **{FIELDS[view.split]: (key,)})


def _memory(filters: Filters, view: View) -> str:
    days = f"{filters.start or ''}..{filters.end or ''}"
    return ",".join((filters.preset or days, *getattr(filters, FIELDS[view.split])))


def _remembered(filters: Filters, view: View, today: date) -> Filters:
    period, *keys = view.was.split(",")
    first, dots, last = period.partition("..")
    query = f"?from={first}&to={last}" if dots else f"?preset={period}"
    said = Filters.from_query(f"{query}&{view.split}={','.join(keys)}", today)
    field = FIELDS[view.split]
    changes = {"start": said.start, "end": said.end, "preset": said.preset, field: getattr(said, field)}
    return filters.replace(**changes)
