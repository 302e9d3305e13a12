"""The outbox: every committed change with its place in the store's sequence."""

from __future__ import annotations

from ordertrail.store.migrations import Run


def up(run: Run, engine: str) -> None:
    run(
        "CREATE TABLE outbox (order_id UUID NOT NULL, outbox_id UUID NOT NULL, place INTEGER NOT NULL, seq BIGINT, "
        "occurred_at TIMESTAMP NOT NULL, body TEXT NOT NULL)"
    )
    if engine == "postgresql":
        run("CREATE INDEX outbox_seq ON outbox (seq)")
        run("CREATE INDEX outbox_unnumbered ON outbox (occurred_at) WHERE seq IS NULL")
