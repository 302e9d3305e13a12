"""Saved views: what a page shows, under a name. Each belongs to who made it and may be shared with all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, or_, select, update

from ordertrail.store.engine import UnitOfWork
from ordertrail.store.tables import saved_views

_v = saved_views.c


def views_of(connection: Connection, page: str, owner: str) -> list[dict[str, Any]]:
    """The views of a page that ``owner`` sees, their own first, each in its maker's order."""
    query = select(saved_views).where(_v.page == page, or_(_v.owner == owner, _v.shared))
    found = [dict(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda row: (row["owner"] != owner, row["owner"], row["place"], row["created_at"]))


def view_of(connection: Connection, view_id: UUID) -> dict[str, Any] | None:
    """One view; None where there is none."""
    row = connection.execute(select(saved_views).where(_v.view_id == view_id)).mappings().first()
    return dict(row) if row else None


def add_view(uow: UnitOfWork, *, page: str, name: str, query: str, owner: str, shared: bool, now: datetime) -> UUID:
    """A new view after the owner's others; its id."""
    own = [row for row in views_of(uow.connection, page, owner) if row["owner"] == owner]
    row = {
        "view_id": uuid4(),
        "page": page,
        "name": name,
        "query": query,
        "owner": owner,
        "shared": shared,
        "is_default": False,
        "place": max((each["place"] for each in own), default=0) + 1,
        "created_at": now,
    }
    uow.connection.execute(insert(saved_views), [row])
    return row["view_id"]  # type: ignore[return-value]


def change_view(uow: UnitOfWork, view_id: UUID, cells: dict[str, Any]) -> None:
    """Set cells of a view."""
    uow.connection.execute(update(saved_views).where(_v.view_id == view_id).values(cells))


def choose_default(uow: UnitOfWork, page: str, owner: str, view_id: UUID | None) -> None:
    """One of the owner's views opens the page, or none."""
    mine = (_v.page == page, _v.owner == owner)
    uow.connection.execute(update(saved_views).where(*mine).values(is_default=False))
    if view_id:
        change_view(uow, view_id, {"is_default": True})


def place_views(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Put views into this order."""
    for place, view_id in enumerate(ids, 1):
        change_view(uow, view_id, {"place": place})


def remove_view(uow: UnitOfWork, view_id: UUID) -> None:
    """Delete a view."""
    uow.connection.execute(delete(saved_views).where(_v.view_id == view_id))
