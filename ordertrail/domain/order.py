"""An order's identity and the columns that every road into the store fills."""

from __future__ import annotations

import hashlib
import uuid
from typing import Final

# ``followed_to`` is how far the source tells of an order: its promise is judged at that point, and where the source
# tells nothing of goods there is none. NULL means delivered.
FOLLOWED_TO: Final = ("paid", "shipped", "delivered")

# Portable kinds: text, money (18 digits, 4 after the point), quantity (3), timestamp (naive UTC), integer.
ORDER_COLUMNS: Final[dict[str, str]] = {
    "channel": "text",
    "channel_order_no": "text",
    "stage": "text",
    "currency": "text",
    "subtotal": "money",
    "shipping": "money",
    "tax": "money",
    "discount": "money",
    "surcharge": "money",
    "total": "money",
    "paid": "money",
    "refunded": "money",
    "placed_at": "timestamp",
    "paid_at": "timestamp",
    "shipped_at": "timestamp",
    "delivered_at": "timestamp",
    "closed_at": "timestamp",
    "cancelled_at": "timestamp",
    "promised_at": "timestamp",
    "followed_to": "text",
    "customer_name": "text",
    "customer_phone": "text",
    "customer_email": "text",
    "country": "text",
    "region": "text",
    "region_text": "text",
    "city": "text",
    "address": "text",
    "postal_code": "text",
    "payment_method": "text",
    "carrier": "text",
    "tracking_no": "text",
    "note": "text",
    "workflow": "text",
    "company": "text",
    "segment": "text",
    "billing_address": "text",
    "priority": "text",
    "tags": "text",
    "owner": "text",
    "promo_code": "text",
    "return_policy": "text",
    "custom": "text",
    "country_text": "text",
    "district": "text",
    "city_code": "text",
    "district_code": "text",
    "source_file": "text",
    "source_line": "integer",
}

LINE_COLUMNS: Final[dict[str, str]] = {
    "channel": "text",
    "channel_order_no": "text",
    "line_no": "integer",
    "sku": "text",
    "name": "text",
    "spec": "text",
    "quantity": "quantity",
    "unit_price": "money",
    "discount": "money",
    "amount": "money",
    "tax": "money",
}

HELD_COLUMNS: Final[dict[str, str]] = {
    "file_no": "integer",
    "layout": "text",
    "file": "text",
    "line": "integer",
    "column_name": "text",
    "reason": "text",
    "params": "text",
    "channel_order_no": "text",
    "raw": "text",
}

SURCHARGE_KINDS: Final = ("shipping", "packing", "insurance", "other")
SEGMENTS: Final = ("retail", "vip", "b2b")
PRIORITIES: Final = ("low", "normal", "high", "urgent")

HAND_CHANNEL: Final = "manual"
CHANNELS: Final = (
    "shopify", "amazon", "ebay", "etsy", "woocommerce", "magento", "taobao", "tmall", "jd", "pdd", "douyin", "youzan",
    HAND_CHANNEL,
)  # fmt: skip


def order_id(channel: str, channel_order_no: str) -> uuid.UUID:
    """The key of an order: md5 of ``channel|number`` as a UUID, the same on every engine."""
    digest = hashlib.md5(f"{channel}|{channel_order_no}".encode(), usedforsecurity=False).hexdigest()
    return uuid.UUID(digest)
