"""eBay sales as File Exchange and Selling Manager gave them until 2020: United States, United Kingdom, Australia.

A sale is known by its Sales Record Number; Order ID stands only where a buyer paid several sales together. Several
items of one sale stand below a row of their sum, which has no item.
Sale Price is that of one piece or of all of them: which, the row's Total Price proves; where nothing does, the amount
of several pieces stays unknown. Status, dates and currency are as in the reports of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from etl.channels.base import Field, Layout
from etl.channels.ebay import FOOTERS

_OF_ITEM: Final = "item_name IS NOT NULL OR item_number IS NOT NULL"
_GOODS: Final = "total - coalesce(shipping, 0) - coalesce(tax, 0) - coalesce(insurance, 0) - coalesce(cash_fee, 0)"
# What the row's pieces cost: they are one, or the total is that of all pieces, or that of the price alone.
_AMOUNT: Final = f"""CASE WHEN item_quantity = 1 THEN item_price
    WHEN {_GOODS} = item_price * item_quantity THEN item_price * item_quantity
    WHEN {_GOODS} = item_price THEN item_price END"""

_ADDRESS: Final[Mapping[str, tuple[str, ...]]] = {
    "street1": ("Buyer Address 1", "Post To Address 1", "Ship To Address 1"),
    "street2": ("Buyer Address 2", "Post To Address 2", "Ship To Address 2"),
    "city": ("Buyer City", "Buyer Town/City", "Post To City", "Ship To City"),
    "region_text": ("Buyer State", "Buyer County", "Post To State", "Post To County", "Ship To State"),
    "postal_code": ("Buyer Zip", "Buyer Postcode", "Buyer Post Code", "Post To Postcode", "Ship To Zip"),
    "country_text": ("Buyer Country", "Post To Country", "Ship To Country"),
}


def _sales(site: str, shipping: tuple[str, ...], shipped: tuple[str, ...], zone: str, currency: str) -> Layout:
    """``shipping`` and ``shipped`` are the names of costs and day of dispatch, which tell the site."""
    return Layout(
        code=f"ebay_file_exchange_{site}",
        channel="ebay",
        merges_as="ebay",
        follows="shipped",
        key=Field("order_no", ("Sales Record Number",)),
        rows="block",
        opens="total IS NOT NULL",
        needs=(
            ("Sales Record Number",), ("User Id",), ("Sale Date",), ("Sale Price",), ("Total Price",), shipping,
        ),
        zone=zone,
        dates=("named", "either"),
        signs={"$": currency} if currency != "GBP" else {"$": "USD"},
        empty=("--",),
        footers=FOOTERS,
        fields=(
            Field("placed_at", ("Sale Date",), "time", required=True),
            Field("total", ("Total Price",), "money"),
            Field("total_sign", ("Total Price",), "sign"),
            Field("shipping", shipping, "money"),
            Field("tax", ("US Tax", "Sales Tax", "Tax"), "money"),
            Field("insurance", ("Insurance",), "money"),
            Field("cash_fee", ("Cash On Delivery Fee",), "money"),
            Field("paid_at", ("Paid On Date",), "time"),
            Field("shipped_at", shipped, "time"),
            Field("payment_method", ("Payment Method",)),
            Field("buyer", ("User Id",)),
            Field("buyer_name", ("Buyer Fullname", "Buyer Full Name")),
            Field("customer_phone", ("Buyer Phone Number", "Phone")),
            Field("customer_email", ("Buyer Email",)),
            *(Field(name, headers) for name, headers in _ADDRESS.items()),
            Field("note", ("Notes To Yourself",)),
            Field("carrier", ("Shipping Service", "Postage Service")),
            Field("tracking_no", ("Tracking Number",)),
            Field("item_number", ("Item Number", "Item ID")),
            Field("item_name", ("Item Title",)),
            Field("item_sku", ("Custom Label",)),
            Field("item_spec", ("Variation Details",)),
            Field("item_quantity", ("Quantity",), "quantity"),
            Field("item_price", ("Sale Price",), "money"),
        ),
        order={
            "currency": f"coalesce(total_sign, '{currency}')",
            "stage": "CASE WHEN shipped_at IS NOT NULL THEN 'shipped' WHEN paid_at IS NOT NULL THEN 'paid'"
            " ELSE 'awaiting_payment' END",
            "subtotal": _GOODS,
            "surcharge": "nullif(coalesce(insurance, 0) + coalesce(cash_fee, 0), 0)",
            "paid": "CASE WHEN paid_at IS NOT NULL THEN total ELSE 0 END",
            "customer_name": "coalesce(buyer_name, buyer)",
            "address": "nullif(concat_ws(', ', street1, street2), '')",
        },
        line_if=_OF_ITEM,
        line={
            "sku": "coalesce(item_sku, item_number)",
            "name": "coalesce(item_name, item_number)",
            "spec": "item_spec",
            "quantity": "item_quantity",
            "unit_price": f"CASE WHEN item_quantity > 0 THEN ({_AMOUNT}) / item_quantity END",
            "amount": _AMOUNT,
        },
    )  # fmt: skip


UNITED_STATES: Final = _sales("us", ("Shipping And Handling",), ("Shipped On Date",), "America/Los_Angeles", "USD")
UNITED_KINGDOM: Final = _sales(
    "uk", ("Postage And Packaging", "Postage And Packing"), ("Dispatched On Date", "Posted On Date", "Shipped On Date"),
    "Europe/London", "GBP",
)  # fmt: skip
AUSTRALIA: Final = _sales(
    "au", ("Postage And Handling",), ("Posted On Date", "Shipped On Date"), "Australia/Sydney", "AUD"
)
