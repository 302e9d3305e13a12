"""Views that people keep: saved, renamed, shared, made the default, ordered, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import Invalid, NotAllowed, NotFound, Problem
from ordertrail.services.context import Context
from ordertrail.store import views
from ordertrail.store.engine import UnitOfWork

PAGES: Final = ("orders",)
NAME_LIMIT: Final = 40
QUERY_LIMIT: Final = 4000
MOST_VIEWS: Final = 50
# Parts of an address that are of the moment, not of the view.
PASSING: Final = ("saved", "open")
_ROLES: Final = ("staff", "manager", "analyst")


@dataclass(frozen=True)
class View:
    """``query`` is the page's query without '?'. ``own``: it belongs to the asker, who alone may change it."""

    view_id: UUID
    name: str
    query: str
    owner: str
    own: bool
    shared: bool
    is_default: bool


def saved_views(ctx: Context, actor: Actor, page: str = "orders") -> list[View]:
    """The asker's own views and those that others share, in the order of the tabs."""
    with ctx.store.read() as connection:
        found = views.views_of(connection, page, actor.name)
    return [_view(row, actor) for row in found]


def default_of(found: Sequence[View]) -> View | None:
    """The view that opens the page: one's own default, else a shared one."""
    defaults = [view for view in found if view.is_default]
    return next((view for view in defaults if view.own), defaults[0] if defaults else None)


def save_view(ctx: Context, actor: Actor, *, name: str, query: str, shared: bool = False, page: str = "orders") -> UUID:
    """A new view; its id. Raises Invalid for its name or where there are too many."""
    actor.require(*_ROLES)
    if page not in PAGES:
        raise Invalid({"page": Problem("bad_value")})

    def save(uow: UnitOfWork) -> UUID:
        uow.in_turn("saved_views")
        own = _own(uow, actor, page)
        if len(own) >= MOST_VIEWS:
            raise Invalid({"name": Problem("too_many", {"limit": MOST_VIEWS})})
        return views.add_view(
            uow,
            page=page,
            name=_name(name, own),
            query=_query(query),
            owner=actor.name,
            shared=shared,
            now=ctx.now(),
        )

    return ctx.store.run(save)


def change_view(ctx: Context, actor: Actor, view_id: UUID, wish: dict[str, Any]) -> None:
    """Set what ``wish`` has of name, query, shared and is_default. Raises NotFound, NotAllowed, Invalid."""
    actor.require(*_ROLES)

    def change(uow: UnitOfWork) -> None:
        uow.in_turn("saved_views")
        view = _mine(uow, actor, view_id)
        others = [row for row in _own(uow, actor, view["page"]) if row["view_id"] != view_id]
        cells: dict[str, Any] = {}
        if "name" in wish:
            cells["name"] = _name(wish["name"], others)
        if "query" in wish:
            cells["query"] = _query(wish["query"])
        if "shared" in wish:
            cells["shared"] = bool(wish["shared"])
        if cells:
            views.change_view(uow, view_id, cells)
        if "is_default" in wish:
            views.choose_default(uow, view["page"], actor.name, view_id if wish["is_default"] else None)

    ctx.store.run(change)


def order_views(ctx: Context, actor: Actor, ids: Sequence[UUID]) -> None:
    """Put one's own views into this order. Raises NotFound, NotAllowed."""
    actor.require(*_ROLES)

    def place(uow: UnitOfWork) -> None:
        uow.in_turn("saved_views")
        for view_id in ids:
            _mine(uow, actor, view_id)
        views.place_views(uow, ids)

    ctx.store.run(place)


def delete_view(ctx: Context, actor: Actor, view_id: UUID) -> None:
    """Delete one's own view. Raises NotFound, NotAllowed."""
    actor.require(*_ROLES)

    def remove(uow: UnitOfWork) -> None:
        _mine(uow, actor, view_id)
        views.remove_view(uow, view_id)

    ctx.store.run(remove)


def _view(row: dict[str, Any], actor: Actor) -> View:
    plain = {name: row[name] for name in ("view_id", "name", "query", "owner", "shared", "is_default")}
    return View(own=row["owner"] == actor.name, **plain)


def _own(uow: UnitOfWork, actor: Actor, page: str) -> list[dict[str, Any]]:
    return [row for row in views.views_of(uow.connection, page, actor.name) if row["owner"] == actor.name]


def _mine(uow: UnitOfWork, actor: Actor, view_id: UUID) -> dict[str, Any]:
    view = views.view_of(uow.connection, view_id)
    if view is None:
        raise NotFound("no_such_view")
    if view["owner"] != actor.name:
        raise NotAllowed("view_of_another", owner=view["owner"])
    return view


def _name(name: Any, others: Sequence[dict[str, Any]]) -> str:
    plain = " ".join("".join(sign for sign in str(name) if sign.isprintable()).split())
    if not plain:
        raise Invalid({"name": Problem("required")})
    if len(plain) > NAME_LIMIT:
        raise Invalid({"name": Problem("too_long", {"limit": NAME_LIMIT})})
    if any(row["name"].casefold() == plain.casefold() for row in others):
        raise Invalid({"name": Problem("name_taken", {"name": plain})})
    return plain


def _query(query: Any) -> str:
    """The parts of a query that are the view's, in a fixed order."""
    parts = [(name, value) for name, value in parse_qsl(str(query).lstrip("?")) if name not in PASSING]
    found = urlencode(sorted(parts), safe=",:")
    if len(found) > QUERY_LIMIT:
        raise Invalid({"query": Problem("too_long", {"limit": QUERY_LIMIT})})
    return found
