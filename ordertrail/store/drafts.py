"""Drafts -> the rows they would become: key, business day, base amount, search text, fingerprint.

The same expressions serve a file of a million orders and one entered by hand, so that both make equal rows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.domain.money import REFERENCE_RATES_CNY, rate
from ordertrail.domain.order import LINE_COLUMNS, ORDER_COLUMNS
from ordertrail.domain.workflow import RETAIL

SQL_TYPES: Final = {
    "text": "TEXT",
    "money": "DECIMAL(18,4)",
    "quantity": "DECIMAL(18,3)",
    "timestamp": "TIMESTAMP",
    "integer": "BIGINT",
}
WHERE_FROM: Final = ("source_file", "source_line")
IDENTITY: Final = ("channel", "channel_order_no")
CONTENT: Final = tuple(name for name in ORDER_COLUMNS if name not in (*WHERE_FROM, *IDENTITY))
LINE_CONTENT: Final = tuple(name for name in LINE_COLUMNS if name not in IDENTITY)
STAMPS: Final = tuple(dict.fromkeys(stage.stamp for stage in RETAIL.stages if stage.stamp))
HOURS_TO: Final = {point: RETAIL.hours_to(point) for point in ("shipped", "delivered")}

# Columns that came later; where a file says nothing of them, its fingerprint is what it was before they came.
LATER: Final = (
    "workflow", "company", "segment", "billing_address", "priority", "tags", "owner", "promo_code", "return_policy",
    "custom",
)  # fmt: skip
LATER_LINE: Final = ("tax",)

# The first amount that DECIMAL(18,4) cannot hold.
ROOM: Final = 10**14

# The unit separator cannot stand in a cell: the readers refuse control characters.
_SEPARATOR: Final = "chr(31)"
_TABLES: Final = ("incoming", "incoming_lines", "draft_orders", "draft_lines")


def columns(names: Any, prefix: str = "") -> str:
    """``names`` as a select list."""
    return ", ".join(f"{prefix}{name}" for name in names)


def key(prefix: str = "") -> str:
    """SQL: the key of an order, as in ``ordertrail.domain.order.order_id``."""
    return f"CAST(md5({prefix}channel || '|' || {prefix}channel_order_no) AS UUID)"


def business_day(moment: str, zone: str) -> str:
    """SQL: the day of a naive UTC ``moment`` in the business zone."""
    return f"CAST({moment} AT TIME ZONE 'UTC' AT TIME ZONE '{zone}' AS DATE)"


def search_text(prefix: str) -> str:
    """SQL: what the quick search looks in; a phone number stands there as written and as digits."""
    p = prefix
    return (
        f"lower(concat_ws(' ', {p}channel_order_no, {p}customer_name, {p}customer_phone, "
        f"regexp_replace({p}customer_phone, '[^0-9]', '', 'g'), {p}customer_email, {p}tracking_no))"
    )


def promise(prefix: str) -> str:
    """SQL: the promise; the workflow's plan up to where the order is followed, where the channel promised nothing."""
    hours = " ".join(f"WHEN '{point}' THEN {count}" for point, count in HOURS_TO.items())
    planned = f"{prefix}placed_at + CASE coalesce({prefix}followed_to, 'delivered') {hours} END * INTERVAL '1 hour'"
    return f"coalesce({prefix}promised_at, {planned})"


def base_amount(currency: str, amount: str, base: str) -> str:
    """SQL: ``amount`` in the base currency; NULL where no rate is known or the store has no room."""
    whens = []
    for code in REFERENCE_RATES_CNY:
        factor = rate(code, base)
        if factor is not None:
            whens.append(f"WHEN '{code}' THEN {factor.quantize(Decimal('0.00000001'))}")
    # DuckDB multiplies two decimals of 18 digits in 64 bits, which overflow from a million on; one of 19 takes 128.
    product = f"{amount} * CAST(CASE {currency} {' '.join(whens)} END AS DECIMAL(19,8))"
    return f"CAST(CASE WHEN abs({product}) < {ROOM} THEN {product} END AS DECIMAL(18,4))"


def _print(names: Any, prefix: str) -> str:
    cells = ", ".join(f"coalesce(CAST({prefix}{name} AS TEXT), '')" for name in names)
    return f"concat_ws({_SEPARATOR}, {cells})"


def _print_later(names: Any, prefix: str) -> str:
    """Only what is said, so that it is empty where nothing is."""
    said = [f"coalesce('{name}=' || CAST({prefix}{name} AS TEXT) || {_SEPARATOR}, '')" for name in names]
    return " || ".join(said)


def _content_print(prefix: str) -> str:
    earlier = [name for name in CONTENT if name not in LATER]
    return f"{_print(earlier, prefix)} || {_print_later(LATER, prefix)}"


def lines_print(prefix: str) -> str:
    """SQL aggregate: the content of an order's lines."""
    earlier = [name for name in LINE_CONTENT if name not in LATER_LINE]
    line = f"{_print(earlier, prefix)} || {_print_later(LATER_LINE, prefix)}"
    return f"md5(string_agg({line}, chr(30) ORDER BY {prefix}line_no))"


def lines_detail(prefix: str) -> str:
    """SQL aggregate: how many cells of a line are filled, on average."""
    filled = " + ".join(f"CASE WHEN {prefix}{name} IS NULL THEN 0 ELSE 1 END" for name in LINE_CONTENT)
    return f"CAST(sum({filled}) AS DOUBLE PRECISION) / count(*)"


def load(connection: Connection, source: str, zone: str, base: str) -> None:
    """Make the temporary tables incoming and incoming_lines of ``source``'s draft_orders and draft_lines.

    ``source`` is a schema with its point, or empty for the temporary tables of ``hold_draft``.
    """
    drop(connection, "incoming", "incoming_lines")
    run = connection.execute
    run(
        text(
            f"CREATE TEMP TABLE incoming_lines AS SELECT {key()} AS order_id, {columns(LINE_CONTENT)} "
            f"FROM {source}draft_lines"
        )
    )
    run(
        text(
            f"CREATE TEMP TABLE incoming AS SELECT {key('d.')} AS order_id, {columns(ORDER_COLUMNS, 'd.')}, "
            f"{business_day('d.placed_at', zone)} AS order_day, "
            f"{base_amount('d.currency', 'd.total', base)} AS base_total, l.lines_print, l.lines_detail, "
            f"md5({_content_print('d.')} || coalesce(l.lines_print, '')) AS fingerprint "
            f"FROM {source}draft_orders d LEFT JOIN "
            f"(SELECT order_id, {lines_print('')} AS lines_print, {lines_detail('')} AS lines_detail "
            "FROM incoming_lines GROUP BY order_id) l "
            f"ON l.order_id = {key('d.')}"
        )
    )


def hold_draft(connection: Connection, order: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    """One draft as temporary tables of the staging file's shape; missing columns are NULL."""
    drop(connection, "draft_orders", "draft_lines")
    for table, kinds, rows in (
        ("draft_orders", ORDER_COLUMNS, [order]),
        ("draft_lines", LINE_COLUMNS, lines),
    ):
        shape = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in kinds.items())
        connection.execute(text(f"CREATE TEMP TABLE {table} ({shape})"))
        places = ", ".join(f":{name}" for name in kinds)
        for row in rows:
            connection.execute(text(f"INSERT INTO {table} VALUES ({places})"), {name: row.get(name) for name in kinds})


def drop(connection: Connection, *tables: str) -> None:
    """Remove temporary tables; all of this module's without ``tables``."""
    for table in tables or _TABLES:
        connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
