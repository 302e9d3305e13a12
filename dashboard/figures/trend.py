"""Bars of orders or revenue over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.figures.periods import amount_ticks, bucket_words, is_cut, is_running, time_ticks
from dashboard.figures.tips import change_words, orders_words
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label
from ordertrail.stages import stage_label


def trend_figure(
    frame: pd.DataFrame,
    *,
    bucket: str,
    split: str,
    measure: str,
    currency: str,
    today: date,
    period: tuple[date | None, date | None] = (None, None),
    selected: tuple[date, str] | None = None,
) -> dict[str, Any]:
    """Stacked bars of ``measure`` (orders or revenue) from [bucket_start, key, orders, revenue], a colour a key.

    Buckets that ``period`` cuts or that are not over are hatched. Each bar carries [bucket_start, key] as customdata.
    ``selected`` names the bar that stays at full strength.
    """
    starts = sorted(set(frame["bucket_start"]))
    keys = list(dict.fromkeys(frame["key"]))
    values = {
        (row[0], row[1]): float(row[2] or 0)
        for row in frame[["bucket_start", "key", measure]].itertuples(index=False, name=None)
    }
    sums = {start: sum(values.get((start, key), 0.0) for key in keys) for start in starts}
    partial = {start: is_cut(start, bucket, *period) or is_running(start, bucket, today) for start in starts}
    before = dict(pairwise(starts[::-1]))
    tips = _Tips(values, sums, partial, before, bucket, split, measure, currency)
    bars = [
        {
            "type": "bar",
            "name": key_name(key, split),
            "showlegend": False,
            "x": [start.isoformat() for start in starts],
            "y": [values.get((start, key), 0.0) for start in starts],
            "customdata": [[start.isoformat(), key] for start in starts],
            "hovertext": [tips.of(start, key) for start in starts],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {
                "color": colour(key, split),
                "opacity": [_strength(selected, start, key) for start in starts],
                "line": {"width": 0},
                "pattern": theme.hatch(_hatches(key, split, starts, partial)),
            },
        }
        for key in keys
    ]
    marks, words = amount_ticks(max(sums.values(), default=0.0))
    days, names = time_ticks(starts, bucket)
    return {
        "data": [*bars, *_legend(keys, split, starts)],
        "layout": theme.layout(
            barmode="stack",
            bargap=0.25 if len(starts) < 60 else 0.1,
            showlegend=len(keys) > 1,
            xaxis={
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [start.isoformat() for start in starts],
                "tickvals": days,
                "ticktext": names,
                "tickangle": 0,
            },
            yaxis={"tickvals": marks, "ticktext": words, "range": [0, max(marks[-1], 1.0)]},
        ),
    }


def key_name(key: str, split: str) -> str:
    """Name of a channel or a stage."""
    return channel_label(key) if split == "channel" else stage_label(key)


def colour(key: str, split: str) -> str:
    """Colour of a channel or a stage."""
    return theme.channel_colour(key) if split == "channel" else theme.stage_colour(key)


def amount(value: float, measure: str, currency: str) -> str:
    """'1,284 orders' or an amount of money."""
    return tr().money(value, currency, compact=True) if measure == "revenue" else orders_words(value)


@dataclass(frozen=True)
class _Tips:
    """What is said over each bar: its figure, its share of the bucket, its change against the bucket before."""

    values: dict[tuple[date, str], float]
    sums: dict[date, float]
    partial: dict[date, bool]
    before: dict[date, date]
    bucket: str
    split: str
    measure: str
    currency: str

    def of(self, start: date, key: str) -> str:
        t, value = tr(), self.values.get((start, key), 0.0)
        lines = [
            f"<b>{key_name(key, self.split)}</b>  {bucket_words(start, self.bucket)}",
            amount(value, self.measure, self.currency),
        ]
        if self.sums[start] > 0:
            lines[-1] += "  " + t.t("overview.tip_share", share=t.percent(value / self.sums[start]))
        lines.append(t.t("overview.tip_partial") if self.partial[start] else self._change(start, key, value))
        return "<br>".join(filter(None, lines))

    def _change(self, start: date, key: str, value: float) -> str:
        earlier = self.before.get(start)
        if earlier is None or self.partial[earlier]:
            return ""
        return change_words(value, self.values.get((earlier, key), 0.0), tr().t(f"overview.tip_before_{self.bucket}"))


def _legend(keys: Sequence[str], split: str, starts: Sequence[date]) -> list[dict[str, Any]]:
    """Marks for the legend alone: those of the bars would take the hatch of their first bucket."""
    if len(keys) < 2:
        return []
    return [
        {
            "type": "bar",
            "name": key_name(key, split),
            "x": [starts[0].isoformat()],
            "y": [None],
            "hoverinfo": "skip",
            "marker": {
                "color": colour(key, split),
                "line": {"width": 0},
                "pattern": theme.hatch(_hatches(key, split, starts[:1], {starts[0]: False})),
            },
        }
        for key in keys
    ]


def _strength(selected: tuple[date, str] | None, start: date, key: str) -> float:
    return 1.0 if selected in (None, (start, key)) else theme.DIMMED


def _hatches(key: str, split: str, starts: Sequence[date], partial: dict[date, bool]) -> list[str]:
    called_off = split == "stage" and theme.is_hatched(key)
    return ["/" if partial[start] else "\\" if called_off else "" for start in starts]
