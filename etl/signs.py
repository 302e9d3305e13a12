"""Signs of currencies, as amounts of shops are written with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# A sign that several currencies share ($, ¥, kr) stands in no table: a layout says what its channel means by it.
SIGNS: Final = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₫": "VND", "₴": "UAH", "฿": "THB", "₱": "PHP",
    "₽": "RUB", "₪": "ILS", "৳": "BDT", "₦": "NGN", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "元": "CNY",
    "円": "JPY",
    "us$": "USD", "au$": "AUD", "a$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "sg$": "SGD", "nt$": "TWD", "mx$": "MXN", "r$": "BRL", "cn¥": "CNY", "jp¥": "JPY", "rm": "MYR", "rp": "IDR",
    "gbp£": "GBP", "eur€": "EUR",
}  # fmt: skip

THREE_DECIMALS: Final = "BHD|IQD|JOD|KWD|LYD|OMR|TND|[BJK]D|DT"
MARKS: Final = r"[A-Za-z]{0,3} ?[$¥￥]|US ?[$]|[€£₹₩₺₫₴฿₱₽₪৳₦元円]|^[A-Z]{3}|[A-Z]{3}$|(?i:zł|kč|ft|lei|rm|rp|kr[.]?)"


def sign_of(text: str, signs: Mapping[str, str]) -> str:
    """SQL: the currency that an amount's text is written with, NULL without one; ``signs`` outrank the table."""
    mark = rf"regexp_replace({text}, '[-+0-9., ()''\x{{a0}}\x{{202f}}]', '', 'g')"
    known = SIGNS | {sign.lower(): currency for sign, currency in signs.items()}
    cases = " ".join(f"WHEN '{sign}' THEN '{currency}'" for sign, currency in known.items())
    return (
        f"CASE WHEN {mark} = '' THEN NULL WHEN upper({mark}) IN (SELECT code FROM currencies) THEN upper({mark}) "
        f"ELSE CASE lower({mark}) {cases} END END"
    )
