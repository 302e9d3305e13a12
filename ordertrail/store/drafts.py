"""Drafts -> the rows they would become: key, business day, base amount, fingerprint.

The same expressions serve a file of a million orders and one entered by hand, so that both make equal rows.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.domain.customer import COUNTED_DIGITS, FEWEST_DIGITS, MASK
from ordertrail.domain.order import LINE_COLUMNS, ORDER_COLUMNS
from ordertrail.domain.workflow import STAMPS as STAMPS
from ordertrail.domain.workflow import Workflow
from ordertrail.domain.workflow_templates import workflows
from ordertrail.store.rates import base_amount
from ordertrail.store.search import SKUS

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
POINTS: Final = ("shipped", "delivered")

# Columns that came later; where a file says nothing of them, its fingerprint is what it was before they came.
LATER: Final = (
    "workflow", "company", "segment", "billing_address", "priority", "tags", "owner", "promo_code", "return_policy",
    "custom", "country_text", "district", "city_code", "district_code",
)  # fmt: skip
LATER_LINE: Final = ("tax",)

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


def customer_key(prefix: str) -> str:
    """SQL: whom an order belongs to, as in ``ordertrail.domain.customer.customer_key``."""
    p = prefix
    digits = f"regexp_replace(coalesce({p}customer_phone, ''), '[^0-9]', '', 'g')"
    name = f"coalesce({p}customer_name, {p}company)"
    return (
        f"CAST(md5(CASE WHEN length({digits}) >= {FEWEST_DIGITS} AND strpos({p}customer_phone, '{MASK}') = 0 "
        f"THEN 'p' || right({digits}, {COUNTED_DIGITS}) "
        f"WHEN strpos(coalesce({p}customer_email, ''), '@') > 0 AND strpos({p}customer_email, '{MASK}') = 0 "
        f"THEN 'e' || lower({p}customer_email) "
        f"WHEN {name} IS NOT NULL AND strpos({name}, '{MASK}') = 0 THEN 'n' || {p}channel || '|' || lower({name}) "
        f"ELSE 'o' || {p}channel || '|' || {p}channel_order_no END) AS UUID)"
    )


def promise(prefix: str) -> str:
    """SQL: the promise; the workflow's plan up to where the order is followed, where the channel promised nothing."""
    first, *others = workflows().all
    by_workflow = " ".join(f"WHEN '{each.code}' THEN {_hours(each, prefix)}" for each in others)
    hours = f"CASE {prefix}workflow {by_workflow} ELSE {_hours(first, prefix)} END" if others else _hours(first, prefix)
    planned = f"{prefix}placed_at + {hours} * INTERVAL '1 hour'"
    return f"coalesce({prefix}promised_at, {planned})"


def _hours(workflow: Workflow, prefix: str) -> str:
    """SQL: planned hours up to where the order is followed; NULL where it is followed to no such point."""
    hours = " ".join(f"WHEN '{point}' THEN {workflow.hours_to(point)}" for point in POINTS)
    return f"CASE coalesce({prefix}followed_to, 'delivered') {hours} END"


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
    day = business_day("d.placed_at", zone)
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
            f"{day} AS order_day, "
            f"{base_amount('d.currency', 'd.total', day, base)} AS base_total, {customer_key('d.')} AS customer_key, "
            "l.lines_print, l.lines_detail, l.skus, "
            f"md5({_content_print('d.')} || coalesce(l.lines_print, '')) AS fingerprint "
            f"FROM {source}draft_orders d LEFT JOIN "
            f"(SELECT order_id, {lines_print('')} AS lines_print, {lines_detail('')} AS lines_detail, "
            f"{SKUS} AS skus FROM incoming_lines GROUP BY order_id) l "
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
