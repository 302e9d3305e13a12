"""What users shape themselves (workflow, fields, kinds), each a JSON document with a version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import StaleEdit
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.tables import documents

SHAPED = "shaped"


@dataclass(frozen=True)
class Document:
    """``version`` counts from 1; 0 where nobody has written it yet, and ``body`` is None."""

    body: Any
    version: int
    actor: str | None = None
    updated_at: datetime | None = None


def get_document(connection: Connection, name: str) -> Document:
    """The document of that name."""
    row = connection.execute(select(documents).where(documents.c.name == name)).mappings().first()
    if row is None:
        return Document(None, 0)
    return Document(json.loads(row["body"]), row["version"], row["actor"], row["updated_at"])


def put_document(uow: UnitOfWork, name: str, body: Any, *, seen_version: int, actor: Actor, now: datetime) -> int:
    """Write the document; its new version. Every process hears that something was shaped anew.

    Raises StaleEdit where another has written it since the actor saw it.
    """
    uow.in_turn(f"document {name}")
    found = get_document(uow.connection, name)
    if found.version != seen_version:
        told = {"version": found.version, "updated_at": found.updated_at, "actor": found.actor}
        raise StaleEdit(told, "stale_document")
    row = {
        "name": name,
        "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
        "version": found.version + 1,
        "actor": actor.name,
        "updated_at": now,
    }
    # On DuckDB an UPDATE of a table with a key may be applied twice; a row that is made anew may not.
    uow.connection.execute(delete(documents).where(documents.c.name == name))
    uow.connection.execute(insert(documents), [row])
    uow.publish(BulkChange(SHAPED))
    return found.version + 1
