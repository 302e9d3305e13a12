"""Send some or all of an order's goods as one parcel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from ordertrail.domain.actor import Actor
from ordertrail.domain.deeds import check_parcel
from ordertrail.domain.errors import DomainError, Invalid, Problem
from ordertrail.domain.goods import all_shipped_at, goods, goods_cells
from ordertrail.domain.workflow import Workflow, times_of_move
from ordertrail.services.change_status import judge_move
from ordertrail.services.context import Context
from ordertrail.services.ledgers import form_of, kept, known_parcels, line_words, next_number, undoable
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.goods import add_parcels
from ordertrail.store.orders import OrderView


def ship_parcel(
    ctx: Context, actor: Actor, channel: str, channel_order_no: str, seen_version: int, wish: Mapping[str, Any]
) -> int:
    """The order's new version. ``wish`` as for ``check_parcel``; no line may be sent beyond what was ordered.

    The stage stays, unless ``move_stage`` asks that it follow once nothing is left to send. With the first parcel the
    shipment that the order's file told of becomes one too. From then on no file replaces the lines.
    Raises NotFound, StaleEdit, Invalid, InvalidMove, DomainError ship_cancelled, no_lines_to_ship.
    """
    form_of(ctx, actor, wish)

    def decide(found: OrderView) -> Edit:
        before, opened = kept(known_parcels(found, ctx), "shipment_id", ctx)
        _may_ship(found, ctx)
        told = check_parcel(form_of(ctx, actor, wish), goods(found.lines, before, found.returns))
        row = {
            **told,
            "shipment_id": uuid4(),
            "number": next_number(before),
            "delivered_at": None,
            "cancelled_at": None,
            "source": "staff",
            "actor": actor.name,
            "created_at": ctx.now(),
        }
        after = [*before, row]
        said = {name: told[name] for name in ("carrier", "tracking_no", "shipped_at")}
        edit = Edit(
            "parcel_shipped",
            goods_cells(found.order, found.lines, before, after, found.returns),
            note=told["note"] or "",
            detail={
                "id": row["shipment_id"],
                "number": row["number"],
                **said,
                "lines": line_words(found, told["lines"]),
            },
            write=lambda uow, key: add_parcels(uow, key, [*opened, row]),
            lines=True,
        )
        if wish.get("move_stage"):
            if all_shipped_at(found.lines, after) is None:
                raise Invalid({"move_stage": Problem("not_all_shipped")})
            edit = _with_stage(edit, found, ctx, actor)
        return undoable(found, edit, (each["shipment_id"] for each in opened))

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())


def shipped_stage(workflow: Workflow) -> str | None:
    """The stage that says that the goods went out; None where the workflow has none."""
    return next((stage.code for stage in workflow.path if stage.stamp == "shipped_at"), None)


def _may_ship(found: OrderView, ctx: Context) -> None:
    if found.order["stage"] in ctx.workflows().codes("cancelled"):
        raise DomainError("ship_cancelled")
    if not any(line["quantity"] for line in found.lines):
        raise DomainError("no_lines_to_ship")


def _with_stage(edit: Edit, found: OrderView, ctx: Context, actor: Actor) -> Edit:
    """The same edit, which moves the order on as well."""
    order = found.order
    workflow = ctx.workflows().of(order["workflow"])
    target = shipped_stage(workflow)
    if target is None:
        raise Invalid({"move_stage": Problem("no_shipping_stage")})
    stage = judge_move({**order, **edit.cells}, target, actor, ctx)
    # Its parcels say when the goods left.
    _, emptied = times_of_move(workflow, stage, {**order, **edit.cells})
    cells = {**edit.cells, "stage": target, **dict.fromkeys(emptied)}
    return replace(edit, cells=cells, before=order["stage"], after=target)
