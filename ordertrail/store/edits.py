"""A person's edit of one order: read, decided, written and told in one transaction.

Every edit is one version and one event, whatever it writes; the draft columns that it sets are the person's from
then on, so that no later file overwrites them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import NotFound, StaleEdit
from ordertrail.domain.order import order_id
from ordertrail.store.drafts import CONTENT, base_amount, business_day, search_text
from ordertrail.store.engine import Store, UnitOfWork
from ordertrail.store.feed import Change
from ordertrail.store.orders import OrderView, get_order
from ordertrail.store.tables import order_events, orders

# What a file may say as well. Stages have a rule of their own, ``orders.staff_stage``; ``lines`` stands for
# the order's lines.
OF_STAFF: Final = frozenset(CONTENT) - {"stage"}
LINES: Final = "lines"


@dataclass(frozen=True)
class Edit:
    """What an edit writes. ``cells``: columns of ``orders`` with their new values.

    ``kind`` names the event; ``before`` and ``after`` are its short words, ``detail`` (JSON) what the trail shows and
    an undo needs. ``write`` writes rows of the order's other tables, given the transaction and the order's key.
    ``lines``: the order's lines are the person's from now on too.
    """

    kind: str
    cells: Mapping[str, Any] = field(default_factory=dict)
    before: str | None = None
    after: str | None = None
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    write: Callable[[UnitOfWork, UUID], None] | None = None
    lines: bool = False


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
    cells = {**edit.cells, "version": version, "updated_at": now}
    theirs = (OF_STAFF & edit.cells.keys()) | ({LINES} if edit.lines else set())
    if theirs:
        cells["staff_fields"] = with_fields(order["staff_fields"], theirs)
    if "stage" in edit.cells:
        cells["staff_stage"] = True
    connection.execute(update(orders).where(orders.c.order_id == key).values(cells))
    _follow(uow, key, edit.cells)
    row = {
        "order_id": key,
        "version": version,
        "occurred_at": now,
        "actor": actor.name,
        "kind": edit.kind,
        "from_value": edit.before,
        "to_value": edit.after,
        "note": edit.note.strip() or None,
        "source": actor.source,
        "detail": json.dumps(edit.detail, ensure_ascii=False, default=plain) if edit.detail else None,
    }
    connection.execute(insert(order_events), [row])
    if edit.write:
        edit.write(uow, key)
    stage = edit.cells.get("stage", order["stage"])
    uow.publish(Change(order["channel"], order["channel_order_no"], version, stage))
    return int(version)


def with_fields(known: str | None, more: frozenset[str] | set[str]) -> str:
    """``,name,name,`` of the columns that staff has set: so that SQL can ask for ``,name,``."""
    names = sorted({name for name in (known or "").split(",") if name} | more)
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
    if "placed_at" in cells:
        made.append(f"order_day = {business_day('placed_at', uow.store.zone)}")
    if {"currency", "total"} & cells.keys():
        made.append(f"base_total = {base_amount('currency', 'total', uow.store.base_currency)}")
    made.append(f"search = {search_text('')}")
    uow.connection.execute(text(f"UPDATE orders SET {', '.join(made)} WHERE order_id = :key"), {"key": key})
