"""Amazon seller reports, tab-separated without any quoting: all orders, and those that still wait to be shipped.

Orders that are pending have neither price nor currency. The last row of the all-orders report is cut off in the
middle, as where a download broke: it is held.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from ordertrail.demo.catalogue import headers
from ordertrail.demo.orders import DemoOrder, Item, money

# site -> currency, price of one US dollar's worth of goods, first digits of order numbers
_SITES: Final = {
    "amazon.com": ("USD", 1.0, ("111", "112", "113")),
    "amazon.co.uk": ("GBP", 0.84, ("026", "202", "203")),
    "amazon.de": ("EUR", 0.95, ("302", "303", "305")),
}
_BY_AMAZON: Final = 0.45
_US_TAX: Final = 0.07
_PROMISE: Final = timedelta(days=3)


def write(folder: Path, orders: list[DemoOrder], rng: Random) -> list[Path]:
    """Both reports, newest order first; the second only where something waits."""
    columns, waiting_columns = headers("amazon_all_orders"), headers("amazon_unshipped")
    lines, waiting = ["\t".join(columns)], ["\t".join(waiting_columns)]
    taken = max(order.journey.placed for order in orders)
    # The oldest order that is whole in one row: the cut takes it and no other.
    last = next((order for order in orders if len(order.items) == 1 and order.journey.shipped), None)
    for order in (*(each for each in reversed(orders) if each is not last), *filter(None, [last])):
        number = _number(order, rng)
        by_amazon = rng.random() < _BY_AMAZON and order is not last
        for position, item in enumerate(order.items):
            row = _row(order, item, position, number, by_amazon)
            lines.append("\t".join([row.get(name, "") for name in columns]))
        if _waits(order) and not by_amazon:
            email = f"{rng.randrange(16**10):010x}@marketplace.{order.shopper.market}"
            for position, item in enumerate(order.items):
                row = _waiting(order, item, position, number, email, taken)
                waiting.append("\t".join([row.get(name, "") for name in waiting_columns]))
    if last:
        lines[-1] = lines[-1][: len(lines[-1]) // 2]
    files = [_save(folder / "all_orders_report.txt", "\r\n".join(lines))]
    if len(waiting) > 1:
        files.append(_save(folder / "unshipped_orders_report.txt", "\r\n".join(waiting) + "\r\n"))
    return files


def price(cents: int, site: str) -> int:
    """A price in US cents as that site asks it, in cents of its currency."""
    return round(cents * _SITES[site][1])


def _row(order: DemoOrder, item: Item, position: int, number: str, by_amazon: bool) -> dict[str, str]:
    journey, shopper = order.journey, order.shopper
    stage = journey.stage
    status, item_status = _statuses(order, position)
    row = {
        "amazon-order-id": number,
        "purchase-date": _utc(journey.placed),
        "last-updated-date": _utc(journey.cancelled or journey.shipped or journey.paid or journey.placed),
        "order-status": status,
        "fulfillment-channel": "Amazon" if by_amazon else "Merchant",
        "sales-channel": shopper.market.capitalize(),
        "ship-service-level": "Standard" if order.serial % 3 else "Expedited",
        "product-name": f"{item.product.en}, {item.product.specs_en[item.spec]}",
        "sku": item.product.sku,
        "asin": _asin(item),
        "item-status": item_status,
        "quantity": str(item.quantity),
        "ship-city": shopper.city.upper(),
        "ship-state": shopper.region_code,
        "ship-postal-code": shopper.postal_code,
        "ship-country": shopper.country,
        "is-business-order": "false",
    }
    if stage == "awaiting_payment":
        return row
    amount = price(item.amount, shopper.market)
    share = order.discount / order.goods
    row |= {"currency": _SITES[shopper.market][0], "item-price": money(amount)}
    if shopper.country == "US":
        row["item-tax"] = money(round(amount * (1 - share) * _US_TAX))
    if order.freight and position == 0:
        row |= {"shipping-price": money(price(order.freight, shopper.market)), "shipping-tax": "0.00"}
    if share:
        row |= {"item-promotion-discount": money(round(amount * share)), "promotion-ids": "Save on home and outdoor"}
    return row


def _statuses(order: DemoOrder, position: int) -> tuple[str, str]:
    """Status of the order and of one item."""
    several = len(order.items) > 1
    match order.journey.stage:
        case "awaiting_payment":
            return "Pending", "Unshipped"
        case "cancelled":
            return "Cancelled", "Cancelled"
        case "paid":
            return "Unshipped", "Unshipped"
        case "preparing" if several:
            return "PartiallyShipped", "Shipped" if position == 0 else "Unshipped"
        case "preparing":
            return "Unshipped", "Unshipped"
        case _ if several and order.serial % 23 == 0 and position == len(order.items) - 1:
            return "Shipped", "Cancelled"
        case _:
            return "Shipped", "Shipped"


def _waits(order: DemoOrder) -> bool:
    return order.journey.stage in ("paid", "preparing")


def _waiting(order: DemoOrder, item: Item, position: int, number: str, email: str, taken: datetime) -> dict[str, str]:
    journey, shopper = order.journey, order.shopper
    promise = datetime.combine((journey.placed + _PROMISE).date(), time(22, 59, 59))
    shipped = item.quantity if _statuses(order, position)[1] == "Shipped" else 0
    return {
        "order-id": number,
        "order-item-id": f"6{order.serial:010d}{position:03d}",
        "purchase-date": _utc(journey.placed),
        "payments-date": _utc(journey.paid or journey.placed),
        "reporting-date": _utc(taken),
        "promise-date": _utc(promise),
        "days-past-promise": str((taken.date() - promise.date()).days),
        "buyer-email": email,
        "buyer-name": shopper.name,
        "buyer-phone-number": shopper.phone,
        "sku": item.product.sku,
        "product-name": f"{item.product.en}, {item.product.specs_en[item.spec]}",
        "quantity-purchased": str(item.quantity),
        "quantity-shipped": str(shipped),
        "quantity-to-ship": str(item.quantity - shipped),
        "ship-service-level": "Standard",
        "recipient-name": shopper.name,
        "ship-address-1": shopper.street,
        "ship-address-2": shopper.district,
        "ship-city": shopper.city.upper(),
        "ship-state": shopper.region_code,
        "ship-postal-code": shopper.postal_code,
        "ship-country": shopper.country,
        "is-business-order": "false",
        "is-iba": "false",
        "verge-of-cancellation": "false",
        "verge-of-lateShipment": "true" if promise < taken else "false",
    }


def _number(order: DemoOrder, rng: Random) -> str:
    start = rng.choice(_SITES[order.shopper.market][2])
    return f"{start}-{order.serial:07d}-{rng.randrange(10**6, 10**7)}"


def _asin(item: Item) -> str:
    return f"B0DEM{item.product.place:03d}{item.spec:02d}"


def _utc(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='seconds')}+00:00"


def _save(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path
