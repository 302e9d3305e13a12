"""A person's edit of one order: read, decided, written and told in one transaction.

Every edit is one version and one event, whatever it writes; the draft columns that it sets are the person's from
then on, so that no later file overwrites them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from ordertrail.domain.actor import Actor
from ordertrail.domain.custom_fields import of_cell
from ordertrail.domain.errors import NotFound, StaleEdit
from ordertrail.domain.order import order_id
from ordertrail.store.drafts import CONTENT, business_day, customer_key
from ordertrail.store.engine import Store, UnitOfWork
from ordertrail.store.feed import Change
from ordertrail.store.orders import OrderView, get_order
from ordertrail.store.rates import base_amount
from ordertrail.store.search import SEARCHED, renew_order
from ordertrail.store.tables import order_events, orders

# What a file may say as well. Stages have a rule of their own, ``orders.staff_stage``; ``lines`` stands for
# the order's lines.
CUSTOM: Final = "custom"
OF_STAFF: Final = frozenset(CONTENT) - {"stage", CUSTOM}
LINES: Final = "lines"
# What says whom an order belongs to.
CUSTOMER: Final = frozenset({"customer_phone", "customer_email", "customer_name", "company"})


@dataclass(frozen=True)
class Edit:
    """What an edit writes. ``cells``: columns of ``orders`` with their new values.

    ``kind`` names the event; ``before`` and ``after`` are its short words, ``detail`` (JSON) what the trail shows and
    an undo needs. ``write`` writes rows of the order's other tables, given the transaction and the order's key.
    ``lines``: the order's lines are the person's from now on too. ``flags``: what of ``staff_fields`` and
    ``staff_stage`` is not as the cells would have it, where an edit is taken back.
    """

    kind: str
    cells: Mapping[str, Any] = field(default_factory=dict)
    before: str | None = None
    after: str | None = None
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    write: Callable[[UnitOfWork, UUID], None] | None = None
    lines: bool = False
    flags: Mapping[str, Any] = field(default_factory=dict)


Decide = Callable[[OrderView], Edit | None]


def edit_order(
    store: Store, channel: str, channel_order_no: str, seen_version: int, decide: Decide, actor: Actor, now: datetime
) -> int:
    """The order's new version; its present one where ``decide`` finds nothing to write.

    ``decide`` gets the order as it is now, locked, and may be asked again. What it raises leaves nothing written.
    Raises NotFound, StaleEdit (version, stage, updated_at and the whole present ``order``), DomainError store_busy.
    """

    def work(uow: UnitOfWork) -> int:
        found = lock_order(uow.connection, channel, channel_order_no)
        if found is None:
            raise NotFound("no_such_order", channel=channel, no=channel_order_no)
        check_seen(found.order, seen_version)
        edit = decide(found)
        if edit is None:
            return int(found.order["version"])
        return write_edit(uow, found.order, edit, actor, now)

    return store.run(work)


def lock_order(connection: Connection, channel: str, channel_order_no: str) -> OrderView | None:
    """The order, kept from other writers until the transaction ends."""
    key = order_id(channel, channel_order_no)
    connection.execute(select(orders.c.version).where(orders.c.order_id == key).with_for_update())
    return get_order(connection, channel, channel_order_no)


def check_seen(order: Mapping[str, Any], seen_version: int) -> None:
    """Raise StaleEdit unless the editor saw the order's present version."""
    if order["version"] != seen_version:
        told = ("channel", "channel_order_no", "version", "stage", "updated_at")
        raise StaleEdit({**{name: order[name] for name in told}, "order": dict(order)})


def write_edit(uow: UnitOfWork, order: Mapping[str, Any], edit: Edit, actor: Actor, now: datetime) -> int:
    """Write an edit of the locked ``order`` with its event; the new version."""
    connection, key, version = uow.connection, order["order_id"], order["version"] + 1
    cells = {**edit.cells, **staff_flags(order, edit), "version": version, "updated_at": now}
    connection.execute(update(orders).where(orders.c.order_id == key).values(cells))
    _follow(uow, key, edit.cells)
    connection.execute(insert(order_events), [event_row(order, edit, actor, now)])
    if edit.write:
        edit.write(uow, key)
    if edit.lines or SEARCHED & edit.cells.keys():
        renew_order(connection, key, {**order, **edit.cells})
    stage = edit.cells.get("stage", order["stage"])
    uow.publish(Change(order["channel"], order["channel_order_no"], version, stage))
    return int(version)


def staff_flags(order: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """What of ``staff_fields`` and ``staff_stage`` an edit sets."""
    theirs = _of_staff([*changed_names(order, edit.cells), *([LINES] if edit.lines else [])])
    flags: dict[str, Any] = {"staff_fields": with_fields(order["staff_fields"], theirs)} if theirs else {}
    if "stage" in edit.cells:
        flags["staff_stage"] = True
    return {**flags, **edit.flags}


def event_row(order: Mapping[str, Any], edit: Edit, actor: Actor, now: datetime) -> dict[str, Any]:
    """The edit of ``order`` as its trail keeps it."""
    return {
        "order_id": order["order_id"],
        "version": order["version"] + 1,
        "occurred_at": now,
        "actor": actor.name,
        "kind": edit.kind,
        "from_value": edit.before,
        "to_value": edit.after,
        "note": edit.note.strip() or None,
        "source": actor.source,
        "detail": json.dumps(edit.detail, ensure_ascii=False, default=plain) if edit.detail else None,
    }


def known_fields(text: str | None) -> frozenset[str]:
    """The names in a column ``staff_fields``."""
    return frozenset(name for name in (text or "").split(",") if name)


def newly_of_staff(order: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Those of ``names`` that a file could say until a person sets them now."""
    return sorted(_of_staff(names) - known_fields(order["staff_fields"]))


def changed_names(order: Mapping[str, Any], cells: Mapping[str, Any]) -> list[str]:
    """The columns in ``cells``; of the users' own fields each that becomes other, as ``custom.<key>``."""
    names = [name for name in cells if name != CUSTOM]
    if CUSTOM in cells:
        old, new = of_cell(order[CUSTOM]), of_cell(cells[CUSTOM])
        names += [f"{CUSTOM}.{key}" for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    return names


def _of_staff(names: Iterable[str]) -> set[str]:
    return {name for name in names if name in OF_STAFF or name == LINES or name.startswith(f"{CUSTOM}.")}


def without_fields(known: str | None, fewer: Iterable[str]) -> str | None:
    """``with_fields`` taken back."""
    names = known_fields(known) - set(fewer)
    return with_fields(None, names) if names else None


def with_fields(known: str | None, more: frozenset[str] | set[str]) -> str:
    """``,name,name,`` of the columns that staff has set: so that SQL can ask for ``,name,``."""
    names = sorted(known_fields(known) | more)
    return f",{','.join(names)},"


def plain(value: Any) -> Any:
    """A cell as JSON keeps it: amounts and moments as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _follow(uow: UnitOfWork, key: UUID, cells: Mapping[str, Any]) -> None:
    """Bring the columns that are made of others up to date, by the expressions that files go through."""
    made = []
    day = business_day("orders.placed_at", uow.store.zone)
    if "placed_at" in cells:
        made.append(f"order_day = {day}")
    if {"currency", "total", "placed_at"} & cells.keys():
        made.append(f"base_total = {base_amount('orders.currency', 'orders.total', day, uow.store.base_currency)}")
    if CUSTOMER & cells.keys():
        made.append(f"customer_key = {customer_key('')}")
    if made:
        uow.connection.execute(text(f"UPDATE orders SET {', '.join(made)} WHERE order_id = :key"), {"key": key})
