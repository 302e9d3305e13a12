"""What staff enter of payments, parcels and returns: judged as a whole, with every fault at its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.domain.cells import MOST_MONEY, STORED_DIGITS, Cells, plain
from ordertrail.domain.entry import NOTE_LIMIT, NUMBER_LIMIT
from ordertrail.domain.entry_goods import QUANTITY_DIGITS, TEXT_LIMIT, signs
from ordertrail.domain.errors import Invalid
from ordertrail.domain.goods import OUTCOMES, LineGoods
from ordertrail.domain.ledger import PAYMENT_KINDS, Balance
from ordertrail.domain.money import exponent

Wish = Mapping[str, Any]

TOO_MUCH: Final = {"to_ship": "more_than_to_ship", "to_return": "more_than_to_return"}
NOTHING_LEFT: Final = {"to_ship": "nothing_to_ship", "to_return": "nothing_to_return"}

# Anything above is more than is left of a line, whatever that is.
_ANY_QUANTITY: Final = Decimal(10) ** 30


@dataclass
class Form:
    """Reads the fields of a wish. ``now`` is naive UTC; times are typed in ``zone``."""

    wish: Wish
    now: datetime
    zone: ZoneInfo
    cells: Cells = field(default_factory=Cells)

    def text(self, name: str, limit: int = TEXT_LIMIT, *, required: bool = False) -> str | None:
        value = self.cells.text(name, self.wish.get(name), limit=limit)
        if required and value is None:
            self.cells.wrong(name, "required")
        return value

    def note(self) -> str | None:
        return self.cells.text("note", self.wish.get("note"), limit=NOTE_LIMIT, several_lines=True)

    def past(self, name: str, since: datetime | None = None) -> datetime:
        """A moment up to now, now where it is left empty. One before ``since`` is refused, to the minute."""
        moment = self.cells.moment(name, self.wish.get(name), self.zone)
        if moment is not None and moment > self.now:
            self.cells.wrong(name, "in_future")
        if moment is not None and since is not None and moment < since.replace(second=0, microsecond=0):
            self.cells.wrong(name, "before_it_left")
        return moment or self.now.replace(microsecond=0)

    def choice(self, name: str, known: Sequence[str]) -> str:
        value = plain(self.wish.get(name))
        if not value:
            self.cells.wrong(name, "required")
        elif value not in known:
            self.cells.wrong(name, "unknown_choice")
        return value

    def done(self) -> None:
        """Raise Invalid with all that was found wrong."""
        if self.cells.problems:
            raise Invalid(self.cells.problems)


def check_payment(form: Form, currency: str | None, standing: Balance) -> dict[str, Any]:
    """Columns of a payment. ``wish``: kind (payment where empty), amount, paid_at, method, reference, note.

    A payment may exceed what is due; a refund may not exceed what was paid.
    """
    cells = form.cells
    kind = plain(form.wish.get("kind")) or PAYMENT_KINDS[0]
    if kind not in PAYMENT_KINDS:
        cells.wrong("kind", "unknown_choice")
    amount = cells.number(
        "amount",
        form.wish.get("amount"),
        digits=exponent(currency) if currency else STORED_DIGITS,
        most=MOST_MONEY,
        required=True,
        positive=True,
        beside=signs(currency or ""),
    )
    if amount is not None and kind == "refund" and amount > standing.refundable:
        cells.wrong("amount", "refund_too_large", limit=digits(standing.refundable))
    if amount is not None and kind == "payment" and standing.paid + amount > MOST_MONEY:
        cells.wrong("amount", "too_large", limit=digits(max(MOST_MONEY - standing.paid, Decimal(0))))
    found = {
        "kind": kind,
        "amount": amount,
        "method": form.text("method"),
        "reference": form.text("reference"),
        "paid_at": form.past("paid_at"),
        "note": form.note(),
    }
    form.done()
    return found


def check_parcel(form: Form, found: Mapping[int, LineGoods]) -> dict[str, Any]:
    """Columns of a parcel with its lines. ``wish``: lines of line_no and quantity, carrier, tracking_no, shipped_at,
    note."""
    parcel = {
        "lines": _lines(form, {number: line.to_ship for number, line in found.items()}, "to_ship"),
        "carrier": form.text("carrier"),
        "tracking_no": form.text("tracking_no", NUMBER_LIMIT),
        "shipped_at": form.past("shipped_at"),
        "note": form.note(),
    }
    form.done()
    return parcel


def check_return(form: Form, found: Mapping[int, LineGoods]) -> dict[str, Any]:
    """Columns of a return with its lines. ``wish``: lines of line_no and quantity, reason, requested_at, note."""
    claim = {
        "lines": _lines(form, {number: line.to_return for number, line in found.items()}, "to_return"),
        "reason": form.text("reason", required=True),
        "requested_at": form.past("requested_at"),
        "note": form.note(),
    }
    form.done()
    return claim


def check_outcome(form: Form) -> dict[str, Any]:
    """How a return ended. ``wish``: outcome, note."""
    found = {"outcome": form.choice("outcome", OUTCOMES), "note": form.note()}
    form.done()
    return found


def _lines(form: Form, left: Mapping[int, Decimal], deed: str) -> list[dict[str, Any]]:
    """The lines of which a quantity is named; empty and 0 leave a line out."""
    chosen: dict[int, Decimal] = {}
    cells, faultless = form.cells, len(form.cells.problems)
    for place, given in enumerate(form.wish.get("lines") or ()):
        path = f"lines.{place}.quantity"
        quantity = cells.number(path, given.get("quantity"), digits=QUANTITY_DIGITS, most=_ANY_QUANTITY)
        if not quantity:
            continue
        number = _line_no(given.get("line_no"))
        if number is None or number not in left:
            cells.wrong(path, "no_such_line")
        elif number in chosen:
            cells.wrong(path, "line_twice")
        elif quantity > left[number]:
            cells.wrong(path, (TOO_MUCH if left[number] else NOTHING_LEFT)[deed], left=digits(left[number]))
        else:
            chosen[number] = quantity
    if not chosen and len(cells.problems) == faultless:
        cells.wrong("lines", "nothing_chosen")
    return [{"line_no": number, "quantity": quantity} for number, quantity in chosen.items()]


def _line_no(value: Any) -> int | None:
    text = plain(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def digits(value: Decimal) -> str:
    """The number without the noughts that the store adds."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
