"""An index of an embedded store over the terms of its orders, in a schema of its own: it is made of ``orders`` alone
and no part of a backup. A server has its index over the search text."""

from __future__ import annotations

from ordertrail.store.migrations import Run


def up(run: Run, engine: str) -> None:
    if engine != "duckdb":
        return
    run("CREATE SCHEMA IF NOT EXISTS order_finding")
    for table in ("terms", "due"):
        run(f"DROP TABLE IF EXISTS order_finding.{table}")
    run(
        "CREATE TABLE order_finding.terms (head TEXT NOT NULL, rest TEXT NOT NULL, placed_at TIMESTAMP, "
        "order_id UUID NOT NULL, sorted BOOLEAN NOT NULL)"
    )
    run("CREATE TABLE order_finding.due (order_id UUID NOT NULL, fresh BOOLEAN NOT NULL)")
