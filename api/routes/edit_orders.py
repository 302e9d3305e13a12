"""Changes of one order's fields, and the way back from the last of one's own changes."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import JSONResponse

from api.edit_form import order_form
from api.routes.place_orders import LONGEST_LIST, as_text
from api.state import Ctx, Who
from ordertrail.domain.editing import GOODS
from ordertrail.domain.errors import Invalid, NotFound, Problem
from ordertrail.services.edit_fields import edit_fields
from ordertrail.services.undo import undo
from ordertrail.store.orders import get_order

router = APIRouter(prefix="/api")

MOST_FIELDS: Final = 200
ROWS: Final = ("lines", "surcharges")

Version = Annotated[int, Field(strict=True)]
Fields = Annotated[dict[str, Any], Field(max_length=MOST_FIELDS)]
Note = Annotated[str, BeforeValidator(as_text)]


class Change(BaseModel):
    """``version`` is the one that was seen; ``fields``: name -> what was typed, empty to empty it."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    fields: Fields
    note: Note = ""


class Undo(BaseModel):
    """``version`` is the newest one, which is taken back."""

    model_config = ConfigDict(extra="forbid")

    version: Version


def typed_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Cells as texts; ``lines`` and ``surcharges`` as lists of rows of them. Raises Invalid for any other shape."""
    wrong = {name: Problem("bad_value") for name, value in fields.items() if not _sound(name, value)}
    if wrong:
        raise Invalid(wrong)
    return {
        name: [{cell: as_text(each) for cell, each in row.items()} for row in value] if name in ROWS else as_text(value)
        for name, value in fields.items()
    }


def _sound(name: str, value: Any) -> bool:
    if name not in ROWS:
        return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))
    if not isinstance(value, list) or len(value) > LONGEST_LIST or name not in GOODS:
        return False
    return all(isinstance(row, dict) and all(_sound("", cell) for cell in row.values()) for row in value)


@router.patch("/orders/{channel}/{no:path}")
def change(channel: str, no: str, wish: Change, ctx: Ctx, actor: Who) -> dict[str, int]:
    """The order's new version. Faults come back as 422 with ``fields``; a stale change as 409 whose
    ``current.values`` has what was seen, wished and is there now of each field."""
    return {"version": edit_fields(ctx, actor, channel, no, wish.version, typed_fields(wish.fields), wish.note)}


@router.post("/orders/{channel}/{no:path}/undo")
def take_back(channel: str, no: str, wish: Undo, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Take back one's own last change; the order's new version."""
    return {"version": undo(ctx, actor, channel, no, wish.version)}


@router.get("/order-form/{channel}/{no:path}")
def form(channel: str, no: str, ctx: Ctx) -> JSONResponse:
    """The fields of the order with their names, kinds, choices and present values."""
    with ctx.store.read() as connection:
        found = get_order(connection, channel, no)
    if found is None:
        raise NotFound("no_such_order", channel=channel, no=no)
    return JSONResponse(order_form(found, ctx))
