"""Orders entered by hand in our own template, Chinese headers: companies that buy in bulk, with agreed dates."""

from __future__ import annotations

import csv
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from etl.channels.template import HEADERS
from ordertrail.demo.catalogue import facts
from ordertrail.demo.orders import DemoOrder, beijing, money

_WORDS: Final = {
    "awaiting_payment": "待付款",
    "paid": "已付款",
    "preparing": "备货中",
    "shipped": "已发货",
    "delivered": "已送达",
    "done": "已完成",
    "hold": "挂起",
    "exception": "异常",
    "cancelled": "已取消",
}
_AGREED_DAYS: Final = (8, 8, 10, 10, 12, 14)
_WITHOUT_DATE: Final = 0.15
_VAT: Final = 13


def write(folder: Path, orders: list[DemoOrder], rng: Random) -> list[Path]:
    """The filled template, oldest order first."""
    people = facts("people")
    path = folder / "manual_orders.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        own = list(dict.fromkeys(name for order in orders for name in order.noted.cells if name not in HEADERS))
        out.writerow([*(chinese for chinese, _ in HEADERS.values()), *own])
        for order in orders:
            number = f"XS{beijing(order.journey.placed)[:10].replace('-', '')}{order.serial:05d}"
            head = _head(order, rng)
            if order.journey.stage in ("hold", "exception"):
                head["note"] = rng.choice(people[f"{order.journey.stage}_notes_zh"])
            for position, item in enumerate(order.items):
                row = (head if position == 0 else {}) | {
                    "order_no": number,
                    "item_sku": item.product.sku,
                    "item_name": item.product.zh,
                    "item_spec": item.product.specs_zh[item.spec],
                    "item_quantity": str(item.quantity),
                    "item_price": money(item.price),
                }
                out.writerow([row.get(name, "") for name in (*HEADERS, *own)])
    return [path]


def _head(order: DemoOrder, rng: Random) -> dict[str, str]:
    journey, shopper = order.journey, order.shopper
    promised, workflow = "", order.noted.cells.get("workflow")
    if rng.random() >= _WITHOUT_DATE or workflow:
        days = rng.choice(_AGREED_DAYS) * (2 if workflow == "made_to_order" else 1)
        day = journey.placed.date() + timedelta(days=days)
        promised = f"{datetime.combine(day, time(18)):%Y-%m-%d %H:%M:%S}"
    tax = round((order.goods - order.discount) * _VAT / 100)
    total = order.total + tax + order.noted.surcharge
    told = {
        "order_channel": "手工" if order.serial % 4 else "线下",
        "status": _WORDS[journey.stage],
        "currency": "CNY",
        "placed_at": beijing(journey.placed),
        "paid_at": beijing(journey.paid),
        "shipped_at": beijing(journey.shipped),
        "delivered_at": beijing(journey.signed),
        "cancelled_at": beijing(journey.cancelled),
        "promised_at": promised,
        "customer_phone": shopper.phone,
        "customer_email": shopper.email,
        "country_text": "中国",
        "region_text": shopper.region,
        "city": shopper.city,
        "address": f"{shopper.district}{shopper.street}",
        "postal_code": shopper.postal_code,
        "order_discount": money(order.discount),
        "shipping": money(order.freight),
        "tax": money(tax),
        "given_total": money(total),
        "paid": money(round(total * order.noted.paid) if journey.paid else 0),
        "refunded": money((total if journey.refund == 1 else order.refund) if journey.refunded else 0),
        "payment_method": "对公转账" if order.serial % 5 else "月结",
        "carrier": "德邦快递" if journey.shipped else "",
        "tracking_no": f"DPK{order.serial:09d}" if journey.shipped else "",
    }
    return {**told, **order.noted.cells}
