"""The tables of the store, on SQLAlchemy Core.

Timestamps are naive UTC. Amounts have four digits after the point. There are no foreign keys and no unique key
but ``orders.order_id``: on DuckDB each further index multiplies the time of a bulk load, and an UPDATE of an
indexed column can be applied twice.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
)

from ordertrail.domain.order import LINE_COLUMNS, ORDER_COLUMNS

KINDS: Final[dict[str, Any]] = {
    "text": Text(),
    "money": Numeric(18, 4),
    "quantity": Numeric(18, 3),
    "timestamp": DateTime(),
    "integer": BigInteger(),
}

metadata = MetaData()


def _columns(kinds: dict[str, str], *without: str) -> list[Column[Any]]:
    return [Column(name, KINDS[kind]) for name, kind in kinds.items() if name not in without]


def _order_key() -> Column[Any]:
    return Column("order_id", Uuid(), nullable=False)


orders = Table(
    "orders",
    metadata,
    Column("order_id", Uuid(), primary_key=True),
    *_columns(ORDER_COLUMNS),
    Column("order_day", Date()),
    Column("base_total", KINDS["money"]),
    Column("search", Text(), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("origin", Text(), nullable=False),
    Column("import_id", Text()),
    Column("source_stage", Text()),
    Column("fingerprint", Text()),
    Column("staff_stage", Boolean(), nullable=False),
    Column("staff_fields", Text()),
    *(
        Column(f"{name}_quantity", KINDS["quantity"])
        for name in ("ordered", "shipped", "delivered", "requested", "returned")
    ),
    Column("customer_key", Uuid()),
    Column("created_at", DateTime(), nullable=False),
    Column("updated_at", DateTime(), nullable=False),
)

order_lines = Table("order_lines", metadata, _order_key(), *_columns(LINE_COLUMNS, "channel", "channel_order_no"))
Index("order_lines_order_id", order_lines.c.order_id)

order_surcharges = Table(
    "order_surcharges",
    metadata,
    _order_key(),
    Column("kind", Text(), nullable=False),
    Column("amount", KINDS["money"], nullable=False),
)

order_events = Table(
    "order_events",
    metadata,
    _order_key(),
    Column("version", Integer(), nullable=False),
    Column("occurred_at", DateTime(), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("from_value", Text()),
    Column("to_value", Text()),
    Column("note", Text()),
    Column("source", Text()),
    Column("detail", Text()),
    Column("import_id", Text()),
)

imports = Table(
    "imports",
    metadata,
    Column("import_id", Text(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
    Column("settled_at", DateTime()),
    Column("actor", Text(), nullable=False),
    Column("channel", Text()),
    Column("files", Text(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("report", Text(), nullable=False),
    Column("demo", Boolean(), nullable=False),
    Column("parent_id", Text()),
    Column("quiet", Boolean()),
    Column("undone_at", DateTime()),
    Column("undone_by", Text()),
)

import_files = Table(
    "import_files",
    metadata,
    Column("import_id", Text(), nullable=False),
    Column("file_no", Integer(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("digest", Text()),
    Column("bytes", BigInteger()),
    Column("layout", Text()),
    Column("encoding", Text()),
    Column("delimiter", Text()),
    Column("quoting", Boolean()),
    Column("headers", Text()),
    Column("rows", BigInteger()),
    Column("detail", Text()),
)

import_changes = Table(
    "import_changes",
    metadata,
    Column("import_id", Text(), nullable=False),
    _order_key(),
    Column("version", Integer(), nullable=False),
    Column("before", Text(), nullable=False),
    Column("lines_before", Text()),
)

held_rows = Table(
    "held_rows",
    metadata,
    Column("import_id", Text(), nullable=False),
    Column("file", Text(), nullable=False),
    Column("line", BigInteger()),
    Column("column_name", Text()),
    Column("reason", Text(), nullable=False),
    Column("params", Text()),
    Column("channel_order_no", Text()),
    Column("raw", Text()),
    Column("file_no", Integer()),
    Column("row_no", BigInteger()),
    Column("layout", Text()),
    Column("state", Text()),
    Column("mended", Text()),
    Column("replay_id", Text()),
    Column("settled_at", DateTime()),
    Column("settled_by", Text()),
    Column("settled_note", Text()),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("import_id", Text(), nullable=False),
    _order_key(),
    Column("field", Text(), nullable=False),
    Column("ours", Text()),
    Column("theirs", Text()),
    Column("created_at", DateTime(), nullable=False),
)

order_requests = Table(
    "order_requests",
    metadata,
    Column("request_id", Text(), nullable=False),
    Column("told", Text(), nullable=False),
    Column("channel_order_no", Text(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _order_key(),
    Column("outbox_id", Uuid(), nullable=False),
    Column("place", Integer(), nullable=False),
    Column("seq", BigInteger()),
    Column("occurred_at", DateTime(), nullable=False),
    Column("body", Text(), nullable=False),
)

payments = Table(
    "payments",
    metadata,
    _order_key(),
    Column("payment_id", Uuid(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("amount", KINDS["money"], nullable=False),
    Column("method", Text()),
    Column("reference", Text()),
    Column("paid_at", DateTime(), nullable=False),
    Column("note", Text()),
    Column("source", Text(), nullable=False),
    Column("voided_at", DateTime()),
    Column("actor", Text(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
)

shipments = Table(
    "shipments",
    metadata,
    _order_key(),
    Column("shipment_id", Uuid(), nullable=False),
    Column("number", Integer(), nullable=False),
    Column("carrier", Text()),
    Column("tracking_no", Text()),
    Column("shipped_at", DateTime(), nullable=False),
    Column("delivered_at", DateTime()),
    Column("cancelled_at", DateTime()),
    Column("note", Text()),
    Column("source", Text(), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
)

shipment_lines = Table(
    "shipment_lines",
    metadata,
    _order_key(),
    Column("shipment_id", Uuid(), nullable=False),
    Column("line_no", BigInteger(), nullable=False),
    Column("quantity", KINDS["quantity"], nullable=False),
)

returns = Table(
    "returns",
    metadata,
    _order_key(),
    Column("return_id", Uuid(), nullable=False),
    Column("number", Integer(), nullable=False),
    Column("reason", Text()),
    Column("requested_at", DateTime(), nullable=False),
    Column("received_at", DateTime()),
    Column("closed_at", DateTime()),
    Column("outcome", Text()),
    Column("note", Text()),
    Column("actor", Text(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
)

return_lines = Table(
    "return_lines",
    metadata,
    _order_key(),
    Column("return_id", Uuid(), nullable=False),
    Column("line_no", BigInteger(), nullable=False),
    Column("quantity", KINDS["quantity"], nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("customer_key", Uuid(), primary_key=True),
    *(Column(name, Text()) for name in ("kind", "name", "company", "segment", "phone", "email", "address", "note")),
    Column("version", Integer(), nullable=False),
    Column("updated_at", DateTime(), nullable=False),
)

customer_merges = Table(
    "customer_merges",
    metadata,
    Column("merge_id", Uuid(), nullable=False),
    Column("kept_key", Uuid(), nullable=False),
    Column("merged_key", Uuid(), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
    Column("undone_at", DateTime()),
)

documents = Table(
    "documents",
    metadata,
    Column("name", Text(), primary_key=True),
    Column("body", Text(), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("updated_at", DateTime(), nullable=False),
)

rates = Table(
    "rates",
    metadata,
    Column("currency", Text(), nullable=False),
    Column("day", Date(), nullable=False),
    Column("rate", Numeric(18, 8), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("updated_at", DateTime(), nullable=False),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("view_id", Uuid(), nullable=False),
    Column("page", Text(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("query", Text(), nullable=False),
    Column("owner", Text(), nullable=False),
    Column("shared", Boolean(), nullable=False),
    Column("is_default", Boolean(), nullable=False),
    Column("place", Integer(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Uuid(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("spec", Text(), nullable=False),
    Column("total", BigInteger(), nullable=False),
    Column("done", BigInteger(), nullable=False),
    Column("failed", BigInteger(), nullable=False),
    Column("created_at", DateTime(), nullable=False),
    Column("touched_at", DateTime(), nullable=False),
    Column("finished_at", DateTime()),
)

job_results = Table(
    "job_results",
    metadata,
    Column("job_id", Uuid(), nullable=False),
    _order_key(),
    Column("channel", Text(), nullable=False),
    Column("channel_order_no", Text(), nullable=False),
    Column("version", Integer()),
    Column("outcome", Text(), nullable=False),
    Column("params", Text()),
)

meta = Table("meta", metadata, Column("key", Text(), primary_key=True), Column("value", Text()))
