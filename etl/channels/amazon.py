"""Amazon seller reports: tab-separated without any quoting, a bare " is data.

All orders: one row an item; prices are those of the row, not of one piece; cancelled items count nothing.
An order that is still pending has neither price nor currency: the marketplace names its currency.
Prices hold the tax but in the United States and Canada, where it comes on top.
Unshipped orders: no amounts at all, but the promise, the buyer and the address; given together with the
all-orders report it fills what that one lacks.
New orders: what was paid and is to be sent, with buyer, address and, in most versions, amounts.
Fulfilled shipments: one row an item of a parcel that left Amazon's warehouse, so the amounts of an order are those of
what was sent of it; as text its headers are those of the other reports, in a table downloaded by hand they are words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from etl.channels.base import Field, Layout

_EURO: Final = ("de", "fr", "it", "es", "nl", "be", "com.be", "ie")
_CURRENCY_OF_SITE: Final = {
    "com": "USD", "ca": "CAD", "com.mx": "MXN", "com.br": "BRL", "co.uk": "GBP", "se": "SEK", "pl": "PLN",
    "com.tr": "TRY", "ae": "AED", "sa": "SAR", "eg": "EGP", "in": "INR", "sg": "SGD", "co.jp": "JPY",
    "com.au": "AUD", "co.za": "ZAR", **dict.fromkeys(_EURO, "EUR"),
}  # fmt: skip

_SHIP_TO: Final = (
    Field("street1", ("ship-address-1",)),
    Field("street2", ("ship-address-2",)),
    Field("street3", ("ship-address-3",)),
    Field("city", ("ship-city",)),
    Field("region_text", ("ship-state",)),
    Field("postal_code", ("ship-postal-code",)),
    Field("country_text", ("ship-country",)),
)
_SHIP_TO_WORDS: Final = (
    ("Shipping Address 1", "Dispatch Address 1"), ("Shipping Address 2", "Dispatch Address 2"),
    ("Shipping Address 3", "Dispatch Address 3"), ("Shipping City", "Dispatch City"),
    ("Shipping State", "Dispatch State"), ("Shipping Postal Code", "Dispatch Postal Code"),
    ("Shipping Country Code", "Dispatch Country Code"),
)  # fmt: skip
_FAILED: Final = (
    "shipped - returned to seller", "shipped - returning to seller", "shipped - rejected by buyer",
    "shipped - lost in transit", "shipped - undeliverable", "shipped - damaged", "unfulfillable",
)  # fmt: skip


def _site_currency(site: str) -> str:
    cases = " ".join(f"WHEN '{ending}' THEN '{currency}'" for ending, currency in _CURRENCY_OF_SITE.items())
    return f"CASE regexp_extract(lower({site}), '(?:amazon|marketplace\\.amazon)\\.([a-z.]+)$', 1) {cases} END"


def _sum(*cells: str, sign: str = "") -> str:
    """SQL: the sum of cells over the items that are not cancelled; NULL where no row fills any of them."""
    amount = " + ".join(f"coalesce({sign}({cell}), 0)" for cell in cells)
    given = f"coalesce({', '.join(cells)})"
    return f"sum(CASE WHEN lower(item_status) = 'cancelled' THEN 0 WHEN {given} IS NOT NULL THEN {amount} END)"


# Everywhere else prices hold the tax, and the columns of tax say how much of them it is.
_TAX_ON_TOP: Final = "('USD', 'CAD')"
_TOTAL: Final = f"""subtotal + coalesce(shipping, 0) + coalesce(surcharge, 0) - coalesce(discount, 0)
    + CASE WHEN coalesce(currency_text, {_site_currency("site")}) IN {_TAX_ON_TOP} THEN coalesce(tax, 0) ELSE 0 END"""
_PAID_SUMS: Final = {
    "subtotal": "sum(item_price)",
    "shipping": "sum(ship_price)",
    "tax": "sum(CASE WHEN coalesce(item_tax, ship_tax, wrap_tax) IS NOT NULL"
    " THEN coalesce(item_tax, 0) + coalesce(ship_tax, 0) + coalesce(wrap_tax, 0) END)",
    "surcharge": "sum(wrap_price)",
    "discount": "sum(abs(coalesce(item_promotion, 0)) + abs(coalesce(ship_promotion, 0)))",
}
_PAID_LINE: Final = {
    "sku": "item_sku",
    "name": "item_name",
    "quantity": "item_quantity",
    "unit_price": "CASE WHEN item_quantity > 0 THEN item_price / item_quantity END",
    "discount": "abs(item_promotion)",
    "amount": "item_price - coalesce(abs(item_promotion), 0)",
    "tax": "item_tax",
}

ALL_ORDERS: Final = Layout(
    code="amazon_all_orders",
    channel="amazon",
    merges_as="amazon",
    follows="shipped",
    key=Field("order_no", ("amazon-order-id",)),
    rows="items",
    quoted_tabs=False,
    needs=(("amazon-order-id",), ("purchase-date",), ("order-status",), ("quantity",)),
    fields=(
        Field("placed_at", ("purchase-date",), "time", required=True),
        Field(
            "stage",
            ("order-status",),
            "word",
            required=True,
            gather="least_advanced",
            words={
                "pending": "awaiting_payment",
                "unshipped": "paid",
                "partiallyshipped": "preparing",
                "shipped": "shipped",
                "shipping": "preparing",
                "pending - waiting for pick up": "preparing",
                "shipped - picked up": "shipped",
                "shipped - out for delivery": "shipped",
                "shipped - delivered to buyer": "delivered",
                **dict.fromkeys(_FAILED, "exception"),
                "cancelled": "cancelled",
                "canceled": "cancelled",
            },
        ),
        Field("currency_text", ("currency",), "currency", gather="max"),
        Field("site", ("sales-channel",)),
        Field("item_status", ("item-status",), "text"),
        Field("item_name", ("product-name",)),
        Field("item_sku", ("sku",)),
        Field("item_asin", ("asin",)),
        Field("item_quantity", ("quantity",), "quantity"),
        Field("item_price", ("item-price",), "money"),
        Field("item_tax", ("item-tax",), "money"),
        Field("ship_price", ("shipping-price",), "money"),
        Field("ship_tax", ("shipping-tax",), "money"),
        Field("wrap_price", ("gift-wrap-price",), "money"),
        Field("wrap_tax", ("gift-wrap-tax",), "money"),
        Field("item_promotion", ("item-promotion-discount",), "money"),
        Field("ship_promotion", ("ship-promotion-discount",), "money"),
        Field("city", ("ship-city",)),
        Field("region_text", ("ship-state",)),
        Field("postal_code", ("ship-postal-code",)),
        Field("country_text", ("ship-country",)),
    ),
    sums={
        "subtotal": _sum("item_price"),
        "shipping": _sum("ship_price"),
        "tax": _sum("item_tax", "ship_tax", "wrap_tax"),
        "discount": _sum("item_promotion", "ship_promotion", sign="abs"),
        "surcharge": _sum("wrap_price"),
    },
    order={
        "currency": f"coalesce(currency_text, {_site_currency('site')})",
        "total": _TOTAL,
    },
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_asin",
        "quantity": "item_quantity",
        "unit_price": "CASE WHEN item_quantity > 0 THEN item_price / item_quantity END",
        "discount": "abs(item_promotion)",
        "amount": "CASE WHEN lower(item_status) = 'cancelled' THEN 0"
        " ELSE item_price - coalesce(abs(item_promotion), 0) END",
    },
)

UNSHIPPED: Final = Layout(
    code="amazon_unshipped",
    channel="amazon",
    merges_as="amazon",
    follows="shipped",
    key=Field("order_no", ("order-id",)),
    rows="items",
    quoted_tabs=False,
    item_key="item_id",
    needs=(
        ("order-id",),
        ("order-item-id",),
        ("purchase-date",),
        ("quantity-purchased",),
        ("quantity-shipped",),
    ),
    fields=(
        Field("placed_at", ("purchase-date",), "time", required=True),
        Field("paid_at", ("payments-date",), "time", gather="max"),
        Field("promised_at", ("promise-date",), "time", gather="min"),
        Field("customer_email", ("buyer-email",)),
        Field("buyer_name", ("buyer-name",)),
        Field("recipient", ("recipient-name",)),
        Field("customer_phone", ("buyer-phone-number",)),
        Field("item_id", ("order-item-id",)),
        Field("item_sku", ("sku",)),
        Field("item_name", ("product-name",)),
        Field("item_quantity", ("quantity-purchased",), "quantity", required=True, gather="sum"),
        Field("item_shipped", ("quantity-shipped",), "quantity", gather="sum"),
        *_SHIP_TO,
    ),
    order={
        "stage": "CASE WHEN item_shipped >= item_quantity THEN 'shipped' WHEN item_shipped > 0 THEN 'preparing'"
        " ELSE 'paid' END",
        "currency": f"coalesce({_site_currency('customer_email')}, country_currency)",
        "customer_name": "coalesce(recipient, buyer_name)",
        "address": "concat_ws(', ', street1, street2, street3)",
    },
    line={"sku": "item_sku", "name": "item_name", "quantity": "item_quantity"},
)

NEW_ORDERS: Final = Layout(
    code="amazon_new_orders",
    channel="amazon",
    merges_as="amazon",
    follows="paid",
    key=Field("order_no", ("order-id",)),
    rows="items",
    quoted_tabs=False,
    item_key="item_id",
    needs=(("order-id",), ("order-item-id",), ("purchase-date",), ("quantity-purchased",)),
    forbids=frozenset({"quantity-shipped"}),
    fields=(
        Field("placed_at", ("purchase-date",), "time", required=True),
        Field("paid_at", ("payments-date",), "time", gather="max"),
        Field("promised_at", ("promise-date", "latest-ship-date", "delivery-end-date"), "time", gather="min"),
        Field("customer_email", ("buyer-email",)),
        Field("buyer_name", ("buyer-name",)),
        Field("recipient", ("recipient-name",)),
        Field("customer_phone", ("ship-phone-number", "buyer-phone-number")),
        Field("site", ("sales-channel",)),
        Field("currency_text", ("currency",), "currency", gather="max"),
        Field("item_id", ("order-item-id",)),
        Field("item_sku", ("sku",)),
        Field("item_name", ("product-name",)),
        Field("item_quantity", ("quantity-purchased",), "quantity", required=True),
        Field("item_price", ("item-price",), "money"),
        Field("item_tax", ("item-tax",), "money"),
        Field("ship_price", ("shipping-price",), "money"),
        Field("ship_tax", ("shipping-tax",), "money"),
        Field("wrap_price", ("gift-wrap-price",), "money"),
        Field("wrap_tax", ("gift-wrap-tax",), "money"),
        Field("item_promotion", ("item-promotion-discount",), "money"),
        Field("ship_promotion", ("ship-promotion-discount",), "money"),
        *_SHIP_TO,
    ),
    sums=_PAID_SUMS,
    order={
        "stage": "'paid'",
        "currency": f"coalesce(currency_text, {_site_currency('site')}, {_site_currency('customer_email')},"
        " country_currency)",
        "total": _TOTAL,
        "customer_name": "coalesce(recipient, buyer_name)",
        "address": "concat_ws(', ', street1, street2, street3)",
    },
    line=_PAID_LINE,
)

SHIPMENTS: Final = Layout(
    code="amazon_shipments",
    channel="amazon",
    merges_as="amazon",
    follows="shipped",
    key=Field("order_no", ("amazon-order-id", "Amazon Order Id")),
    rows="items",
    quoted_tabs=False,
    item_key="item_id",
    needs=(
        ("amazon-order-id", "Amazon Order Id"), ("shipment-item-id", "Shipment Item Id"),
        ("purchase-date", "Purchase Date"), ("shipment-date", "Shipment Date"),
        ("quantity-shipped", "Shipped Quantity", "Dispatched Quantity"),
    ),
    fields=(
        Field("placed_at", ("purchase-date", "Purchase Date"), "time", required=True, gather="min"),
        Field("paid_at", ("payments-date", "Payments Date"), "time", gather="max"),
        Field("shipped_at", ("shipment-date", "Shipment Date", "Dispatch Date"), "time", gather="max"),
        Field("promised_at", ("estimated-arrival-date", "Estimated Arrival Date"), "time", gather="max"),
        Field("customer_email", ("buyer-email", "Buyer Email", "Buyer E-mail")),
        Field("buyer_name", ("buyer-name", "Buyer Name")),
        Field("recipient", ("recipient-name", "Recipient Name")),
        Field("customer_phone", ("ship-phone-number", "Shipping Phone Number", "buyer-phone-number",
                                 "Buyer Phone Number")),
        Field("site", ("sales-channel", "Sales Channel")),
        Field("currency_text", ("currency",), "currency", gather="max"),
        Field("item_id", ("shipment-item-id", "Shipment Item Id")),
        Field("item_sku", ("sku", "Merchant SKU")),
        Field("item_name", ("product-name", "Title")),
        Field("item_quantity", ("quantity-shipped", "Shipped Quantity", "Dispatched Quantity"), "quantity",
              required=True),
        Field("item_price", ("item-price", "Item Price"), "money"),
        Field("item_tax", ("item-tax", "Item Tax"), "money"),
        Field("ship_price", ("shipping-price", "Shipping Price", "Delivery Price"), "money"),
        Field("ship_tax", ("shipping-tax", "Shipping Tax", "Delivery Tax"), "money"),
        Field("wrap_price", ("gift-wrap-price", "Gift Wrap Price"), "money"),
        Field("wrap_tax", ("gift-wrap-tax", "Gift Wrap Tax"), "money"),
        Field("item_promotion", ("item-promotion-discount", "Item Promo Discount"), "money"),
        Field("ship_promotion", ("ship-promotion-discount", "Shipment Promo Discount"), "money"),
        Field("item_carrier", ("carrier",)),
        Field("item_tracking", ("tracking-number", "Tracking Number")),
        *(
            replace(field, headers=(*field.headers, *words))
            for field, words in zip(_SHIP_TO, _SHIP_TO_WORDS, strict=True)
        ),
    ),
    sums={
        **_PAID_SUMS,
        "carrier": "string_agg(DISTINCT item_carrier, ', ' ORDER BY item_carrier)",
        "tracking_no": "string_agg(DISTINCT item_tracking, ', ' ORDER BY item_tracking)",
    },
    order={
        "stage": "'shipped'",
        "currency": f"coalesce(currency_text, {_site_currency('site')}, country_currency)",
        "total": _TOTAL,
        "customer_name": "coalesce(recipient, buyer_name)",
        "address": "concat_ws(', ', street1, street2, street3)",
    },
    line=_PAID_LINE,
)  # fmt: skip
