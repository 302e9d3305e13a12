"""Whether what a file says adds up with what became of it, to the cent.

For rows, orders, lines and, by currency, the sums of order totals:

    in the file = landed + unchanged + left out by choice + held

The left side is counted in the file's own cells, the right side in drafts, held rows and the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

LANDED: Final = ("new", "changed", "conflict")
LEFT: Final = ("left_new", "left_changed")
# Totals of which no row says the currency.
NO_CURRENCY: Final = ""

Sums = Mapping[str, Decimal]


@dataclass(frozen=True)
class Tally:
    """Rows, orders, lines and, by currency, the sum of the orders' totals."""

    rows: int = 0
    orders: int = 0
    lines: int = 0
    sums: Sums = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Amounts as texts."""
        return {
            "rows": self.rows,
            "orders": self.orders,
            "lines": self.lines,
            "sums": {currency: f"{amount:f}" for currency, amount in sorted(self.sums.items())},
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Tally:
        """What ``to_json`` made."""
        sums = {currency: Decimal(amount) for currency, amount in kept["sums"].items()}
        return cls(kept["rows"], kept["orders"], kept["lines"], sums)


@dataclass(frozen=True)
class FileTally:
    """What a file holds by its own cells, what of it the drafts have, and what is held.

    ``unreadable``: rows whose amount cannot be read, so that no sum has them. ``derived``: the file has no column of
    totals, so that its sums are made of other cells, as the drafts' are.
    """

    file: Tally
    drafts: Tally
    held: Tally
    unreadable: int = 0
    derived: bool = False

    def to_json(self) -> dict[str, Any]:
        tallies = {name: getattr(self, name).to_json() for name in ("file", "drafts", "held")}
        return {**tallies, "unreadable": self.unreadable, "derived": self.derived}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> FileTally:
        file, drafts, held = (Tally.of_json(kept[name]) for name in ("file", "drafts", "held"))
        return cls(file, drafts, held, kept["unreadable"], kept["derived"])


def reconcile(
    tally: FileTally,
    orders: Mapping[str, int],
    told: Mapping[str, Sums],
    rows: Mapping[str, int],
    stored: Sums | None = None,
) -> dict[str, Any]:
    """The account of an import as JSON.

    ``orders``, ``told``: orders and their totals in the file by what became or would become of them; ``rows``: merged,
    unchanged, left; ``stored``: what the landed orders' totals are in the store now. Its ``differences`` are
    {what, currency, by}, none where all adds up; ``kept`` is by how much the store's sums are other than the file's
    because a person's or an earlier value stands.
    """
    landed = Tally(rows.get("merged", 0), _count(orders, LANDED), 0, _add(told, LANDED))
    unchanged = Tally(rows.get("unchanged", 0), orders.get("unchanged", 0), 0, dict(told.get("unchanged", {})))
    left = Tally(rows.get("left", 0), _count(orders, LEFT), 0, _add(told, LEFT))
    parts = (landed, unchanged, left, tally.held)
    differences = []
    for what in ("rows", "orders"):
        by = getattr(tally.file, what) - sum(getattr(part, what) for part in parts)
        if by:
            differences.append({"what": what, "currency": None, "by": str(by)})
    if lines := tally.file.lines - tally.drafts.lines - tally.held.lines:
        differences.append({"what": "lines", "currency": None, "by": str(lines)})
    currencies = sorted({currency for each in (tally.file, *parts) for currency in each.sums})
    for currency in currencies:
        rest = sum((part.sums.get(currency, Decimal(0)) for part in parts), Decimal(0))
        if by_cents := tally.file.sums.get(currency, Decimal(0)) - rest:
            differences.append({"what": "sum", "currency": currency, "by": f"{by_cents:f}"})
    account = {
        "file": tally.file.to_json(),
        "landed": landed.to_json(),
        "unchanged": unchanged.to_json(),
        "left": left.to_json(),
        "held": tally.held.to_json(),
        "drafts_lines": tally.drafts.lines,
        "unreadable": tally.unreadable,
        "derived": tally.derived,
        "differences": differences,
    }
    if stored is None:
        return account
    names = sorted(landed.sums.keys() | stored.keys())
    apart = {name: stored.get(name, Decimal(0)) - landed.sums.get(name, Decimal(0)) for name in names}
    return account | {
        "stored": {name: f"{amount:f}" for name, amount in sorted(stored.items())},
        "kept": {name: f"{amount:f}" for name, amount in apart.items() if amount},
    }


def _count(orders: Mapping[str, int], kinds: tuple[str, ...]) -> int:
    return sum(orders.get(kind, 0) for kind in kinds)


def _add(told: Mapping[str, Sums], kinds: tuple[str, ...]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for kind in kinds:
        for currency, amount in told.get(kind, {}).items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums
