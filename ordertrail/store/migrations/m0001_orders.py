"""Orders with their lines, surcharges and events; imports with held rows and conflicts."""

from __future__ import annotations

from ordertrail.store.migrations import Run

TABLES = (
    "CREATE TABLE orders (order_id UUID PRIMARY KEY, channel TEXT, channel_order_no TEXT, stage TEXT, currency TEXT, "
    "subtotal NUMERIC(18,4), shipping NUMERIC(18,4), tax NUMERIC(18,4), discount NUMERIC(18,4), "
    "surcharge NUMERIC(18,4), total NUMERIC(18,4), paid NUMERIC(18,4), refunded NUMERIC(18,4), placed_at TIMESTAMP, "
    "paid_at TIMESTAMP, shipped_at TIMESTAMP, delivered_at TIMESTAMP, closed_at TIMESTAMP, cancelled_at TIMESTAMP, "
    "promised_at TIMESTAMP, followed_to TEXT, customer_name TEXT, customer_phone TEXT, customer_email TEXT, "
    "country TEXT, region TEXT, region_text TEXT, city TEXT, address TEXT, postal_code TEXT, payment_method TEXT, "
    "carrier TEXT, tracking_no TEXT, note TEXT, source_file TEXT, source_line BIGINT, order_day DATE, "
    "base_total NUMERIC(18,4), search TEXT NOT NULL, version INTEGER NOT NULL, origin TEXT NOT NULL, import_id TEXT, "
    "source_stage TEXT, fingerprint TEXT, staff_stage BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL, "
    "updated_at TIMESTAMP NOT NULL)",
    "CREATE TABLE order_lines (order_id UUID NOT NULL, line_no BIGINT, sku TEXT, name TEXT, spec TEXT, "
    "quantity NUMERIC(18,3), unit_price NUMERIC(18,4), discount NUMERIC(18,4), amount NUMERIC(18,4))",
    "CREATE INDEX order_lines_order_id ON order_lines (order_id)",
    "CREATE TABLE order_surcharges (order_id UUID NOT NULL, kind TEXT NOT NULL, amount NUMERIC(18,4) NOT NULL)",
    "CREATE TABLE order_events (order_id UUID NOT NULL, version INTEGER NOT NULL, occurred_at TIMESTAMP NOT NULL, "
    "actor TEXT NOT NULL, kind TEXT NOT NULL, from_value TEXT, to_value TEXT, note TEXT, source TEXT)",
    "CREATE TABLE imports (import_id TEXT NOT NULL, created_at TIMESTAMP NOT NULL, settled_at TIMESTAMP, "
    "actor TEXT NOT NULL, channel TEXT, files TEXT NOT NULL, state TEXT NOT NULL, report TEXT NOT NULL, "
    "demo BOOLEAN NOT NULL)",
    "CREATE TABLE held_rows (import_id TEXT NOT NULL, file TEXT NOT NULL, line BIGINT, column_name TEXT, "
    "reason TEXT NOT NULL, params TEXT, channel_order_no TEXT, raw TEXT)",
    "CREATE TABLE conflicts (import_id TEXT NOT NULL, order_id UUID NOT NULL, field TEXT NOT NULL, ours TEXT, "
    "theirs TEXT, created_at TIMESTAMP NOT NULL)",
    "CREATE TABLE order_requests (request_id TEXT NOT NULL, told TEXT NOT NULL, channel_order_no TEXT NOT NULL, "
    "created_at TIMESTAMP NOT NULL)",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)",
)

# DuckDB finds a row by its own zone maps; there each index multiplies the time of a bulk load.
SERVER_INDEXES = (
    "CREATE INDEX orders_placed_at ON orders (placed_at, order_id)",
    "CREATE INDEX orders_order_day ON orders (order_day)",
    "CREATE INDEX orders_channel_order_no ON orders (channel_order_no)",
    "CREATE INDEX order_surcharges_order_id ON order_surcharges (order_id)",
    "CREATE INDEX order_events_order_id ON order_events (order_id)",
    "CREATE INDEX conflicts_order_id ON conflicts (order_id)",
    "CREATE INDEX held_rows_import_id ON held_rows (import_id)",
)


def up(run: Run, engine: str) -> None:
    for statement in TABLES + (SERVER_INDEXES if engine == "postgresql" else ()):
        run(statement)
