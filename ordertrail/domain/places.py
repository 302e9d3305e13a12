"""Names of China's provinces and of countries, in the spellings that exports use."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pycountry

from ordertrail.domain.subdivisions import subdivision_code, subdivision_name

_TABLE: Final = Path(__file__).with_name("places.json")
_SUFFIXES: Final = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省", "市")
# Regions of China that ISO 3166-1 also lists with a code of their own: a country to a file, a province to a map.
_LANGUAGES: Final = (
    "de", "fr", "es", "it", "nl", "pt", "pt_BR", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "bg", "el", "hr",
    "sl", "et", "lv", "lt", "tr", "ru", "uk", "ja", "ko", "zh_CN", "zh_TW", "th", "vi", "id", "ms", "ar", "he", "hi",
)  # fmt: skip
CHINESE_TERRITORIES: Final = ("HK", "MO", "TW")


@dataclass(frozen=True)
class Province:
    """``code`` is ``CN-`` and the two digits of GB/T 2260 (letters for Hong Kong, Macao and Taiwan)."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...]

    @property
    def short_zh(self) -> str:
        """The name without 省, 市 or 自治区."""
        for suffix in _SUFFIXES:
            if self.zh.endswith(suffix):
                return self.zh.removesuffix(suffix)
        return self.zh


@dataclass(frozen=True)
class Country:
    """``code`` is ISO 3166-1 alpha-2."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...]


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


@cache
def provinces() -> tuple[Province, ...]:
    """The 34 provinces, by code."""
    return tuple(Province(code, zh, en, tuple(words)) for code, zh, en, *words in _table()["provinces"])


@cache
def countries() -> tuple[Country, ...]:
    """All countries and territories with an ISO code, by code."""
    return tuple(Country(code, zh, en, tuple(words)) for code, zh, en, *words in _table()["countries"])


def normal(text: str) -> str:
    """The form in which names are compared: lower case, without outer blanks and full stops."""
    return " ".join(text.replace(".", "").replace("\u3000", " ").lower().split())


@cache
def province_words() -> Mapping[str, str]:
    """Every known spelling in normal form -> code of the province."""
    words: dict[str, str] = {}
    for province in provinces():
        letters = province.code.removeprefix("CN-")
        for word in (province.zh, province.short_zh, province.en, province.code, *province.words):
            words[normal(word)] = province.code
        if letters.isalpha():
            words[letters.lower()] = province.code
    return words


@cache
def country_words() -> Mapping[str, str]:
    """Every known spelling in normal form, alpha-2 codes included -> alpha-2 code.

    Our own table comes before the names in other languages; a name of two countries is none.
    """
    words = _translated()
    for country in countries():
        for word in (country.zh, country.en, *country.words, country.code):
            words[normal(word)] = country.code
    return words


def _translated() -> dict[str, str]:
    """The names of countries in the languages of their shops, from the tables of pycountry (Debian's iso-codes)."""
    words: dict[str, str] = {}
    twice: set[str] = set()
    for language in _LANGUAGES:
        names = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
        for country in pycountry.countries:
            for kind in ("name", "common_name", "official_name"):
                word = normal(names.gettext(getattr(country, kind, "") or country.name))
                if words.setdefault(word, country.alpha_2) != country.alpha_2:
                    twice.add(word)
    return {word: code for word, code in words.items() if word not in twice}


def province_code(text: str | None) -> str | None:
    """Code of the province that ``text`` names, alone or as the beginning of an address; None if unknown."""
    if not text:
        return None
    words, name = province_words(), normal(text)
    if name in words:
        return words[name]
    head = name.split(" ", 1)[0]
    if head in words and not head.isascii():
        return words[head]
    for province in provinces():
        short = province.short_zh
        if name.startswith((province.zh, f"{short}省", f"{short}市")) or re.match(f"{short}.{{1,6}}市", name):
            return province.code
    return None


def country_code(text: str | None) -> str | None:
    """Alpha-2 code of the country that ``text`` names; None if unknown."""
    return country_words().get(normal(text)) if text else None


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    names = {province.code: (province.zh, province.en) for province in provinces()}
    return names | {country.code: (country.zh, country.en) for country in countries()}


def place_spellings(code: str) -> tuple[str, ...]:
    """Full and short names of a province, names of a country, Chinese first; empty for any other code."""
    short = tuple(each.short_zh for each in provinces() if each.code == code)
    return (*(_names().get(code) or ()), *short)


def place_name(code: str, lang: str) -> str | None:
    """Name of a province (``CN-44``), state (``US-CA``) or country (``US``) in ``zh`` or ``en``; None for any other."""
    names = _names().get(code)
    return names[lang != "zh"] if names else subdivision_name(code, lang)


def region_code(country: str | None, text: str | None) -> str | None:
    """Code of the province or state of ``country`` (alpha-2) that ``text`` names: ``CN-44``, ``US-CA``."""
    if country in CHINESE_TERRITORIES:
        return f"CN-{country}"
    return province_code(text) if country == "CN" else subdivision_code(country, text)
