"""Layouts of channels that users made themselves: a saved mapping of columns -> a declaration like any other.

An order list fills what our own template fills; what is not mapped is empty. Lists of payments add up to what an
order was paid; they and lists of items go together with an order list of the same channel.
A cancellation is an order of its own, since its file does not say which one it takes back: its amounts stay as the
file has them, negative, so that the sums agree to the cent, and its stage keeps it out of what was sold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal

from etl.channels import template
from etl.channels.base import BUSINESS, Dates, Field, Layout
from etl.channels.template import Shape
from etl.parsers import ident, quote
from ordertrail.domain.own_channels import CUSTOM, OwnChannel, OwnLayout
from ordertrail.store.custom_sql import object_of

_PREFIX: Final = "own_"
_DATES: Final[dict[str, tuple[Dates, ...]]] = {
    "year_first": ("named",), "day_first": ("named", "day_first"), "month_first": ("named", "month_first"),
}  # fmt: skip
_GOODS: Final = ("item_name", "item_sku", "item_spec", "item_quantity", "item_price", "item_amount")
_PRICED: Final = ("item_price", "item_amount")
# 17850 as a spreadsheet of floating numbers writes it.
_WHOLE: Final = r"regexp_replace(customer_name, '^([0-9]+)[.]0$', '\1')"


def own_layouts(channels: Iterable[OwnChannel], shape: Shape) -> tuple[Layout, ...]:
    """The layouts of the channels that are shown, in their order."""
    return tuple(
        own_layout(channel.code, number, layout, shape)
        for channel in channels
        if not channel.hidden
        for number, layout in enumerate(channel.layouts)
    )


def own_layout(code: str, number: int, mapping: OwnLayout, shape: Shape) -> Layout:
    """The declaration of a channel's mapping; ``number`` tells its mappings apart."""
    build = {"orders": _orders, "items": _items, "payments": _payments}[mapping.role]
    base = Layout(
        code=f"{_PREFIX}{code}_{number}",
        channel=code,
        merges_as=code,
        key=Field("order_no", (mapping.columns["order_no"],)),
        fields=(),
        needs=tuple((header,) for header in dict.fromkeys(mapping.columns.values())),
        rows=mapping.rows,
        order={},
        line={},
        role=mapping.role,
        zone=mapping.zone or BUSINESS,
        dates=_DATES[mapping.dates],
        decimals="comma" if mapping.decimal == "," else "point",
        repeats=mapping.repeats,
        continues="placed_at" if mapping.rows == "block" else None,
        item_key="item_no" if mapping.rows == "items" and "item_no" in mapping.columns else None,
    )
    return build(base, mapping, shape)


def _orders(base: Layout, mapping: OwnLayout, shape: Shape) -> Layout:
    fields = [_gathered(_field(name, mapping, shape), base) for name in _heads()]
    custom = {
        field.key: replace(template.custom_field(field), headers=(mapping.columns[CUSTOM + field.key],))
        for field in shape.fields
        if CUSTOM + field.key in mapping.columns
    }
    order = {**template.ORDERS.order, **_order(mapping)}
    if custom:
        order["custom"] = object_of({key: ident(field.name) for key, field in custom.items()})
    goods = [name for name in _GOODS if name in mapping.columns]
    return replace(
        base,
        fields=(*fields, *custom.values()),
        opens="placed_at IS NOT NULL" if mapping.rows == "block" else "TRUE",
        sums={"lines_sum": f"sum({_amount(mapping)})", "lines_tax": "sum(item_tax)", "most": "max(item_quantity)"},
        order=order,
        line=_line(mapping),
        line_if=" OR ".join(f"{ident(name)} IS NOT NULL" for name in goods) or "FALSE",
        follows=_follows(mapping),
    )


def _items(base: Layout, mapping: OwnLayout, shape: Shape) -> Layout:
    names = ("item_name", "item_sku", "item_spec", "item_quantity", "item_price", "item_amount", "item_discount",
             "item_tax", "item_no")  # fmt: skip
    return replace(base, fields=tuple(_field(name, mapping, shape) for name in names), line=_line(mapping))


def _payments(base: Layout, mapping: OwnLayout, shape: Shape) -> Layout:
    names = ("paid", "given_total", "refunded", "paid_at", "payment_method", "promo_code", "item_no")
    fields = {name: _field(name, mapping, shape) for name in names}
    for name in ("paid", "given_total", "refunded"):
        fields[name] = replace(fields[name], gather="sum")
    fields["paid_at"] = replace(fields["paid_at"], gather="max")
    return replace(
        base,
        # No payment has a day of order, but the engine asks when the newest was.
        fields=(*fields.values(), Field("placed_at", (), "time")),
        sums={"payment_method": "string_agg(DISTINCT payment_method, ', ' ORDER BY payment_method)"},
        order={"total": "given_total"},
        line_if="FALSE",
    )


def _heads() -> tuple[str, ...]:
    mapped = (name for name in template.HEADERS if name not in ("order_no", "order_channel"))
    return (*mapped, "item_amount", "item_no")


def _field(name: str, mapping: OwnLayout, shape: Shape) -> Field:
    """Our field ``name`` read from the column that is mapped to it; from none where none is."""
    if name == "item_amount":
        field = Field(name, (), "money")
    elif name == "item_no":
        field = Field(name, ())
    else:
        field = template.shaped_field(name, shape)
    if name == "status":
        field = replace(field, words={word: stage for word, stage in mapping.status.items() if stage})
    header = mapping.columns.get(name)
    return replace(field, headers=(header,) if header else ())


def _gathered(field: Field, base: Layout) -> Field:
    """Where each row repeats the head its times may differ by the minute that writing them took."""
    if base.rows != "items" or field.name.startswith("item_"):
        return field
    if field.name == "placed_at":
        return replace(field, gather="min")
    if field.parser == "time":
        return replace(field, gather="max")
    return replace(field, gather="least_advanced") if field.name == "given_stage" else field


def _amount(mapping: OwnLayout) -> str:
    """SQL: what a row's goods cost, less its discount; a row without a quantity is one piece."""
    given = "item_amount" if "item_amount" in mapping.columns else "NULL"
    return f"coalesce({given}, {_quantity(mapping)} * item_price - coalesce(item_discount, 0))"


def _quantity(mapping: OwnLayout) -> str:
    counted = "item_quantity" in mapping.columns or not any(name in mapping.columns for name in _PRICED)
    return "item_quantity" if counted else "1"


def _line(mapping: OwnLayout) -> dict[str, str]:
    price = "item_price"
    if "item_price" not in mapping.columns and "item_amount" in mapping.columns:
        quantity = _quantity(mapping)
        price = f"CASE WHEN {quantity} <> 0 THEN item_amount / {quantity} END"
    return {
        **template.ORDERS.line,
        "quantity": _quantity(mapping),
        "unit_price": price,
        "amount": _amount(mapping),
    }


def _order(mapping: OwnLayout) -> dict[str, str]:
    stage = f"""coalesce(given_stage, CASE
        WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN delivered_at IS NOT NULL THEN 'delivered'
        WHEN shipped_at IS NOT NULL THEN 'shipped' WHEN paid_at IS NOT NULL THEN 'paid'
        ELSE {quote(mapping.stage_else)} END)"""
    signs = []
    if mapping.cancel_prefix:
        signs.append(f"starts_with(_key, {quote(mapping.cancel_prefix)})")
    if mapping.cancel_negative:
        signs.append("coalesce(most, given_total) < 0")
    taken_back = " OR ".join(signs)
    order = {"stage": stage, "customer_name": _WHOLE}
    order["currency"] = f"coalesce(currency_text, {quote(mapping.currency)})" if mapping.currency else "currency_text"
    if taken_back:
        order["stage"] = f"CASE WHEN {taken_back} THEN {quote(mapping.cancel_stage)} ELSE {stage} END"
    if taken_back and mapping.cancel_stage == "cancelled":
        order["cancelled_at"] = f"CASE WHEN {taken_back} THEN coalesce(cancelled_at, placed_at) ELSE cancelled_at END"
    return order


def _follows(mapping: OwnLayout) -> Literal["paid", "shipped", "delivered"]:
    """How far the file tells of an order: by its times and words."""
    told = set(mapping.status.values())
    if "delivered_at" in mapping.columns or told & {"delivered", "done"}:
        return "delivered"
    return "shipped" if "shipped_at" in mapping.columns or "shipped" in told else "paid"
