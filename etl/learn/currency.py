"""In which currency an unknown file without a column for it counts, as far as anything in it tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from babel import Locale
from babel.numbers import get_territory_currencies

from etl.learn.columns import Column
from ordertrail.domain.places import country_code
from ordertrail.domain.synonyms import CURRENCY_SIGNS

_CODES: Final = frozenset(Locale("en").currencies)
_CODE: Final = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_BRACKETED: Final = re.compile(r"[(（\[]([^)）\]]*)[)）\]]")
_SHORT: Final = {"RMB": "CNY"}
# Headers in a country's own signs are those of its shops.
_SCRIPTS: Final = (("HIRAGANA", "JPY"), ("KATAKANA", "JPY"), ("HANGUL", "KRW"), ("CJK", "CNY"))


def likely_currency(columns: Sequence[Column], country: str | None) -> str:
    """The currency that stands beside the amounts or in their headers, else that of the only country in the column
    ``country``, else that of the language; none where none is told or several are.
    """
    money = [column for column in columns if column.share("point", "comma") > 0.5]
    for texts in (
        [sample for column in money for sample in column.samples],
        [within for column in money for within in _BRACKETED.findall(column.header)],
    ):
        if found := _named(texts):
            return found.pop() if len(found) == 1 else ""
    if country:
        return _of_country(next(column for column in columns if column.header == country))
    return _of_script(column.header for column in columns)


def _named(texts: Iterable[str]) -> set[str]:
    """Every currency that a text names by its sign or code."""
    found: set[str] = set()
    for text in texts:
        found |= {code for sign, code in CURRENCY_SIGNS.items() if sign in text}
        found |= {_SHORT.get(code, code) for code in _CODE.findall(text) if code in _CODES or code in _SHORT}
    return found


def _of_country(column: Column) -> str:
    named = {country_code(word) for word in (column.words or column.samples)}
    tender = {tuple(get_territory_currencies(code)) for code in named if code}
    only = tender.pop() if len(tender) == 1 and None not in named else ()
    return only[0] if len(only) == 1 else ""


def _of_script(headers: Iterable[str]) -> str:
    names = [name for name in headers if name]
    for script, currency in _SCRIPTS:
        written = sum(any(unicodedata.name(sign, "").startswith(script) for sign in name) for name in names)
        # Kana stand in Japanese alone; Chinese signs may be a translation beside each name.
        if written * (2 if script == "CJK" else len(names)) >= len(names) and written:
            return currency
    return ""
