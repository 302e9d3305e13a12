"""Amounts and currencies. Sums never mix currencies; the base currency is reached by a rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# Units of CNY for one unit of the currency, rounded reference rates; a store may replace them.
REFERENCE_RATES_CNY: Final[dict[str, Decimal]] = {
    code: Decimal(rate)
    for code, rate in {
        "CNY": "1", "USD": "7.10", "EUR": "8.25", "GBP": "9.45", "JPY": "0.047", "HKD": "0.912", "TWD": "0.228",
        "MOP": "0.885", "KRW": "0.0051", "SGD": "5.48", "AUD": "4.65", "NZD": "4.10", "CAD": "5.10", "CHF": "8.85",
        "SEK": "0.75", "NOK": "0.70", "DKK": "1.105", "PLN": "1.94", "CZK": "0.34", "HUF": "0.0212", "ZAR": "0.41",
        "BRL": "1.32", "MXN": "0.385", "INR": "0.081", "THB": "0.219", "MYR": "1.70", "IDR": "0.00043",
        "PHP": "0.122", "VND": "0.00027", "TRY": "0.170", "AED": "1.93", "SAR": "1.89", "ILS": "2.15", "RUB": "0.088",
    }.items()
}  # fmt: skip

# ISO 4217 currencies that have no minor unit, or three digits; all others have two.
_EXPONENTS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3}


def exponent(currency: str) -> int:
    """Digits after the point that the currency's smallest coin allows (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """``amount`` rounded half up to the currency's smallest coin."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def fits(amount: Decimal, currency: str) -> bool:
    """Whether the amount can be paid exactly in the currency's coins."""
    return amount == quantize(amount, currency)


def rate(currency: str, base: str) -> Decimal | None:
    """Units of ``base`` for one unit of ``currency``; None where no rate is known."""
    if currency not in REFERENCE_RATES_CNY or base not in REFERENCE_RATES_CNY:
        return None
    return REFERENCE_RATES_CNY[currency] / REFERENCE_RATES_CNY[base]
