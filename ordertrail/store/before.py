"""What an import finds of the orders that it changes, kept so that the import can be taken back.

A row of ``import_changes`` holds a JSON object of texts: the cells that become other, and those of ``KEPT`` always.
``told`` is the print of what the file said. ``lines_before`` is a JSON array of lines where they become other.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.store.drafts import CONTENT, LINE_CONTENT, SQL_TYPES

# Columns of orders that an import may write besides what the file says.
KEPT: Final[dict[str, str]] = {
    "source_file": "TEXT",
    "source_line": "BIGINT",
    "import_id": "TEXT",
    "fingerprint": "TEXT",
    "source_stage": "TEXT",
    "staff_fields": "TEXT",
    "staff_stage": "BOOLEAN",
}
CELLS: Final[dict[str, str]] = {name: SQL_TYPES[ORDER_COLUMNS[name]] for name in CONTENT}
TOLD: Final = "told"


def keep_before(connection: Connection, import_id: str) -> None:
    """Keep what judged and merged are about to change. Call before anything is written."""
    cells = [_pair(name, f"o.{name}") for name in KEPT]
    cells += [f"CASE WHEN o.{name} IS DISTINCT FROM m.{name} THEN {_pair(name, f'o.{name}')} END" for name in CELLS]
    cells.append(_pair(TOLD, "m.fingerprint"))
    connection.execute(
        text(
            "INSERT INTO import_changes (import_id, order_id, version, before, lines_before) "
            "SELECT CAST(:id AS TEXT), o.order_id, m.version + CASE WHEN j.fields <> '' THEN 1 ELSE 0 END, "
            f"'{{' || concat_ws(',', {', '.join(cells)}) || '}}', "
            "CASE WHEN m.new_lines THEN coalesce(l.lines, '[]') END "
            "FROM judged j JOIN merged m ON m.order_id = j.order_id JOIN orders o ON o.order_id = j.order_id "
            f"LEFT JOIN ({lines_json('order_lines', 'SELECT order_id FROM merged WHERE new_lines')}) AS l "
            "ON l.order_id = o.order_id WHERE j.kind IN ('changed', 'conflict')"
        ),
        {"id": import_id},
    )


def _pair(name: str, cell: str) -> str:
    """SQL: a member of a JSON object, its value a text or null."""
    return f"""'"{name}":' || coalesce(CAST(to_json(CAST({cell} AS TEXT)) AS TEXT), 'null')"""


def lines_json(table: str, keys: str) -> str:
    """SQL query: order_id and ``lines``, a JSON array of the lines of the orders ``keys``."""
    pairs = ", ".join(_pair(name, name) for name in LINE_CONTENT)
    line = f"'{{' || concat_ws(',', {pairs}) || '}}'"
    return (
        f"SELECT order_id, '[' || string_agg({line}, ',' ORDER BY line_no) || ']' AS lines FROM {table} "
        f"WHERE order_id IN ({keys}) GROUP BY order_id"
    )


def cell_before(name: str, kind: str, before: str, now: str) -> str:
    """SQL: the cell as it was; ``now`` where the import did not change it."""
    # Within a JSON text a quote is escaped, so that this finds nothing but the member's name.
    told = f"""strpos({before}, '"{name}":') > 0"""
    return f"CASE WHEN {told} THEN CAST(CAST({before} AS JSON) ->> '{name}' AS {kind}) ELSE {now} END"
