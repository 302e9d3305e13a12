"""Shopify orders export of 75 columns: several rows an order, the head on the first one only.

Times are the shop's, in New York, so that one file carries two offsets. Zips start with an apostrophe; notes and
note attributes break lines inside their quotes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.demo.catalogue import facts, headers
from ordertrail.demo.orders import DemoOrder, Item, money

_ZONE: Final = ZoneInfo("America/New_York")
_CURRENCY: Final = "USD"
_VENDOR: Final = "Qiye Home"
_TAX: Final = {
    "NY": 8.875,
    "MA": 6.25,
    "IL": 6.25,
    "TX": 8.25,
    "WA": 10.25,
    "CA": 9.5,
    "CO": 8.81,
    "NJ": 6.625,
    "GA": 8.9,
}
_NUMBER_FROM: Final = 1000


def write(folder: Path, orders: list[DemoOrder], rng: Random) -> list[Path]:
    """The export, newest order first."""
    columns, people = headers("shopify"), facts("people")
    path = folder / "orders_export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        for order in reversed(orders):
            head = _head(order, people, rng)
            repeated = {name: head[name] for name in ("Name", "Email", "Created at")}
            for position, item in enumerate(order.items):
                row = (head if position == 0 else repeated) | _line(order, item, position)
                out.writerow([row.get(name, "") for name in columns])
    return [path]


def _head(order: DemoOrder, people: Mapping[str, Any], rng: Random) -> dict[str, str]:
    journey, shopper = order.journey, order.shopper
    rate = _TAX.get(shopper.region_code, 0.0) if shopper.country == "US" else 0.0
    tax = round((order.goods - order.discount) * rate / 100)
    total = order.total + tax
    refund = total if journey.refunded and journey.refund == 1 else order.refund if journey.refunded else 0
    money_state, goods_state = _states(order, rng)
    attributes = rng.random()
    head = {
        "Name": f"#{_NUMBER_FROM + order.serial}",
        "Email": shopper.email if shopper.serial % 12 else "",
        "Financial Status": money_state,
        "Paid at": _local(journey.paid),
        "Fulfillment Status": goods_state,
        "Fulfilled at": _local(journey.shipped),
        "Accepts Marketing": "yes" if shopper.serial % 3 else "no",
        "Currency": _CURRENCY,
        "Subtotal": money(order.goods - order.discount),
        "Shipping": money(order.freight),
        "Taxes": money(tax),
        "Total": money(total),
        "Discount Code": "SEASON" if order.discount else "",
        "Discount Amount": money(order.discount),
        "Shipping Method": "Standard" if order.freight else "Free shipping",
        "Created at": _local(journey.placed),
        "Notes": rng.choice(people["notes_en"]) if rng.random() < 0.06 else "",
        "Note Attributes": f"gift wrap: yes\nribbon: {rng.choice(people['ribbons'])}" if attributes < 0.08 else "",
        "Cancelled at": _local(journey.cancelled),
        "Payment Method": "Manual" if money_state == "pending" else rng.choice(("Shopify Payments", "PayPal")),
        "Payment Reference": f"c{rng.randrange(10**11, 10**12)}.1" if journey.paid else "",
        "Refunded Amount": money(refund),
        "Outstanding Balance": money(0 if journey.paid else total),
        "Id": str(5_400_000_000_000 + order.serial * 32_768 + rng.randrange(32_768)),
        "Tags": ", ".join(sorted({item.product.category for item in order.items})),
        "Risk Level": "Low" if order.serial % 61 else "Medium",
        "Source": "web",
        "Phone": shopper.phone if shopper.serial % 5 == 0 else "",
    }
    if rate:
        head |= {"Tax 1 Name": f"{shopper.region} State Tax {rate:g}%", "Tax 1 Value": money(tax)}
    for side in ("Billing", "Shipping"):
        head |= _address(order, side)
    return head


def _address(order: DemoOrder, side: str) -> dict[str, str]:
    shopper = order.shopper
    return {
        f"{side} Name": shopper.name,
        f"{side} Street": f"{shopper.street}, {shopper.district}" if shopper.district else shopper.street,
        f"{side} Address1": shopper.street,
        f"{side} Address2": shopper.district,
        f"{side} City": shopper.city,
        f"{side} Zip": f"'{shopper.postal_code}" if shopper.postal_code else "",
        f"{side} Province": shopper.region_code,
        f"{side} Country": shopper.country,
        f"{side} Phone": shopper.phone,
        f"{side} Province Name": shopper.region,
    }


def _states(order: DemoOrder, rng: Random) -> tuple[str, str]:
    """Financial and fulfillment status."""
    journey = order.journey
    goods = "fulfilled" if journey.shipped else "unfulfilled"
    if journey.packed and not journey.shipped and len(order.items) > 1:
        goods = "partial"
    if journey.cancelled and not journey.paid:
        return "voided", goods
    if not journey.paid:
        return "pending" if rng.random() < 0.7 else "authorized", goods
    if journey.refunded:
        return "refunded" if journey.refund == 1 else "partially_refunded", goods
    return "paid", goods


def _line(order: DemoOrder, item: Item, position: int) -> dict[str, str]:
    journey = order.journey
    sent = journey.shipped or (journey.packed and position == 0 and len(order.items) > 1)
    return {
        "Lineitem quantity": str(item.quantity),
        "Lineitem name": f"{item.product.en} - {item.product.specs_en[item.spec]}",
        "Lineitem price": money(item.price),
        "Lineitem sku": item.product.sku,
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": "fulfilled" if sent else "pending",
        "Lineitem discount": "0.00",
        "Vendor": _VENDOR,
    }


def _local(moment: datetime | None) -> str:
    return "" if moment is None else moment.replace(tzinfo=UTC).astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S %z")
