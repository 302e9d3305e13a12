"""An index over the search text on a server: three-letter pieces find any part of it.

Where the extension is not installed, or the database's owner may not add it, the search reads every order.
DuckDB has no such index; see docs/benchmarks.md.
"""

from __future__ import annotations

from ordertrail.store.migrations import Run


def up(run: Run, engine: str) -> None:
    if engine == "postgresql":
        run(
            "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; "
            "CREATE INDEX orders_search ON orders USING gin (search gin_trgm_ops); "
            "EXCEPTION WHEN insufficient_privilege OR undefined_file OR undefined_object OR feature_not_supported "
            "THEN NULL; END $$"
        )
