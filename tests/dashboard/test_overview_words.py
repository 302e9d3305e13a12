"""The words of the overview: titles that say what is there, figures that say what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.components import overview_titles as titles
from dashboard.components.kpi_card import change, kpi_card, spark_path
from ordertrail.analytics.kpi import Kpi
from ordertrail.i18n import use_locale
from tests.dashboard.screen import with_class, words

BAR = (date(2026, 11, 11), "taobao")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_locale("en")
    yield
    use_locale("zh")


# --- titles ----------------------------------------------------------------------------------------------------


def frame(*columns: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def trend_frame(*counts: tuple[str, int]) -> pd.DataFrame:
    rows = [(BAR[0], key, count, count * 5.0) for key, count in counts]
    return frame("bucket_start", "key", "orders", "revenue", rows=rows)


def test_the_trends_title_is_true() -> None:
    told = trend_frame(("taobao", 3), ("amazon", 1))
    assert titles.trend_title(told, "channel", "orders", "CNY") == "4 orders, most from Taobao (75.0%)"
    assert titles.trend_title(told, "channel", "revenue", "CNY") == "Revenue CN¥20.00, most from Taobao (75.0%)"
    tie = trend_frame(("taobao", 2), ("amazon", 2))
    assert titles.trend_title(tie, "channel", "orders", "CNY") == "4 orders"
    assert titles.trend_title(told.head(0), "channel", "orders", "CNY") == "No orders in this period"
    assert titles.bar_title(told, BAR, "day", "channel", "orders", "CNY") == "Taobao, Wed, Nov 11, 2026: 3 orders"


def test_the_rings_title_counts_what_waits_for_somebody_here() -> None:
    here = [("awaiting_payment", 1), ("paid", 2), ("preparing", 1), ("hold", 1), ("exception", 1)]
    told = frame("stage", "orders", rows=[*here, ("shipped", 5), ("delivered", 2), ("done", 6), ("cancelled", 1)])
    assert titles.stage_title(told) == "To be shipped or resolved: 6 of 20 orders (30.0%)"
    assert titles.stage_title(told.tail(4)) == "No order waits to be shipped or resolved"
    assert titles.stage_title(told.head(0)) == "No orders in this period"


def test_the_maps_titles_reckon_with_all_orders() -> None:
    provinces = frame("region", "orders", "revenue", rows=[("CN-44", 4, 0.0), ("CN-31", 1, 0.0)])
    assert titles.china_title(provinces, 10) == "Guangdong, Shanghai: 50.0% of the orders in China"
    told = [("CN", 6, 0.0), ("DE", 1, 0.0), ("US", 2, 0.0), ("unknown", 1, 0.0)]
    countries = frame("country", "orders", "revenue", rows=told)
    assert titles.world_title(countries) == "30.0% of orders go abroad, United States first"
    assert titles.world_title(countries.head(1)) == "No orders go abroad"


def test_the_channels_title_names_both_ends_where_they_differ() -> None:
    told = frame("channel", "on_time", rows=[("taobao", 0.9), ("amazon", 0.5), ("manual", float("nan"))])
    assert titles.channel_title(told) == "Best on time: Taobao 90.0%; worst: Amazon 50.0%"
    assert titles.channel_title(told.tail(2)) == "How each channel performs"


# --- figures at the head ---------------------------------------------------------------------------------------


def card(**changes: Any) -> Any:
    given: dict[str, Any] = {"code": "late_now", "value": 12, "previous": 8, "unit": "count", "good": "down",
                             "spark": [1, 2], "only": ("late",), "count": 12}  # fmt: skip
    return kpi_card(Kpi(**{**given, **changes}), href="/orders?only=late", currency="CNY", against="vs Oct 1 – Oct 30")


def test_a_card_judges_a_change_by_what_is_good() -> None:
    worse, better = card(), card(good="up")
    assert with_class(worse, "is-bad") and not with_class(worse, "is-good") and with_class(better, "is-good")
    said = words(worse)
    assert "▲" in said and "50.0%" in said and "vs Oct 1 – Oct 30" in said and "12 orders →" in said
    assert "▼" in words(card(value=4)) and with_class(card(value=4), "is-good")
    assert with_class(card(previous=None), "is-even") and with_class(card(value=8), "is-even")
    assert worse.href == "/orders?only=late"


def test_a_share_changes_by_points() -> None:
    assert change(0.93, 0.95, "ratio") == pytest.approx(-0.02)
    assert "2.0 pp" in words(card(value=0.93, previous=0.95, unit="ratio", good="up"))
    assert change(5, 0, "count") is None and change(None, 4, "count") is None


def test_a_course_has_gaps_where_nothing_is_known() -> None:
    assert spark_path([0, None, 2, 1]).count("M") == 2
    assert spark_path([5]) == spark_path([None, None]) == ""
    assert spark_path([3, 3]) == "M0.0 20.0L160.0 20.0"
