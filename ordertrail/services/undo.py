"""Take back one's own last change of an order, while nothing newer stands on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.editing import restored
from ordertrail.domain.errors import DomainError
from ordertrail.services.change_status import STAGE_CHANGED
from ordertrail.services.context import Context
from ordertrail.services.edit_fields import EDITED
from ordertrail.services.undo_ledgers import LEDGER_KINDS, knows_before, ledger_cells, ledger_rows
from ordertrail.store.edits import LINES, Edit, edit_order, without_fields
from ordertrail.store.goods_rows import replace_goods, rows_of_trail
from ordertrail.store.orders import OrderView

UNDONE: Final = "undone"

Record = Mapping[str, Any]
Back = Callable[[Context, Record, Record, Mapping[str, Any]], Edit]


def undo(ctx: Context, actor: Actor, channel: str, channel_order_no: str, seen_version: int) -> int:
    """The order's new version, in which it is as before the actor's last change.

    Raises NotFound, StaleEdit, DomainError undo_overtaken, undo_not_own, undo_of_undo, undo_impossible, unknown_stage.
    """
    actor.require("staff", "manager")

    def decide(found: OrderView) -> Edit:
        event = max(found.events, key=lambda each: each["version"], default=None)
        return undo_edit(ctx, actor, found.order, event)

    return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())


def undo_edit(ctx: Context, actor: Actor, order: Record, event: Record | None) -> Edit:
    """The edit that takes back what the newest ``event`` of the order says."""
    if event is None or event["version"] != order["version"]:
        raise DomainError("undo_overtaken")
    if event["actor"] != actor.name:
        raise DomainError("undo_not_own")
    if event["kind"] == UNDONE:
        raise DomainError("undo_of_undo")
    back = UNDO.get(event["kind"])
    if back is None:
        raise DomainError("undo_impossible")
    return back(ctx, order, event, _detail(event))


def may_undo(order: Record, event: Record | None, actor_name: str) -> bool:
    """Whether ``undo`` would be heard; ``event`` is the order's newest."""
    if event is None or event["version"] != order["version"] or event["actor"] != actor_name:
        return False
    return event["kind"] in UNDO and (event["kind"] not in LEDGER_KINDS or knows_before(_detail(event)))


def _undo_fields(_ctx: Context, order: Record, event: Record, detail: Mapping[str, Any]) -> Edit:
    fields = detail.get("fields", {})
    lines, surcharges = (rows_of_trail(fields[name][0]) if name in fields else None for name in (LINES, "surcharges"))
    write = partial(replace_goods, lines=lines, surcharges=surcharges)
    goods = lines is not None or surcharges is not None
    return Edit(
        UNDONE,
        restored(order, fields),
        detail=_told(event, detail),
        write=write if goods else None,
        lines=lines is not None,
        flags=_flags(order, detail),
    )


def _undo_move(ctx: Context, order: Record, event: Record, detail: Mapping[str, Any]) -> Edit:
    before: str = event["from_value"]
    if not ctx.workflows().has(before):
        raise DomainError("unknown_stage", stage=before)
    cells = {"stage": before, **restored(order, detail.get("fields", {}))}
    if detail.get("stamp"):
        cells[detail["stamp"]] = None
    cells |= {name: datetime.fromisoformat(moment) for name, moment in detail.get("emptied", {}).items()}
    flags = {**_flags(order, detail), "staff_stage": order["staff_stage"] and not detail.get("file_stage", False)}
    return Edit(UNDONE, cells, order["stage"], before, detail=_told(event, detail), flags=flags)


def _undo_ledger(ctx: Context, order: Record, event: Record, detail: Mapping[str, Any]) -> Edit:
    """Rows of payments, parcels and returns, the sums of them, and the stage where it moved with them."""
    if not knows_before(detail):
        raise DomainError("undo_impossible")
    cells = ledger_cells(detail)
    stage = cells.get("stage", order["stage"])
    if stage is None or not ctx.workflows().has(stage):
        raise DomainError("unknown_stage", stage=stage)
    moved = stage != order["stage"]
    return Edit(
        UNDONE,
        cells,
        order["stage"] if moved else None,
        stage if moved else None,
        detail=_told(event, detail),
        write=ledger_rows(event["kind"], detail),
        lines=True,
        flags={**_flags(order, detail), "staff_stage": order["staff_stage"] and not detail.get("file_stage", False)},
    )


def _detail(event: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event["detail"] or "{}")
    return found


def _flags(order: Record, detail: Mapping[str, Any]) -> dict[str, Any]:
    """What becomes the files' to say again."""
    return {"staff_fields": without_fields(order["staff_fields"], detail.get("newly", ()))}


def _told(event: Record, detail: Mapping[str, Any]) -> dict[str, Any]:
    """``undone`` names the version that was taken back, ``kind`` what it was."""
    fields = {name: [new, old] for name, (old, new) in detail.get("fields", {}).items()}
    return {"undone": event["version"], "kind": event["kind"], **({"fields": fields} if fields else {})}


# Kind of an event -> what takes it back: context, the order, the event, the event's detail -> an edit of kind undone.
UNDO: Final[dict[str, Back]] = {
    EDITED: _undo_fields,
    STAGE_CHANGED: _undo_move,
    **dict.fromkeys(LEDGER_KINDS, _undo_ledger),
}
