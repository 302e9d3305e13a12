"""States and provinces of countries other than China: ISO 3166-2 by code, by local, English and Chinese name.

The names are those of the package pycountry (Debian's iso-codes), which is a table and nothing more; names that people
write in English where the standard has only the local one stand in subdivisions.json.
"""

from __future__ import annotations

import gettext
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pycountry

_ENGLISH: Final = Path(__file__).with_name("subdivisions.json")
_KINDS: Final = re.compile(
    r"^(greater|co|state|province|region|county|prefecture|canton|land|departement|department|provincia|"
    r"provincia de|provincia di|comunidad de|comunidad autonoma de|principado de|region de|estado de|oblast|"
    r"voivodeship|city|metropolitan city)( of)? "
    r"|[ -](state|province|region|county|prefecture|oblast|voivodeship|ken|fu|to|do|teukbyeolsi|gwangyeoksi|"
    r"teukbyeoljachisi|teukbyeoljachido)$"
)
_KINDS_OF_SIGNS: Final = re.compile(
    "(自治区|自治省|大区|省|州|县|縣|県|市|府|都|邦|区|특별자치시|특별자치도|특별시|광역시|도)$"
)
_UMLAUTS: Final = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("Ä"): "Ae", ord("Ö"): "Oe", ord("Ü"): "Ue"}
# Where exports name places in other letters than the standard does.
_LANGUAGES: Final = {"JP": "ja", "KR": "ko", "RU": "ru", "UA": "uk", "GR": "el", "TH": "th", "IL": "he", "BG": "bg"}


def subdivision_code(country: str | None, text: str | None) -> str | None:
    """Code of the subdivision of ``country`` (alpha-2) that ``text`` names; None where none or several are named."""
    if not country or not text:
        return None
    names = _names_of(country)
    for form in (_plain(text), _plain_short(text)):
        if form in names:
            return names[form]
    return None


def subdivisions_of(country: str) -> tuple[str, ...]:
    """The codes of a country's subdivisions, those within others too."""
    return tuple(sorted(each.code for each in pycountry.subdivisions.get(country_code=country) or ()))


def subdivision_name(code: str, lang: str) -> str | None:
    """Name of a subdivision (``US-CA``), Chinese where ``lang`` is zh and one is known; None for any other code."""
    found: Any = pycountry.subdivisions.get(code=code) if "-" in code else None
    if found is None:
        return None
    if lang == "zh":
        chinese = _catalogue("zh_CN").gettext(found.name)
        return chinese if chinese != found.name else _english().get(code) or _turned(found.name)
    return _english().get(code) or _turned(found.name)


@cache
def _names_of(country: str) -> Mapping[str, str]:
    """Every known spelling in plain form -> code; spellings of several subdivisions name the widest, or none."""
    found: dict[str, set[str]] = {}
    wide: set[str] = set()
    for each in pycountry.subdivisions.get(country_code=country) or ():
        if each.parent_code is None:
            wide.add(each.code)
        local = _turned(each.name)
        spellings = [each.code, each.code.split("-", 1)[1], each.name, local, _english().get(each.code, "")]
        spellings += re.split(r"[/\[\]()]", each.name)
        for language in ("zh_CN", _LANGUAGES.get(country, "zh_CN")):
            said = _catalogue(language).gettext(each.name)
            spellings += [said, _KINDS_OF_SIGNS.sub("", said)]
        spellings += [spelling.translate(_UMLAUTS) for spelling in spellings]
        for spelling in spellings:
            for form in (_plain(spelling), _plain_short(spelling)):
                if form:
                    found.setdefault(form, set()).add(each.code)
    named = {form: codes if len(codes) == 1 else codes & wide for form, codes in found.items()}
    return {form: next(iter(codes)) for form, codes in named.items() if len(codes) == 1}


def _plain(text: str) -> str:
    """Lower case, without accents, full stops and outer blanks."""
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.sub("[.'’`]", "", bare).casefold().split())


def _plain_short(text: str) -> str:
    """As ``_plain``, without the words that only say of which kind the subdivision is."""
    plain = _plain(text)
    return _KINDS_OF_SIGNS.sub("", _KINDS.sub("", plain).strip()) or plain


def _turned(name: str) -> str:
    """'Madrid, Comunidad de' as 'Comunidad de Madrid'."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and first.endswith((" de", " di", " of", " del", "'")) else name


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language], fallback=True)


@cache
def _english() -> Mapping[str, str]:
    table: Mapping[str, str] = json.loads(_ENGLISH.read_text(encoding="utf-8"))
    return table
