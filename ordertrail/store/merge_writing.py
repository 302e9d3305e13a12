"""Judged drafts -> rows of the store: the new inserted, the changed updated, an event a version."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.domain.work import done_of
from ordertrail.store import terms
from ordertrail.store.before import keep_before
from ordertrail.store.conflict_rows import settle_taken, write_conflicts
from ordertrail.store.drafts import CONTENT, LINE_CONTENT, WHERE_FROM, columns, customer_key, promise
from ordertrail.store.search import NAMES, hold_sounds, joined_sounds, renew_orders, text_of_set

_EVENT: Final = (
    "INSERT INTO order_events "
    "(order_id, version, occurred_at, actor, kind, from_value, to_value, note, source, import_id) "
)


def write(connection: Connection, import_id: str | None, actor: Actor, now: datetime, *, origin: str) -> int:
    """Insert the new, update the changed, write an event a version and the conflicts; lines written."""
    run = connection.execute
    given = {"import_id": import_id, "actor": actor.name, "now": now, "origin": origin}
    kinds = set(run(text("SELECT DISTINCT kind FROM judged")).scalars())
    known = bool(kinds & {"changed", "conflict"})
    if import_id is not None and known:
        keep_before(connection, import_id)
    if "new" in kinds:
        _write_new(connection, actor, given)
    done_of(90, 100)
    lines = _write_lines(connection) if known or "new" in kinds else 0
    done_of(94, 100)
    if known:
        _write_changes(connection, given)
    return lines


def _write_new(connection: Connection, actor: Actor, given: dict[str, Any]) -> None:
    run = connection.execute
    others = [name for name in ORDER_COLUMNS if name != "promised_at"]
    names = columns(NAMES, "i.")
    hold_sounds(
        connection,
        f"(SELECT {names} FROM incoming i JOIN judged j ON j.order_id = i.order_id WHERE j.kind = 'new') AS fresh",
    )
    run(
        text(
            f"INSERT INTO orders (order_id, {columns(others)}, promised_at, order_day, base_total, customer_key, "
            "search, version, origin, import_id, source_stage, fingerprint, staff_stage, created_at, updated_at) "
            f"SELECT i.order_id, {columns(others, 'i.')}, {promise('i.')}, i.order_day, i.base_total, "
            f"i.customer_key, {text_of_set('i.', 'i.skus')}, 1, CAST(:origin AS TEXT), CAST(:import_id AS TEXT), "
            "i.stage, i.fingerprint, FALSE, CAST(:now AS TIMESTAMP), CAST(:now AS TIMESTAMP) FROM incoming i "
            f"JOIN judged j ON j.order_id = i.order_id {joined_sounds('i.')} WHERE j.kind = 'new'"
        ),
        given,
    )
    terms.note(connection, "SELECT order_id FROM judged WHERE kind = 'new'", fresh=True)
    done_of(85, 100)
    run(
        text(
            f"{_EVENT} SELECT i.order_id, 1, CAST(:now AS TIMESTAMP), CAST(:actor AS TEXT), CAST(:kind AS TEXT), NULL, "
            "i.stage, NULL, coalesce(i.source_file || ':' || CAST(i.source_line AS TEXT), :source), "
            "CAST(:import_id AS TEXT) FROM incoming i "
            "JOIN judged j ON j.order_id = i.order_id WHERE j.kind = 'new'"
        ),
        given | {"kind": "imported" if given["origin"] == "import" else "created", "source": actor.source},
    )


def _write_changes(connection: Connection, given: dict[str, Any]) -> None:
    run = connection.execute
    run(
        text(
            f"{_EVENT} SELECT m.order_id, m.version + 1, CAST(:now AS TIMESTAMP), CAST(:actor AS TEXT), "
            "'import_changed', CASE WHEN m.stage <> o.stage THEN o.stage END, "
            "CASE WHEN m.stage <> o.stage THEN m.stage END, j.fields, "
            "m.source_file || ':' || CAST(m.source_line AS TEXT), CAST(:import_id AS TEXT) FROM merged m "
            "JOIN judged j ON j.order_id = m.order_id JOIN orders o ON o.order_id = m.order_id WHERE j.fields <> ''"
        ),
        given,
    )
    settle_taken(connection)
    write_conflicts(connection, given)
    cells = ", ".join(f"{name} = m.{name}" for name in (*CONTENT, *WHERE_FROM))
    run(
        text(
            f"UPDATE orders SET {cells}, order_day = m.order_day, base_total = m.base_total, "
            "version = m.version + 1, import_id = CAST(:import_id AS TEXT), updated_at = CAST(:now AS TIMESTAMP) "
            "FROM (SELECT m.* FROM merged m JOIN judged j ON j.order_id = m.order_id WHERE j.fields <> '') AS m "
            "WHERE orders.order_id = m.order_id"
        ),
        given,
    )
    run(
        text(
            f"UPDATE orders SET customer_key = {customer_key('')} WHERE order_id IN "
            "(SELECT order_id FROM judged WHERE fields <> '')"
        )
    )
    renew_orders(connection, "SELECT order_id FROM judged WHERE fields <> ''")
    run(
        text(
            "UPDATE orders SET fingerprint = m.fingerprint, source_stage = m.file_stage FROM "
            "(SELECT m.* FROM merged m JOIN judged j ON j.order_id = m.order_id "
            "WHERE j.kind IN ('changed', 'conflict') AND NOT j.partly) AS m WHERE orders.order_id = m.order_id"
        )
    )
    _give_up(connection)


def _give_up(connection: Connection) -> None:
    """What a person gave up to the file is the file's to say from now on."""
    names = connection.execute(text("SELECT DISTINCT taken FROM merged WHERE taken <> ''")).scalars().all()
    if not names:
        return
    left = "o.staff_fields"
    for name in sorted({name for taken in names for name in taken.split(",") if name}):
        left = f"CASE WHEN strpos(m.taken, ',{name},') > 0 THEN replace({left}, ',{name},', ',') ELSE {left} END"
    connection.execute(
        text(
            "UPDATE orders SET staff_fields = t.staff_fields, staff_stage = t.staff_stage FROM (SELECT m.order_id, "
            f"nullif({left}, ',') AS staff_fields, o.staff_stage AND strpos(m.taken, ',stage,') = 0 AS staff_stage "
            "FROM merged m JOIN orders o ON o.order_id = m.order_id WHERE m.taken <> '') AS t "
            "WHERE orders.order_id = t.order_id"
        )
    )


def _write_lines(connection: Connection) -> int:
    renewed = "SELECT order_id FROM merged WHERE new_lines"
    connection.execute(text(f"DELETE FROM order_lines WHERE order_id IN ({renewed})"))
    written = connection.execute(
        text(
            f"INSERT INTO order_lines (order_id, {columns(LINE_CONTENT)}) SELECT order_id, {columns(LINE_CONTENT)} "
            "FROM incoming_lines WHERE order_id IN "
            f"(SELECT order_id FROM judged WHERE kind = 'new' UNION ALL {renewed})"
        )
    )
    return int(written.rowcount)
