"""Edits of many orders in one transaction: read, decided one by one, written and told together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, column, select, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.domain.workflow import ASKABLE, STAMPS
from ordertrail.store.drafts import SQL_TYPES
from ordertrail.store.edits import Edit, check_seen, event_row, staff_flags
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import Change
from ordertrail.store.rows import RowsStatement
from ordertrail.store.search import SEARCHED, renew_orders
from ordertrail.store.tables import orders

DONE: Final = "done"
UNCHANGED: Final = "unchanged"


@dataclass(frozen=True)
class Target:
    """An order as its editor saw it; ``event`` is what of its trail the edit needs, where it needs any."""

    key: UUID
    channel: str
    no: str
    seen: int
    event: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a target: ``refusal`` None and its new version, or its present one where nothing was to change."""

    target: Target
    version: int | None = None
    refusal: DomainError | None = None

    @property
    def changed(self) -> bool:
        return self.refusal is None and self.version != self.target.seen


Decide = Callable[[Mapping[str, Any], Target], Edit | None]

# What an edit of many orders may write or must know; a table of few columns is read in a fraction of the time.
SEEN: Final = tuple(
    dict.fromkeys(
        (
            "order_id", "channel", "channel_order_no", "version", "updated_at", "stage", "staff_stage", "staff_fields",
            "workflow", "placed_at", "promised_at", "total", "paid", "refunded", "shipped_quantity",
            "returned_quantity", "priority", "owner", "segment", "tags", "note", "custom", *STAMPS, *ASKABLE,
        )
    )
)  # fmt: skip
_FLAGS: Final = {"version": "INTEGER", "updated_at": "TIMESTAMP", "staff_fields": "TEXT", "staff_stage": "BOOLEAN"}
_EVENT: Final = {
    "order_id": "UUID", "version": "INTEGER", "occurred_at": "TIMESTAMP", "actor": "TEXT", "kind": "TEXT",
    "from_value": "TEXT", "to_value": "TEXT", "note": "TEXT", "source": "TEXT", "detail": "TEXT",
}  # fmt: skip
# One list bound as a whole: an engine plans a join with it much faster than a condition on each key.
_KEYS: Final = text("SELECT unnest(CAST(:keys AS UUID[])) AS key").columns(column("key", Uuid())).subquery("wanted")
_READ: Final = (
    select(*(orders.c[name] for name in SEEN))
    .join(_KEYS, _KEYS.c.key == orders.c.order_id)
    .order_by(orders.c.order_id)
    .with_for_update(of=orders)
)
_EVENTS: Final = RowsStatement(
    _EVENT, lambda rows: f"INSERT INTO order_events ({', '.join(_EVENT)}) SELECT {', '.join(_EVENT)} FROM ({rows}) AS e"
)


def edit_orders(
    uow: UnitOfWork, targets: Sequence[Target], decide: Decide, actor: Actor, now: datetime
) -> list[Outcome]:
    """An outcome for each target. ``decide`` gets ``SEEN`` of the order as it is now, locked; what DomainError it
    raises refuses that order alone. An edit writes columns of ``orders`` and no lines."""
    found = uow.connection.execute(_READ, {"keys": [target.key for target in targets]}).mappings()
    present = {row["order_id"]: dict(row) for row in found}
    outcomes: list[Outcome] = []
    edits: list[tuple[dict[str, Any], Edit]] = []
    for target in targets:
        order = present.get(target.key)
        try:
            edit = _decided(order, target, decide)
        except DomainError as refusal:
            outcomes.append(Outcome(target, refusal=refusal))
            continue
        assert order is not None
        if edit is not None:
            edits.append((order, edit))
        outcomes.append(Outcome(target, order["version"] + (edit is not None)))
    _write(uow, edits, actor, now)
    return outcomes


def _decided(order: Mapping[str, Any] | None, target: Target, decide: Decide) -> Edit | None:
    if order is None:
        raise NotFound("no_such_order", channel=target.channel, no=target.no)
    check_seen(order, target.seen)
    return decide(order, target)


def _write(uow: UnitOfWork, edits: Sequence[tuple[dict[str, Any], Edit]], actor: Actor, now: datetime) -> None:
    if not edits:
        return
    names = {name for _, edit in edits for name in edit.cells}
    rows = []
    for order, edit in edits:
        fixed = {"version": order["version"] + 1, "updated_at": now}
        rows.append({**order, **edit.cells, **staff_flags(order, edit), **fixed})
    _update(tuple(sorted(names))).execute(uow.connection, rows)
    _EVENTS.execute(uow.connection, [event_row(order, edit, actor, now) for order, edit in edits])
    if SEARCHED & names:
        renew_orders(uow.connection, ", ".join(f"'{row['order_id']}'" for row in rows))
    for row in rows:
        uow.publish(Change(row["channel"], row["channel_order_no"], row["version"], row["stage"]))


@cache
def _update(names: tuple[str, ...]) -> RowsStatement:
    """Writes those columns and what every edit writes."""
    kinds = {"order_id": "UUID", **{name: SQL_TYPES[ORDER_COLUMNS[name]] for name in names}, **_FLAGS}
    cells = ", ".join(f"{name} = s.{name}" for name in kinds if name != "order_id")
    return RowsStatement(
        kinds, lambda rows: f"UPDATE orders SET {cells} FROM ({rows}) AS s WHERE orders.order_id = s.order_id"
    )
