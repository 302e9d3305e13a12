"""What the words of files mean: statuses, carriers, ways of payment, countries and provinces.

Carriers and ways of payment have a table of usual spellings here, countries and provinces theirs in
``ordertrail.domain.places``, statuses that of each channel's declaration. Beside them stand a company's own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from ordertrail.domain.places import countries, country_code, provinces, region_code
from ordertrail.domain.subdivisions import subdivision_name

_TABLE: Final = Path(__file__).with_name("words.json")

STATUS: Final = "status"
CARRIER: Final = "carrier"
PAYMENT: Final = "payment"
COUNTRY: Final = "country"
REGION: Final = "region"
KINDS: Final = (STATUS, CARRIER, PAYMENT, COUNTRY, REGION)
# Columns of an order that hold words of a kind.
COLUMNS: Final[dict[str, str]] = {CARRIER: "carrier", PAYMENT: "payment_method"}
SPELLING_LIMIT: Final = 200
MOST_WORDS: Final = 20_000


@dataclass(frozen=True)
class Known:
    """A carrier or a way of payment with its names and the spellings that files use."""

    code: str
    zh: str
    en: str
    spellings: tuple[str, ...]

    def name(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Word:
    """What a company says a spelling means: ``value``, or nothing that is to be known where it is None.

    ``channel`` is None for a word of every channel.
    """

    kind: str
    channel: str | None
    spelling: str
    value: str | None

    @property
    def key(self) -> tuple[str, str | None, str]:
        return self.kind, self.channel, plain(self.spelling)


@dataclass(frozen=True)
class Words:
    """A company's own words. Those of one channel outrank those of all."""

    own: tuple[Word, ...] = ()
    _by_key: Mapping[tuple[str, str | None, str], Word] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {word.key: word for word in self.own})

    def word(self, kind: str, channel: str | None, spelling: str) -> Word | None:
        """The company's word for a spelling in a channel, if it has one."""
        form = plain(spelling)
        return self._by_key.get((kind, channel, form)) or self._by_key.get((kind, None, form))

    def known(self, kind: str, channel: str | None, spelling: str) -> str | None:
        """The value that the company gave a spelling; None where it gave none."""
        word = self.word(kind, channel, spelling)
        return word.value if word else None

    def of_kind(self, kind: str, channel: str | None) -> dict[str, str]:
        """Plain spelling -> value of all words of a kind that count in a channel."""
        general = {plain(w.spelling): w.value for w in self.own if w.kind == kind and w.channel is None and w.value}
        special = {plain(w.spelling): w.value for w in self.own if w.kind == kind and w.channel == channel and w.value}
        return {**general, **special}

    def changed(self, words: Iterable[Word], forgotten: Iterable[tuple[str, str | None, str]] = ()) -> Words:
        """With ``words`` put in place of those of the same key, and without those of the keys ``forgotten``."""
        gone = set(forgotten)
        kept = {key: word for key, word in self._by_key.items() if key not in gone}
        return Words(tuple({**kept, **{word.key: word for word in words}}.values()))


@dataclass(frozen=True)
class Place:
    """What an order's texts of country and province say. ``told``: our own tables know the country."""

    country: str | None
    region: str | None
    told: bool


NO_WORDS: Final = Words()


def plain(spelling: str) -> str:
    """The form in which spellings are compared: as staging compares the cells of a file."""
    return spelling.strip().lower().replace(",", "，")


@cache
def _table() -> Mapping[str, tuple[Known, ...]]:
    rows: dict[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return {
        kind: tuple(Known(code, zh, en, tuple(dict.fromkeys((zh, en, *more)))) for code, zh, en, *more in known)
        for kind, known in rows.items()
    }


def known_of(kind: str) -> tuple[Known, ...]:
    """All carriers or ways of payment that everybody knows; empty for other kinds."""
    return _table().get(kind, ())


@cache
def spellings_of(kind: str) -> Mapping[str, Known]:
    """Every usual spelling of a carrier or a way of payment, in plain form."""
    return {plain(word): each for each in known_of(kind) for word in (each.code, *each.spellings)}


def named(kind: str, text: str, words: Words = NO_WORDS, channel: str | None = None) -> Known | None:
    """The carrier or way of payment that a text names; None if nobody knows."""
    code = words.known(kind, channel, text)
    if code:
        return next((each for each in known_of(kind) if each.code == code), None)
    return spellings_of(kind).get(plain(text))


def values_of(kind: str) -> frozenset[str]:
    """What a spelling of a kind may mean; of statuses each channel has its own, so none are here."""
    if kind == COUNTRY:
        return frozenset(each.code for each in countries())
    if kind == REGION:
        return frozenset(each.code for each in provinces())
    return frozenset(each.code for each in known_of(kind))


def is_value_of(kind: str, value: str) -> bool:
    """Whether a spelling of a kind may mean it: of provinces those of every country."""
    return value in values_of(kind) or (kind == REGION and subdivision_name(value, "en") is not None)


def meaning(kind: str, value: str, words: Words) -> dict[str | None, frozenset[str]]:
    """The plain spellings of all that ``value``, a spelling or a code, names: by channel where a channel has words of
    its own, None: in every other. Without any where nobody knows the value."""
    known = named(kind, value, words)
    own = [word for word in words.own if word.kind == kind]
    if known is None:
        return {}
    spellings = {*spellings_of(kind), *(plain(word.spelling) for word in own)}
    return {
        channel: frozenset(each for each in spellings if named(kind, each, words, channel) == known)
        for channel in {None, *(word.channel for word in own)}
    }


def place_of(country_text: str | None, region_text: str | None, words: Words, channel: str | None) -> Place:
    """Country and province of an order. The tables that everybody has come first, then the company's words."""
    country = country_code(country_text)
    told = country is not None
    if country is None and country_text:
        country = words.known(COUNTRY, channel, country_text)
    return Place(country, region_of(country, region_text, words, channel), told)


def region_of(country: str | None, region_text: str | None, words: Words, channel: str | None) -> str | None:
    """The province or state that a text names in a country; the company's words come last, and only for theirs."""
    found = region_code(country, region_text)
    if found or not country or not region_text:
        return found
    meant = words.known(REGION, channel, region_text)
    return meant if meant and meant.startswith(f"{country}-") else None


def read_words(body: Any) -> Words:
    """From the document ``words``."""
    return Words(tuple(Word(*row) for row in body or ()))


def words_json(words: Words) -> list[list[str | None]]:
    """As the document keeps them, in a fixed order."""
    rows = [[word.kind, word.channel, word.spelling, word.value] for word in words.own]
    return sorted(rows, key=lambda row: [cell or "" for cell in row])
