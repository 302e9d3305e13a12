"""The lists that a company shapes: own fields, kinds of surcharge, segments."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.state import Ctx, Who
from ordertrail.domain.custom_fields import fields_json, read_fields
from ordertrail.domain.errors import NotFound
from ordertrail.domain.named import named_json, read_named
from ordertrail.services.custom_fields import put_fields
from ordertrail.services.own_lists import GROUPS, SURCHARGES, put_list
from ordertrail.store.custom_sql import CUSTOM_FIELDS
from ordertrail.store.documents import get_document

router = APIRouter(prefix="/api/settings/lists")

LONGEST_LIST: Final = 500


class Rows(BaseModel):
    """The whole list as it shall be, in its order. ``version`` is the one that its editor saw, 0 for the first."""

    version: int
    rows: list[dict[str, Any]] = Field(max_length=LONGEST_LIST)


class Shown(BaseModel):
    """The list as it is, hidden entries too."""

    version: int
    rows: list[dict[str, Any]]
    actor: str | None = None


@router.get("/{name}")
def read(name: str, ctx: Ctx) -> Shown:
    """The entries of ``custom_fields``, ``surcharge_kinds`` or ``segments``."""
    _check(name)
    with ctx.store.read() as connection:
        found = get_document(connection, name)
    rows = fields_json(read_fields(found.body)) if name == CUSTOM_FIELDS else named_json(read_named(found.body))
    return Shown(version=found.version, rows=rows, actor=found.actor)


@router.put("/{name}")
def put(name: str, wish: Rows, ctx: Ctx, actor: Who) -> Shown:
    """Write the list anew. Faults come back as 422 with ``fields``: rows.<n>.<name> -> sentence; 409 when stale."""
    _check(name)
    if name == CUSTOM_FIELDS:
        put_fields(ctx, actor, wish.rows, wish.version)
    else:
        put_list(ctx, actor, name, wish.rows, wish.version)
    return read(name, ctx)


def _check(name: str) -> None:
    if name not in (CUSTOM_FIELDS, SURCHARGES, GROUPS):
        raise NotFound("no_such_address")
