"""WooCommerce orders as other export plugins write them.

Customer/Order CSV Export (SkyVerge): the columns of the WebToffee export but for a few names; the items of an order
joined with ``;`` in one cell, or one in each row. Advanced Order Export (AlgolPlus): labels in words, one row an item.
What these leave open is decided as for the WebToffee export: times are of the business time zone, the currency is that
of the only country in the file where no column names it, and none tells when goods left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from etl.channels.base import BUSINESS, Explode, Field, Layout
from etl.channels.woocommerce import REFUNDED, STATUS, WEBTOFFEE

_ORDER: Final = ("order_number", "order_id")
_PLACED: Final = ("date", "order_date")
_HEAD: Final = (_ORDER, _PLACED, ("status",), ("order_total",))
# Their names where they differ from WebToffee's.
_NAMED: Final = {"placed_at": _PLACED, "refunds": ("refunds", "refund_items"), "coupons": ("coupon_items", "coupons")}
_REFUND: Final = Field("refunded_total", ("refunded_total",), "money")


def _fields(**names: tuple[str, ...]) -> tuple[Field, ...]:
    """WebToffee's fields under other headers."""
    known = {**_NAMED, **names}
    return (*(replace(field, headers=known.get(field.name, field.headers)) for field in WEBTOFFEE.fields), _REFUND)


_REFUNDED: Final = {"refunded": f"coalesce(refunded_total, {WEBTOFFEE.order['refunded']})"}

JOINED: Final = replace(
    WEBTOFFEE,
    code="woocommerce_line_items",
    needs=(*_HEAD, ("line_items",)),
    forbids=frozenset({"item_name"}),
    explode=Explode(";", ("line_items",), begins=" ?(?:id|name|product_id):"),
    fields=_fields(
        item_text=("line_items",), item_name=(), item_sku=(), item_quantity=(), item_total=(), item_subtotal=()
    ),
    order={**WEBTOFFEE.order, **_REFUNDED},
)

ITEM_ROWS: Final = replace(
    WEBTOFFEE,
    code="woocommerce_item_rows",
    rows="items",
    item_key="item_id",
    needs=(*_HEAD, ("item_name",), ("item_quantity",)),
    forbids=frozenset(),
    fields=(
        Field("item_id", ("item_id",)),
        *_fields(
            item_text=(), item_name=("item_name",), item_sku=("item_sku",), item_quantity=("item_quantity",),
            item_total=("item_total",), item_subtotal=("item_subtotal",),
        ),
    ),
    order={**WEBTOFFEE.order, **_REFUNDED},
)  # fmt: skip

_WAS_REFUNDED: Final = f"lower(status_text) IN ({', '.join(repr(word) for word in REFUNDED)})"
_PLACES: Final = {
    "street": ("Address 1&2", "Address 1"), "city": ("City",), "region": ("State Name", "State Code", "State"),
    "zip": ("Postcode",), "country": ("Country Code", "Country Name", "Country"), "first": ("First Name",),
    "last": ("Last Name",), "company": ("Company",), "phone": ("Phone",),
}  # fmt: skip
_SHIPPED_TO: Final = "coalesce(shipping_street, shipping_city, shipping_country)"

ADVANCED: Final = Layout(
    code="woocommerce_advanced",
    channel="woocommerce",
    merges_as="woocommerce",
    follows="paid",
    key=Field("order_no", ("Order Number", "Order ID")),
    rows="items",
    repeats="keep",
    item_key="item_no",
    zone=BUSINESS,
    dates=("named", "either"),
    decimals="either",
    needs=(
        ("Order Number", "Order ID"), ("Order Date",), ("Order Status",), ("Order Total Amount",),
        ("Item Name",), ("Quantity", "Quantity (- Refund)"),
    ),
    fields=(
        Field("placed_at", ("Order Date",), "time", required=True),
        Field("paid_at", ("Paid Date",), "time"),
        Field("stage", ("Order Status",), "word", required=True, words=STATUS),
        Field("status_text", ("Order Status",)),
        Field("total", ("Order Total Amount",), "money", required=True),
        Field("subtotal", ("Order Subtotal Amount",), "money"),
        Field("shipping", ("Order Shipping Amount",), "money"),
        Field("tax", ("Order Total Tax Amount", "Order Tax Amount"), "money"),
        Field("surcharge", ("Order Total Fee", "Order Fee Amount"), "money"),
        Field("discount", ("Cart Discount Amount", "Order Discount Amount"), "money"),
        Field("refund", ("Order Refund Amount",), "money"),
        Field("currency_text", ("Order Currency", "Currency"), "currency"),
        Field("payment_method", ("Payment Method Title", "Payment Method")),
        Field("carrier", ("Shipping Method Title", "Shipping Method")),
        Field("promo_code", ("Coupon Code",)),
        Field("customer_email", ("Email (Billing)",)),
        *(
            Field(f"{whose}_{what}", tuple(f"{name} ({whose.title()})" for name in names))
            for whose in ("shipping", "billing")
            for what, names in _PLACES.items()
        ),
        Field("note", ("Customer Note",)),
        Field("item_no", ("Item #",)),
        Field("item_name", ("Item Name",)),
        Field("item_sku", ("SKU",)),
        Field("item_quantity", ("Quantity", "Quantity (- Refund)"), "quantity"),
        Field("item_price", ("Item Cost",), "money"),
        Field("item_amount", ("Order Line Total", "Order Line Subtotal"), "money"),
    ),
    order={
        "currency": "coalesce(currency_text, file_currency)",
        "refunded": f"coalesce(nullif(refund, 0), CASE WHEN {_WAS_REFUNDED} THEN total ELSE refund END)",
        "paid": f"CASE WHEN stage IN ('paid', 'done') OR {_WAS_REFUNDED} OR paid_at IS NOT NULL THEN total"
        " WHEN stage IN ('awaiting_payment', 'hold') THEN 0 END",
        "customer_name": "coalesce(nullif(concat_ws(' ', shipping_first, shipping_last), ''),"
        " nullif(concat_ws(' ', billing_first, billing_last), ''), shipping_company, billing_company)",
        "customer_phone": "coalesce(shipping_phone, billing_phone)",
        "company": "coalesce(shipping_company, billing_company)",
        "country_text": "coalesce(shipping_country, billing_country)",
        **{
            ours: f"CASE WHEN {_SHIPPED_TO} IS NULL THEN billing_{theirs} ELSE shipping_{theirs} END"
            for ours, theirs in {
                "region_text": "region", "city": "city", "postal_code": "zip", "address": "street",
            }.items()
        },
    },
    line_if="item_name IS NOT NULL OR item_sku IS NOT NULL",
    line={
        "sku": "item_sku",
        "name": "coalesce(item_name, item_sku)",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "amount": "coalesce(item_amount, item_price * item_quantity)",
    },
)  # fmt: skip
