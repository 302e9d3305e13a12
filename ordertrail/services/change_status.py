"""Move an order to another stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import Cells
from ordertrail.domain.entry import NOTE_LIMIT
from ordertrail.domain.entry_goods import TEXT_LIMIT
from ordertrail.domain.errors import DomainError, Invalid, InvalidMove, NotFound, Problem, StaleEdit
from ordertrail.domain.workflow import ASKABLE, PAID_IN_FULL, Stage, Workflows, times_of_move
from ordertrail.domain.workflow_templates import use_workflows
from ordertrail.services.context import Context
from ordertrail.stages import stage_label
from ordertrail.store.edits import Edit, edit_order, newly_of_staff, with_fields
from ordertrail.store.moves import Move, Present, move_order, undo_facts
from ordertrail.store.orders import OrderView

STAGE_CHANGED: Final = "stage_changed"
NEEDED: Final = {
    "tracking_no": "needed_for_tracking_no",
    "carrier": "needed_for_carrier",
    "address": "needed_for_address",
    "customer_phone": "needed_for_customer_phone",
    "owner": "needed_for_owner",
    "payment_method": "needed_for_payment_method",
    "promised_at": "needed_for_promised_at",
    PAID_IN_FULL: "needed_for_paid_in_full",
}


def change_status(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    to_stage: str,
    seen_version: int,
    note: str = "",
    fields: Mapping[str, Any] | None = None,
) -> int:
    """The order's new version. ``seen_version`` is the one that the actor saw.

    ``fields`` are cells that the stage asks for, of ``ASKABLE``; they are written with the move.
    Raises NotFound, StaleEdit (with the present state), InvalidMove, Invalid for what the stage asks for in vain,
    DomainError unknown_stage.
    """
    actor.require("staff", "manager")
    known = ctx.workflows()
    use_workflows(known)
    if not known.has(to_stage):
        raise DomainError("unknown_stage", stage=to_stage)
    said, note = read_fields(fields or {}, note)

    def judge(order: Mapping[str, Any]) -> Stage:
        return judge_move({**order, **said}, to_stage, actor, ctx)

    if said:

        def decide_with(found: OrderView) -> Edit:
            stage = judge(found.order)
            return move_edit(found.order, stage, said, note, ctx, known)

        return edit_order(ctx.store, channel, channel_order_no, seen_version, decide_with, actor, ctx.now())

    def decide(present: Present | None) -> Move:
        if present is None:
            raise NotFound("no_such_order", channel=channel, no=channel_order_no)
        if present.version != seen_version:
            state = {"version": present.version, "stage": present.stage, "updated_at": present.updated_at}
            raise StaleEdit({**state, "channel": channel, "channel_order_no": channel_order_no})
        stamp, emptied = times_of_move(known.of(present.order["workflow"]), judge(present.order), present.order)
        return Move(to_stage, stamp, note, actor, ctx.now(), emptied)

    return move_order(ctx.store, channel, channel_order_no, decide)


def judge_move(
    order: Mapping[str, Any], to_stage: str, actor: Actor, ctx: Context, known: Workflows | None = None
) -> Stage:
    """The stage, if the order may come into it; ``order`` as it would then be, ``known`` the workflows at hand.

    Raises InvalidMove, NotAllowed, Invalid with each column that the stage asks for and that is empty.
    """
    flow = (known or ctx.workflows()).of(order["workflow"])
    if not flow.may_move(order["stage"], to_stage):
        raise InvalidMove("invalid_move", from_label=stage_label(order["stage"]), to_label=stage_label(to_stage))
    stage = flow.stage(to_stage)
    if stage.roles:
        actor.require(*stage.roles)
    missing = [name for name in stage.requires if not _there(name, order)]
    if missing:
        raise Invalid({name: Problem(NEEDED[name], {"stage": stage_label(to_stage)}) for name in missing})
    return stage


def _there(name: str, order: Mapping[str, Any]) -> bool:
    if name == PAID_IN_FULL:
        # What went back for goods that came back was paid all the same; any other refund is money that is missing.
        missing = 0 if (order["returned_quantity"] or 0) > 0 else order["refunded"] or 0
        return order["total"] is None or (order["paid"] or 0) - missing >= order["total"]
    return order[name] not in (None, "")


def move_edit(
    order: Mapping[str, Any], stage: Stage, said: Mapping[str, Any], note: str, ctx: Context, known: Workflows
) -> Edit:
    """The move with the cells that came with it, as one edit."""
    stamp, emptied = times_of_move(known.of(order["workflow"]), stage, order)
    cells: dict[str, Any] = {**said, "stage": stage.code, **dict.fromkeys(emptied)}
    if stamp:
        cells[stamp] = order[stamp] or ctx.now()
    changed = {name: [order[name], value] for name, value in said.items()}
    detail: dict[str, Any] = {"fields": changed} if changed else {}
    newly = newly_of_staff(order, said.keys())
    detail |= undo_facts(order, stamp, emptied) | ({"newly": newly} if newly else {})
    # The time that the stage sets is the move's, and no word of staff against a file's.
    flags = {"staff_fields": with_fields(order["staff_fields"], set(said)) if said else order["staff_fields"]}
    return Edit(STAGE_CHANGED, cells, order["stage"], stage.code, note, detail, flags=flags)


def read_fields(fields: Mapping[str, Any], note: str) -> tuple[dict[str, str], str]:
    """The cells that came with a move, and its note; Invalid for what cannot be one."""
    cells = Cells()
    kept = cells.text("note", note, limit=NOTE_LIMIT, several_lines=True)
    found = {}
    for name, value in fields.items():
        if name not in ASKABLE:
            cells.wrong(f"fields.{name}", "unknown_choice")
            continue
        text = cells.text(name, value, limit=TEXT_LIMIT)
        if text:
            found[name] = text
    if cells.problems:
        raise Invalid(cells.problems)
    return found, kept or ""
