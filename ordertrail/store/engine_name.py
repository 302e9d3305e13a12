"""Which engine a connection speaks to, for what only one of them has."""

from __future__ import annotations

from sqlalchemy import Connection


def is_embedded(connection: Connection) -> bool:
    """Whether it is the store within this process."""
    return connection.dialect.name == "duckdb"
