"""Etsy sold orders and sold order items, joined on Order ID; either alone gives what it knows.

Dates are days, month first (MM/DD/YY) unless a file shows otherwise, of the business time zone: the files name none.
Status is often blank: shipped when Date Shipped is filled, else paid, as Etsy lists an order once it is paid.
Adjusted Order Total above zero is what is left of the total after a refund; zero or blank says nothing.
Of the items alone the total is theirs, less discount, plus shipping and tax; Order Shipping and Order Sales Tax are
those of the order on each of its rows, or on its first.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import BUSINESS, Field, Layout

_STATUS: Final = {
    "paid": "paid",
    "unpaid": "awaiting_payment",
    "payment processing": "awaiting_payment",
    "processing": "paid",
    "partially refunded": "paid",
    "open": "paid",
    "unshipped": "paid",
    "not shipped": "paid",
    "shipped": "shipped",
    "dispatched": "shipped",
    "posted": "shipped",
    "completed": "done",
    "complete": "done",
    "delivered": "delivered",
    "canceled": "cancelled",
    "cancelled": "cancelled",
    "refunded": "cancelled",
    "fully refunded": "cancelled",
}
_PLACE: Final = (
    Field("city", ("Ship City", "Delivery City")),
    Field("region_text", ("Ship State", "Delivery State")),
    Field("postal_code", ("Ship Zipcode", "Delivery Zipcode")),
    Field("country_text", ("Ship Country", "Delivery Country")),
)
_SHIPPED: Final = ("Date Shipped", "Date Posted", "Date Dispatched")

ORDERS: Final = Layout(
    code="etsy_orders",
    channel="etsy",
    merges_as="etsy",
    follows="shipped",
    key=Field("order_no", ("Order ID",)),
    rows="single",
    zone=BUSINESS,
    dates=("named", "month_first"),
    decimals="either",
    needs=(("Order ID",), ("Sale Date",), ("Order Total", "Order Value")),
    forbids=frozenset({"Item Name"}),
    least=5,
    fields=(
        Field("placed_at", ("Sale Date",), "time", required=True),
        Field("given_stage", ("Status",), "word", words=_STATUS),
        Field("shipped_at", _SHIPPED, "time"),
        Field("paid_on", ("Date Paid",), "time"),
        Field("currency_text", ("Currency",), "currency"),
        Field("total", ("Order Total",), "money"),
        Field("subtotal", ("Order Value",), "money"),
        Field("goods_discount", ("Discount Amount",), "money"),
        Field("in_person_discount", ("InPerson Discount",), "money"),
        Field("shipping_discount", ("Shipping Discount", "Delivery Discount"), "money"),
        Field("shipping", ("Shipping", "Delivery"), "money"),
        Field("tax", ("Sales Tax",), "money"),
        Field("adjusted", ("Adjusted Order Total",), "money"),
        Field("promo_code", ("Coupon Code",)),
        Field("full_name", ("Full Name",)),
        Field("buyer", ("Buyer",)),
        Field("user", ("Buyer User ID",)),
        Field("street1", ("Street 1",)),
        Field("street2", ("Street 2",)),
        *_PLACE,
        Field("payment_method", ("Payment Method", "Payment Type")),
    ),
    order={
        "currency": "currency_text",
        "stage": "coalesce(given_stage, CASE WHEN shipped_at IS NOT NULL THEN 'shipped' ELSE 'paid' END)",
        "paid": "CASE WHEN given_stage = 'awaiting_payment' THEN 0 ELSE total END",
        "paid_at": "coalesce(paid_on, CASE WHEN given_stage IS DISTINCT FROM 'awaiting_payment' THEN placed_at END)",
        "refunded": "CASE WHEN adjusted > 0 AND adjusted < total THEN total - adjusted"
        " WHEN adjusted IS NOT NULL THEN 0 END",
        "discount": "CASE WHEN coalesce(goods_discount, shipping_discount, in_person_discount) IS NOT NULL THEN"
        " abs(coalesce(goods_discount, 0)) + abs(coalesce(shipping_discount, 0))"
        " + abs(coalesce(in_person_discount, 0)) END",
        "customer_name": "coalesce(full_name, buyer, user)",
        "address": "nullif(concat_ws(', ', street1, street2), '')",
    },
    line_if="FALSE",
    line={},
)

_TOTAL_OF_ITEMS: Final = (
    "subtotal - coalesce(goods_discount, 0) + coalesce(shipping, 0) - coalesce(abs(shipping_discount), 0)"
    " + coalesce(tax, 0)"
)

ITEMS: Final = Layout(
    code="etsy_items",
    channel="etsy",
    merges_as="etsy",
    follows="shipped",
    key=Field("order_no", ("Order ID",)),
    rows="items",
    item_key="item_id",
    zone=BUSINESS,
    dates=("named", "month_first"),
    decimals="either",
    needs=(("Order ID",), ("Sale Date",), ("Item Name",), ("Quantity",), ("Price", "Item Total")),
    fields=(
        Field("placed_at", ("Sale Date",), "time", required=True, gather="min"),
        Field("shipped_at", _SHIPPED, "time", gather="max"),
        Field("paid_on", ("Date Paid",), "time", gather="max"),
        Field("currency_text", ("Currency",), "currency", gather="max"),
        Field("item_id", ("Transaction ID",)),
        Field("item_name", ("Item Name",)),
        Field("item_spec", ("Variations",)),
        Field("item_sku", ("SKU",)),
        Field("item_quantity", ("Quantity",), "quantity", required=True),
        Field("item_price", ("Price",), "money"),
        Field("item_total", ("Item Total",), "money"),
        Field("item_discount", ("Discount Amount",), "money"),
        Field("shipping_discount", ("Shipping Discount", "Delivery Discount"), "money", gather="max"),
        Field("shipping", ("Order Shipping", "Order Delivery"), "money", gather="max"),
        Field("tax", ("Order Sales Tax",), "money", gather="max"),
        Field("promo_code", ("Coupon Code",)),
        Field("ship_name", ("Ship Name", "Delivery Name")),
        Field("buyer", ("Buyer",)),
        Field("street1", ("Ship Address1", "Delivery Address1")),
        Field("street2", ("Ship Address2", "Delivery Address2")),
        *_PLACE,
        Field("payment_method", ("Payment Type",)),
    ),
    sums={
        "subtotal": "sum(coalesce(item_total, item_price * item_quantity))",
        "goods_discount": "sum(abs(item_discount))",
        "unshipped": "bool_or(shipped_at IS NULL)",
    },
    order={
        "currency": "currency_text",
        "stage": "CASE WHEN NOT unshipped THEN 'shipped' WHEN shipped_at IS NOT NULL THEN 'preparing' ELSE 'paid' END",
        "shipped_at": "CASE WHEN NOT unshipped THEN shipped_at END",
        "paid_at": "coalesce(paid_on, placed_at)",
        "total": _TOTAL_OF_ITEMS,
        "paid": _TOTAL_OF_ITEMS,
        "discount": "coalesce(goods_discount, 0) + coalesce(abs(shipping_discount), 0)",
        "customer_name": "coalesce(ship_name, buyer)",
        "address": "nullif(concat_ws(', ', street1, street2), '')",
    },
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "discount": "abs(item_discount)",
        "amount": "coalesce(item_total, item_price * item_quantity) - coalesce(abs(item_discount), 0)",
    },
)
