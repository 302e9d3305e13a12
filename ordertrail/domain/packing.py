"""What goes into a parcel, and what has to be fetched from the shelves for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Packed:
    """A parcel's content: lines with the quantity that goes in. ``parcel`` None: what is still to be shipped."""

    parcel: Row | None
    lines: tuple[tuple[Row, Decimal], ...]


@dataclass
class Pick:
    """A shelf's goods: how many in all, and how many for each order (channel and number).

    ``specs`` are all that the orders say of goods of this SKU.
    """

    sku: str | None
    name: str | None
    specs: list[str] = field(default_factory=list)
    quantity: Decimal = Decimal(0)
    orders: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def is_shipped_untold(order: Row, parcels: Sequence[Row]) -> bool:
    """Whether the order was shipped without our parcels: its source says so, or its stage does."""
    return not parcels and order.get("fulfilment_status") in ("shipped", "delivered")


def to_ship(order: Row, lines: Sequence[Row], parcels: Sequence[Row]) -> tuple[tuple[Row, Decimal], ...]:
    """What is still to be fetched for the order: nothing where it was shipped, by parcels or without them.

    ``order`` has its ``fulfilment_status``.
    """
    return () if is_shipped_untold(order, parcels) else unpacked(lines, parcels)


def unpacked(lines: Sequence[Row], parcels: Sequence[Row]) -> tuple[tuple[Row, Decimal], ...]:
    """Each line of which something is not in any parcel yet, with that quantity; an unknown quantity counts as one."""
    sent: dict[int, Decimal] = {}
    for parcel in parcels:
        for part in parcel["lines"]:
            sent[part["line_no"]] = sent.get(part["line_no"], Decimal(0)) + part["quantity"]
    left = [(line, _quantity(line) - sent.get(line["line_no"], Decimal(0))) for line in lines]
    return tuple((line, quantity) for line, quantity in left if quantity > 0)


def packed(lines: Sequence[Row], parcels: Sequence[Row]) -> list[Packed]:
    """The parcels that there are and, where anything is left to ship, one more for it.

    An order of which no lines are known has one empty parcel, so that its address can be printed all the same.
    """
    by_no = {line["line_no"]: line for line in lines}
    found = [
        Packed(parcel, tuple((by_no[part["line_no"]], part["quantity"]) for part in parcel["lines"]
                             if part["line_no"] in by_no))
        for parcel in parcels
    ]  # fmt: skip
    rest = unpacked(lines, parcels)
    return [*found, Packed(None, rest)] if rest or not found else found


def picks(orders: Sequence[tuple[Row, Sequence[Row], Sequence[Row]]]) -> list[Pick]:
    """What is to be shipped of all ``orders`` (head, lines, parcels), a row for each SKU, sorted by it.

    Goods without a SKU are told apart by their name and spec and come last.
    """
    found: dict[tuple[str, str, str], Pick] = {}
    for head, lines, parcels in orders:
        for line, quantity in to_ship(head, lines, parcels):
            key = (line["sku"], "", "") if line["sku"] else ("", line["name"] or "", line["spec"] or "")
            pick = found.setdefault(key, Pick(line["sku"], line["name"]))
            if line["spec"] and line["spec"] not in pick.specs:
                pick.specs.append(line["spec"])
            pick.quantity += quantity
            order = (head["channel"], head["channel_order_no"])
            pick.orders[order] = pick.orders.get(order, Decimal(0)) + quantity
    return [found[key] for key in sorted(found, key=lambda key: (key[0] == "", key))]


def _quantity(line: Row) -> Decimal:
    return Decimal(1) if line["quantity"] is None else Decimal(line["quantity"])
