"""The goods of an order, line by line: what was ordered, went out, arrived, and came back.

A parcel has shipped_at, delivered_at, cancelled_at and ``lines`` of line_no and quantity; a cancelled one counts for
nothing. A return has received_at, closed_at, outcome and ``lines``; one that was rejected or withdrawn leaves the
goods with the customer, who may send them back another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from ordertrail.domain.ledger import following
from ordertrail.domain.statuses import Reaches, fulfilment_status

Record = Mapping[str, Any]

OUTCOMES: Final = ("refunded", "exchanged", "rejected", "withdrawn")
WITHOUT_EFFECT: Final = ("rejected", "withdrawn")
TRACKING_JOIN: Final = ", "
NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class LineGoods:
    """Quantities of one line. ``requested``: claimed back, ``returned`` among it; ``kept``: settled without coming
    back."""

    line_no: int
    ordered: Decimal = NOTHING
    shipped: Decimal = NOTHING
    delivered: Decimal = NOTHING
    requested: Decimal = NOTHING
    returned: Decimal = NOTHING
    kept: Decimal = NOTHING

    @property
    def to_ship(self) -> Decimal:
        return max(self.ordered - self.shipped, NOTHING)

    @property
    def to_return(self) -> Decimal:
        return max(self.shipped - self.requested - self.kept, NOTHING)


def goods(lines: Sequence[Record], parcels: Sequence[Record], returns: Sequence[Record] = ()) -> dict[int, LineGoods]:
    """Line number -> its quantities. A line of which no quantity is known has nothing to ship."""
    going = [parcel for parcel in parcels if parcel["cancelled_at"] is None]
    claims = [each for each in returns if each["outcome"] not in WITHOUT_EFFECT]
    came = [each for each in claims if each["received_at"] is not None]
    kept = [each for each in claims if each["received_at"] is None and each["closed_at"] is not None]
    ordered = {line["line_no"]: max(line["quantity"] or NOTHING, NOTHING) for line in lines}
    columns = {
        "shipped": _summed(going),
        "delivered": _summed(parcel for parcel in going if parcel["delivered_at"] is not None),
        "requested": _summed(each for each in claims if each not in kept),
        "returned": _summed(came),
        "kept": _summed(kept),
    }
    numbers = dict.fromkeys([*ordered, *(number for sums in columns.values() for number in sums)])
    return {
        number: LineGoods(
            number,
            ordered.get(number, NOTHING),
            **{name: sums.get(number, NOTHING) for name, sums in columns.items()},
        )
        for number in numbers
    }


def _summed(rows: Iterable[Record]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for row in rows:
        for line in row["lines"]:
            sums[line["line_no"]] = sums.get(line["line_no"], NOTHING) + line["quantity"]
    return sums


def totals(found: Mapping[int, LineGoods]) -> dict[str, Decimal]:
    """The quantity columns of ``orders``."""
    names = ("ordered", "shipped", "delivered", "requested", "returned")
    return {f"{name}_quantity": sum((getattr(line, name) for line in found.values()), NOTHING) for name in names}


def told_parcel(order: Record, lines: Sequence[Record], workflow: Reaches, *, by_staff: bool) -> dict[str, Any] | None:
    """The shipment that an order without parcels speaks of, all its goods as one parcel; None where it tells none.

    Without ``by_staff`` a stage that staff moved the order to tells nothing: they may yet enter what went out.
    """
    shipped = _quantities((line["line_no"], line["quantity"]) for line in lines)
    if not shipped:
        return None
    seen = order if by_staff or not order["staff_stage"] else _as_told_by_file(order)
    status = fulfilment_status({**seen, "shipped_quantity": None}, workflow)
    if status == "unshipped":
        return None
    when = order["shipped_at"] or order["delivered_at"] or order["updated_at"]
    return {
        "number": 1,
        "carrier": order["carrier"],
        "tracking_no": order["tracking_no"],
        "shipped_at": when,
        "delivered_at": (order["delivered_at"] or when) if status == "delivered" else None,
        "cancelled_at": None,
        "note": None,
        "source": "import" if order["origin"] == "import" and not order["staff_stage"] else "entry",
        "lines": shipped,
    }


def _as_told_by_file(order: Record) -> dict[str, Any]:
    return {**order, "stage": order["source_stage"], "shipped_at": None, "delivered_at": None}


def _quantities(pairs: Iterable[tuple[int, Decimal | None]]) -> list[dict[str, Any]]:
    return [{"line_no": number, "quantity": quantity} for number, quantity in pairs if quantity and quantity > 0]


def all_shipped_at(lines: Sequence[Record], parcels: Sequence[Record]) -> datetime | None:
    """When the last of the goods went out; None while some are still here."""
    return _all_at("shipped", lines, parcels)


def all_delivered_at(lines: Sequence[Record], parcels: Sequence[Record]) -> datetime | None:
    """When the last of the goods arrived; None while some have not."""
    return _all_at("delivered", lines, parcels)


def _all_at(point: str, lines: Sequence[Record], parcels: Sequence[Record]) -> datetime | None:
    sums = totals(goods(lines, parcels))
    if sums[f"{point}_quantity"] <= 0 or sums[f"{point}_quantity"] < sums["ordered_quantity"]:
        return None
    times = [parcel[f"{point}_at"] for parcel in parcels if parcel["cancelled_at"] is None]
    return max(time for time in times if time is not None)


def goods_cells(
    order: Record,
    lines: Sequence[Record],
    before: Sequence[Record],
    after: Sequence[Record],
    returns: Sequence[Record],
) -> dict[str, Any]:
    """Columns of ``orders`` once its parcels ``before`` have become ``after`` and its returns are ``returns``.

    The times are those of the whole order, so that a part of it never looks like all of it. Every parcel's tracking
    number stays in the cell, and with them one that was told before.
    """
    followed = {
        "shipped_at": (all_shipped_at(lines, before), all_shipped_at(lines, after)),
        "delivered_at": (all_delivered_at(lines, before), all_delivered_at(lines, after)),
        "carrier": (_carrier(before), _carrier(after)),
    }
    cells = {name: following(order[name], *sides) for name, sides in followed.items()}
    cells["carrier"] = _carrier(after) or cells["carrier"]
    cells["tracking_no"] = _tracking(order["tracking_no"], before, after)
    changed = {name: value for name, value in cells.items() if value != order[name]}
    return totals(goods(lines, after, returns)) | changed


def _carrier(parcels: Sequence[Record]) -> str | None:
    """That of the latest parcel that names one."""
    named = [parcel for parcel in parcels if parcel["cancelled_at"] is None and parcel["carrier"]]
    return max(named, key=lambda parcel: parcel["number"])["carrier"] if named else None


def _tracking(known: str | None, before: Sequence[Record], after: Sequence[Record]) -> str | None:
    """Numbers told by others, then those of the parcels in their order."""
    earlier = _numbers(parcel["tracking_no"] for parcel in before)
    told = [number for number in _numbers([known]) if number not in earlier]
    going = _numbers(parcel["tracking_no"] for parcel in after if parcel["cancelled_at"] is None)
    return TRACKING_JOIN.join(dict.fromkeys([*told, *going])) or None


def _numbers(texts: Iterable[str | None]) -> list[str]:
    return [number for text in texts for number in (text or "").split(TRACKING_JOIN) if number]
