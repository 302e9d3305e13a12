"""Coins, rounding and rates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.money import REFERENCE_RATES_CNY, exponent, fits, quantize, rate


@pytest.mark.parametrize(("currency", "digits"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("XXX", 2)])
def test_coins(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("2.345", "CNY", "2.35"), ("-2.345", "CNY", "-2.35"), ("0.5", "JPY", "1"), ("1.2345", "KWD", "1.235")],
)
def test_half_goes_up_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    assert quantize(Decimal(amount), currency) == Decimal(rounded)


@pytest.mark.parametrize(
    ("amount", "currency", "payable"), [("1.20", "CNY", True), ("1.234", "CNY", False), ("1.5", "JPY", False)]
)
def test_an_amount_fits_its_coins(amount: str, currency: str, payable: bool) -> None:
    assert fits(Decimal(amount), currency) is payable


def test_rates_go_through_the_reference() -> None:
    assert rate("USD", "CNY") == Decimal("7.10")
    assert rate("CNY", "CNY") == 1
    assert rate("JPY", "USD") == Decimal("0.047") / Decimal("7.10")
    assert rate("XAF", "CNY") is None and rate("CNY", "XAF") is None


@given(st.sampled_from(sorted(REFERENCE_RATES_CNY)), st.sampled_from(sorted(REFERENCE_RATES_CNY)))
def test_there_and_back_is_one(one: str, other: str) -> None:
    there, back = rate(one, other), rate(other, one)
    assert there is not None and back is not None
    assert abs(there * back - 1) < Decimal("1e-20")
