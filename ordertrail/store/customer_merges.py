"""Customers that were found to be one. A merge only says so: no order changes, and taking it back leaves no trace.

Every key is merged into at most one other, so the merges in force make trees; the root of a tree is its customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CTE, Connection, Select, Uuid, case, func, insert, literal, or_, select, update

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.store.customers import NOT_SAME, remember
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.tables import customer_merges, customers, documents

CUSTOMERS = "customers"
DEED = "customers"

_m = customer_merges.c


def roots(connection: Connection) -> dict[UUID, UUID]:
    """Every merged key -> the customer that it belongs to now."""
    parents = _parents(connection)
    return {key: _climb(key, parents) for key in parents}


def root_of(connection: Connection, key: UUID) -> UUID:
    """The customer that ``key`` belongs to now; itself where it is not merged."""
    return _climb(key, _parents(connection))


def members_of(connection: Connection, keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """Every key of the customers with these roots, themselves included -> its root."""
    wanted = set(keys)
    merged = {key: root for key, root in roots(connection).items() if root in wanted}
    return {key: key for key in wanted} | merged


def _parents(connection: Connection) -> dict[UUID, UUID]:
    found = connection.execute(select(_m.merged_key, _m.kept_key).where(_m.undone_at.is_(None)))
    return dict(found.tuples().all())


def _climb(key: UUID, parents: dict[UUID, UUID]) -> UUID:
    seen = set()
    while key in parents and key not in seen:
        seen.add(key)
        key = parents[key]
    return key


@cache
def root_table() -> CTE:
    """SQL: (merged_key, root_key) of every merge in force; one object, since a statement names each CTE once."""
    force = _m.undone_at.is_(None)
    up = select(_m.merged_key.label("merged_key"), _m.kept_key.label("root_key")).where(force).cte("up", recursive=True)
    further = select(up.c.merged_key, _m.kept_key).where(_m.merged_key == up.c.root_key, force)
    up = up.union(further)
    below = select(_m.merged_key).where(force)
    return select(up.c.merged_key, up.c.root_key).where(up.c.root_key.not_in(below)).cte("customer_roots")


def same_customer(key: UUID) -> Select[Any]:
    """SQL: every key of the customer to whom ``key`` belongs, by whichever of the keys that is asked for."""
    start = select(literal(key, Uuid()).label("customer_key")).cte("same_customer", recursive=True)
    own = start.c.customer_key
    other = case((_m.kept_key == own, _m.merged_key), else_=_m.kept_key)
    further = select(other).where(_m.undone_at.is_(None), or_(_m.kept_key == own, _m.merged_key == own))
    found = start.union(further)
    return select(found.c.customer_key)


def merge_keys(uow: UnitOfWork, kept: UUID, merged: UUID, actor: Actor, now: datetime, note: str = "") -> UUID:
    """Say that ``merged`` is the customer ``kept``; the merge's id. Either may be any key of its customer.

    Raises DomainError customer_itself where they are one already.
    """
    uow.in_turn(DEED)
    parents = _parents(uow.connection)
    kept, merged = _climb(kept, parents), _climb(merged, parents)
    if kept == merged:
        raise DomainError("customer_itself")
    merge_id = uuid4()
    row = {"merge_id": merge_id, "kept_key": kept, "merged_key": merged, "actor": actor.name, "created_at": now}
    uow.connection.execute(insert(customer_merges), [row])
    told = {"merge_id": str(merge_id), "kept": str(kept), "merged": str(merged)}
    remember(uow, (kept, merged), "merged", told, actor, now, note)
    uow.publish(BulkChange(CUSTOMERS))
    return merge_id


def undo_merge(uow: UnitOfWork, merge_id: UUID, actor: Actor, now: datetime) -> tuple[UUID, UUID]:
    """Take a merge back: (kept key, merged key). Raises NotFound no_such_merge, DomainError merge_undone."""
    uow.in_turn(DEED)
    found = uow.connection.execute(select(customer_merges).where(_m.merge_id == merge_id)).mappings().first()
    if found is None:
        raise NotFound("no_such_merge")
    if found["undone_at"] is not None:
        raise DomainError("merge_undone")
    uow.connection.execute(update(customer_merges).where(_m.merge_id == merge_id).values(undone_at=now))
    kept, merged = found["kept_key"], found["merged_key"]
    told = {"merge_id": str(merge_id), "kept": str(kept), "merged": str(merged)}
    remember(uow, (kept, merged), "unmerged", told, actor, now)
    uow.publish(BulkChange(CUSTOMERS))
    return kept, merged


def merges_of(connection: Connection, keys: Iterable[UUID]) -> list[dict[str, Any]]:
    """Merges in force among these keys, newest first."""
    wanted = list(keys)
    query = select(customer_merges).where(_m.undone_at.is_(None), _m.merged_key.in_(wanted), _m.kept_key.in_(wanted))
    return [dict(row) for row in connection.execute(query.order_by(_m.created_at.desc(), _m.merge_id)).mappings()]


def state_of_customers(connection: Connection) -> tuple[object, ...]:
    """A value that becomes another with each merge, its undoing, each refusal and each word of staff on a customer."""
    merged = connection.execute(select(func.count(), func.count(_m.undone_at))).one()
    written = connection.execute(select(func.count(), func.sum(customers.c.version))).one()
    refused = connection.execute(select(documents.c.version).where(documents.c.name == NOT_SAME)).scalar()
    return (*merged, *written, refused)
