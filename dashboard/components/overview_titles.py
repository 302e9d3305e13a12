"""Titles of the overview's charts: one true sentence about what each shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.components.filter_bar import HOME, UNKNOWN, region_label
from dashboard.figures.periods import bucket_words
from dashboard.figures.trend import amount, key_name
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label

MOST_PLACES = 3


def trend_title(frame: pd.DataFrame, split: str, measure: str, currency: str) -> str:
    """How many or how much, and which channel or stage has the largest part."""
    t = tr()
    sums = frame.groupby("key")[measure].sum().sort_values(ascending=False)
    total = float(sums.sum())
    if not total:
        return t.t("overview.trend_none") if measure == "orders" else t.t("overview.trend_no_revenue")
    key, share = _largest(sums.index.tolist(), sums.tolist())
    words = {"total": amount(total, measure, currency), "key": key_name(key, split), "share": t.percent(share)}
    if not key:
        return t.t(f"overview.trend_{measure}", **words)
    return t.t(f"overview.trend_{measure}_{split}", **words)


def bar_title(frame: pd.DataFrame, bar: tuple[date, str], bucket: str, split: str, measure: str, currency: str) -> str:
    """What the one bar says that the page is narrowed to."""
    start, key = bar
    value = float(frame.loc[(frame["bucket_start"] == start) & (frame["key"] == key), measure].sum())
    words = {
        "key": key_name(key, split),
        "when": bucket_words(start, bucket),
        "amount": amount(value, measure, currency),
    }
    return tr().t("overview.trend_bar", **words)


def stage_title(frame: pd.DataFrame) -> str:
    """How many orders wait for somebody here. Some sources never tell what becomes of an order once it is shipped."""
    t = tr()
    stages = workflows()
    away = (*stages.reached("shipped"), *stages.codes("cancelled"))
    total = int(frame["orders"].sum())
    waiting = int(frame.loc[~frame["stage"].isin(away), "orders"].sum())
    if not total:
        return t.t("overview.trend_none")
    if not waiting:
        return t.t("overview.stages_none_waiting")
    words = {"total": t.number(total, 0), "waiting": t.number(waiting, 0), "share": t.percent(waiting / total)}
    return t.t("overview.stages_waiting", **words)


def china_title(provinces: pd.DataFrame, at_home: int) -> str:
    """The provinces with most orders and their part of all ``at_home`` orders in China."""
    t = tr()
    top = provinces.nlargest(MOST_PLACES, "orders")
    if top.empty or not at_home:
        return t.t("overview.china_none")
    names = t.t("filter.join").join(region_label(code) for code in top["region"])
    return t.t("overview.china_top", places=names, share=t.percent(int(top["orders"].sum()) / at_home))


def world_title(countries: pd.DataFrame) -> str:
    """How much goes abroad, and most of it where."""
    t = tr()
    total = int(countries["orders"].sum())
    abroad = countries[~countries["country"].isin([HOME, UNKNOWN])].sort_values("orders", ascending=False)
    if abroad.empty:
        return t.t("overview.world_none")
    share = t.percent(int(abroad["orders"].sum()) / total)
    code, _ = _largest(abroad["country"].tolist(), abroad["orders"].tolist())
    if not code:
        return t.t("overview.world_abroad", share=share)
    return t.t("overview.world_top", share=share, country=region_label(code))


def channel_title(frame: pd.DataFrame) -> str:
    """The most and the least punctual channel, where they differ."""
    t = tr()
    judged = frame.dropna(subset=["on_time"]).sort_values("on_time", ascending=False)
    if len(judged) < 2 or judged["on_time"].iloc[0] == judged["on_time"].iloc[-1]:
        return t.t("overview.channels_title")
    best, worst = judged.iloc[0], judged.iloc[-1]
    return t.t(
        "overview.channels_on_time",
        best=channel_label(best["channel"]),
        best_share=t.percent(best["on_time"]),
        worst=channel_label(worst["channel"]),
        worst_share=t.percent(worst["on_time"]),
    )


def _largest(keys: Sequence[str], values: Sequence[float]) -> tuple[str, float]:
    """The first key and its share of the sum, where ``values`` (falling) has one largest; '' where it has two."""
    tie = len(values) > 1 and values[0] == values[1]
    return "" if tie else keys[0], values[0] / sum(values)
