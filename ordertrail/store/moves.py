"""Orders moved to another stage: decided one by one, written together.

The moves of all callers that wait are read, written and committed as one. Where other processes write too, such a batch
waits for nobody's row: a move whose order is held elsewhere leaves it and waits by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from ordertrail.domain.actor import Actor
from ordertrail.domain.order import order_id
from ordertrail.domain.workflow import ASKABLE
from ordertrail.store.drafts import STAMPS
from ordertrail.store.engine import Overtaken, Store, UnitOfWork
from ordertrail.store.feed import Change
from ordertrail.store.rows import RowsStatement
from ordertrail.store.tables import orders


@dataclass(frozen=True)
class Present:
    """An order as its editor finds it; ``order`` has its workflow and what a stage may ask for."""

    version: int
    stage: str
    updated_at: datetime
    order: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """A move that is to be made. ``stamp`` names the time that it fills if empty, ``emptied`` those that it empties."""

    to_stage: str
    stamp: str | None
    note: str
    actor: Actor
    now: datetime
    emptied: tuple[str, ...] = ()


Decide = Callable[[Present | None], Move]


@dataclass(frozen=True)
class _Wish:
    """``surroundings``: the language and whatever else the asker's words depend on."""

    channel: str
    no: str
    decide: Decide
    surroundings: Context = field(default_factory=copy_context)


_STATE: Final = {
    "order_id": "UUID", "version": "INTEGER", "stage": "TEXT", "updated_at": "TIMESTAMP",
    **dict.fromkeys(STAMPS, "TIMESTAMP"),
}  # fmt: skip
_EVENT: Final = {
    "order_id": "UUID", "version": "INTEGER", "occurred_at": "TIMESTAMP", "actor": "TEXT", "from_value": "TEXT",
    "to_value": "TEXT", "note": "TEXT", "source": "TEXT", "detail": "TEXT",
}  # fmt: skip
_ASKED: Final = (
    "staff_stage", "workflow", "total", "paid", "refunded", "shipped_quantity", "returned_quantity", "promised_at",
    *ASKABLE,
)  # fmt: skip
_READ: Final = (
    select(*(orders.c[name] for name in (*_STATE, *_ASKED)))
    .where(orders.c.order_id.in_(bindparam("keys", expanding=True)))
    .with_for_update()
)
_READ_AT_ONCE: Final = _READ.with_for_update(nowait=True)
_CELLS: Final = ", ".join(f"{name} = s.{name}" for name in _STATE if name != "order_id")
_UPDATE: Final = RowsStatement(
    _STATE,
    lambda rows: (
        f"UPDATE orders SET {_CELLS}, staff_stage = TRUE FROM ({rows}) AS s WHERE orders.order_id = s.order_id"
    ),
)
_EVENTS: Final = RowsStatement(
    _EVENT,
    lambda rows: (
        f"INSERT INTO order_events (kind, {', '.join(_EVENT)}) "
        f"SELECT 'stage_changed', {', '.join(_EVENT)} FROM ({rows}) AS e"
    ),
)


def move_order(store: Store, channel: str, channel_order_no: str, decide: Decide) -> int:
    """The order's new version. ``decide`` gets its present state, None where there is no such order.

    What ``decide`` raises is raised here, and nothing of this order is written; it may be asked again.
    Raises DomainError store_busy, StoreDown.
    """
    wish = _Wish(channel, channel_order_no, decide)

    def step(number: int) -> int:
        if store.backend.serial or (store.backend.combines and number == 1):
            return int(store.combiner.ask(wish, lambda wishes: _together(store, wishes)))
        return store.attempt(lambda uow: _only(_apply(uow, [wish], _READ)))

    return store.patiently(step)


def _only(outcomes: list[int | Exception]) -> int:
    (outcome,) = outcomes
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _together(store: Store, wishes: Sequence[_Wish]) -> list[int | Exception]:
    """Each wish's outcome. Where another transaction holds one of the orders, the others go on without it."""
    try:
        return store.attempt(lambda uow: _apply(uow, wishes, _READ_AT_ONCE))
    except Exception as error:
        if isinstance(error, Overtaken) and len(wishes) > 1:
            half = len(wishes) // 2
            return _together(store, wishes[:half]) + _together(store, wishes[half:])
        return [error] * len(wishes)


def _apply(uow: UnitOfWork, wishes: Sequence[_Wish], read: Select[Any]) -> list[int | Exception]:
    """Decide the wishes in their order, each upon what the ones before it made, and write what came of it."""
    keys = [order_id(wish.channel, wish.no) for wish in wishes]
    found = uow.connection.execute(read, {"keys": list(dict.fromkeys(keys))}).mappings()
    states: dict[UUID, dict[str, Any]] = {row["order_id"]: dict(row) for row in found}
    outcomes: list[int | Exception] = []
    moved: dict[UUID, dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    for key, wish in zip(keys, wishes, strict=True):
        state = states.get(key)
        present = Present(state["version"], state["stage"], state["updated_at"], state) if state else None
        try:
            move = wish.surroundings.run(wish.decide, present)
        except Exception as refusal:
            outcomes.append(refusal)
            continue
        assert state is not None, "a move of an order that is not there was decided"
        events.append(_event(state, move))
        moved[key] = states[key] = state = _after(state, move)
        uow.publish(Change(wish.channel, wish.no, state["version"], state["stage"]))
        outcomes.append(state["version"])
    _UPDATE.execute(uow.connection, list(moved.values()))
    _EVENTS.execute(uow.connection, events)
    return outcomes


def _after(state: dict[str, Any], move: Move) -> dict[str, Any]:
    after = {**state, "stage": move.to_stage, "version": state["version"] + 1, "updated_at": move.now}
    after["staff_stage"] = True
    if move.stamp:
        after[move.stamp] = state[move.stamp] or move.now
    return {**after, **dict.fromkeys(move.emptied)}


def _event(state: dict[str, Any], move: Move) -> dict[str, Any]:
    return {
        "order_id": state["order_id"],
        "version": state["version"] + 1,
        "occurred_at": move.now,
        "actor": move.actor.name,
        "from_value": state["stage"],
        "to_value": move.to_stage,
        "note": move.note or None,
        "source": move.actor.source,
        "detail": json.dumps(kept) if (kept := undo_facts(state, move.stamp, move.emptied)) else None,
    }


def undo_facts(order: Mapping[str, Any], stamp: str | None, emptied: Sequence[str] = ()) -> dict[str, Any]:
    """What an undo of a move must know: ``stamp``, the time that the move sets; ``emptied``, those that it empties, as
    they were; ``file_stage``: files say the stage."""
    facts: dict[str, Any] = {"stamp": stamp} if stamp and not order[stamp] else {}
    if emptied:
        facts["emptied"] = {name: order[name].isoformat() for name in emptied}
    return facts if order["staff_stage"] else {**facts, "file_stage": True}
