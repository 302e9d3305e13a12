"""The table behind each chart of the overview: the same frame, in words and numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.components.filter_bar import UNKNOWN, region_label
from dashboard.figures.periods import bucket_words
from dashboard.figures.trend import key_name
from ordertrail.domain.spreadsheet import inert
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label
from ordertrail.stages import stage_label


@dataclass(frozen=True)
class Table:
    """Header and rows; ``shown`` is for the eye, ``plain`` for a download."""

    header: list[str]
    shown: list[list[str]]
    plain: list[list[Any]]

    def csv(self) -> str:
        """With a byte order mark, which Excel needs to read Chinese; words a sheet would run are quoted."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(self.header)
        writer.writerows([[inert(cell) for cell in row] for row in self.plain])
        return "\ufeff" + buffer.getvalue()


def trend_table(frame: pd.DataFrame, *, bucket: str, split: str, measure: str, currency: str) -> Table:
    """A row a bucket, newest first, a column a key, and their sum. ``measure``: orders or revenue."""
    t = tr()
    keys = list(dict.fromkeys(frame["key"]))
    header = [t.t("overview.column_period"), *(key_name(key, split) for key in keys), t.t("overview.column_sum")]
    values: dict[date, dict[str, float]] = {}
    for start, key, value in zip(frame["bucket_start"], frame["key"], frame[measure], strict=True):
        values.setdefault(start, {})[key] = float(value or 0)
    shown, plain = [], []
    for start in sorted(values, reverse=True):
        cells = [values[start].get(key, 0.0) for key in keys]
        cells.append(sum(cells))
        shown.append([bucket_words(start, bucket), *(_amount(value, measure, currency) for value in cells)])
        plain.append([start.isoformat(), *(_plain(value, measure) for value in cells)])
    return Table(header, shown, plain)


def stage_table(frame: pd.DataFrame) -> Table:
    t = tr()
    total = int(frame["orders"].sum()) or 1
    header = [t.t("overview.column_stage"), t.t("overview.column_orders"), t.t("overview.column_share")]
    rows = [(stage_label(stage), int(orders)) for stage, orders in zip(frame["stage"], frame["orders"], strict=True)]
    return Table(
        header,
        [[name, t.number(orders, 0), t.percent(orders / total)] for name, orders in rows],
        [[name, orders, round(orders / total, 4)] for name, orders in rows],
    )


def place_table(frame: pd.DataFrame, column: str, currency: str) -> Table:
    """``column`` names the place: region or country; an empty place counts as unknown."""
    t = tr()
    header = [t.t("overview.column_place"), t.t("overview.column_orders"), t.t("overview.column_revenue")]
    ordered = frame.sort_values("orders", ascending=False)
    rows = [
        (region_label(code if isinstance(code, str) and code else UNKNOWN), int(orders), float(revenue or 0))
        for code, orders, revenue in zip(ordered[column], ordered["orders"], ordered["revenue"], strict=True)
    ]
    return Table(
        header,
        [[name, t.number(orders, 0), t.money(revenue, currency, compact=True)] for name, orders, revenue in rows],
        [[name, orders, round(revenue, 2)] for name, orders, revenue in rows],
    )


def channel_rows(frame: pd.DataFrame, currency: str) -> Table:
    t = tr()
    header = [
        t.t("overview.column_channel"),
        t.t("overview.column_orders"),
        t.t("overview.column_revenue"),
        t.t("overview.column_aov"),
        t.t("overview.column_on_time"),
        t.t("overview.column_late"),
    ]
    shown, plain = [], []
    for row in frame.to_dict("records"):
        name, orders, late = channel_label(row["channel"]), int(row["orders"]), int(row["late_now"])
        revenue, aov, on_time = _known(row["revenue"]), _known(row["aov"]), _known(row["on_time"])
        shown.append(
            [
                name,
                t.number(orders, 0),
                t.money(revenue, currency, compact=True),
                t.money(aov, currency, compact=True),
                t.percent(on_time),
                t.number(late, 0),
            ]
        )
        plain.append([name, orders, _rounded(revenue, 2), _rounded(aov, 2), _rounded(on_time, 4), late])
    return Table(header, shown, plain)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _known(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _amount(value: float, measure: str, currency: str) -> str:
    t = tr()
    if not value:
        return "–"
    return t.money(value, currency, compact=True) if measure == "revenue" else t.number(int(value), 0)


def _plain(value: float, measure: str) -> float | int:
    return round(value, 2) if measure == "revenue" else int(value)
