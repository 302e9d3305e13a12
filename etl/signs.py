"""Amounts as shops write them: signs of currencies, and decimals by point or comma."""

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

_THREE_DECIMALS: Final = "BHD|IQD|JOD|KWD|LYD|OMR|TND|[BJK]D|DT"
MARKS: Final = r"[A-Za-z]{0,3} ?[$¥￥]|US ?[$]|[€£₹₩₺₫₴฿₱₽₪৳₦元円]|^[A-Z]{3}|[A-Z]{3}$|(?i:zł|kč|ft|lei|rm|rp|kr[.]?)"


_POINT: Final = "-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?"
_COMMA: Final = "-?([0-9]{1,3}([.][0-9]{3})+|[0-9]+)(,[0-9]+)?"
# In plain decimals; any other text stays as it is. What may be 1234 or 1.234 gets a question mark, and so is no number.
MONEY_MACROS: Final = f"""
CREATE OR REPLACE MACRO comma_money(x) AS list_transform([plain_money(x)], lambda p: CASE
    WHEN regexp_full_match(p, '{_COMMA}') THEN replace(replace(p, '.', ''), ',', '.')
    WHEN regexp_full_match(p, '{_POINT}') THEN replace(p, ',', '') ELSE x END)[1];
CREATE OR REPLACE MACRO either_money(x) AS list_transform([plain_money(x)], lambda p: CASE
    WHEN NOT regexp_full_match(p, '{_COMMA}')
    THEN CASE WHEN regexp_full_match(p, '{_POINT}') THEN replace(p, ',', '') ELSE x END
    WHEN NOT regexp_full_match(p, '{_POINT}') THEN replace(replace(p, '.', ''), ',', '.')
    WHEN regexp_full_match(p, '-?[0-9]+') THEN p
    WHEN p <> x AND NOT regexp_matches(x, '{_THREE_DECIMALS}') THEN regexp_replace(p, '[.,]', '', 'g')
    ELSE x || '?' END)[1];
"""


def mark_of(text: str) -> str:
    """SQL: what an amount's text holds beside the number."""
    return rf"nullif(regexp_replace({text}, '[-+0-9., ()''\x{{a0}}\x{{202f}}]', '', 'g'), '')"


def sign_of(mark: str, signs: Mapping[str, str]) -> str:
    """SQL: the currency of a mark, NULL where it names none; ``signs`` outrank the table."""
    known = SIGNS | {sign.lower(): currency for sign, currency in signs.items()}
    cases = " ".join(f"WHEN '{sign}' THEN '{currency}'" for sign, currency in known.items())
    return (
        f"CASE WHEN upper({mark}) IN (SELECT code FROM currencies) THEN upper({mark}) "
        f"ELSE CASE lower({mark}) {cases} END END"
    )
