"""What staff says of a customer: a row of its own over what the orders tell, its history, and who is not whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import StaleEdit
from ordertrail.store.documents import get_document
from ordertrail.store.edits import plain
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.tables import customers, documents, orders

CELLS: Final = ("kind", "name", "company", "segment", "phone", "email", "address", "note")
UNTOLD: Final[Mapping[str, Any]] = dict.fromkeys(CELLS) | {"version": 0, "updated_at": None}
NOT_SAME: Final = "not_same"
EDITED: Final = "edited"
UNDONE: Final = "undone"


def customer_rows(connection: Connection, keys: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What staff says, by key; customers of whom it says nothing are left out."""
    wanted = list(keys)
    query = select(customers).where(customers.c.customer_key.in_(wanted))
    return {row["customer_key"]: dict(row) for row in connection.execute(query).mappings()} if wanted else {}


def is_customer(connection: Connection, key: UUID) -> bool:
    """Whether an order, or what staff says, tells of that key."""
    by_order = connection.execute(select(orders.c.order_id).where(orders.c.customer_key == key).limit(1)).first()
    return by_order is not None or key in customer_rows(connection, [key])


def write_customer(
    uow: UnitOfWork,
    key: UUID,
    cells: Mapping[str, Any],
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
    note: str,
    kind: str = EDITED,
) -> int:
    """Write ``cells`` of the customer's row; its new version, counted from 1. Its present one where nothing changes.
    ``kind`` names the deed in the history.

    Raises StaleEdit stale_customer (with the whole present row) where another has written it since.
    """
    uow.in_turn(f"customer {key}")
    found = customer_rows(uow.connection, [key]).get(key) or {**UNTOLD, "customer_key": key}
    if found["version"] != seen_version:
        raise StaleEdit({**found, "customer_key": str(key)}, "stale_customer")
    changes = {name: [found[name], value] for name, value in cells.items() if found[name] != value}
    if not changes:
        return int(found["version"])
    version = int(found["version"]) + 1
    # On DuckDB an UPDATE of a table with a key may be applied twice; a row that is made anew may not.
    uow.connection.execute(delete(customers).where(customers.c.customer_key == key))
    uow.connection.execute(insert(customers), [{**found, **cells, "version": version, "updated_at": now}])
    remember(uow, (key,), kind, {"changes": changes, "version": version}, actor, now, note)
    uow.publish(BulkChange("customers"))
    return version


def remember(
    uow: UnitOfWork,
    keys: Iterable[UUID],
    kind: str,
    detail: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Add a deed to the history of each of the customers."""
    deed = {"kind": kind, "at": now.isoformat(), "actor": actor.name, "source": actor.source, "note": note.strip()}
    for key in keys:
        name = _history_name(key)
        past = get_document(uow.connection, name)
        _put(uow, name, [*(past.body or []), {**deed, **detail}], past.version + 1, actor, now)


def history(connection: Connection, keys: Iterable[UUID]) -> list[dict[str, Any]]:
    """What was done to the customers, newest first: kind, at (naive UTC), actor, source, note and the deed's own.

    A deed that concerned two of them is told once.
    """
    names = [_history_name(key) for key in keys]
    found = connection.execute(select(documents.c.body).where(documents.c.name.in_(names))).scalars()
    deeds = {json.dumps(deed, sort_keys=True): deed for body in found for deed in json.loads(body)}
    told = [{**deed, "at": datetime.fromisoformat(deed["at"])} for deed in deeds.values()]
    return sorted(told, key=lambda deed: deed["at"], reverse=True)


def refused_pairs(connection: Connection) -> frozenset[frozenset[UUID]]:
    """Pairs of keys of which a person said that they are two customers."""
    body = get_document(connection, NOT_SAME).body or []
    return frozenset(frozenset(map(UUID, pair)) for pair in body)


def refuse_pair(uow: UnitOfWork, one: UUID, other: UUID, actor: Actor, now: datetime) -> None:
    """Remember that the two are not the same."""
    uow.in_turn(f"document {NOT_SAME}")
    found = get_document(uow.connection, NOT_SAME)
    pair = sorted((str(one), str(other)))
    if pair in (found.body or []):
        return
    _put(uow, NOT_SAME, [*(found.body or []), pair], found.version + 1, actor, now)
    remember(uow, (one, other), "not_same", {"pair": pair}, actor, now)
    uow.publish(BulkChange("customers"))


def allow_pair(uow: UnitOfWork, pair: frozenset[UUID], actor: Actor, now: datetime) -> None:
    """Forget that the two are not the same; nothing happens where nobody said so."""
    uow.in_turn(f"document {NOT_SAME}")
    found = get_document(uow.connection, NOT_SAME)
    told = sorted(map(str, pair))
    if told not in (found.body or []):
        return
    _put(uow, NOT_SAME, [each for each in found.body if each != told], found.version + 1, actor, now)
    remember(uow, pair, "maybe_same", {"pair": told}, actor, now)
    uow.publish(BulkChange("customers"))


def _history_name(key: UUID) -> str:
    return f"customer {key}"


def _put(uow: UnitOfWork, name: str, body: Any, version: int, actor: Actor, now: datetime) -> None:
    """Without the word that something was shaped: no page's form depends on it."""
    row = {
        "name": name,
        "body": json.dumps(body, ensure_ascii=False, default=plain),
        "version": version,
        "actor": actor.name,
        "updated_at": now,
    }
    uow.connection.execute(delete(documents).where(documents.c.name == name))
    uow.connection.execute(insert(documents), [row])
