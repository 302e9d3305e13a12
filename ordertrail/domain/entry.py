"""An order entered by hand: judged as a whole, with every fault at its field, and added up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.domain.cells import MOST_MONEY, STORED_DIGITS, Cells, plain
from ordertrail.domain.errors import Invalid
from ordertrail.domain.money import exponent, quantize, rate
from ordertrail.domain.order import HAND_CHANNEL, SURCHARGE_KINDS
from ordertrail.domain.places import CHINESE_TERRITORIES, country_code, province_code

START_STAGES: Final = ("awaiting_payment", "paid")
LINE_CELLS: Final = ("sku", "name", "spec", "quantity", "unit_price", "discount")
MOST_LINES: Final = 200
MOST_SURCHARGES: Final = 20
MOST_QUANTITY: Final = Decimal(1_000_000)
QUANTITY_DIGITS: Final = 3
TEXT_LIMIT: Final = 200
NUMBER_LIMIT: Final = 64
NOTE_LIMIT: Final = 2000
_TEXTS: Final = (
    "customer_name", "customer_phone", "customer_email", "city", "address", "postal_code", "payment_method",
)  # fmt: skip
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_COUNTED: Final = ("lines", "surcharges", "discount")
_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "CNY": ("¥", "元"), "JPY": ("¥", "円"), "EUR": ("€",), "GBP": ("£",), "KRW": ("₩",), "INR": ("₹",), "THB": ("฿",),
    **dict.fromkeys(("USD", "HKD", "TWD", "SGD", "AUD", "NZD", "CAD", "MXN", "MOP"), ("$",)),
}  # fmt: skip

Reader = Callable[..., Decimal | None]


@dataclass(frozen=True)
class Desk:
    """What an order is judged by. ``now`` is naive UTC; ``currencies`` are all that exist."""

    now: datetime
    zone: ZoneInfo
    base_currency: str
    currencies: Collection[str]


@dataclass(frozen=True)
class Entry:
    """A sound order as drafts: ``order`` with number None where the store shall give one, its ``lines``, the
    ``surcharges`` that its column surcharge sums, and the business ``day`` on which it was placed."""

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    surcharges: list[dict[str, Any]]
    day: date


@dataclass(frozen=True)
class Totals:
    """None where no amount of that kind was named, as a file leaves its cell empty."""

    subtotal: Decimal
    shipping: Decimal | None
    surcharge: Decimal | None
    discount: Decimal | None

    @property
    def before_discount(self) -> Decimal:
        return self.subtotal + (self.shipping or 0) + (self.surcharge or 0)

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
    """The sums of an order. ``lines`` have amount, ``surcharges`` kind and amount."""
    kinds = {kind: [each["amount"] for each in surcharges if each["kind"] == kind] for kind in SURCHARGE_KINDS}
    shipping = kinds.pop("shipping")
    others = [amount for amounts in kinds.values() for amount in amounts]
    return Totals(
        subtotal=sum((line["amount"] for line in lines), Decimal(0)),
        shipping=sum(shipping, Decimal(0)) if shipping else None,
        surcharge=sum(others, Decimal(0)) if others else None,
        discount=discount,
    )


def check_entry(wish: Mapping[str, Any], desk: Desk) -> Entry:
    """The order that ``wish`` describes; Invalid with all its faults at once.

    ``wish`` has the names of an order's columns, each a text or a number: channel_order_no, stage, currency,
    placed_at, promised_at, customer_name, customer_phone, customer_email, country, region, city, address,
    postal_code, payment_method, note, discount; ``lines`` with sku, name, spec, quantity, unit_price, discount;
    ``surcharges`` with kind and amount. What is missing is empty. Empty are taken: the currency as the base
    currency, the stage as awaiting payment, the time of placing as now. An empty line is passed over.
    An order that starts as paid is taken as paid in full when it was placed.
    """
    cells = Cells()
    currency = _currency(cells, wish.get("currency"), desk)
    digits = STORED_DIGITS if cells.problems else exponent(currency)
    money = partial(cells.number, digits=digits, most=MOST_MONEY, beside=signs(currency))
    stage = plain(wish.get("stage")) or START_STAGES[0]
    if stage not in START_STAGES:
        cells.wrong("stage", "unknown_start")
    placed_at = _placed_at(cells, wish, desk)
    head = {
        "channel": HAND_CHANNEL,
        "channel_order_no": _order_no(cells, wish.get("channel_order_no")),
        "stage": stage,
        "currency": currency,
        "placed_at": placed_at,
        "promised_at": _promised_at(cells, wish, desk, placed_at),
        "followed_to": "delivered",
        **_customer(cells, wish),
        **_place(cells, wish),
        "note": cells.text("note", wish.get("note"), limit=NOTE_LIMIT, several_lines=True),
    }
    lines = _lines(cells, wish.get("lines") or (), money, currency)
    surcharges = _surcharges(cells, wish.get("surcharges") or (), money)
    discount = money("discount", wish.get("discount"))
    totals = add_up(lines, surcharges, discount)
    if not any(path.startswith(_COUNTED) for path in cells.problems):
        _judge_totals(cells, totals, currency, desk.base_currency)
    if cells.problems:
        raise Invalid(cells.problems)
    paid = stage == "paid"
    sums = {name: getattr(totals, name) for name in ("subtotal", "shipping", "surcharge", "discount", "total")}
    return Entry(
        order={**head, **sums, "paid": totals.total if paid else None, "paid_at": placed_at if paid else None},
        lines=lines,
        surcharges=[each for each in surcharges if each["kind"] != "shipping"],
        day=placed_at.replace(tzinfo=UTC).astimezone(desk.zone).date(),
    )


def _currency(cells: Cells, value: Any, desk: Desk) -> str:
    currency = (cells.text("currency", value, limit=TEXT_LIMIT) or desk.base_currency).upper()
    if currency in desk.currencies:
        return currency
    cells.wrong("currency", "unknown_currency", currency=currency)
    return desk.base_currency


def _order_no(cells: Cells, value: Any) -> str | None:
    """An order's number is part of its address, where empty and dotted steps would be lost."""
    no = cells.text("channel_order_no", value, limit=NUMBER_LIMIT)
    if no and any(step in ("", ".", "..") for step in no.split("/")):
        cells.wrong("channel_order_no", "bad_order_no")
    return no


def _placed_at(cells: Cells, wish: Mapping[str, Any], desk: Desk) -> datetime:
    placed_at = cells.moment("placed_at", wish.get("placed_at"), desk.zone)
    if placed_at and placed_at > desk.now:
        cells.wrong("placed_at", "placed_in_future")
    return placed_at or desk.now.replace(microsecond=0)


def _promised_at(cells: Cells, wish: Mapping[str, Any], desk: Desk, placed_at: datetime) -> datetime | None:
    promised_at = cells.moment("promised_at", wish.get("promised_at"), desk.zone)
    if promised_at and promised_at < placed_at and "placed_at" not in cells.problems:
        cells.wrong("promised_at", "promised_before_placed")
    return promised_at


def _customer(cells: Cells, wish: Mapping[str, Any]) -> dict[str, str | None]:
    texts = {name: cells.text(name, wish.get(name), limit=TEXT_LIMIT) for name in _TEXTS}
    if not plain(wish.get("customer_name")) and not plain(wish.get("customer_phone")):
        cells.wrong("customer_name", "name_or_phone")
    email = texts["customer_email"]
    if email and not _EMAIL.fullmatch(email):
        cells.wrong("customer_email", "bad_email")
    return texts


def _place(cells: Cells, wish: Mapping[str, Any]) -> dict[str, str | None]:
    """Country and province by any known name; provinces are those of China, other regions stay as written."""
    country_text = cells.text("country", wish.get("country"), limit=TEXT_LIMIT)
    region_text = cells.text("region", wish.get("region"), limit=TEXT_LIMIT)
    country, region = country_code(country_text), None
    if country_text and not country:
        cells.wrong("country", "unknown_country", country=country_text)
    if country in CHINESE_TERRITORIES:
        region = f"CN-{country}"
    elif country == "CN" and region_text:
        region = province_code(region_text)
        if not region:
            cells.wrong("region", "unknown_region", region=region_text)
    return {"country": country, "region": region, "region_text": region_text}


def _lines(cells: Cells, given: Sequence[Mapping[str, Any]], money: Reader, currency: str) -> list[dict[str, Any]]:
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
    if quantity is None or price is None:
        return line
    gross = line_gross(quantity, price, currency)
    if gross > MOST_MONEY:
        cells.wrong(f"{path}.amount", "too_large", limit=f"{MOST_MONEY:,}")
    elif discount and discount > gross:
        cells.wrong(f"{path}.discount", "discount_too_large", limit=f"{gross:,}")
    return {**line, "amount": gross - (discount or 0)}


def _surcharges(cells: Cells, given: Sequence[Mapping[str, Any]], money: Reader) -> list[dict[str, Any]]:
    if len(given) > MOST_SURCHARGES:
        cells.wrong("surcharges", "too_many", limit=MOST_SURCHARGES)
    read = []
    for n, each in enumerate(given[:MOST_SURCHARGES]):
        kind = plain(each.get("kind"))
        if kind not in SURCHARGE_KINDS:
            cells.wrong(f"surcharges.{n}.kind", "unknown_surcharge")
        amount = money(f"surcharges.{n}.amount", each.get("amount"), required=True)
        read.append({"kind": kind, "amount": amount or Decimal(0)})
    return read


def _judge_totals(cells: Cells, totals: Totals, currency: str, base: str) -> None:
    """The store holds the total in the base currency too, so both must fit."""
    most = MOST_MONEY
    factor = rate(currency, base)
    if factor and factor > 1:
        most = (MOST_MONEY / (factor + 1)).quantize(Decimal(1))
    if totals.before_discount > most:
        cells.wrong("total", "too_large", limit=f"{most:,}")
    elif totals.discount and totals.discount > totals.before_discount:
        cells.wrong("discount", "discount_too_large", limit=f"{totals.before_discount:,}")
