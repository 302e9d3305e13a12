"""The text of an order in which the quick search looks, made alike for files, entries by hand and edits.

It holds, in lower case: number, names and how they sound, phone as written and as digits, e-mail, tracking numbers,
tags, SKUs. Where in it a word may stand, ``ordertrail.domain.seeking`` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from ordertrail.store.rows import RowsStatement
from ordertrail.store.sounds import HAN, sounds
from ordertrail.store.terms import begin_anew, note

# Columns of ``orders`` that the text is made of, and the time by which what is found is sorted.
SEARCHED: Final = frozenset(
    (
        "channel_order_no", "customer_name", "company", "customer_phone", "customer_email", "tracking_no", "tags",
        "placed_at",
    )
)  # fmt: skip
NAMES: Final = ("customer_name", "company")
SKUS: Final = "string_agg(sku, ' ' ORDER BY line_no)"
_CHUNK: Final = 50_000
_KINDS: Final = {"name": "TEXT", "sounds": "TEXT"}
_KEEP: Final = RowsStatement(_KINDS, lambda rows: f"INSERT INTO sounds (name, sounds) {rows}")


def search_text(prefix: str, skus: str, heard: Mapping[str, str]) -> str:
    """SQL: the text of an order. ``skus``: expression of its lines' SKUs; ``heard``: expressions of how its
    ``NAMES`` sound."""
    p = prefix
    digits = f"regexp_replace({p}customer_phone, '[^0-9]', '', 'g')"
    national = f"regexp_replace({digits}, '^(00)?86(1[0-9]{{10}})$', '\\2')"
    parts = (
        f"{p}channel_order_no", f"{p}customer_name", heard["customer_name"], f"{p}company", heard["company"],
        f"{p}customer_phone", f"nullif({digits}, {p}customer_phone)", f"nullif({national}, {digits})",
        f"{p}customer_email",
        f"{p}tracking_no", f"{p}tags", skus,
    )  # fmt: skip
    return f"lower(concat_ws(' ', {', '.join(parts)}))"


def text_of_set(prefix: str, skus: str) -> str:
    """SQL: ``search_text`` in a query that has ``joined_sounds`` of the same prefix."""
    return search_text(prefix, skus, {name: f"heard_{name}.sounds" for name in NAMES})


def joined_sounds(prefix: str) -> str:
    """SQL: the joins that give each row how its names sound, after ``hold_sounds``."""
    return " ".join(f"LEFT JOIN sounds heard_{name} ON heard_{name}.name = {prefix}{name}" for name in NAMES)


def hold_sounds(connection: Connection, rows: str) -> None:
    """Make the temporary table sounds (name, sounds) of the Chinese names in ``rows``, a relation with ``NAMES``."""
    connection.execute(text("DROP TABLE IF EXISTS sounds"))
    connection.execute(text("CREATE TEMP TABLE sounds (name TEXT, sounds TEXT)"))
    said = " UNION ".join(f"SELECT {name} AS name FROM {rows}" for name in NAMES)
    found = connection.execute(
        text(f"SELECT name FROM ({said}) AS said WHERE regexp_replace(name, '{HAN}', '', 'g') <> name")
    )
    names = found.scalars().all()
    for start in range(0, len(names), _CHUNK):
        _KEEP.execute(connection, [{"name": name, "sounds": sounds(name)} for name in names[start : start + _CHUNK]])


def renew_order(connection: Connection, key: UUID, order: Mapping[str, Any]) -> None:
    """Make the text of one order anew; ``order`` has its ``NAMES`` as they are now."""
    heard = {name: f"CAST(:{name} AS TEXT)" for name in NAMES}
    skus = f"(SELECT {SKUS} FROM order_lines WHERE order_id = :key)"
    connection.execute(
        text(f"UPDATE orders SET search = {search_text('', skus, heard)} WHERE order_id = :key"),
        {"key": key, **{name: sounds(order[name] or "") or None for name in NAMES}},
    )
    note(connection, f"SELECT CAST('{key}' AS UUID) AS order_id")


def renew_orders(connection: Connection, keys: str | None = None) -> None:
    """Make the text of many orders anew: of those that the query ``keys`` names, or of all."""
    which = f"WHERE order_id IN ({keys})" if keys else ""
    hold_sounds(connection, f"(SELECT {', '.join(NAMES)} FROM orders {which}) AS named")
    connection.execute(
        text(
            "UPDATE orders SET search = renewed.search FROM "
            f"(SELECT o.order_id, {text_of_set('o.', 'l.skus')} AS search "
            f"FROM (SELECT * FROM orders {which}) AS o {joined_sounds('o.')} LEFT JOIN "
            f"(SELECT order_id, {SKUS} AS skus FROM order_lines {which} GROUP BY order_id) AS l "
            "ON l.order_id = o.order_id) AS renewed WHERE orders.order_id = renewed.order_id"
        )
    )
    connection.execute(text("DROP TABLE sounds"))
    if keys:
        note(connection, f"SELECT order_id FROM orders {which}")
    else:
        begin_anew(connection)
