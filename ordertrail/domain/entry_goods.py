"""The goods and sums of an order entered by hand: lines, surcharges, totals, each judged at its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ordertrail.domain.cells import MOST_MONEY, Cells, plain
from ordertrail.domain.money import quantize, rate
from ordertrail.domain.order import HAND_CHANNEL

LINE_CELLS: Final = ("sku", "name", "spec", "quantity", "unit_price", "discount", "tax")
MOST_LINES: Final = 200
MOST_SURCHARGES: Final = 20
MOST_QUANTITY: Final = Decimal(1_000_000)
QUANTITY_DIGITS: Final = 3
SHIPPING: Final = "shipping"
TEXT_LIMIT: Final = 200
_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "CNY": ("¥", "元"), "JPY": ("¥", "円"), "EUR": ("€",), "GBP": ("£",), "KRW": ("₩",), "INR": ("₹",), "THB": ("฿",),
    **dict.fromkeys(("USD", "HKD", "TWD", "SGD", "AUD", "NZD", "CAD", "MXN", "MOP"), ("$",)),
}  # fmt: skip


Reader = Callable[..., Decimal | None]


@dataclass(frozen=True)
class Totals:
    """None where no amount of that kind was named, as a file leaves its cell empty."""

    subtotal: Decimal
    shipping: Decimal | None
    surcharge: Decimal | None
    discount: Decimal | None
    tax: Decimal | None = None

    @property
    def before_discount(self) -> Decimal:
        return self.subtotal + (self.shipping or 0) + (self.surcharge or 0) + (self.tax or 0)

    @property
    def total(self) -> Decimal:
        return self.before_discount - (self.discount or 0)


def signs(currency: str) -> tuple[str, ...]:
    """What a spreadsheet writes beside an amount of the currency, and a form therefore takes."""
    return _SIGNS.get(currency, ())


def line_gross(quantity: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """What a line costs before its discount, rounded half up to the currency's smallest coin."""
    return quantize(quantity * unit_price, currency)


def add_up(
    lines: Sequence[Mapping[str, Any]], surcharges: Sequence[Mapping[str, Any]], discount: Decimal | None
) -> Totals:
    """The sums of an order. ``lines`` have amount and may have tax, ``surcharges`` kind and amount."""
    taxes = [line["tax"] for line in lines if line.get("tax") is not None]
    return Totals(
        subtotal=sum((line["amount"] for line in lines), Decimal(0)),
        shipping=_sum([each["amount"] for each in surcharges if each["kind"] == SHIPPING]),
        surcharge=_sum([each["amount"] for each in surcharges if each["kind"] != SHIPPING]),
        discount=discount,
        tax=_sum(taxes),
    )


def _sum(amounts: Sequence[Decimal]) -> Decimal | None:
    return sum(amounts, Decimal(0)) if amounts else None


def read_lines(cells: Cells, given: Sequence[Mapping[str, Any]], money: Reader, currency: str) -> list[dict[str, Any]]:
    """The lines that are not wholly empty, numbered, with their amounts; faults under ``lines.<n>`` as given."""
    filled = [(n, each) for n, each in enumerate(given) if any(plain(each.get(name)) for name in LINE_CELLS)]
    if not filled:
        cells.wrong("lines", "no_lines")
    if len(filled) > MOST_LINES:
        cells.wrong("lines", "too_many", limit=MOST_LINES)
    read = [_line(cells, f"lines.{n}", each, money, currency) for n, each in filled[:MOST_LINES]]
    return [{**line, "line_no": n} for n, line in enumerate(read, 1)]


def _line(cells: Cells, path: str, given: Mapping[str, Any], money: Reader, currency: str) -> dict[str, Any]:
    line: dict[str, Any] = {"channel": HAND_CHANNEL, "amount": Decimal(0)}
    for name in ("sku", "name", "spec"):
        line[name] = cells.text(f"{path}.{name}", given.get(name), limit=TEXT_LIMIT)
    if not plain(given.get("sku")) and not plain(given.get("name")):
        cells.wrong(f"{path}.name", "required")
    line["quantity"] = quantity = cells.number(
        f"{path}.quantity",
        given.get("quantity"),
        digits=QUANTITY_DIGITS,
        most=MOST_QUANTITY,
        required=True,
        positive=True,
    )
    line["unit_price"] = price = money(f"{path}.unit_price", given.get("unit_price"), required=True)
    line["discount"] = discount = money(f"{path}.discount", given.get("discount"))
    line["tax"] = money(f"{path}.tax", given.get("tax"))
    if quantity is None or price is None:
        return line
    gross = line_gross(quantity, price, currency)
    if gross > MOST_MONEY:
        cells.wrong(f"{path}.amount", "too_large", limit=f"{MOST_MONEY:,}")
    elif discount and discount > gross:
        cells.wrong(f"{path}.discount", "discount_too_large", limit=f"{gross:,}")
    return {**line, "amount": gross - (discount or 0)}


def read_surcharges(
    cells: Cells, given: Sequence[Mapping[str, Any]], money: Reader, kinds: Collection[str]
) -> list[dict[str, Any]]:
    """Kind, one of ``kinds``, and amount of each; faults under ``surcharges.<n>``."""
    if len(given) > MOST_SURCHARGES:
        cells.wrong("surcharges", "too_many", limit=MOST_SURCHARGES)
    read = []
    for n, each in enumerate(given[:MOST_SURCHARGES]):
        kind = plain(each.get("kind"))
        if kind not in kinds:
            cells.wrong(f"surcharges.{n}.kind", "unknown_surcharge")
        amount = money(f"surcharges.{n}.amount", each.get("amount"), required=True)
        read.append({"kind": kind, "amount": amount or Decimal(0)})
    return read


def judge_totals(cells: Cells, totals: Totals, currency: str, base: str) -> None:
    """The store holds the total in the base currency too, so both must fit."""
    most = MOST_MONEY
    factor = rate(currency, base)
    if factor and factor > 1:
        most = (MOST_MONEY / (factor + 1)).quantize(Decimal(1))
    if totals.before_discount > most:
        cells.wrong("total", "too_large", limit=f"{most:,}")
    elif totals.discount and totals.discount > totals.before_discount:
        cells.wrong("discount", "discount_too_large", limit=f"{totals.before_discount:,}")
