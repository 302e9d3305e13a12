"""Imports that can be looked into, mended and taken back; addresses down to the district."""

from __future__ import annotations

from ordertrail.store.migrations import Run

COLUMNS = (
    "orders ADD COLUMN country_text TEXT",
    "orders ADD COLUMN district TEXT",
    "orders ADD COLUMN city_code TEXT",
    "orders ADD COLUMN district_code TEXT",
    "order_events ADD COLUMN import_id TEXT",
    "imports ADD COLUMN parent_id TEXT",
    "imports ADD COLUMN quiet BOOLEAN",
    "imports ADD COLUMN undone_at TIMESTAMP",
    "imports ADD COLUMN undone_by TEXT",
    "held_rows ADD COLUMN file_no INTEGER",
    "held_rows ADD COLUMN row_no BIGINT",
    "held_rows ADD COLUMN layout TEXT",
    "held_rows ADD COLUMN state TEXT",
    "held_rows ADD COLUMN mended TEXT",
    "held_rows ADD COLUMN replay_id TEXT",
    "held_rows ADD COLUMN settled_at TIMESTAMP",
    "held_rows ADD COLUMN settled_by TEXT",
    "held_rows ADD COLUMN settled_note TEXT",
)
TABLES = (
    "CREATE TABLE import_files (import_id TEXT NOT NULL, file_no INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT, "
    "bytes BIGINT, layout TEXT, encoding TEXT, delimiter TEXT, quoting BOOLEAN, headers TEXT, rows BIGINT, "
    "detail TEXT)",
    "CREATE TABLE import_changes (import_id TEXT NOT NULL, order_id UUID NOT NULL, version INTEGER NOT NULL, "
    "before TEXT NOT NULL, lines_before TEXT)",
)
SERVER_INDEXES = (
    "CREATE INDEX import_changes_order_id ON import_changes (order_id)",
    "CREATE INDEX import_changes_import_id ON import_changes (import_id)",
)


def up(run: Run, engine: str) -> None:
    for column in COLUMNS:
        run(f"ALTER TABLE {column}")
    for statement in TABLES:
        run(statement)
    for statement in SERVER_INDEXES if engine == "postgresql" else ():
        run(statement)
