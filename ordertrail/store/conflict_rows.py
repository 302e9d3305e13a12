"""The rows that tell where a file disagrees with a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from ordertrail.store.custom_sql import field_keys, value_of
from ordertrail.store.drafts import CONTENT
from ordertrail.store.judging import CUSTOM


def write_conflicts(connection: Connection, given: dict[str, Any]) -> None:
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


def settle_taken(connection: Connection) -> None:
    """Conflicts in which a person now takes the file's word are none any more."""
    connection.execute(
        text(
            "DELETE FROM conflicts WHERE EXISTS (SELECT 1 FROM merged m WHERE m.order_id = conflicts.order_id "
            "AND strpos(m.taken, ',' || conflicts.field || ',') > 0)"
        )
    )
