"""The columns of the table of orders: what is shown, sorted and filtered by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Numeric, case, cast, false, func, type_coerce

from ordertrail.analytics.column_filters import IsoDay, Listed, OfLines, Worded
from ordertrail.analytics.statuses import FULFILMENT_STATUS, PAYMENT_STATUS, RETURN_STATUS
from ordertrail.analytics.terms import order_terms
from ordertrail.domain.custom_fields import CustomField, read_fields
from ordertrail.domain.order import PRIORITIES
from ordertrail.domain.statuses import FULFILMENT, PAYMENT, RETURN
from ordertrail.domain.words import COLUMNS as WORDS
from ordertrail.domain.workflow_templates import workflows
from ordertrail.store.custom_sql import CUSTOM_FIELDS, custom_value
from ordertrail.store.documents import get_document
from ordertrail.store.tables import order_lines, orders

COLUMNS: Final = (
    "channel", "channel_order_no", "stage", "currency", "total", "base_total", "placed_at", "promised_at",
    "customer_name", "customer_phone", "country", "region", "city", "carrier", "tracking_no", "workflow", "version",
    "updated_at", "company", "segment", "customer_email", "address", "postal_code", "billing_address", "priority",
    "tags", "owner", "promo_code", "return_policy", "payment_method", "note", "subtotal", "shipping", "tax", "discount",
    "surcharge", "paid", "refunded", "paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at", "origin",
    "created_at",
)  # fmt: skip
CUSTOM: Final = "custom."
# What a row of the table needs whatever its reader has in sight: its name, its next move, and how its promise stands.
ALWAYS: Final = frozenset((
    "channel", "channel_order_no", "stage", "workflow", "version", "currency", "total", "placed_at", "promised_at",
    "customer_name", "customer_phone", "fulfilled_at", "reached", "late",
))  # fmt: skip
OF_GOODS: Final = frozenset(("goods", "sku", "lines"))

_o = orders.c


def order_columns(connection: Connection, now: datetime, named: Collection[str] = ()) -> dict[str, Any]:
    """Column -> SQL expression, ``Listed``, ``Worded`` or ``OfLines``; of custom fields those that are ``named``.

    Beside ``COLUMNS``: fulfilled_at, reached, late (at ``now``, naive UTC), the three derived statuses, goods and sku
    of any line, place, and ``custom.<key>``, also of hidden fields: their values are kept.
    """
    terms = order_terms()
    found: dict[str, Any] = {name: _o[name] for name in COLUMNS}
    found |= {
        "tags": Listed(_o.tags),
        **{column: Worded(_o[column], kind, _o.channel) for kind, column in WORDS.items()},
        "fulfilled_at": terms.fulfilled_at,
        "reached": terms.reached,
        "late": func.coalesce(terms.late(now), false()),
        "payment_status": PAYMENT_STATUS.element,
        "fulfilment_status": FULFILMENT_STATUS.element,
        "return_status": RETURN_STATUS.element,
        "place": func.coalesce(_o.region, _o.country),
        "goods": OfLines(order_lines.c.name),
        "sku": OfLines(order_lines.c.sku),
    }
    if any(name.startswith(CUSTOM) for name in named):
        fields = read_fields(get_document(connection, CUSTOM_FIELDS).body)
        found |= {f"{CUSTOM}{field.key}": _typed(field) for field in fields}
    return found


def _typed(field: CustomField) -> Any:
    """The value of a custom field as what its kind is compared as."""
    value = custom_value(field.key)
    if field.kind == "date":
        return type_coerce(value, IsoDay())
    if field.kind == "number":
        is_number = func.regexp_replace(value, r"^-?[0-9]+([.][0-9]+)?$", "") == ""
        return case((is_number, cast(value, Numeric(24, 6))))
    return value


def ranks(name: str) -> Sequence[str]:
    """The codes of a column in the order in which they are sorted; none where the column sorts as it is."""
    codes = {
        "stage": workflows().codes(),
        "priority": PRIORITIES,
        "payment_status": PAYMENT,
        "fulfilment_status": FULFILMENT,
        "return_status": RETURN,
    }
    return codes.get(name, ())


def sorted_by(name: str, columns: Mapping[str, Any]) -> Any:
    """The expression to sort by; None for what does not sort."""
    column = columns.get(name)
    if column is None or isinstance(column, OfLines):
        return None
    plain = column.column if isinstance(column, Listed | Worded) else column
    codes = ranks(name)
    return case({code: rank for rank, code in enumerate(codes)}, value=plain) if codes else plain


def shown(columns: Mapping[str, Any], in_sight: Collection[str] | None = None) -> list[Any]:
    """What is selected of them, labelled; with ``in_sight``, what those columns of the table and every row need.

    Each column costs a look into a block of its own for every row that lies elsewhere.
    """
    needed = None if in_sight is None else {*ALWAYS, *in_sight}
    if needed is not None and "place" in needed:
        needed |= {"country", "region"}
    return [
        (column.column if isinstance(column, Listed | Worded) else column).label(name)
        for name, column in columns.items()
        if not isinstance(column, OfLines) and not name.startswith(CUSTOM) and (needed is None or name in needed)
    ]
