"""What a person leaves out of an import, or gives up to it, worked into what was judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, text

from ordertrail.domain.landing import LINES, Choice
from ordertrail.store.custom_sql import field_keys, object_of, value_of
from ordertrail.store.drafts import CONTENT, STAMPS, business_day, drop
from ordertrail.store.engine import Store
from ordertrail.store.judging import CUSTOM, compare, edited
from ordertrail.store.rates import base_amount

# Kinds of orders that a person left out, all of them.
LEFT: Final = ("left_new", "left_changed")


def choose(connection: Connection, store: Store, choice: Choice, seen_at: datetime) -> None:
    """Change merged and judged so that only what ``choice`` names is written.

    ``seen_at``: when the preview was made; what a person changed later is not given up, whatever the choice.
    """
    if choice.whole:
        return
    keys = field_keys(connection)
    run = connection.execute
    drop(connection, "judged_whole")
    run(text("CREATE TEMP TABLE judged_whole AS SELECT * FROM judged"))
    for name in sorted(choice.theirs):
        _take(connection, name, keys, seen_at)
    if not choice.changed:
        _keep(connection, [*CONTENT, LINES])
    elif choice.kept_fields:
        _keep(connection, sorted(choice.kept_fields))
    _follow(connection, store)
    compare(connection, keys)
    _mark(connection, choice, keys)


def _take(connection: Connection, name: str, keys: Sequence[str], seen_at: datetime) -> None:
    """Where the file disputes ``name``, let its word stand."""
    column, _, key = name.partition(".")
    if (column == CUSTOM and key not in keys) or (column not in CONTENT and name != LINES):
        return
    where = f"strpos(',' || m.disputed || ',', ',{name},') > 0 AND o.updated_at <= CAST(:seen_at AS TIMESTAMP)"
    cells = {column: f"i.{column}"}
    if name == LINES:
        cells = {"new_lines": "TRUE"}
    elif key:
        values = {each: value_of("i.custom" if each == key else "m.custom", each) for each in keys}
        cells = {CUSTOM: object_of(values)}
    elif name == "stage":
        cells |= {each: f"CASE WHEN {edited(each)} THEN m.{each} ELSE coalesce(i.{each}, o.{each}) END"
                  for each in STAMPS}  # fmt: skip
    rest = f"replace(',' || m.disputed || ',', ',{name},', ',')"
    cells |= {"disputed": f"trim({rest}, ',')", "taken": f"m.taken || ',{name},'"}
    values_of = ", ".join(f"{sql} AS {cell}" for cell, sql in cells.items())
    connection.execute(
        text(
            f"UPDATE merged SET {', '.join(f'{cell} = t.{cell}' for cell in cells)} FROM (SELECT m.order_id, "
            f"{values_of} FROM merged m JOIN incoming i ON i.order_id = m.order_id "
            f"JOIN orders o ON o.order_id = m.order_id WHERE {where}) AS t WHERE merged.order_id = t.order_id"
        ),
        {"seen_at": seen_at},
    )


def _keep(connection: Connection, names: Sequence[str]) -> None:
    """Let these fields of orders that are there stay; what was taken of the file is written all the same."""
    kept = [name for name in names if name in CONTENT]
    cells = {name: _unless_taken(name, f"m.{name}", f"o.{name}") for name in kept}
    if LINES in names:
        cells["new_lines"] = _unless_taken(LINES, "m.new_lines", "FALSE")
    values_of = ", ".join(f"{sql} AS {cell}" for cell, sql in cells.items())
    connection.execute(
        text(
            f"UPDATE merged SET {', '.join(f'{cell} = k.{cell}' for cell in cells)} FROM (SELECT m.order_id, "
            f"{values_of} FROM merged m JOIN orders o ON o.order_id = m.order_id) AS k "
            "WHERE merged.order_id = k.order_id"
        )
    )


def _unless_taken(name: str, taken: str, kept: str) -> str:
    """SQL: ``taken`` where the file's word was chosen for the field; with the status go the times of its stages."""
    mark = "stage" if name in STAMPS else name
    found = f"strpos(m.taken, ',{mark}{'.' if mark == CUSTOM else ','}') > 0"
    return f"CASE WHEN {found} THEN {taken} ELSE {kept} END"


def _follow(connection: Connection, store: Store) -> None:
    """Bring what is made of other cells up to date."""
    day = business_day("merged.placed_at", store.zone)
    amount = base_amount("merged.currency", "merged.total", day, store.base_currency)
    connection.execute(text(f"UPDATE merged SET order_day = {day}, base_total = {amount}"))


def _mark(connection: Connection, choice: Choice, keys: Sequence[str]) -> None:
    """Tell left-out orders from unchanged ones, and those of which only a part lands."""
    left: list[str] = [LINES, *(f"{CUSTOM}.{key}" for key in keys), *CONTENT] if not choice.changed else []
    for name in choice.kept_fields:
        left += [f"{CUSTOM}.{key}" for key in keys] if name == CUSTOM else [name]
    within = " OR ".join(f"strpos(',' || w.fields || ',', ',{name},') > 0" for name in dict.fromkeys(left)) or "FALSE"
    given: dict[str, Any] = {"new": choice.new}
    connection.execute(
        text(
            "UPDATE judged SET kind = k.kind, partly = k.partly FROM (SELECT j.order_id, "
            f"j.kind <> 'new' AND ({within}) AS partly, CASE WHEN j.kind = 'new' AND NOT CAST(:new AS BOOLEAN) "
            "THEN 'left_new' WHEN w.fields <> '' AND w.disputed = '' AND j.fields = '' AND j.kind = 'unchanged' "
            "THEN 'left_changed' ELSE j.kind END AS kind "
            "FROM judged j JOIN judged_whole w ON w.order_id = j.order_id) AS k WHERE judged.order_id = k.order_id"
        ),
        given,
    )
    drop(connection, "judged_whole")
