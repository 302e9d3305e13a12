"""The one way of orders from outside into the store: judged against what is there, then landed.

A file that says of an order what the last file said changes nothing. A cell that the file leaves empty never
erases a known one, nor do lines that tell less of each item. What a person changed stays; a file that now disagrees
leaves a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.custom_fields import of_cell
from ordertrail.domain.order import ORDER_COLUMNS, order_id
from ordertrail.domain.work import done_of
from ordertrail.store.custom_sql import field_keys, object_of, value_of
from ordertrail.store.dialect import Source
from ordertrail.store.drafts import (
    CONTENT,
    LINE_CONTENT,
    STAMPS,
    WHERE_FROM,
    business_day,
    columns,
    customer_key,
    drop,
    hold_draft,
    lines_detail,
    lines_print,
    load,
    promise,
)
from ordertrail.store.engine import Overtaken, Store, UnitOfWork
from ordertrail.store.feed import BulkChange, Change
from ordertrail.store.rates import base_amount
from ordertrail.store.search import hold_sounds, joined_sounds, note, renew_orders, text_of_set
from ordertrail.store.tables import order_surcharges

SAMPLES: Final = 20
CUSTOM: Final = "custom"


@dataclass(frozen=True)
class MergePreview:
    """Orders by what landing would do to them, and source rows likewise.

    ``samples``: {channel, channel_order_no, kind, changes: {field: [old, new]}, disputed: [field]} of orders that
    differ. A disputed field keeps its old value; its new one is only what the file says.
    """

    new: int
    changed: int
    unchanged: int
    conflict: int
    rows_merged: int
    rows_unchanged: int
    samples: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class MergeResult:
    """Orders by what became of them; ``lines`` were written."""

    new: int
    changed: int
    unchanged: int
    conflict: int
    rows_merged: int
    rows_unchanged: int
    lines: int


def preview(store: Store, staging: Path) -> MergePreview:
    """What landing the staging file would do now. Nothing is written."""
    with store.source(staging) as source, store.read() as connection:
        schema = source.open(connection)
        load(connection, f"{schema}.", store.zone, store.base_currency)
        _judge(connection, store)
        found = _counts(connection, schema)
        samples = _samples(connection)
        connection.rollback()
    return MergePreview(**found, samples=samples)


def land(uow: UnitOfWork, source: Source, import_id: str, actor: Actor, now: datetime) -> MergeResult:
    """Merge the drafts of ``source``; their events with them. ``now`` is naive UTC."""
    connection = uow.connection
    schema = source.open(connection)
    done_of(1, 100)
    load(connection, f"{schema}.", uow.store.zone, uow.store.base_currency)
    done_of(50, 100)
    uow.store.backend.lock_known(connection)
    _judge(connection, uow.store)
    found = _counts(connection, schema)
    done_of(55, 100)
    lines = _write(connection, import_id, actor, now, origin="import")
    _forget(connection)
    if found["new"] or found["changed"] or found["conflict"]:
        uow.publish(BulkChange("import"))
    return MergeResult(**found, lines=lines)


def insert_draft(
    uow: UnitOfWork,
    order: Mapping[str, Any],
    lines: list[dict[str, Any]],
    surcharges: list[dict[str, Any]],
    *,
    actor: Actor,
    origin: str,
    now: datetime,
) -> None:
    """One new order by the way of the files: ``order`` and ``lines`` hold draft columns, ``surcharges`` kind
    and amount. The caller has made sure that the number is free."""
    connection = uow.connection
    hold_draft(connection, dict(order), lines)
    load(connection, "", uow.store.zone, uow.store.base_currency)
    _judge(connection, uow.store)
    if connection.execute(text("SELECT count(*) FROM judged WHERE kind = 'new'")).scalar_one() != 1:
        raise Overtaken
    _write(connection, None, actor, now, origin=origin)
    key = order_id(order["channel"], order["channel_order_no"])
    if surcharges:
        connection.execute(insert(order_surcharges), [{**each, "order_id": key} for each in surcharges])
    _forget(connection)
    uow.publish(Change(order["channel"], order["channel_order_no"], 1, order["stage"]))


def _judge(connection: Connection, store: Store) -> None:
    """Make the temporary tables judged (order_id, kind) and merged (the row as it would become)."""
    drop(connection, "judged", "merged")
    run = connection.execute
    day = business_day("told.placed_at", store.zone)
    keys = field_keys(connection)
    cells = ", ".join(f"{_custom(keys) if name == CUSTOM else _cell(name)} AS {name}" for name in CONTENT)
    ours = (
        f"(SELECT order_id, {lines_print('')} AS lines_print, {lines_detail('')} AS lines_detail FROM order_lines "
        "WHERE order_id IN "
        "(SELECT i.order_id FROM incoming i JOIN orders o ON o.order_id = i.order_id "
        "WHERE o.fingerprint IS DISTINCT FROM i.fingerprint) GROUP BY order_id)"
    )
    run(
        text(
            f"CREATE TEMP TABLE merged AS SELECT *, {day} AS order_day, "
            f"{base_amount('told.currency', 'told.total', day, store.base_currency)} AS base_total FROM ("
            "SELECT o.order_id, o.version, i.fingerprint, i.stage AS file_stage, "
            f"{columns(WHERE_FROM, 'i.')}, {cells}, "
            f"NOT {_of_staff('lines')} AND i.lines_print IS NOT NULL AND i.lines_print IS DISTINCT FROM l.lines_print "
            "AND i.lines_detail >= coalesce(l.lines_detail, 0) AS new_lines, "
            f"concat_ws(',', {_conflicts(keys)}) AS disputed "
            f"FROM incoming i JOIN orders o ON o.order_id = i.order_id LEFT JOIN {ours} l ON l.order_id = o.order_id "
            "WHERE o.fingerprint IS DISTINCT FROM i.fingerprint) AS told"
        )
    )
    pairs = [(name, f"m.{name}", f"o.{name}") for name in CONTENT if name != CUSTOM]
    pairs += [(f"{CUSTOM}.{key}", value_of("m.custom", key), value_of("o.custom", key)) for key in keys]
    differs = ", ".join(f"CASE WHEN {new} IS DISTINCT FROM {old} THEN '{name}' END" for name, new, old in pairs)
    run(
        text(
            "CREATE TEMP TABLE judged AS SELECT order_id, CASE WHEN known IS NULL THEN 'new' "
            "WHEN disputed <> '' THEN 'conflict' WHEN fields <> '' THEN 'changed' ELSE 'unchanged' END AS kind, "
            "coalesce(fields, '') AS fields, coalesce(disputed, '') AS disputed FROM ("
            "SELECT i.order_id, o.order_id AS known, m.disputed, "
            f"CASE WHEN m.order_id IS NOT NULL THEN concat_ws(',', {differs}, CASE WHEN m.new_lines THEN 'lines' END) "
            "END AS fields FROM incoming i LEFT JOIN orders o ON o.order_id = i.order_id "
            "LEFT JOIN merged m ON m.order_id = i.order_id) AS compared"
        )
    )


def _cell(name: str) -> str:
    """SQL: a cell after the merge. A person's entry outranks the file, a known cell an empty one."""
    theirs, ours = f"i.{name}", f"o.{name}"
    if name == "currency":
        # An amount and its currency are one: a file without the amount does not say what ours is counted in.
        keep = f"{_of_staff(name)} OR (i.total IS NULL AND o.total IS NOT NULL)"
        return f"CASE WHEN {keep} THEN coalesce({ours}, {theirs}) ELSE coalesce({theirs}, {ours}) END"
    if name == "promised_at":
        return f"CASE WHEN {_of_staff(name)} THEN {ours} ELSE coalesce({theirs}, {ours}, {promise('i.')}) END"
    if name == "stage":
        return f"CASE WHEN o.origin = 'hand' OR o.staff_stage THEN {ours} ELSE coalesce({theirs}, {ours}) END"
    known, told = f"coalesce({ours}, {theirs})", f"coalesce({theirs}, {ours})"
    if name in STAMPS:
        # The time of a stage that a person disputes is disputed with it.
        agreed = f"CASE WHEN i.stage IS DISTINCT FROM o.stage THEN {ours} ELSE {known} END"
        return f"CASE WHEN {_of_staff(name)} OR o.staff_stage THEN {agreed} ELSE {told} END"
    # What a person emptied stays empty; where an order entered by hand says nothing, a file may.
    return f"CASE WHEN {_edited(name)} THEN {ours} WHEN o.origin = 'hand' THEN {known} ELSE {told} END"


def _custom(keys: Sequence[str]) -> str:
    """SQL: the users' own fields after the merge, each by itself; what a file does not speak of stays."""
    values = {}
    for key in keys:
        theirs, ours = value_of("i.custom", key), value_of("o.custom", key)
        known, told = f"coalesce({ours}, {theirs})", f"coalesce({theirs}, {ours})"
        values[key] = (
            f"CASE WHEN {_edited(f'{CUSTOM}.{key}')} THEN {ours} WHEN o.origin = 'hand' THEN {known} ELSE {told} END"
        )
    return f"CASE WHEN i.custom IS NULL THEN o.custom ELSE {object_of(values)} END"


def _edited(name: str) -> str:
    """SQL: staff has set this cell; see ``ordertrail.store.edits``."""
    return f"strpos(coalesce(o.staff_fields, ''), ',{name},') > 0"


def _of_staff(name: str) -> str:
    """SQL: this cell is a person's word."""
    return f"(o.origin = 'hand' OR {_edited(name)})"


def _conflicts(keys: Sequence[str]) -> str:
    """SQL list: names of the fields in which the file disagrees with a person."""
    stage = (
        "CASE WHEN (o.origin = 'hand' OR o.staff_stage) AND i.stage <> o.stage "
        "AND i.stage IS DISTINCT FROM o.source_stage THEN 'stage' END"
    )
    pairs = [
        (name, f"o.{name}", f"i.{name}") for name in CONTENT if name not in ("stage", CUSTOM) and name not in STAMPS
    ]
    pairs += [(f"{CUSTOM}.{key}", value_of("o.custom", key), value_of("i.custom", key)) for key in keys]
    rest = [
        f"CASE WHEN ({_edited(name)} AND {theirs} IS NOT NULL AND {theirs} IS DISTINCT FROM {ours}) "
        f"OR (o.origin = 'hand' AND {theirs} <> {ours}) THEN '{name}' END"
        for name, ours, theirs in pairs
    ]
    lines = f"CASE WHEN {_of_staff('lines')} AND i.lines_print <> l.lines_print THEN 'lines' END"
    return ", ".join((stage, *rest, lines))


def _counts(connection: Connection, schema: str) -> dict[str, int]:
    def counted(sql: str) -> dict[str, int]:
        return {name: int(count) for name, count in connection.execute(text(sql)).tuples()}

    kinds = counted("SELECT kind, count(*) FROM judged GROUP BY kind")
    rows = counted(
        "SELECT CASE WHEN j.kind = 'unchanged' THEN 'unchanged' ELSE 'merged' END, sum(r.rows) "
        f"FROM {schema}.draft_rows r JOIN incoming i ON i.channel = r.channel "
        "AND i.channel_order_no = r.channel_order_no JOIN judged j ON j.order_id = i.order_id GROUP BY 1"
    )
    counts = {kind: kinds.get(kind, 0) for kind in ("new", "changed", "unchanged", "conflict")}
    return counts | {f"rows_{kind}": rows.get(kind, 0) for kind in ("merged", "unchanged")}


def _samples(connection: Connection) -> list[dict[str, Any]]:
    sides = {"old": "o", "new": "m", "file": "i"}
    versions = ", ".join(f"{side}.{name} AS {what}_{name}" for name in CONTENT for what, side in sides.items())
    found = connection.execute(
        text(
            "SELECT o.channel, o.channel_order_no, j.kind, j.fields, j.disputed, "
            f"{versions} "
            "FROM judged j JOIN merged m ON m.order_id = j.order_id JOIN orders o ON o.order_id = j.order_id "
            "JOIN incoming i ON i.order_id = j.order_id WHERE j.kind IN ('changed', 'conflict') "
            f"ORDER BY j.kind DESC, o.channel_order_no LIMIT {SAMPLES}"
        )
    )
    samples = []
    for row in found.mappings():
        changes = {}
        disputed = [name for name in row["disputed"].split(",") if name]
        for name in filter(None, [*row["fields"].split(","), *disputed]):
            column, _, key = name.partition(".")
            if column in CONTENT:
                told = (row[f"old_{column}"], row[f"{'file' if name in disputed else 'new'}_{column}"])
                changes[name] = [of_cell(side).get(key) if key else _plain(side) for side in told]
        order = {name: row[name] for name in ("channel", "channel_order_no", "kind")}
        samples.append({**order, "changes": changes, "disputed": disputed})
    return samples


def _plain(value: Any) -> str | None:
    return None if value is None else value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _write(connection: Connection, import_id: str | None, actor: Actor, now: datetime, *, origin: str) -> int:
    """Insert the new, update the changed, write an event a version and the conflicts; lines written."""
    run = connection.execute
    given = {"import_id": import_id, "actor": actor.name, "now": now, "origin": origin}
    others = [name for name in ORDER_COLUMNS if name != "promised_at"]
    hold_sounds(connection, "incoming")
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
    note(connection, "SELECT order_id FROM judged WHERE kind = 'new'", fresh=True)
    done_of(85, 100)
    event = (
        "INSERT INTO order_events "
        "(order_id, version, occurred_at, actor, kind, from_value, to_value, note, source, import_id) "
    )
    run(
        text(
            f"{event} SELECT i.order_id, 1, CAST(:now AS TIMESTAMP), CAST(:actor AS TEXT), CAST(:kind AS TEXT), NULL, "
            "i.stage, NULL, coalesce(i.source_file || ':' || CAST(i.source_line AS TEXT), :source), "
            "CAST(:import_id AS TEXT) FROM incoming i "
            "JOIN judged j ON j.order_id = i.order_id WHERE j.kind = 'new'"
        ),
        given | {"kind": "imported" if origin == "import" else "created", "source": actor.source},
    )
    done_of(90, 100)
    lines = _write_lines(connection)
    done_of(94, 100)
    if not run(text("SELECT count(*) FROM judged WHERE kind IN ('changed', 'conflict')")).scalar_one():
        return lines
    run(
        text(
            f"{event} SELECT m.order_id, m.version + 1, CAST(:now AS TIMESTAMP), CAST(:actor AS TEXT), "
            "'import_changed', CASE WHEN m.stage <> o.stage THEN o.stage END, "
            "CASE WHEN m.stage <> o.stage THEN m.stage END, j.fields, "
            "m.source_file || ':' || CAST(m.source_line AS TEXT), CAST(:import_id AS TEXT) FROM merged m "
            "JOIN judged j ON j.order_id = m.order_id JOIN orders o ON o.order_id = m.order_id WHERE j.fields <> ''"
        ),
        given,
    )
    _write_conflicts(connection, given)
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
            "WHERE j.kind IN ('changed', 'conflict')) AS m WHERE orders.order_id = m.order_id"
        )
    )
    return lines


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


def _write_conflicts(connection: Connection, given: dict[str, Any]) -> None:
    summary = "string_agg(coalesce(name, sku, '') || ' × ' || CAST(quantity AS TEXT), '; ' ORDER BY line_no)"
    values = [(name, f"CAST(o.{name} AS TEXT)", f"CAST(i.{name} AS TEXT)") for name in CONTENT if name != CUSTOM]
    values += [
        (f"{CUSTOM}.{key}", value_of("o.custom", key), value_of("i.custom", key)) for key in field_keys(connection)
    ]
    values.append(
        (
            "lines",
            f"(SELECT {summary} FROM order_lines WHERE order_id = o.order_id)",
            f"(SELECT {summary} FROM incoming_lines WHERE order_id = o.order_id)",
        )
    )
    disputed = connection.execute(text("SELECT count(*) FROM judged WHERE disputed <> ''")).scalar_one()
    for name, ours, theirs in values if disputed else ():
        connection.execute(
            text(
                "INSERT INTO conflicts (import_id, order_id, field, ours, theirs, created_at) "
                f"SELECT :import_id, o.order_id, '{name}', {ours}, {theirs}, CAST(:now AS TIMESTAMP) "
                "FROM judged j JOIN orders o ON o.order_id = j.order_id JOIN incoming i ON i.order_id = j.order_id "
                f"WHERE ',' || j.disputed || ',' LIKE '%,{name},%' AND NOT EXISTS (SELECT 1 FROM conflicts c WHERE "
                f"c.order_id = o.order_id AND c.field = '{name}' AND c.ours IS NOT DISTINCT FROM {ours} "
                f"AND c.theirs IS NOT DISTINCT FROM {theirs})"
            ),
            {"import_id": given["import_id"], "now": given["now"]},
        )


def _forget(connection: Connection) -> None:
    drop(connection)
    drop(connection, "judged", "merged", "sounds")
