"""What the columns of an exported file are called and what stands in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any, Final

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.money import quantize
from ordertrail.domain.tags import shown_tags
from ordertrail.i18n import tr
from ordertrail.stages import stage_label

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """``name`` is what programs call it, ``label`` what people do.

    ``value`` gives None, a text, a number, a day or a moment (naive UTC); ``width`` is in characters. ``currency``
    gives that of an amount, None where it is not known; a column without it holds no amounts.
    """

    name: str
    label: str
    value: Callable[[Row], Any]
    width: int = 14
    currency: Callable[[Row], str | None] | None = None


# What other programs read by its name comes first and keeps its place.
_FIRST: Final = (
    "order_id", "channel", "channel_order_no", "status", "currency", "total", "placed_at", "subtotal", "shipping",
    "tax", "discount", "surcharge", "paid", "refunded", "base_total", "paid_at", "shipped_at", "delivered_at",
    "closed_at", "cancelled_at", "promised_at", "customer_name", "customer_phone", "customer_email", "country",
    "region", "region_text", "city", "address", "postal_code", "payment_method", "carrier", "tracking_no", "note",
    "version", "origin", "source_file", "source_line", "created_at", "updated_at",
)  # fmt: skip
_SINCE: Final = (
    "stage", "payment_status", "fulfilment_status", "return_status", "workflow", "company", "segment",
    "billing_address", "priority", "tags", "owner", "promo_code", "return_policy", "followed_to", "ordered_quantity",
    "shipped_quantity", "delivered_quantity", "requested_quantity", "returned_quantity",
)  # fmt: skip
_AMOUNTS: Final = (
    "total", "subtotal", "shipping", "tax", "discount", "surcharge", "paid", "refunded", "unit_price", "line_discount",
    "line_amount", "line_tax",
)  # fmt: skip
_WIDE: Final = {
    "address": 36, "billing_address": 36, "note": 36, "item": 30, "channel_order_no": 24, "order_id": 38,
    "customer_email": 26, "tracking_no": 22, "source_file": 22,
}  # fmt: skip
# Column of a line -> its name in the file, where an order's column has that name already.
_LINE: Final = {
    "line_no": "line_no",
    "sku": "sku",
    "name": "item",
    "spec": "spec",
    "quantity": "quantity",
    "unit_price": "unit_price",
    "discount": "line_discount",
    "amount": "line_amount",
    "tax": "line_tax",
}


def export_columns(fields: Sequence[CustomField], base_currency: str, *, with_lines: bool) -> list[Column]:
    """The columns in their order. ``fields``: the company's own, under the labels that it gave them."""
    built = [
        _base_total(base_currency) if name == "base_total" else _column(name, _value_of(name))
        for name in (*_FIRST, *_SINCE)
    ]
    own = [_own_column(field) for field in fields]
    lines = [_column(name, _plain(f"line.{column}")) for column, name in _LINE.items()] if with_lines else []
    return [*built, *own, *lines]


def with_line(order: Row, line: Row | None = None) -> Row:
    """The order's head beside one of its lines; the head alone where it has none."""
    return {**order, **{f"line.{name}": line[name] if line else None for name in _LINE}}


def _column(name: str, value: Callable[[Row], Any]) -> Column:
    currency = itemgetter("currency") if name in _AMOUNTS else None
    return Column(name, tr().t(f"export.{name}"), value, _WIDE.get(name, 14), currency)


def _base_total(base_currency: str) -> Column:
    """Rounded to the coins of the base currency: the store keeps what the rate makes of the total."""

    def value(row: Row) -> Decimal | None:
        amount = row["base_total"]
        return None if amount is None else quantize(amount, base_currency)

    return Column("base_total", tr().t("export.base_total"), value, currency=lambda _row: base_currency)


def _own_column(field: CustomField) -> Column:
    label = field.label(tr().lang)
    return Column(label, label, lambda row: _own(row["custom"], field), 18)


def _value_of(name: str) -> Callable[[Row], Any]:
    t = tr()
    if name in ("payment_status", "fulfilment_status", "return_status"):
        return lambda row: t.t(f"{name}.{row[name]}") if row[name] else None
    made: dict[str, Callable[[Row], Any]] = {
        "status": lambda row: row["stage"],
        "stage": lambda row: stage_label(row["stage"]),
        "order_id": lambda row: str(row["order_id"]),
        "followed_to": lambda row: stage_label(row["followed_to"]) or None,
        "tags": lambda row: shown_tags(row["tags"]) or None,
    }
    return made.get(name) or _plain(name)


def _plain(name: str) -> Callable[[Row], Any]:
    return itemgetter(name)


def _own(document: str | None, field: CustomField) -> Any:
    """The value of a field as a cell; a value that is no longer of the field's kind as its text."""
    text = json.loads(document).get(field.key) if document else None
    if text is None:
        return None
    if field.kind == "yes_no":
        return tr().t(f"export.{text}") if text in ("yes", "no") else text
    try:
        return Decimal(text) if field.kind == "number" else date.fromisoformat(text) if field.kind == "date" else text
    except (InvalidOperation, ValueError):
        return text
