"""What landing would make of drafts: each judged against the order that is there, cell by cell.

A cell that the file leaves empty never erases a known one, nor do lines that tell less of each item. What a person
changed stays; a file that now disagrees leaves a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

from ordertrail.store.custom_sql import field_keys, object_of, value_of
from ordertrail.store.drafts import (
    CONTENT,
    STAMPS,
    WHERE_FROM,
    business_day,
    columns,
    drop,
    lines_detail,
    lines_print,
    promise,
)
from ordertrail.store.engine import Store
from ordertrail.store.rates import base_amount

CUSTOM: Final = "custom"
AMOUNTS: Final = ("subtotal", "shipping", "tax", "discount", "paid", "refunded")


def judge(connection: Connection, store: Store) -> None:
    """Make the temporary tables merged, the row as it would become, and judged, of ``compare``.

    merged has besides: ``new_lines``, ``disputed`` names, and ``taken``, names that a person gave up to the file.
    """
    drop(connection, "judged", "merged", "known")
    run = connection.execute
    # By key and print alone: of most files most orders go no further.
    run(
        text(
            "CREATE TEMP TABLE known AS SELECT i.order_id, o.fingerprint IS DISTINCT FROM i.fingerprint AS differs "
            "FROM incoming i JOIN orders o ON o.order_id = i.order_id"
        )
    )
    differing = "SELECT order_id FROM known WHERE differs"
    # A condition that the planner sees through spares it the reading of every column.
    any_differs = "TRUE" if run(text(f"{differing} LIMIT 1")).first() else "FALSE"
    day = business_day("told.placed_at", store.zone)
    keys = field_keys(connection)
    cells = ", ".join(f"{_custom(keys) if name == CUSTOM else _cell(name)} AS {name}" for name in CONTENT)
    ours = (
        f"(SELECT order_id, {lines_print('')} AS lines_print, {lines_detail('')} AS lines_detail FROM order_lines "
        f"WHERE order_id IN ({differing}) GROUP BY order_id)"
    )
    run(
        text(
            f"CREATE TEMP TABLE merged AS SELECT *, {day} AS order_day, "
            f"{base_amount('told.currency', 'told.total', day, store.base_currency)} AS base_total FROM ("
            "SELECT o.order_id, o.version, i.fingerprint, i.stage AS file_stage, "
            f"{columns(WHERE_FROM, 'i.')}, {cells}, "
            f"NOT {_of_staff('lines')} AND i.lines_print IS NOT NULL AND i.lines_print IS DISTINCT FROM l.lines_print "
            "AND i.lines_detail >= coalesce(l.lines_detail, 0) AS new_lines, "
            f"concat_ws(',', {_conflicts(keys)}) AS disputed, CAST('' AS TEXT) AS taken "
            f"FROM ({differing}) d JOIN incoming i ON i.order_id = d.order_id JOIN orders o ON o.order_id = d.order_id "
            f"LEFT JOIN {ours} l ON l.order_id = d.order_id WHERE {any_differs}) AS told"
        )
    )
    compare(connection, keys)


def compare(connection: Connection, keys: Sequence[str]) -> None:
    """Make the temporary table judged (order_id, kind, fields, disputed, partly) of known, merged and the orders.

    ``keys``: those of the users' own fields. ``partly``: somebody left something of the order out.
    """
    drop(connection, "judged")
    pairs = [(name, f"m.{name}", f"o.{name}") for name in CONTENT if name != CUSTOM]
    pairs += [(f"{CUSTOM}.{key}", value_of("m.custom", key), value_of("o.custom", key)) for key in keys]
    differs = ", ".join(f"CASE WHEN {new} IS DISTINCT FROM {old} THEN '{name}' END" for name, new, old in pairs)
    connection.execute(
        text(
            "CREATE TEMP TABLE judged AS SELECT i.order_id, CASE WHEN k.order_id IS NULL THEN 'new' "
            "WHEN c.disputed <> '' THEN 'conflict' WHEN c.fields <> '' THEN 'changed' ELSE 'unchanged' END AS kind, "
            "coalesce(c.fields, '') AS fields, coalesce(c.disputed, '') AS disputed, FALSE AS partly FROM incoming i "
            "LEFT JOIN known k ON k.order_id = i.order_id LEFT JOIN ("
            "SELECT m.order_id, m.disputed, "
            f"concat_ws(',', {differs}, CASE WHEN m.new_lines THEN 'lines' END) AS fields "
            "FROM merged m JOIN orders o ON o.order_id = m.order_id) AS c ON c.order_id = i.order_id"
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
    if name in AMOUNTS:
        # What was counted in another currency is no amount of this one.
        told = f"CASE WHEN i.total IS NOT NULL AND i.currency <> o.currency THEN {theirs} ELSE {told} END"
    # What a person emptied stays empty; where an order entered by hand says nothing, a file may.
    return f"CASE WHEN {edited(name)} THEN {ours} WHEN o.origin = 'hand' THEN {known} ELSE {told} END"


def _custom(keys: Sequence[str]) -> str:
    """SQL: the users' own fields after the merge, each by itself; what a file does not speak of stays."""
    values = {}
    for key in keys:
        theirs, ours = value_of("i.custom", key), value_of("o.custom", key)
        known, told = f"coalesce({ours}, {theirs})", f"coalesce({theirs}, {ours})"
        values[key] = (
            f"CASE WHEN {edited(f'{CUSTOM}.{key}')} THEN {ours} WHEN o.origin = 'hand' THEN {known} ELSE {told} END"
        )
    return f"CASE WHEN i.custom IS NULL THEN o.custom ELSE {object_of(values)} END"


def edited(name: str) -> str:
    """SQL: staff has set this cell; see ``ordertrail.store.edits``."""
    return f"strpos(coalesce(o.staff_fields, ''), ',{name},') > 0"


def _of_staff(name: str) -> str:
    """SQL: this cell is a person's word."""
    return f"(o.origin = 'hand' OR {edited(name)})"


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
        f"CASE WHEN ({edited(name)} AND {theirs} IS NOT NULL AND {theirs} IS DISTINCT FROM {ours}) "
        f"OR (o.origin = 'hand' AND {theirs} <> {ours}) THEN '{name}' END"
        for name, ours, theirs in pairs
    ]
    lines = f"CASE WHEN {_of_staff('lines')} AND i.lines_print <> l.lines_print THEN 'lines' END"
    return ", ".join((stage, *rest, lines))
