"""SQL over ``orders.custom``, a JSON object of text values, on either engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Text, exists, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from ordertrail.domain.custom_fields import read_fields
from ordertrail.store.documents import get_document
from ordertrail.store.tables import orders

CUSTOM_FIELDS: Final = "custom_fields"


def value_of(cell: str, key: str) -> str:
    """SQL: one value of the column ``cell``; NULL where it has none. ``key`` is a field's, so a plain slug."""
    return f"(CAST({cell} AS JSON) ->> '{key}')"


def custom_value(key: str) -> ColumnElement[Any]:
    """The value of a custom field of ``orders``: its text, NULL where it has none."""
    return literal_column(value_of("orders.custom", key), Text())


def object_of(values: Mapping[str, str]) -> str:
    """SQL: the JSON object of ``values`` (key -> SQL text) as ``custom_fields.as_cell`` writes it; NULL if empty."""
    parts = [
        f"""CASE WHEN {sql} IS NOT NULL THEN '"{key}":' || CAST(to_json(CAST({sql} AS TEXT)) AS TEXT) END"""
        for key, sql in sorted(values.items())
    ]
    inner = f"nullif(concat_ws(',', {', '.join(parts)}), '')" if parts else "NULL"
    return f"'{{' || {inner} || '}}'"


def field_keys(connection: Connection) -> tuple[str, ...]:
    """The keys of all fields, hidden ones too, sorted."""
    return tuple(sorted(field.key for field in read_fields(get_document(connection, CUSTOM_FIELDS).body)))


def filled(connection: Connection, key: str) -> bool:
    """Whether any order has a value of that field."""
    found = select(
        exists(select(orders.c.order_id).where(orders.c.custom.is_not(None), custom_value(key).is_not(None)))
    )
    return bool(connection.execute(found).scalar_one())
