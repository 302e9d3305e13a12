"""Taking an import back: its new orders vanish, those that it changed are again what they were.

An order that something else has changed since is kept as it is. A later import that was itself taken back has not
changed it: of each such pair, the import's event and the undo's, nothing is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.order import LINE_COLUMNS
from ordertrail.store import terms
from ordertrail.store.before import CELLS, KEPT, TOLD, cell_before
from ordertrail.store.drafts import LINE_CONTENT, SQL_TYPES, business_day, customer_key, drop
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.rates import base_amount
from ordertrail.store.search import renew_orders

UNDONE: Final = "import_undone"
# Tables that hold rows of orders.
PARTS: Final = (
    "order_lines", "order_surcharges", "order_events", "conflicts", "payments", "import_changes", "shipments",
    "shipment_lines", "returns", "return_lines",
)  # fmt: skip
VANISH, RETURN, SETTLE, KEEP = "vanish", "return", "settle", "keep"
# Why an order is kept.
WHYS: Final = ("edited", "imported", "not_kept")


@dataclass(frozen=True)
class UndoCounts:
    """Orders that vanish, that return to what they were, and that are kept since they changed since."""

    vanish: int
    back: int
    kept: int


def plan_undo(connection: Connection, import_id: str) -> UndoCounts:
    """Make the temporary table undoing (order_id, landed, deed, why, last): what taking the import back would do.

    ``landed``: the version that the import made; ``last``: that of the newest event that stands against it.
    """
    drop(connection, "touched", "undoing")
    given = {"id": import_id, "undone": UNDONE}
    run = connection.execute
    run(
        text(
            f"CREATE TEMP TABLE touched AS SELECT e.order_id, e.version AS landed, '{VANISH}' AS deed, "
            "CAST(NULL AS TEXT) AS before, CAST(NULL AS TEXT) AS lines_before FROM order_events e "
            "WHERE e.import_id = CAST(:id AS TEXT) AND e.kind = 'imported' UNION ALL "
            f"SELECT c.order_id, c.version, CASE WHEN e.order_id IS NULL THEN '{SETTLE}' ELSE '{RETURN}' END, "
            "c.before, c.lines_before FROM import_changes c LEFT JOIN order_events e ON e.order_id = c.order_id "
            "AND e.version = c.version AND e.import_id = c.import_id AND e.kind = 'import_changed' "
            "WHERE c.import_id = CAST(:id AS TEXT)"
        ),
        given,
    )
    # Imports of a time when nothing was kept: what they made and nobody touched can vanish, the rest cannot return.
    run(
        text(
            f"INSERT INTO touched SELECT o.order_id, 1, CASE WHEN o.version = 1 THEN '{VANISH}' ELSE '{KEEP}' END, "
            "NULL, NULL FROM orders o WHERE o.import_id = CAST(:id AS TEXT) AND o.origin = 'import' "
            "AND NOT EXISTS (SELECT 1 FROM touched t WHERE t.order_id = o.order_id)"
        ),
        given,
    )
    run(
        text(
            "CREATE TEMP TABLE undoing AS SELECT t.order_id, t.landed, t.before, t.lines_before, s.last, "
            f"CASE WHEN t.deed = '{KEEP}' THEN 'not_kept' WHEN s.last IS NULL THEN NULL "
            "WHEN s.by_file THEN 'imported' ELSE 'edited' END AS why, "
            f"CASE WHEN s.last IS NOT NULL AND t.deed <> '{SETTLE}' THEN '{KEEP}' ELSE t.deed END AS deed "
            "FROM touched t JOIN orders o ON o.order_id = t.order_id LEFT JOIN ("
            "SELECT e.order_id, max(e.version) AS last, bool_and(e.kind = 'import_changed') AS by_file "
            "FROM order_events e JOIN touched t ON t.order_id = e.order_id AND e.version > t.landed LEFT JOIN "
            "(SELECT order_id, import_id, max(version) AS version FROM order_events "
            "WHERE kind = CAST(:undone AS TEXT) GROUP BY order_id, import_id) u "
            "ON u.order_id = e.order_id AND u.import_id = e.import_id AND e.kind = 'import_changed' "
            "WHERE e.kind <> CAST(:undone AS TEXT) AND u.version IS NULL GROUP BY e.order_id) s "
            "ON s.order_id = t.order_id"
        ),
        given,
    )
    found = {deed: int(count) for deed, count in run(text("SELECT deed, count(*) FROM undoing GROUP BY deed")).tuples()}
    return UndoCounts(found.get(VANISH, 0), found.get(RETURN, 0), found.get(KEEP, 0))


def page_undo(
    connection: Connection, deed: str, *, search: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[dict[str, Any]], int]:
    """After ``plan_undo``: a page of the orders of one deed, and how many there are.

    Rows: channel, channel_order_no, customer_name, stage, currency, total, why, and who, kind and occurred_at of what
    stands against the undo.
    """
    where = (
        "u.deed = CAST(:deed AS TEXT) AND strpos(lower(o.channel_order_no || ' ' || coalesce(o.customer_name, '')), "
        "CAST(:search AS TEXT)) > 0"
    )
    given = {"deed": deed, "search": search.lower(), "offset": offset, "limit": limit}
    joined = "FROM undoing u JOIN orders o ON o.order_id = u.order_id"
    total = connection.execute(text(f"SELECT count(*) {joined} WHERE {where}"), given).scalar_one()
    rows = connection.execute(
        text(
            "SELECT o.channel, o.channel_order_no, o.customer_name, o.stage, o.currency, o.total, u.why, "
            f"e.actor AS who, e.kind, e.occurred_at {joined} "
            "LEFT JOIN order_events e ON e.order_id = u.order_id AND e.version = u.last "
            f"WHERE {where} ORDER BY o.channel, o.channel_order_no LIMIT :limit OFFSET :offset"
        ),
        given,
    )
    return [dict(row) for row in rows.mappings()], int(total)


def undo(uow: UnitOfWork, import_id: str, actor: Actor, now: datetime) -> UndoCounts:
    """Take the import back, with the events of it. ``now`` is naive UTC."""
    connection = uow.connection
    plan_undo(connection, import_id)
    uow.store.backend.lock_known(connection, "touched")
    counts = plan_undo(connection, import_id)
    _bring_back(uow, import_id, actor, now)
    _settle(connection)
    _vanish(connection)
    given = {"id": import_id, "now": now, "actor": actor.name}
    connection.execute(text("DELETE FROM conflicts WHERE import_id = CAST(:id AS TEXT)"), given)
    connection.execute(
        text(
            "UPDATE held_rows SET state = 'dropped', settled_at = CAST(:now AS TIMESTAMP), "
            "settled_by = CAST(:actor AS TEXT) WHERE import_id = CAST(:id AS TEXT) AND state IS NULL"
        ),
        given,
    )
    drop(connection, "touched", "undoing", "restored")
    if counts.vanish or counts.back:
        uow.publish(BulkChange(UNDONE, import_id))
    return counts


def _bring_back(uow: UnitOfWork, import_id: str, actor: Actor, now: datetime) -> None:
    """Write what was before into the orders of deed ``return``, with an event and a version each."""
    connection = uow.connection
    drop(connection, "restored")
    cells = CELLS | KEPT
    before = ", ".join(f"{cell_before(name, kind, 'u.before', f'o.{name}')} AS {name}" for name, kind in cells.items())
    run = connection.execute
    run(
        text(
            f"CREATE TEMP TABLE restored AS SELECT o.order_id, o.version + 1 AS version, {before} FROM undoing u "
            f"JOIN orders o ON o.order_id = u.order_id WHERE u.deed = '{RETURN}'"
        )
    )
    if not run(text("SELECT count(*) FROM restored")).scalar_one():
        return
    # The import whose values these were may be gone from the history, as demo data are.
    run(text("UPDATE restored SET import_id = NULL WHERE import_id NOT IN (SELECT import_id FROM imports)"))
    differs = ", ".join(f"CASE WHEN o.{name} IS DISTINCT FROM r.{name} THEN '{name}' END" for name in CELLS)
    run(
        text(
            "INSERT INTO order_events (order_id, version, occurred_at, actor, kind, from_value, to_value, note, "
            "source, import_id) SELECT r.order_id, r.version, CAST(:now AS TIMESTAMP), CAST(:actor AS TEXT), "
            "CAST(:kind AS TEXT), CASE WHEN o.stage <> r.stage THEN o.stage END, "
            "CASE WHEN o.stage <> r.stage THEN r.stage END, "
            f"concat_ws(',', {differs}, CASE WHEN u.lines_before IS NOT NULL THEN 'lines' END), "
            "CAST(:source AS TEXT), CAST(:id AS TEXT) FROM restored r JOIN orders o ON o.order_id = r.order_id "
            "JOIN undoing u ON u.order_id = r.order_id"
        ),
        {"now": now, "actor": actor.name, "kind": UNDONE, "source": actor.source, "id": import_id},
    )
    _lines_back(connection)
    day = business_day("r.placed_at", uow.store.zone)
    written = ", ".join(f"{name} = r.{name}" for name in cells)
    amount = base_amount("r.currency", "r.total", day, uow.store.base_currency)
    run(
        text(
            f"UPDATE orders SET {written}, order_day = r.order_day, base_total = r.base_total, version = r.version, "
            f"updated_at = CAST(:now AS TIMESTAMP) FROM (SELECT r.*, {day} AS order_day, {amount} AS base_total "
            "FROM restored r) AS r WHERE orders.order_id = r.order_id"
        ),
        {"now": now},
    )
    run(text(f"UPDATE orders SET customer_key = {customer_key('')} WHERE order_id IN (SELECT order_id FROM restored)"))
    renew_orders(connection, "SELECT order_id FROM restored")


def _lines_back(connection: Connection) -> None:
    renewed = f"SELECT order_id FROM undoing WHERE deed = '{RETURN}' AND lines_before IS NOT NULL"
    most = connection.execute(
        text(f"SELECT max(json_array_length(CAST(lines_before AS JSON))) FROM undoing WHERE deed = '{RETURN}'")
    ).scalar_one()
    if most is None:
        return
    connection.execute(text(f"DELETE FROM order_lines WHERE order_id IN ({renewed})"))
    names = ", ".join(LINE_CONTENT)
    cells = ", ".join(f"CAST(line ->> '{name}' AS {SQL_TYPES[LINE_COLUMNS[name]]})" for name in LINE_CONTENT)
    connection.execute(
        text(
            f"INSERT INTO order_lines (order_id, {names}) SELECT order_id, {cells} FROM ("
            "SELECT u.order_id, CAST(u.lines_before AS JSON) -> CAST(n.place AS INTEGER) AS line FROM undoing u "
            f"JOIN (SELECT place FROM generate_series(0, {int(most) - 1}) AS g(place)) AS n "
            "ON n.place < json_array_length(CAST(u.lines_before AS JSON)) "
            f"WHERE u.deed = '{RETURN}' AND u.lines_before IS NOT NULL) AS told"
        )
    )


def _settle(connection: Connection) -> None:
    """Forget that the file spoke of orders of which it changed nothing, unless another spoke of them since."""
    cells = ("fingerprint", "source_stage")
    before = ", ".join(f"{cell_before(name, 'TEXT', 'u.before', 'NULL')} AS {name}" for name in cells)
    told = cell_before(TOLD, "TEXT", "u.before", "NULL")
    connection.execute(
        text(
            "UPDATE orders SET fingerprint = b.fingerprint, source_stage = b.source_stage FROM ("
            f"SELECT o.order_id, {before} FROM undoing u JOIN orders o ON o.order_id = u.order_id "
            f"WHERE u.deed = '{SETTLE}' AND o.fingerprint = {told}) AS b WHERE orders.order_id = b.order_id"
        )
    )


def _vanish(connection: Connection) -> None:
    gone = f"SELECT order_id FROM undoing WHERE deed = '{VANISH}'"
    terms.note(connection, gone)
    for table in (*PARTS, "orders"):
        connection.execute(text(f"DELETE FROM {table} WHERE order_id IN ({gone})"))
