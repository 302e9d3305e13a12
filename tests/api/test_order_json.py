"""One row of the table as a reader sees it; expected words and times are worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from api.order_json import AMOUNTS, MOMENTS, PLAIN, amount, brief, due, place, rough, row_json
from ordertrail.domain.workflow_templates import FIRST
from ordertrail.i18n import use_locale

NOW = datetime(2026, 11, 24, 12, 0)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_locale("en", "Asia/Shanghai")
    yield
    use_locale("zh", "Asia/Shanghai")


def row(**given: Any) -> dict[str, Any]:
    plain = dict.fromkeys((*PLAIN, *AMOUNTS, *MOMENTS, "tags", "custom")) | {
        "channel": "shopify", "channel_order_no": "#1001", "stage": "paid", "version": 3, "currency": "CNY",
        "total": Decimal("1234.5000"), "base_total": Decimal("1234.5000"), "placed_at": datetime(2026, 11, 23, 17, 30),
        "promised_at": None, "fulfilled_at": None, "late": False, "reached": False, "customer_name": "Li",
        "customer_phone": None, "country": "CN", "region": "CN-44", "city": None, "carrier": None,
        "tracking_no": None, "workflow": None, "goods": "Cup", "lines": 2, "updated_at": NOW,
    }  # fmt: skip
    return plain | given


def test_a_row_is_told_in_the_readers_language_and_the_business_zone() -> None:
    shown = row_json(row(), NOW, FIRST)
    assert (shown["placed"], shown["placed_full"]) == ("Nov 24, 01:30", "Nov 24, 2026, 01:30")
    assert (shown["total"], shown["place"], shown["next"], shown["due"]) == (
        "1234.5000",
        "Guangdong",
        "preparing",
        None,
    )
    use_locale("zh", "Asia/Shanghai")
    shown = row_json(row(), NOW, FIRST)
    assert (shown["placed"], shown["placed_full"], shown["place"]) == ("11月24日 01:30", "2026-11-24 01:30", "广东省")


def test_amounts_moments_tags_and_own_fields_are_told_too() -> None:
    cells = {"paid": Decimal("40.5"), "paid_at": datetime(2026, 11, 23, 17, 30), "tags": "vip,red"}
    shown = row_json(row(**cells, custom='{"grade":"A"}'), NOW, FIRST)
    assert (shown["paid"], shown["refunded"], shown["paid_at"], shown["shipped_at"]) == (
        "40.5",
        None,
        "Nov 24, 2026, 01:30",
        "",
    )
    assert (shown["tags"], shown["custom"]) == ("vip, red", {"grade": "A"})


def test_what_the_table_does_not_show_stays_here() -> None:
    assert not {"order_id", "base_total", "late", "fulfilled_at"} & row_json(row(), NOW, FIRST).keys()


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 3, 29, 0, 30), "Mar 29, 01:30"),
        (datetime(2026, 3, 29, 1, 30), "Mar 29, 03:30"),
        (datetime(2026, 7, 1, 22, 30), "Jul 2, 00:30"),
    ],
)
def test_times_survive_the_change_to_summer_time(moment: datetime, shown: str) -> None:
    use_locale("en", "Europe/Berlin")
    assert brief(moment, NOW, time=True) == shown


def test_the_year_is_told_only_where_it_is_another() -> None:
    assert brief(datetime(2025, 12, 31, 15, 59), NOW, time=True) == "Dec 31, 2025"
    assert brief(datetime(2025, 12, 31, 16, 0), NOW) == "Jan 1"
    assert brief(None, NOW) == ""


@pytest.mark.parametrize(
    ("given", "text", "tone"),
    [
        ({"promised_at": NOW + timedelta(days=2, hours=3)}, "in 2 d", "muted"),
        ({"promised_at": NOW + timedelta(hours=30)}, "in 1 d 6 h", "muted"),
        ({"promised_at": NOW + timedelta(hours=24)}, "in 1 d", "warn"),
        ({"promised_at": NOW + timedelta(minutes=200)}, "in 3 h", "warn"),
        ({"promised_at": NOW + timedelta(seconds=20)}, "in 1 min", "warn"),
        ({"promised_at": NOW - timedelta(hours=3, minutes=50), "late": True}, "3 h late", "bad"),
        ({"promised_at": NOW - timedelta(days=9), "late": True}, "9 d late", "bad"),
        ({"promised_at": NOW, "fulfilled_at": NOW}, "on time", "muted"),
        ({"promised_at": NOW, "fulfilled_at": NOW + timedelta(hours=5)}, "5 h late", "muted"),
    ],
)
def test_the_promise_in_words(given: dict[str, Any], text: str, tone: str) -> None:
    assert due(row(**given), NOW, FIRST) == {"text": text, "tone": tone}


@pytest.mark.parametrize(
    "given",
    [
        {"promised_at": None},
        {"promised_at": NOW + timedelta(days=1), "stage": "cancelled"},
        {"promised_at": NOW + timedelta(days=1), "stage": "delivered", "reached": True},
        {"promised_at": NOW - timedelta(days=1), "stage": "delivered", "reached": True},
    ],
)
def test_a_promise_that_nothing_is_known_of_is_not_judged(given: dict[str, Any]) -> None:
    assert due(row(**given), NOW, FIRST) is None


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "1 min"), (0.5, "30 min"), (1, "1 h"), (26.9, "1 d 2 h"), (48, "2 d"), (71, "2 d")]
)
def test_spans_grow_coarser(hours: float, words: str) -> None:
    assert rough(hours) == words


@pytest.mark.parametrize(
    ("value", "digits"),
    [(Decimal("0.1"), "0.1"), (Decimal("1E+3"), "1000"), (0.1, "0.1"), (Decimal("-5.0000"), "-5.0000"), (None, None)],
)
def test_amounts_keep_their_digits(value: Decimal | float | None, digits: str | None) -> None:
    assert amount(value) == digits


@pytest.mark.parametrize(
    ("country", "region", "name"),
    [("CN", "CN-31", "Shanghai"), ("DE", None, "Germany"), (None, None, ""), ("ZZ", None, "ZZ")],
)
def test_places_have_names(country: str | None, region: str | None, name: str) -> None:
    assert place(country, region, "en") == name
