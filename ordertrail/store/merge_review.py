"""What was judged, counted and listed: orders and rows by kind, amounts by currency, each difference."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.store.before import lines_json
from ordertrail.store.choosing import LEFT
from ordertrail.store.custom_sql import field_keys, value_of
from ordertrail.store.drafts import CONTENT, drop
from ordertrail.store.engine import Store
from ordertrail.store.judging import CUSTOM

SAMPLES: Final = 20
KINDS: Final = ("new", "changed", "unchanged", "conflict")
# Columns of the list of a preview -> DuckDB's types.
ITEM_COLUMNS: Final = {
    "kind": "VARCHAR", "channel": "VARCHAR", "channel_order_no": "VARCHAR", "customer_name": "VARCHAR",
    "stage": "VARCHAR", "currency": "VARCHAR", "total": "DECIMAL(18,4)", "placed_at": "TIMESTAMP",
    "source_file": "VARCHAR", "source_line": "BIGINT", "fields": "VARCHAR", "disputed": "VARCHAR",
    "changes": "VARCHAR", "lines_before": "VARCHAR", "lines_after": "VARCHAR",
}  # fmt: skip


def counts(connection: Connection, source_rows: str) -> dict[str, int]:
    """Orders and source rows by kind; ``left_new``, ``left_changed``, ``partly`` and ``rows_left`` of what was left.

    ``source_rows`` is a relation of order_id and ``rows``, the source rows of each order.
    """

    def counted(sql: str) -> dict[str, int]:
        return {name: int(count) for name, count in connection.execute(text(sql)).tuples()}

    kinds = counted("SELECT kind, count(*) FROM judged GROUP BY kind")
    rows = counted(
        "SELECT CASE WHEN j.kind = 'unchanged' THEN 'unchanged' "
        "WHEN j.kind IN ('left_new', 'left_changed') THEN 'left' "
        f"ELSE 'merged' END, sum(r.rows) FROM {source_rows} r JOIN judged j ON j.order_id = r.order_id GROUP BY 1"
    )
    partly = counted("SELECT 'partly', count(*) FROM judged WHERE partly AND kind <> 'left_changed'")
    found = {kind: kinds.get(kind, 0) for kind in (*KINDS, *LEFT)}
    return found | partly | {f"rows_{kind}": rows.get(kind, 0) for kind in ("merged", "unchanged", "left")}


def told_sums(connection: Connection) -> dict[str, dict[str, Decimal]]:
    """Kind -> currency -> sum of what the file says of those orders' totals."""
    found: dict[str, dict[str, Decimal]] = {}
    query = (
        "SELECT j.kind, i.currency, sum(i.total) FROM judged j JOIN incoming i ON i.order_id = j.order_id "
        "WHERE i.total IS NOT NULL GROUP BY j.kind, i.currency ORDER BY j.kind, i.currency"
    )
    for kind, currency, amount in connection.execute(text(query)):
        found.setdefault(kind, {})[currency] = amount
    return found


def amounts(connection: Connection) -> list[dict[str, Any]]:
    """{currency, before, after} of the orders that landing writes: their totals in the store, as texts."""
    query = (
        "SELECT currency, sum(before), sum(after) FROM ("
        "SELECT o.currency, o.total AS before, CAST(0 AS DECIMAL(18,4)) AS after FROM judged j "
        "JOIN orders o ON o.order_id = j.order_id WHERE j.fields <> '' UNION ALL "
        "SELECT m.currency, 0, m.total FROM judged j JOIN merged m ON m.order_id = j.order_id WHERE j.fields <> '' "
        "UNION ALL SELECT i.currency, 0, i.total FROM judged j JOIN incoming i ON i.order_id = j.order_id "
        "WHERE j.kind = 'new') AS sides WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency"
    )
    return [
        {"currency": currency, "before": f"{before or 0:.4f}", "after": f"{after or 0:.4f}"}
        for currency, before, after in connection.execute(text(query))
    ]


def list_items(connection: Connection) -> None:
    """Make the temporary table differing_items of the orders that differ and how, and import_items, a view of all."""
    drop(connection, "differing_items")
    connection.execute(
        text(
            f"CREATE TEMP TABLE differing_items AS SELECT {_shown('i')}, CAST(NULL AS TEXT) AS changes, "
            "CAST(NULL AS TEXT) AS lines_before, CAST(NULL AS TEXT) AS lines_after FROM judged j "
            "JOIN incoming i ON i.order_id = j.order_id WHERE FALSE"
        )
    )
    differ = connection.execute(text("SELECT count(*) FROM judged WHERE kind IN ('changed', 'conflict')")).scalar_one()
    if differ:
        _list_differing(connection)
    connection.execute(
        text(
            f"CREATE TEMP VIEW import_items AS SELECT {_shown('i')}, CAST(NULL AS TEXT) AS changes, "
            "CAST(NULL AS TEXT) AS lines_before, CAST(NULL AS TEXT) AS lines_after FROM judged j "
            "JOIN incoming i ON i.order_id = j.order_id WHERE j.kind IN ('new', 'unchanged') "
            "UNION ALL SELECT * FROM differing_items"
        )
    )


def _list_differing(connection: Connection) -> None:
    renewed = "SELECT order_id FROM merged WHERE new_lines OR strpos(',' || disputed || ',', ',lines,') > 0"
    connection.execute(
        text(
            f"INSERT INTO differing_items SELECT {_shown('m')}, {_changes(connection)}, b.lines, a.lines FROM judged j "
            "JOIN incoming i ON i.order_id = j.order_id JOIN merged m ON m.order_id = j.order_id "
            "JOIN orders o ON o.order_id = j.order_id "
            f"LEFT JOIN ({lines_json('order_lines', renewed)}) AS b ON b.order_id = j.order_id "
            f"LEFT JOIN ({lines_json('incoming_lines', renewed)}) AS a ON a.order_id = j.order_id "
            "WHERE j.kind IN ('changed', 'conflict')"
        )
    )


def _shown(side: str) -> str:
    cells = ", ".join(f"{side}.{name}" for name in ("customer_name", "stage", "currency", "total", "placed_at"))
    return f"j.kind, i.channel, i.channel_order_no, {cells}, i.source_file, i.source_line, j.fields, j.disputed"


def _changes(connection: Connection) -> str:
    """SQL: a JSON object field -> [now, then] as texts; of a disputed field ``then`` is what the file says."""
    sides = [(name, f"o.{name}", f"m.{name}", f"i.{name}") for name in CONTENT if name != CUSTOM]
    for key in field_keys(connection):
        now, then, told = (value_of(f"{side}.custom", key) for side in ("o", "m", "i"))
        sides.append((f"{CUSTOM}.{key}", now, then, told))
    pairs = []
    for name, now, then, told in sides:
        disputed = f"strpos(',' || j.disputed || ',', ',{name},') > 0"
        pairs.append(
            f"CASE WHEN {disputed} THEN {_pair(name, now, told)} "
            f"WHEN {now} IS DISTINCT FROM {then} THEN {_pair(name, now, then)} END"
        )
    return f"'{{' || concat_ws(',', {', '.join(pairs)}) || '}}'"


def _pair(name: str, now: str, then: str) -> str:
    both = " || ',' || ".join(f"coalesce(CAST(to_json(CAST({cell} AS TEXT)) AS TEXT), 'null')" for cell in (now, then))
    return f"""'"{name}":[' || {both} || ']'"""


def samples(connection: Connection) -> list[dict[str, Any]]:
    """The first orders that differ, of differing_items."""
    found = connection.execute(
        text(
            "SELECT channel, channel_order_no, kind, fields, disputed, changes FROM differing_items "
            f"ORDER BY kind DESC, channel_order_no LIMIT {SAMPLES}"
        )
    )
    return [
        {
            "channel": row["channel"],
            "channel_order_no": row["channel_order_no"],
            "kind": row["kind"],
            "changes": _in_order(row),
            "disputed": [name for name in row["disputed"].split(",") if name],
        }
        for row in found.mappings()
    ]


def _in_order(row: Any) -> dict[str, list[str | None]]:
    changes = json.loads(row["changes"])
    names = [name for name in (*row["fields"].split(","), *row["disputed"].split(",")) if name in changes]
    return {name: changes[name] for name in dict.fromkeys(names)}


def write_items(connection: Connection, store: Store, path: Path) -> None:
    """Write import_items to a file that can be paged through without the store."""
    store.backend.export_table(connection, "import_items", ITEM_COLUMNS, path)
    connection.execute(text("DROP VIEW import_items"))
    drop(connection, "differing_items")


def written_sums(connection: Connection) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """After writing: currency -> sum of totals that the orders should have, and that they have."""

    def sums(sql: str) -> dict[str, Decimal]:
        return {currency: amount for currency, amount in connection.execute(text(sql)).tuples() if amount}

    due = sums(
        "SELECT currency, sum(total) FROM (SELECT i.currency, i.total FROM judged j "
        "JOIN incoming i ON i.order_id = j.order_id WHERE j.kind = 'new' UNION ALL SELECT m.currency, m.total "
        "FROM judged j JOIN merged m ON m.order_id = j.order_id WHERE j.kind IN ('changed', 'conflict')) AS due "
        "GROUP BY currency"
    )
    stored = sums(
        "SELECT currency, sum(total) FROM orders WHERE order_id IN "
        "(SELECT order_id FROM judged WHERE kind IN ('new', 'changed', 'conflict')) GROUP BY currency"
    )
    return due, stored


def written_lines(connection: Connection) -> tuple[int, int]:
    """After writing: how many lines new orders should have, and have."""
    new = "SELECT order_id FROM judged WHERE kind = 'new'"
    due, stored = (
        int(connection.execute(text(f"SELECT count(*) FROM {table} WHERE order_id IN ({new})")).scalar_one())
        for table in ("incoming_lines", "order_lines")
    )
    return due, stored
