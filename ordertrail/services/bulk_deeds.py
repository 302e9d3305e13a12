"""What can be done to many orders at once, decided order by order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.editing import CUSTOM, check_fields
from ordertrail.domain.errors import DomainError, Invalid, Problem
from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.domain.tags import MOST_TAGS, split_tags, with_tags
from ordertrail.services.change_status import judge_move, move_edit
from ordertrail.services.context import Context
from ordertrail.services.edit_fields import cells_edit
from ordertrail.services.entry_desk import entry_desk
from ordertrail.services.undo import undo_edit
from ordertrail.store.bulk_edits import Decide, Target
from ordertrail.store.edits import Edit

BULK_FIELDS: Final = ("priority", "owner", "segment", "tags", "promised_at", "note")
TAGS_ADD: Final = "tags_add"
TAGS_REMOVE: Final = "tags_remove"
Order = Mapping[str, Any]
Deed = Callable[[Context, Actor, Mapping[str, Any], str], Decide]
_NOTHING: Final = dict.fromkeys((*ORDER_COLUMNS, "staff_fields"))


def decide_of(ctx: Context, actor: Actor, spec: Mapping[str, Any], note: str) -> Decide:
    """What happens to each order. ``spec`` has ``stage``, or ``fields``: name of ``BULK_FIELDS``, ``custom.<key>``,
    ``tags_add`` or ``tags_remove`` -> what was typed.

    Raises Invalid for what is wrong whatever the order, DomainError unknown_stage.
    """
    if spec.get("stage"):
        return _move(ctx, actor, str(spec["stage"]), note)
    return _fields(ctx, dict(spec.get("fields") or {}), note)


def undo_of(ctx: Context, actor: Actor) -> Decide:
    """Takes back the event that each target carries."""

    def decide(order: Order, target: Target) -> Edit:
        return undo_edit(ctx, actor, order, target.event)

    return decide


def _move(ctx: Context, actor: Actor, stage: str, note: str) -> Decide:
    known = ctx.workflows()
    if not known.has(stage):
        raise DomainError("unknown_stage", stage=stage)

    def decide(order: Order, _target: Target) -> Edit | None:
        if order["stage"] == stage:
            return None
        return move_edit(order, judge_move(order, stage, actor, ctx, known), {}, note, ctx, known)

    return decide


def _fields(ctx: Context, wish: dict[str, Any], note: str) -> Decide:
    allowed = (*BULK_FIELDS, TAGS_ADD, TAGS_REMOVE)
    strange = [name for name in wish if name not in allowed and not name.startswith(CUSTOM)]
    if strange or not wish:
        raise Invalid({name: Problem("not_editable") for name in strange} or {"fields": Problem("required")})
    desk = entry_desk(ctx)
    more, fewer = (split_tags(str(wish.pop(name, None) or "")) for name in (TAGS_ADD, TAGS_REMOVE))

    def wished(order: Order) -> dict[str, Any]:
        if not more and not fewer:
            return wish
        return {**wish, "tags": with_tags(order["tags"], more, fewer) or ""}

    def decide(order: Order, _target: Target) -> Edit | None:
        return cells_edit(order, check_fields(order, wished(order), desk), note)

    if len(more) > MOST_TAGS:
        raise Invalid({TAGS_ADD: Problem("too_many_tags", {"limit": MOST_TAGS})})
    check_fields(_NOTHING, wished(_NOTHING), desk)
    return decide
