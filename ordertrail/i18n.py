"""Sentences, numbers, money and time in the reader's language.

Texts live in ``locale/<lang>/<area>.json``: flat ``"area.key": "text with {slots}"``.
The language of the present request or command is a context variable, so threads started with a copied
context speak it too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextvars import ContextVar, Token
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

LOCALES: Final[dict[str, str]] = {"zh": "zh_Hans_CN", "en": "en_US"}
DEFAULT: Final = "zh"
FOLDER: Final = Path(__file__).parent / "locale"

Number = int | float | Decimal


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All texts of one language, key -> text."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / lang).glob("*.json")):
        texts.update(json.loads(path.read_text(encoding="utf-8")))
    return texts


class Translator:
    """One language and one business time zone."""

    def __init__(self, lang: str, zone: str = "Asia/Shanghai") -> None:
        self.lang = lang if lang in LOCALES else DEFAULT
        self.zone = ZoneInfo(zone)
        self.locale = Locale.parse(LOCALES[self.lang])
        steps = (step.split("=") for step in self.t("unit.scale").split(";"))
        self._scale = tuple((float(size), unit) for size, unit in steps)

    def t(self, key: str, /, **params: Any) -> str:
        """The text of ``key`` with its slots filled; the key itself where no text exists."""
        text = catalogue(self.lang).get(key)
        if text is None:
            return key
        return text.format_map(_Slots(params)) if params else text

    def has(self, key: str) -> bool:
        return key in catalogue(self.lang)

    def number(self, value: Number | None, digits: int | None = None) -> str:
        """Grouped decimal; ``digits`` fixes the places after the point. A dash for None."""
        if value is None:
            return "–"
        pattern = None if digits is None else "#,##0." + "0" * digits if digits else "#,##0"
        return str(format_decimal(value, format=pattern, locale=self.locale))

    def compact(self, value: Number | None, digits: int = 1) -> str:
        """万/亿 in Chinese, K/M/B in English; small numbers in full. A dash for None."""
        if value is None:
            return "–"
        number, sign = abs(float(value)), "-" if value < 0 else ""
        for size, unit in self._scale:
            if round(number / size, digits) >= 1 and round(number) >= self._scale[-1][0]:
                return f"{sign}{format_decimal(round(number / size, digits), locale=self.locale)}{unit}"
        whole = number == int(number) or number >= 100
        return sign + str(format_decimal(round(number, 0 if whole else digits), locale=self.locale))

    def money(self, value: Number | None, currency: str, compact: bool = False) -> str:
        """Amount with its currency's sign and coins. A dash for None."""
        if value is None:
            return "–"
        if compact and abs(float(value)) >= self._scale[-1][0]:
            sign = "-" if value < 0 else ""
            symbol = get_currency_symbol(currency, locale=self.locale)
            return f"{sign}{symbol}{self.compact(abs(float(value)))}"
        return str(format_currency(value, currency, locale=self.locale))

    def percent(self, value: Number | None, digits: int = 1) -> str:
        """0.931 -> 93.1%. A dash for None."""
        if value is None:
            return "–"
        pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
        return str(format_percent(value, format=pattern, locale=self.locale))

    def date(self, value: dt.date | dt.datetime | None) -> str:
        """A calendar day; a moment is first brought to the business zone. A dash for None."""
        if value is None:
            return "–"
        day = self.local(value).date() if isinstance(value, dt.datetime) else value
        return str(format_date(day, format="medium", locale=self.locale))

    def day(self, value: dt.date, fields: str) -> str:
        """A calendar day by the fields of a CLDR skeleton: 'MMMd' -> 'Nov 5', 'yMMM' -> 'Nov 2026'."""
        return str(format_skeleton(fields, value, locale=self.locale))

    def datetime(self, value: dt.datetime | None) -> str:
        """A moment in the business zone, to the minute. A dash for None."""
        if value is None:
            return "–"
        pattern = "yyyy-MM-dd HH:mm" if self.lang == "zh" else "MMM d, yyyy, HH:mm"
        return str(format_datetime(self.local(value), pattern, locale=self.locale))

    def local(self, value: dt.datetime) -> dt.datetime:
        """``value`` (naive means UTC) in the business zone."""
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(self.zone)

    def duration(self, hours: Number | None) -> str:
        """Hours as the two largest units: 28 -> '1 d 4 h'. A dash for None."""
        if hours is None:
            return "–"
        minutes = round(abs(float(hours)) * 60)
        days, rest = divmod(minutes, 1440)
        whole_hours, left = divmod(rest, 60)
        units = (self.t("unit.day"), self.t("unit.hour"), self.t("unit.minute"))
        parts = [(days, units[0]), (whole_hours, units[1]), (left if not days else 0, units[2])]
        shown = " ".join(f"{n} {unit}" for n, unit in parts if n)
        return shown or f"0 {units[1]}"


# Told of each slot that a text has and its asker did not fill; tests set it, people rather see the slot's name.
unfilled: Callable[[str], None] | None = None


class _Slots(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        if unfilled:
            unfilled(key)
        return "{" + key + "}"


@lru_cache(maxsize=32)
def translator(lang: str, zone: str = "Asia/Shanghai") -> Translator:
    """The (shared, immutable) translator of a language."""
    return Translator(lang, zone)


_current: ContextVar[Translator | None] = ContextVar("ordertrail_translator", default=None)


def tr() -> Translator:
    """The translator of the present request or command."""
    return _current.get() or translator(DEFAULT)


def use_locale(lang: str, zone: str = "Asia/Shanghai") -> Token[Translator | None]:
    """Speak ``lang`` from here on in this context."""
    return _current.set(translator(lang, zone))


def negotiate(accept_language: str | None) -> str:
    """The best of our languages for an Accept-Language header; Chinese where nothing fits."""
    wishes = []
    for position, part in enumerate((accept_language or "").split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), position, tag.lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(wishes):
        if tag[:2] in LOCALES:
            return tag[:2]
    return DEFAULT if not accept_language or accept_language == "*" else "en"
