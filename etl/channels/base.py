"""The vocabulary in which a channel's export is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Parser = Literal["text", "masked", "money", "quantity", "time", "word", "currency", "tags", "short", "number", "day"]
Gather = Literal["first", "sum", "min", "max", "least_advanced"]
Dates = Literal["written", "named", "month_first", "day_first", "either"]

BUSINESS: Final = "business"


@dataclass(frozen=True)
class Field:
    """One cell of a row. ``headers`` are its known names, the first present counts.

    ``gather`` says how the rows of one order make one value: the opening row's, a sum, the earliest, the
    latest, or the stage of the item that has come least far (cancelled items aside).
    ``words`` maps each known word (lower case, full-width comma) to ours; any other is held with ``fault``.
    ``short`` is a text of one line and bounded length, ``number`` a plain decimal and ``day`` a date as the users' own
    fields keep them.
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
    ones with none, because their share of each item is unknown.
    """

    separator: str
    headers: tuple[str, ...]
    count: str | None = None
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
    ``follows`` is the last stage that the export ever tells of.
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
    repeats: Literal["hold", "keep", "once"] = "hold"
    follows: Literal["paid", "shipped", "delivered"] = "delivered"
    zone: str | None = None
    dates: tuple[Dates, ...] = ()
    decimals: Literal["point", "comma", "either"] = "point"
    dash_is_empty: bool = False
    quoted_tabs: bool = True
    explode: Explode | None = None

    @property
    def known_headers(self) -> frozenset[str]:
        """Every header name that the declaration speaks of."""
        named = {name for fields in (self.key, *self.fields) for name in fields.headers}
        return frozenset(named | {name for group in self.needs for name in group})
