"""Which orders a page is about, and the URL query that says so."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from ordertrail.analytics.calendar import ALL, DEFAULT_PRESET, PRESETS, before
from ordertrail.domain.own_words import channel_codes
from ordertrail.domain.places import countries, provinces
from ordertrail.domain.subdivisions import subdivision_name
from ordertrail.domain.workflow_templates import workflows

# Places that are no code of a province or country: no country known; in China, province unknown; any other country.
UNKNOWN: Final = "unknown"
CHINA_UNKNOWN: Final = "CN-unknown"
ABROAD: Final = "abroad"

# Narrower than all orders: not cancelled; promise broken now; promise can be judged; lead time known; goods came back
# or are to.
ONLY: Final = ("sold", "due", "late", "fulfilled", "returned")

LONGEST_SEARCH: Final = 100
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
NAMES: Final = ("from", "to", "preset", "channel", "stage", "region", "customer", "q", "only")


@dataclass(frozen=True)
class Filters:
    """Orders of business days ``start`` to ``end`` (both included; None: open) that fit every other field.

    An empty field lets everything through; ``Filters()`` are all orders. ``preset`` names a period that moves with
    the calendar, '' where the days were chosen. ``channels``, ``stages`` and ``regions`` hold any of their codes,
    ``only`` all of its words, each without repetition and in a fixed order. ``customer`` is any key of one, as text.
    """

    start: date | None = None
    end: date | None = None
    preset: str = ""
    channels: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    customer: str = ""
    q: str = ""
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        start, end = self.start, self.end
        if start and end and start > end:
            start, end = end, start
        settled = {
            "start": start,
            "end": end,
            "preset": self.preset if start or end else ALL,
            "channels": _in_order(self.channels, channel_codes()),
            "stages": _in_order(self.stages, workflows().codes()),
            "regions": tuple(sorted(set(self.regions))),
            "customer": _key(self.customer),
            "q": _plain(self.q),
            "only": _in_order(self.only, ONLY),
        }
        for name, value in settled.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_query(cls, search: str | None, today: date) -> Filters:
        """The filters in a URL's query; what has no meaning is passed over, no period means the default one."""
        said: dict[str, list[str]] = {}
        for name, value in parse_qsl((search or "").lstrip("?")):
            said.setdefault(name, []).append(value)
        start, end = _day(said.get("from")), _day(said.get("to"))
        preset = ""
        if start is None and end is None:
            preset = next(iter(_known(said.get("preset", ()), PRESETS)), DEFAULT_PRESET)
            period = PRESETS[preset]
            start, end = period(today) if period else (None, None)
        return cls(
            start=start,
            end=end,
            preset=preset,
            channels=_known(said.get("channel", ()), channel_codes()),
            # A stage may have gone since the address was kept: it is asked for as it was.
            stages=tuple(word.lower() for word in _words(said.get("stage", ())) if _CODE.fullmatch(word.lower())),
            regions=tuple(filter(None, map(_region, _words(said.get("region", ()))))),
            customer=next(iter(said.get("customer", ())), ""),
            q=" ".join(said.get("q", ())),
            only=_known(said.get("only", ()), ONLY),
        )

    def to_query(self) -> str:
        """'?…' from which ``from_query`` makes the same filters on the same day; '' where all is at its default."""
        said: dict[str, str] = {}
        if self.preset:
            said["preset"] = "" if self.preset == DEFAULT_PRESET else self.preset
        else:
            said["from"] = self.start.isoformat() if self.start else ""
            said["to"] = self.end.isoformat() if self.end else ""
        for name, codes in (("channel", self.channels), ("stage", self.stages), ("region", self.regions)):
            said[name] = ",".join(codes)
        said |= {"customer": self.customer, "q": self.q, "only": ",".join(self.only)}
        query = urlencode({name: value for name, value in said.items() if value}, safe=",")
        return f"?{query}" if query else ""

    def replace(self, **changes: Any) -> Filters:
        """With other fields; other days are no preset any more."""
        if {"start", "end"} & changes.keys():
            changes.setdefault("preset", "")
        return dataclasses.replace(self, **changes)

    def with_only(self, *words: str) -> Filters:
        """Narrowed further by words of ``ONLY``."""
        return self.replace(only=(*self.only, *words))

    def previous(self) -> Filters | None:
        """The same for the period to compare with; None where a side of the period is open."""
        period = before(self.start, self.end, self.preset) if self.start and self.end else None
        return self.replace(start=period[0], end=period[1]) if period else None


def _in_order(codes: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=lambda code: (order.index(code) if code in order else len(order), code)))


def _plain(text: str) -> str:
    """One line without invisible characters, which come along when a number is copied from a page."""
    visible = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    return " ".join(visible.split())[:LONGEST_SEARCH].strip()


def _key(text: str) -> str:
    """A customer's key as it is usually written; '' for what is none."""
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return ""


def _words(values: Iterable[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",")]


def _known(values: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in _words(values) if word.lower() in codes)


def _region(word: str) -> str | None:
    for code in (UNKNOWN, CHINA_UNKNOWN, ABROAD):
        if word.lower() == code.lower():
            return code
    code = word.upper()
    known = {place.code for places in (provinces(), countries()) for place in places}
    return code if code in known or subdivision_name(code, "en") else None


def _day(values: Sequence[str] | None) -> date | None:
    try:
        return date.fromisoformat(values[-1].strip()) if values else None
    except ValueError:
        return None
