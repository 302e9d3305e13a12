"""Shopify orders export (75 or 79 columns, or cut down by its owner).

An order stands in several rows; all but the first leave the head blank, but for number, e-mail and time of
order. Times carry their offset.
Stage: cancelled when cancelled or voided, or refunded in full before anything was sent; goods decide next
(fulfilled: shipped, since Shopify never says delivered; partial: preparing); a refund in full of goods that
were sent closes the order; then money decides (pending, authorized, partially paid: awaiting payment, else paid).
A cut-down file may lack all but Name, Created at and one of Total, Subtotal, Financial Status and Lineitem name.
Without status columns it says only that the order was placed at the checkout: paid. Without Total the total stays
unknown, since whether prices hold the tax is not said.
Without a Currency column the currency is that of the billing country, if the file names a single country.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Field, Layout


def _same(*words: str) -> dict[str, str]:
    return {word: word for word in words}


_MONEY_IN: Final = "financial IN ('paid', 'partially_refunded', 'refunded')"

ORDERS: Final = Layout(
    code="shopify_orders",
    channel="shopify",
    merges_as="shopify",
    follows="shipped",
    key=Field("order_no", ("Name",)),
    rows="block",
    opens="total IS NOT NULL OR subtotal IS NOT NULL OR financial IS NOT NULL",
    needs=(
        ("Name",),
        ("Created at",),
        ("Total", "Subtotal", "Financial Status", "Lineitem name", "Lineitem sku"),
    ),
    least=4,
    fields=(
        Field("placed_at", ("Created at",), "time", required=True),
        Field("total", ("Total",), "money", required=True),
        Field("subtotal", ("Subtotal",), "money"),
        Field("shipping", ("Shipping",), "money"),
        Field("tax", ("Taxes",), "money"),
        Field("discount", ("Discount Amount",), "money"),
        Field("currency_text", ("Currency",), "currency"),
        Field(
            "financial",
            ("Financial Status",),
            "word",
            words=_same("paid", "pending", "voided", "authorized", "partially_paid", "partially_refunded", "refunded"),
        ),
        Field(
            "fulfillment",
            ("Fulfillment Status",),
            "word",
            # Goods that came back onto the shelf: nothing is with the buyer.
            words=_same("fulfilled", "unfulfilled", "partial") | {"restocked": "unfulfilled"},
        ),
        Field("paid_at", ("Paid at",), "time"),
        Field("shipped_at", ("Fulfilled at",), "time"),
        Field("cancelled_at", ("Cancelled at",), "time"),
        Field("outstanding", ("Outstanding Balance",), "money"),
        Field("refunded", ("Refunded Amount",), "money"),
        Field("shipping_name", ("Shipping Name",)),
        Field("billing_name", ("Billing Name",)),
        Field("customer_email", ("Email",)),
        Field("shipping_phone", ("Shipping Phone",)),
        Field("billing_phone", ("Billing Phone",)),
        Field("phone", ("Phone",)),
        Field("shipping_street", ("Shipping Street", "Shipping Address1")),
        Field("billing_street", ("Billing Street", "Billing Address1")),
        Field("shipping_city", ("Shipping City",)),
        Field("billing_city", ("Billing City",)),
        Field("shipping_zip", ("Shipping Zip",)),
        Field("billing_zip", ("Billing Zip",)),
        Field("shipping_province", ("Shipping Province Name", "Shipping Province")),
        Field("billing_province", ("Billing Province Name", "Billing Province")),
        Field("shipping_country", ("Shipping Country",)),
        Field("billing_country", ("Billing Country",)),
        Field("payment_method", ("Payment Method",)),
        Field("note", ("Notes",)),
        Field("item_quantity", ("Lineitem quantity",), "quantity"),
        Field("item_name", ("Lineitem name",)),
        Field("item_price", ("Lineitem price",), "money"),
        Field("item_sku", ("Lineitem sku",)),
        Field("item_discount", ("Lineitem discount",), "money"),
    ),
    order={
        "currency": "coalesce(currency_text, file_currency)",
        "stage": f"""CASE
            WHEN cancelled_at IS NOT NULL OR financial = 'voided' THEN 'cancelled'
            WHEN financial = 'refunded' AND coalesce(fulfillment, 'unfulfilled') = 'unfulfilled' THEN 'cancelled'
            WHEN financial = 'refunded' THEN 'done'
            WHEN fulfillment = 'fulfilled' OR (fulfillment IS NULL AND shipped_at IS NOT NULL) THEN 'shipped'
            WHEN fulfillment = 'partial' THEN 'preparing'
            WHEN financial IS NULL OR {_MONEY_IN} THEN 'paid'
            ELSE 'awaiting_payment' END""",
        "paid": f"""CASE
            WHEN financial = 'voided' THEN 0
            WHEN outstanding IS NOT NULL THEN total - outstanding
            WHEN {_MONEY_IN} THEN total
            WHEN financial IN ('pending', 'authorized') THEN 0 END""",
        "customer_name": "coalesce(shipping_name, billing_name)",
        "customer_phone": "coalesce(shipping_phone, billing_phone, phone)",
        "country_text": "coalesce(shipping_country, billing_country)",
        "region_text": "CASE WHEN shipping_country IS NULL THEN billing_province ELSE shipping_province END",
        "city": "CASE WHEN shipping_country IS NULL THEN billing_city ELSE shipping_city END",
        "address": "CASE WHEN shipping_country IS NULL THEN billing_street ELSE shipping_street END",
        "postal_code": "CASE WHEN shipping_country IS NULL THEN billing_zip ELSE shipping_zip END",
    },
    line_if="item_name IS NOT NULL OR item_sku IS NOT NULL",
    line={
        "sku": "item_sku",
        "name": "item_name",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "discount": "item_discount",
        "amount": "item_quantity * item_price - coalesce(item_discount, 0)",
    },
)
