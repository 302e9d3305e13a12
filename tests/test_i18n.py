"""Numbers, money and time in the reader's language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ordertrail import i18n
from ordertrail.i18n import tr, translator, use_locale

ZH, EN = translator("zh"), translator("en")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "–", "–"), (0, "0", "0"), (12.5, "12.5", "12.5"), (999, "999", "999"), (9_999.96, "1 万", "10K"),
        (12_345, "1.2 万", "12.3K"), (999_999, "100 万", "1M"), (-1_500, "-1,500", "-1.5K"),
        (123_456_789, "1.2 亿", "123.5M"), (2_500_000_000, "25 亿", "2.5B"),
    ],
)  # fmt: skip
def test_compact(value: float | None, zh: str, en: str) -> None:
    assert (ZH.compact(value), EN.compact(value)) == (zh, en)


def test_money_has_its_sign_and_coins() -> None:
    assert ZH.money(Decimal("1234.5"), "CNY") == "¥1,234.50"
    assert EN.money(Decimal("1234.5"), "USD") == "$1,234.50"
    assert EN.money(Decimal("1234"), "JPY") == "¥1,234"
    assert ZH.money(Decimal("-123456"), "CNY", compact=True) == "-¥12.3 万"
    assert ZH.money(None, "CNY") == "–"


def test_moments_stand_in_the_business_zone_across_daylight_saving() -> None:
    london = translator("en", "Europe/London")
    assert london.datetime(dt.datetime(2026, 3, 29, 0, 59)) == "Mar 29, 2026, 00:59"
    assert london.datetime(dt.datetime(2026, 3, 29, 1, 0)) == "Mar 29, 2026, 02:00"
    assert london.datetime(dt.datetime(2026, 10, 25, 0, 30)) == london.datetime(dt.datetime(2026, 10, 25, 1, 30))
    assert ZH.datetime(dt.datetime(2026, 11, 10, 16, 0)) == "2026-11-11 00:00"
    assert ZH.date(dt.datetime(2026, 11, 10, 16, 0)) == ZH.date(dt.date(2026, 11, 11))


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (28, "1 天 4 小时", "1 d 4 h"),
        (0.2, "12 分钟", "12 min"),
        (0, "0 小时", "0 h"),
        (24, "1 天", "1 d"),
        (None, "–", "–"),
    ],
)
def test_durations(hours: float | None, zh: str, en: str) -> None:
    assert (ZH.duration(hours), EN.duration(hours)) == (zh, en)


def test_unknown_keys_and_slots_show_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "unfilled", None)
    assert EN.t("no.such.key") == "no.such.key"
    assert EN.t("cli.export.done", n=1) == "1 orders written to {file}."


def test_the_language_is_that_of_the_context() -> None:
    use_locale("en")
    assert tr().lang == "en"
    use_locale("xx")
    assert tr().lang == "zh"
