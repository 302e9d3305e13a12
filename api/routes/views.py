"""Saved views of a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field

from api.state import Ctx, Who
from ordertrail.services.saved_views import (
    change_view,
    default_of,
    delete_view,
    order_views,
    save_view,
    saved_views,
)

router = APIRouter(prefix="/api/views")


class NewView(BaseModel):
    """``query`` is the page's query as the browser has it."""

    name: str = Field(max_length=200)
    query: str = Field(max_length=8000)
    shared: bool = False
    page: str = Field(default="orders", max_length=20)


class Change(BaseModel):
    """What is missing stays as it is."""

    name: str | None = Field(default=None, max_length=200)
    query: str | None = Field(default=None, max_length=8000)
    shared: bool | None = None
    is_default: bool | None = None


class Order(BaseModel):
    """One's own views in their new order."""

    ids: list[UUID] = Field(max_length=100)


@router.get("")
def read(ctx: Ctx, actor: Who, page: str = "orders") -> dict[str, Any]:
    """``{views: [{view_id, name, query, owner, own, shared, is_default}], default}``; ``default`` an id or null."""
    found = saved_views(ctx, actor, page)
    default = default_of(found)
    return {"views": jsonable_encoder(found), "default": str(default.view_id) if default else None}


@router.post("", status_code=201)
def save(wish: NewView, ctx: Ctx, actor: Who) -> dict[str, str]:
    """Save a view; its id. Faults come back as 422 with ``fields``."""
    view_id = save_view(ctx, actor, name=wish.name, query=wish.query, shared=wish.shared, page=wish.page)
    return {"view_id": str(view_id)}


@router.post("/order")
def order(wish: Order, ctx: Ctx, actor: Who) -> dict[str, bool]:
    """Put one's own views into an order."""
    order_views(ctx, actor, wish.ids)
    return {"ok": True}


@router.patch("/{view_id}")
def change(view_id: UUID, wish: Change, ctx: Ctx, actor: Who) -> dict[str, bool]:
    """Rename, write anew, share or make the default; only its maker may."""
    change_view(ctx, actor, view_id, wish.model_dump(exclude_none=True))
    return {"ok": True}


@router.delete("/{view_id}")
def remove(view_id: UUID, ctx: Ctx, actor: Who) -> dict[str, bool]:
    """Delete a view; only its maker may."""
    delete_view(ctx, actor, view_id)
    return {"ok": True}
