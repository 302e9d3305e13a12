"""Change fields of an order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.editing import GOODS, check_fields, differences, restored, typed
from ordertrail.domain.editing_goods import check_goods, present
from ordertrail.domain.entry import NOTE_LIMIT, Desk
from ordertrail.domain.errors import Invalid, StaleEdit
from ordertrail.services.context import Context
from ordertrail.services.entry_desk import entry_desk
from ordertrail.store.edits import LINES, Edit, changed_names, edit_order, newly_of_staff
from ordertrail.store.goods_rows import replace_goods, told_rows
from ordertrail.store.orders import OrderView, get_order

EDITED: Final = "edited"
CHANGE_NOTE: Final = "change_note"


def edit_fields(
    ctx: Context,
    actor: Actor,
    channel: str,
    channel_order_no: str,
    seen_version: int,
    wish: Mapping[str, Any],
    note: str = "",
) -> int:
    """The order's new version; its present one where ``wish`` says nothing new.

    ``wish``: name of a field -> what was typed, as for ``check_fields`` and ``check_goods``; ``note`` says why.
    Raises NotFound, Invalid with every fault, StaleEdit whose ``values`` tell of each wished field what was seen,
    wished and is there now.
    """
    actor.require("staff", "manager")
    why = read_note(note)
    desk = entry_desk(ctx)

    def decide(found: OrderView) -> Edit | None:
        return _edit(found, wish, why, desk)

    try:
        return edit_order(ctx.store, channel, channel_order_no, seen_version, decide, actor, ctx.now())
    except StaleEdit as stale:
        with ctx.store.read() as connection:
            found = get_order(connection, channel, channel_order_no)
        values = _side_by_side(ctx, found, wish, seen_version) if found else {}
        raise StaleEdit({**stale.current, "values": values}) from None


def read_note(note: str) -> str:
    """The reason that goes with a change; Invalid where it cannot be kept."""
    cells = Cells()
    text = cells.text(CHANGE_NOTE, note, limit=NOTE_LIMIT, several_lines=True)
    if cells.problems:
        raise Invalid(cells.problems)
    return text or ""


def cells_edit(
    order: Mapping[str, Any], cells: Mapping[str, Any], note: str, more: Mapping[str, Any] | None = None
) -> Edit | None:
    """The edit that writes ``cells``; None where there are none. ``more`` goes into the trail's detail."""
    if not cells:
        return None
    newly = newly_of_staff(order, changed_names(order, cells))
    detail = {"fields": differences(order, cells), "newly": newly, **(more or {})}
    return Edit(EDITED, cells, note=note, detail=detail)


def _edit(found: OrderView, wish: Mapping[str, Any], note: str, desk: Desk) -> Edit | None:
    problems: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    goods = None
    try:
        cells = check_fields(found.order, {k: v for k, v in wish.items() if k not in GOODS}, desk)
    except Invalid as faults:
        problems |= faults.fields
    try:
        if wish.keys() & set(GOODS):
            goods = check_goods(found.order, found.lines, found.surcharges, wish, desk)
    except Invalid as faults:
        problems |= faults.fields
    if problems:
        raise Invalid(problems)
    if goods is None:
        return cells_edit(found.order, cells, note)
    rows = {LINES: (found.lines, goods.lines), "surcharges": (found.surcharges, goods.surcharges)}
    changed = {name: [told_rows(old), told_rows(new)] for name, (old, new) in rows.items() if new is not None}
    cells |= goods.cells
    if not cells and not changed:
        return None
    lines = goods.lines is not None
    detail = {
        "fields": {**differences(found.order, cells), **changed},
        "newly": newly_of_staff(found.order, [*changed_names(found.order, cells), *([LINES] if lines else [])]),
    }
    write = partial(replace_goods, lines=goods.lines, surcharges=goods.surcharges)
    return Edit(EDITED, cells, note=note, detail=detail, write=write, lines=lines)


def _side_by_side(ctx: Context, found: OrderView, wish: Mapping[str, Any], seen_version: int) -> dict[str, Any]:
    """Wished field -> ``{seen, wished, present}``; ``seen`` is None where the trail does not tell it."""
    now_there = present(found.order, found.lines, found.surcharges)
    return {
        name: {"seen": None, "wished": value, "present": now_there[name]}
        if name in GOODS
        else {
            "seen": _seen(found, name, seen_version, ctx),
            "wished": plain(value),
            "present": typed(found.order, name, ctx.zone),
        }
        for name, value in wish.items()
        if name in GOODS or name in found.order or "." in name
    }


def _seen(found: OrderView, name: str, seen_version: int, ctx: Context) -> str | None:
    """The field's value when the order had the version ``seen_version``."""
    newer = [event for event in found.events if event["version"] > seen_version]
    for event in reversed(newer):
        if event["kind"] == "import_changed" and name in (event["note"] or "").split(","):
            return None
        changed = json.loads(event["detail"] or "{}").get("fields", {})
        if name in changed:
            before = restored(found.order, {name: changed[name]})
            return typed({**found.order, **before}, name, ctx.zone)
    return typed(found.order, name, ctx.zone)
