"""Customers: their list, one of them, what staff says of them, and which of them are one."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api.customer_json import compared, customer_json, list_row_json
from api.state import Ctx, Who
from ordertrail.analytics.customers import PAGE, Asked, customer_list, one_customer
from ordertrail.analytics.duplicates import likely_same
from ordertrail.analytics.filters import LONGEST_SEARCH
from ordertrail.domain.errors import NotFound
from ordertrail.services.allow_likeness import allow_likeness
from ordertrail.services.customer_rankings import likely, ranked
from ordertrail.services.edit_customer import edit_customer
from ordertrail.services.merge_customers import merge_customers
from ordertrail.services.refuse_likeness import refuse_likeness
from ordertrail.services.undo_customer import undo_customer
from ordertrail.services.unmerge_customers import unmerge_customers
from ordertrail.store.customers import history

router = APIRouter(prefix="/api/customers")

MOST_ROWS = 200


class _Strict(BaseModel):
    """A misspelt name is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class CustomerEdit(_Strict):
    """``version`` is the one the editor saw, 0 where nobody has said anything yet. What is left out stays."""

    version: int
    kind: str | None = None
    name: str | None = None
    company: str | None = None
    segment: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    note: str | None = None
    why: str = Field(default="", max_length=2000)


class CustomerSeen(_Strict):
    """``version`` of what staff says, as the editor saw it."""

    version: int


class Merge(_Strict):
    """``merged`` becomes part of ``kept``."""

    kept: UUID
    merged: UUID
    note: str = Field(default="", max_length=2000)


class TwoCustomers(_Strict):
    """Two customers who are not the same."""

    one: UUID
    other: UUID


@router.get("")
def customers(
    ctx: Ctx,
    q: str = Query(default="", max_length=LONGEST_SEARCH),
    segment: str = Query(default="", max_length=64),
    sort: Literal["last", "orders", "spent", "on_time"] = "last",
    direction: Literal["asc", "desc"] = "desc",
    offset: int = Query(default=0, ge=0),
    limit: int = Query(default=PAGE, ge=1, le=MOST_ROWS),
) -> JSONResponse:
    """``{rows, total}``: customers over all orders; ``spent`` is in the base currency, amounts are text."""
    asked = Asked(q, segment, sort, direction == "desc", offset, limit)
    known, _ = ranked(ctx, asked)
    with ctx.store.read() as connection:
        rows, total = customer_list(connection, asked, ctx.now(), known)
    return JSONResponse({"rows": [list_row_json(row) for row in rows], "total": total})


@router.get("/duplicates")
def duplicates(ctx: Ctx) -> JSONResponse:
    """Pairs of customers that are likely one, the likeliest first: ``{pairs, more}``.

    A pair has one, other, reasons, shared (for each reason what the two have in common) and score (of 100);
    ``more``: there are others beside these.
    """
    pairs, more, _ = likely(ctx)
    return JSONResponse({"pairs": jsonable_encoder(pairs), "more": more})


@router.get("/{key}")
def customer(key: UUID, ctx: Ctx) -> JSONResponse:
    """Figures, contacts, latest orders, history and likely duplicates of the customer that ``key`` belongs to."""
    now = ctx.now()
    with ctx.store.read() as connection:
        found = one_customer(connection, key, now)
        if found is None:
            raise NotFound("no_such_customer")
        deeds = history(connection, found.members)
        alike = likely_same(connection, found.key)
    body: dict[str, Any] = customer_json(found) | {"history": deeds, "likely": alike}
    return JSONResponse(jsonable_encoder(body | {"compared": compared(ctx, found)}))


@router.patch("/{key}")
def edit(key: UUID, wish: CustomerEdit, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Say what the orders do not tell; the new version. Refused with the present row where it changed meanwhile."""
    cells = wish.model_dump(exclude_unset=True, exclude={"version", "why"})
    return {"version": edit_customer(ctx, actor, key, wish.version, cells, wish.why)}


@router.post("/merge", status_code=201)
def merge(wish: Merge, ctx: Ctx, actor: Who) -> dict[str, str]:
    """Make two customers one; ``merge_id`` undoes it."""
    return {"merge_id": str(merge_customers(ctx, actor, wish.kept, wish.merged, wish.note)), "kept": str(wish.kept)}


@router.post("/merges/{merge_id}/undo")
def undo(merge_id: UUID, ctx: Ctx, actor: Who) -> dict[str, str]:
    """The two customers that there are again."""
    kept, merged = unmerge_customers(ctx, actor, merge_id)
    return {"kept": str(kept), "merged": str(merged)}


@router.post("/not_same")
def not_same(wish: TwoCustomers, ctx: Ctx, actor: Who) -> dict[str, str]:
    """They are not proposed as one again."""
    refuse_likeness(ctx, actor, wish.one, wish.other)
    return {"one": str(wish.one), "other": str(wish.other)}


@router.post("/not_same/undo")
def maybe_same(wish: TwoCustomers, ctx: Ctx, actor: Who) -> dict[str, str]:
    """They may be proposed as one again."""
    allow_likeness(ctx, actor, wish.one, wish.other)
    return {"one": str(wish.one), "other": str(wish.other)}


@router.post("/{key}/undo")
def undo_edit(key: UUID, seen: CustomerSeen, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Take back one's own last edit while nothing newer stands on it; the new version."""
    return {"version": undo_customer(ctx, actor, key, seen.version)}
