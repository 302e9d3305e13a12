"""The vocabulary in which a channel's export is declared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Literal

Parser = Literal[
    "text", "masked", "money", "sign", "quantity", "time", "word", "currency", "tags", "short", "number", "day"
]
Gather = Literal["first", "sum", "min", "max", "least_advanced"]
Dates = Literal["named", "month_first", "day_first", "either"]

NUMBERED: Final = "{n}"
BUSINESS: Final = "business"


_SIGNS: Final = {
    ord("’"): "'",
    ord("‘"): "'",
    ord("–"): "-",
    ord("—"): "-",
    **dict.fromkeys(map(ord, "\u200b\u200e\ufeff")),
}
# Shops put a star at what must be filled and a colon behind a name; blanks beside brackets and Chinese signs vary.
_IDLE: Final = " *:"
_LOOSE: Final = re.compile(r" ?([()\u3040-\u30ff\u4e00-\u9fff]) ?")


@lru_cache(maxsize=8_000)
def plain_header(name: str) -> str:
    """The form in which header names are compared: without case, width of signs, stars and idle blanks."""
    plain = " ".join(unicodedata.normalize("NFKC", name).translate(_SIGNS).lower().split())
    return _LOOSE.sub(r"\1", plain.strip(_IDLE))


@dataclass(frozen=True)
class Field:
    """One cell of a row. ``headers`` are its known names in any case, the first present counts.

    ``{n}`` in a name stands for a number: the columns of that pattern are as many items of the row.

    ``gather`` says how the rows of one order make one value: the opening row's, a sum, the earliest, the
    latest, or the stage of the item that has come least far (cancelled items aside).
    ``words`` maps each known word (lower case, full-width comma) to ours; any other is held with ``fault``.
    ``short`` is a text of one line and bounded length, ``number`` a plain decimal and ``day`` a date as the users' own
    fields keep them. ``sign`` is the currency that an amount is written with, empty where it is written without one.
    """

    name: str
    headers: tuple[str, ...]
    parser: Parser = "text"
    required: bool = False
    gather: Gather = "first"
    words: Mapping[str, str] = field(default_factory=dict)
    fault: str = "unknown_status"


@dataclass(frozen=True)
class Explode:
    """Cells that hold several items in one row, cut at ``separator``.

    A row is cut only where ``count`` (a header with the number of items) agrees, or, without it, where all
    of ``headers`` have the same number of parts. ``first_only`` cells stay with the first item, ``dropped``
    ones with none, because their share of each item is unknown. ``begins`` is a pattern that every item begins with:
    a separator before anything else is part of a name.
    """

    separator: str
    headers: tuple[str, ...]
    count: str | None = None
    begins: str | None = None
    first_only: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """One export layout.

    ``channel`` groups files of one import, ``merges_as`` is the channel of its orders (None: the field
    ``order_channel`` says it). ``sums`` are SQL aggregates over an order's rows; ``order`` and ``line`` give SQL
    over the fields for the columns of a draft; a column that is named like a field needs no entry.
    ``country_text`` and ``region_text`` of ``order`` become country and region where a name is known.
    ``rows`` tells what a row is: ``single`` one row an order; ``block`` the first row of an order carries its head
    (``opens`` is true there); ``items`` each row repeats the head, ``item_key`` names the field that tells items
    apart; ``repeats`` says what two equal rows of an order are where nothing does: held, two items, or one written
    twice. A row that fills neither the order number nor the field ``continues`` goes on with the order above it.
    ``role`` other than ``orders``: rows that add to the orders of another file of the channel.
    ``itemised``: its lines outrank those of an earlier layout, which names goods without telling them apart.
    ``follows`` is the last stage that the export ever tells of.

    ``needs`` are the headers without which the file is none of these, each group with its alternatives; ``least`` is
    how many known headers it has at least, where the needed ones alone might be anybody's.
    ``zone`` is that of times without an offset: a name of the tz database, ``business`` for the company's own; without
    one such times are held. ``dates`` are the ways of writing them beside year-month-day: with the ``named`` month, or
    in numbers, ``month_first`` or ``day_first`` unless a file shows otherwise, ``either`` where only a file can show.
    ``decimals`` is the decimal sign; ``either`` reads an amount only where it has one meaning.
    ``signs`` says which currency a bare sign that several share (``$``) stands for. ``empty`` are texts for no value.
    ``footers`` are patterns of rows that are no orders, over the first three filled cells joined with a blank.
    """

    code: str
    channel: str
    merges_as: str | None
    key: Field
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    rows: Literal["single", "block", "items"]
    order: Mapping[str, str]
    line: Mapping[str, str]
    line_if: str = "TRUE"
    opens: str = "TRUE"
    sums: Mapping[str, str] = field(default_factory=dict)
    item_key: str | None = None
    continues: str | None = None
    forbids: frozenset[str] = frozenset()
    role: Literal["orders", "items", "payments"] = "orders"
    itemised: bool = False
    repeats: Literal["hold", "keep", "once"] = "hold"
    follows: Literal["paid", "shipped", "delivered"] = "delivered"
    zone: str | None = None
    dates: tuple[Dates, ...] = ()
    decimals: Literal["point", "comma", "either"] = "point"
    signs: Mapping[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    dash_is_empty: bool = False
    quoted_tabs: bool = True
    explode: Explode | None = None
    footers: tuple[str, ...] = ()
    least: int = 0

    @property
    def lines_first(self) -> bool:
        """Whether its lines outrank those of an order file beside it."""
        return self.role == "items" or self.itemised

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """Every header name that the declaration speaks of, patterns of numbered ones included."""
        named = {name for fields in (self.key, *self.fields) for name in fields.headers}
        counted = {self.explode.count} if self.explode and self.explode.count else set()
        return frozenset(named | counted | {name for group in self.needs for name in group})

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        names = sorted(self.known_headers | self.forbids)
        return {plain_header(name): name for name in names if NUMBERED not in name}

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        numbered = [name for name in sorted(self.known_headers) if NUMBERED in name]
        return tuple((re.compile(r"([0-9]+)".join(map(re.escape, _around(name)))), name) for name in numbered)

    def declared(self, headers: Iterable[str]) -> tuple[str, ...]:
        """The headers of a file, those that the declaration knows in its own spelling."""
        return tuple(self._declared(header) for header in headers)

    def _declared(self, header: str) -> str:
        plain = plain_header(header)
        for pattern, name in self._patterns:
            if found := pattern.fullmatch(plain):
                return name.replace(NUMBERED, str(int(found[1])))
        return self._spellings.get(plain, header)

    def knows(self, header: str) -> bool:
        """Whether a header, in the declaration's spelling, is one of a field or of a pattern."""
        return header in self.known_headers or any(each.fullmatch(plain_header(header)) for each, _ in self._patterns)

    def fits(self, headers: Iterable[str]) -> int:
        """How many headers, in the declaration's spelling, are known; 0 where the file has not this layout."""
        names = set(headers)
        if names & self.forbids or self.lacking(names):
            return 0
        known = len(names & self.known_headers)
        return known if known >= self.least else 0

    def lacking(self, names: set[str]) -> list[str]:
        """The needed headers that are not there, the first name of each."""
        return [group[0] for group in self.needs if not names & set(group)]


def _around(name: str) -> tuple[str, str]:
    before, _, after = name.partition(NUMBERED)
    return plain_header(before) + " " * before.endswith(" "), " " * after.startswith(" ") + plain_header(after)
