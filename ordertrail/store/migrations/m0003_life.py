"""The life of an order: payments, parcels, returns, customers, what users shape themselves, long jobs."""

from __future__ import annotations

from ordertrail.store.migrations import Run

ORDER_TEXTS = (
    "workflow", "company", "segment", "billing_address", "priority", "tags", "owner", "promo_code", "return_policy",
    "custom", "staff_fields",
)  # fmt: skip
ORDER_QUANTITIES = ("ordered_quantity", "shipped_quantity", "delivered_quantity", "requested_quantity",
                    "returned_quantity")  # fmt: skip

TABLES = (
    "CREATE TABLE payments (order_id UUID NOT NULL, payment_id UUID NOT NULL, kind TEXT NOT NULL, "
    "amount NUMERIC(18,4) NOT NULL, method TEXT, reference TEXT, paid_at TIMESTAMP NOT NULL, note TEXT, "
    "source TEXT NOT NULL, voided_at TIMESTAMP, actor TEXT NOT NULL, created_at TIMESTAMP NOT NULL)",
    "CREATE TABLE shipments (order_id UUID NOT NULL, shipment_id UUID NOT NULL, number INTEGER NOT NULL, "
    "carrier TEXT, tracking_no TEXT, shipped_at TIMESTAMP NOT NULL, delivered_at TIMESTAMP, cancelled_at TIMESTAMP, "
    "note TEXT, source TEXT NOT NULL, actor TEXT NOT NULL, created_at TIMESTAMP NOT NULL)",
    "CREATE TABLE shipment_lines (order_id UUID NOT NULL, shipment_id UUID NOT NULL, line_no BIGINT NOT NULL, "
    "quantity NUMERIC(18,3) NOT NULL)",
    "CREATE TABLE returns (order_id UUID NOT NULL, return_id UUID NOT NULL, number INTEGER NOT NULL, "
    "reason TEXT, requested_at TIMESTAMP NOT NULL, received_at TIMESTAMP, closed_at TIMESTAMP, outcome TEXT, "
    "note TEXT, actor TEXT NOT NULL, created_at TIMESTAMP NOT NULL)",
    "CREATE TABLE return_lines (order_id UUID NOT NULL, return_id UUID NOT NULL, line_no BIGINT NOT NULL, "
    "quantity NUMERIC(18,3) NOT NULL)",
    "CREATE TABLE customers (customer_key UUID PRIMARY KEY, kind TEXT, name TEXT, company TEXT, segment TEXT, "
    "phone TEXT, email TEXT, address TEXT, note TEXT, version INTEGER NOT NULL, updated_at TIMESTAMP NOT NULL)",
    "CREATE TABLE customer_merges (merge_id UUID NOT NULL, kept_key UUID NOT NULL, merged_key UUID NOT NULL, "
    "actor TEXT NOT NULL, created_at TIMESTAMP NOT NULL, undone_at TIMESTAMP)",
    "CREATE TABLE documents (name TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, "
    "actor TEXT NOT NULL, updated_at TIMESTAMP NOT NULL)",
    "CREATE TABLE rates (currency TEXT NOT NULL, day DATE NOT NULL, rate NUMERIC(18,8) NOT NULL, "
    "actor TEXT NOT NULL, updated_at TIMESTAMP NOT NULL)",
    "CREATE TABLE saved_views (view_id UUID NOT NULL, page TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, "
    "owner TEXT NOT NULL, shared BOOLEAN NOT NULL, is_default BOOLEAN NOT NULL, place INTEGER NOT NULL, "
    "created_at TIMESTAMP NOT NULL)",
    "CREATE TABLE jobs (job_id UUID NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, state TEXT NOT NULL, "
    "spec TEXT NOT NULL, total BIGINT NOT NULL, done BIGINT NOT NULL, failed BIGINT NOT NULL, "
    "created_at TIMESTAMP NOT NULL, touched_at TIMESTAMP NOT NULL, finished_at TIMESTAMP)",
    "CREATE TABLE job_results (job_id UUID NOT NULL, order_id UUID NOT NULL, channel TEXT NOT NULL, "
    "channel_order_no TEXT NOT NULL, version INTEGER, outcome TEXT NOT NULL, params TEXT)",
)
SERVER_INDEXES = (
    *(f"CREATE INDEX {table}_order_id ON {table} (order_id)"
      for table in ("payments", "shipments", "shipment_lines", "returns", "return_lines")),
    "CREATE INDEX orders_customer_key ON orders (customer_key)",
    "CREATE INDEX job_results_job_id ON job_results (job_id)",
)  # fmt: skip

# Whom an order belongs to: a whole phone number, else an e-mail, else the name within its channel, else itself.
_DIGITS = "regexp_replace(coalesce(customer_phone, ''), '[^0-9]', '', 'g')"
CUSTOMER = (
    f"CAST(md5(CASE WHEN length({_DIGITS}) >= 7 AND strpos(customer_phone, '*') = 0 "
    f"THEN 'p' || right({_DIGITS}, 11) "
    "WHEN strpos(coalesce(customer_email, ''), '@') > 0 AND strpos(customer_email, '*') = 0 "
    "THEN 'e' || lower(customer_email) "
    "WHEN coalesce(customer_name, company) IS NOT NULL AND strpos(coalesce(customer_name, company), '*') = 0 "
    "THEN 'n' || channel || '|' || lower(coalesce(customer_name, company)) "
    "ELSE 'o' || channel || '|' || channel_order_no END) AS UUID)"
)


def up(run: Run, engine: str) -> None:
    for name in ORDER_TEXTS:
        run(f"ALTER TABLE orders ADD COLUMN {name} TEXT")
    for name in ORDER_QUANTITIES:
        run(f"ALTER TABLE orders ADD COLUMN {name} NUMERIC(18,3)")
    run("ALTER TABLE orders ADD COLUMN customer_key UUID")
    run("ALTER TABLE order_events ADD COLUMN detail TEXT")
    # The index stays: DuckDB 1.5.5 ends the process at COMMIT when one is dropped and made again round an ALTER.
    run("ALTER TABLE order_lines ADD COLUMN tax NUMERIC(18,4)")
    for statement in TABLES:
        run(statement)
    run(f"UPDATE orders SET customer_key = {CUSTOMER}")
    for statement in SERVER_INDEXES if engine == "postgresql" else ():
        run(statement)
