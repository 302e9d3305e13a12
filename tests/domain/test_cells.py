"""What people type, read field by field."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ordertrail.domain.cells import MOST_MONEY, Cells, printable
from ordertrail.domain.entry_goods import signs
from ordertrail.domain.errors import Problem

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def number(text: object, digits: int = 2, **rule: object) -> Decimal | Problem | None:
    cells = Cells()
    found = cells.number("x", text, digits=digits, most=Decimal(1_000_000), **rule)  # type: ignore[arg-type]
    return cells.problems.get("x", found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"), (" 12.50 ", "12.5"), ("1,234.50", "1234.5"), ("１２，５００.00", "12500"), ("１．５", "1.5"),
        ("+3", "3"), (".5", "0.5"), ("5.", "5"), ("-0", "0"), ("1.500000", "1.5"), ("\u30007\u00a0", "7"), (12, "12"),
        (0.1, "0.1"), (Decimal("2.50"), "2.5"), ("0012", "12"), ("1000000", "1000000"),
    ],
)  # fmt: skip
def test_numbers_are_understood(text: object, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "x", "1,23", "1,2345", "12,34,567", "1.2.3", "1 234", "1e3", "1_000", "--1", "NaN", "Infinity", "٣", "½", "$5",
        "1,234,", ",123", "0x10", "二", "9" * 65,
    ],
)  # fmt: skip
def test_everything_else_is_no_number(text: str) -> None:
    assert number(text) == Problem("not_a_number")


def test_a_number_out_of_bounds_says_which() -> None:
    assert number("-0.01") == Problem("negative")
    assert number("0", positive=True) == number("-1", positive=True) == Problem("not_positive")
    assert number("1000000.01") == Problem("too_large", {"limit": "1,000,000"})
    assert number("1.005") == Problem("too_many_decimals", {"digits": 2})
    assert number("1.5", 0) == Problem("no_decimals", {"digits": 0})
    assert number("", required=True) == Problem("required")
    assert number("") is None and number(None) is None


def test_a_spreadsheets_currency_sign_is_taken_where_it_is_the_currencys_own() -> None:
    assert number("￥1,234.50", beside=signs("CNY")) == number("12.5元", beside=signs("CNY")) * Decimal("98.76")
    assert number("¥ 5", beside=signs("CNY")) == Decimal(5)
    assert number("$5", beside=signs("CNY")) == number("¥5", beside=signs("USD")) == Problem("not_a_number")
    assert number("＄5", beside=signs("USD")) == Decimal(5)


def test_no_amount_is_larger_than_its_column() -> None:
    cells = Cells()
    assert cells.number("x", "99999999999999", digits=4, most=MOST_MONEY) == MOST_MONEY
    assert cells.number("x", "99999999999999.0001", digits=4, most=MOST_MONEY) is None
    assert cells.problems == {"x": Problem("too_large", {"limit": "99,999,999,999,999"})}


def text(value: object, limit: int = 5, several_lines: bool = False) -> str | Problem | None:
    cells = Cells()
    found = cells.text("x", value, limit=limit, several_lines=several_lines)
    return cells.problems.get("x", found)


def test_texts_are_kept_as_written_without_outer_blanks() -> None:
    assert text("\u3000 张三 \t") == "张三"
    assert text("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"
    assert text("שלום") == "שלום"
    assert text("<b>") == "<b>"
    assert text("  ") is None and text(None) is None
    assert text("a\r\nb\r\tc", 9, several_lines=True) == "a\nb\n\tc"


@pytest.mark.parametrize("sign", ["\x00", "\x1f", "\x1e", "\n", "\t", "\x7f", "\x85", "\u2028", "\ud800"])
def test_control_characters_are_refused(sign: str) -> None:
    assert text(f"a{sign}b") == Problem("unprintable")


def test_long_texts_are_refused_by_characters_not_bytes() -> None:
    assert text("五个汉字吧") == "五个汉字吧"
    assert text("六个汉字可不") == Problem("too_long", {"limit": 5})
    assert text("a\x00b", several_lines=True) == Problem("unprintable")


def moment(value: object, zone: ZoneInfo = SHANGHAI) -> datetime | Problem | None:
    cells = Cells()
    found = cells.moment("x", value, zone)
    return cells.problems.get("x", found)


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2026-11-24T10:30", datetime(2026, 11, 24, 2, 30)),
        ("2026-11-24 10:30:05.25", datetime(2026, 11, 24, 2, 30, 5, 250_000)),
        ("2026/1/5 9:30", datetime(2026, 1, 5, 1, 30)),
        ("2026-11-24", datetime(2026, 11, 23, 16, 0)),
        ("2026-11-24T10:30:00Z", datetime(2026, 11, 24, 10, 30)),
        ("2026-11-24T10:30:00-05:00", datetime(2026, 11, 24, 15, 30)),
        ("2026-11-24 10:30 +0530", datetime(2026, 11, 24, 5, 0)),
    ],
)
def test_moments_are_of_the_business_zone_or_their_own_offset(value: str, utc: datetime) -> None:
    assert moment(value) == utc


@pytest.mark.parametrize(
    "value", ["?", "yesterday", "2026-02-30", "2026-13-01T00:00", "2026-01-01T25:00", "1789-07-14", "2101-01-01", 17]
)
def test_other_moments_are_refused(value: object) -> None:
    assert moment(value) == Problem("bad_time")


def test_a_time_that_the_clock_skipped_is_refused() -> None:
    assert moment("2026-03-08T02:30", NEW_YORK) == Problem("time_skipped")
    assert moment("2026-03-08T03:00", NEW_YORK) == datetime(2026, 3, 8, 7, 0)


def test_a_time_that_the_clock_showed_twice_is_the_later() -> None:
    assert moment("2026-11-01T01:30", NEW_YORK) == datetime(2026, 11, 1, 6, 30)
    assert moment("2026-11-01T01:30-04:00", NEW_YORK) == datetime(2026, 11, 1, 5, 30)


def test_signs_that_cannot_be_stored_are_replaced_by_one_that_can() -> None:
    assert printable("订单 a\x00b\ud800c\n.csv") == "订单 a\ufffdb\ufffdc\ufffd.csv"
