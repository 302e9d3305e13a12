"""One order's life against its plan: when each stage was meant to be, when it was, and the promise.

Moments are naive UTC. What no one recorded is left open: a stage whose beginning is unknown has no stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Final, Literal

from ordertrail.domain.workflow import Stage, Workflow

Record = Mapping[str, Any]

# passed: the order went through it; skipped: staff moved the order over it; current: it stands there now;
# last_told: it stands there and its source tells nothing further; ahead: still to come; untold: beyond what the
# source tells; off: the order was cancelled before.
State = Literal["passed", "skipped", "current", "last_told", "ahead", "untold", "off"]

# Events that may carry a move, from stage to stage; a parcel moves the order on only where staff asked for it.
MOVING: Final = ("stage_changed", "parcel_shipped")

GOODS_ARRIVED: Final = "delivered"
SHORT_OF_DELIVERY: Final = ("paid", "shipped")


@dataclass(frozen=True)
class Stay:
    """One stay in a stage. ``end`` None: it lasts; ``end`` equal to ``start``: only the beginning is known.

    From ``over_from`` on it is longer than planned; None where it is not.
    """

    start: datetime
    end: datetime | None
    over_from: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One stage. Only stages of the path are planned; hold, exception and cancelled are there if they occurred.

    ``overrun_hours`` is the time beyond the stage's planned hours, counted from its planned end at the earliest, so
    that no stage answers for the delay of one before it.
    """

    stage: str
    state: State
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    stays: tuple[Stay, ...] = ()
    overrun_hours: float = 0.0

    @property
    def actual_start(self) -> datetime | None:
        return self.stays[0].start if self.stays else None

    @property
    def actual_end(self) -> datetime | None:
        """None also where the stage lasts."""
        return self.stays[-1].end if self.stays else None


@dataclass(frozen=True)
class Promise:
    """``point`` is the stage by which it is judged. ``met_at`` None and ``reached``: met at an unknown time."""

    promised_at: datetime
    point: str
    reached: bool
    met_at: datetime | None

    def hours_late(self, now: datetime) -> float | None:
        """Hours behind the promise, below 0 when ahead of it; None where it was met at an unknown time."""
        if self.reached and self.met_at is None:
            return None
        return ((self.met_at or now) - self.promised_at) / timedelta(hours=1)


def schedule(order: Record, events: Sequence[Record], workflow: Workflow, now: datetime) -> list[Row]:
    """The stages of the path in their order, then those beside it that occurred.

    ``order`` and ``events`` are rows of the store. From the first move by staff on the events tell when a stage
    began, before it the order's time stamps. A stage without a stamp, which no file ever times, counts into the
    known stage before it.
    """
    moves = sorted(
        (event for event in events if event["kind"] in MOVING and workflow.has(event["to_value"] or "")),
        key=lambda event: (event["occurred_at"], event["version"]),
    )
    entries = _entries(order, moves, workflow)
    states = _states(order, entries, workflow)
    path = _path(workflow)
    lasts = states.get(order["stage"]) == "current" and entries[-1].code == order["stage"]
    if not moves and order["origin"] != "hand":
        entries += _untimed_after(order["stage"], workflow)
    rows = [
        _row(stage, states[stage.code], _find(stage, entries, workflow, lasts), order["placed_at"], workflow, now)
        for stage in workflow.stages
        if stage.code in states
    ]
    return sorted(rows, key=lambda row: row.stage not in path)


def promise(order: Record, workflow: Workflow) -> Promise | None:
    """What was promised and what became of it; None where nothing was, or the order is cancelled."""
    if order["promised_at"] is None or order["stage"] in workflow.codes("cancelled"):
        return None
    point = "shipped" if order["followed_to"] == "shipped" else GOODS_ARRIVED
    stamps = ("shipped_at", "delivered_at", "closed_at") if point == "shipped" else ("delivered_at", "closed_at")
    met_at = next((order[name] for name in stamps if order[name] is not None), None)
    return Promise(
        promised_at=order["promised_at"],
        point=point,
        reached=met_at is not None or order["stage"] in workflow.reached(point),
        met_at=met_at,
    )


@dataclass(frozen=True)
class _Entry:
    """The order came into a stage; ``at`` None: no one knows when."""

    code: str
    at: datetime | None


@dataclass(frozen=True)
class _Found:
    """Start and end of each stay in a stage, and the planned hours that they may use."""

    stays: tuple[tuple[datetime, datetime | None], ...]
    hours: int


def _path(workflow: Workflow) -> list[str]:
    return [stage.code for stage in workflow.path]


def _entries(order: Record, moves: Sequence[Record], workflow: Workflow) -> list[_Entry]:
    """Every stage the order came into: as its stamps tell up to the first move by staff, then move by move."""
    path = _path(workflow)
    first = moves[0]["occurred_at"] if moves else datetime.max
    told = {stage.code: order[stage.stamp] for stage in workflow.stages if stage.stamp} | {path[0]: order["placed_at"]}
    stamps = {code: at for code, at in told.items() if at is not None and at <= first}
    began = moves[0]["from_value"] if moves else order["stage"]
    if began in path:
        before = path[: path.index(began) + 1]
    else:
        furthest = max((place for place, code in enumerate(path) if code in stamps), default=0)
        before = [*path[: furthest + 1], began]
    return [
        *(_Entry(code, stamps.get(code)) for code in before if workflow.has(code)),
        *(_Entry(move["to_value"], move["occurred_at"]) for move in moves),
    ]


def _untimed_after(code: str, workflow: Workflow) -> list[_Entry]:
    """Stages that an order may have entered since, without its file telling."""
    after = workflow.reached(code)[1:] if code in _path(workflow) else ()
    return [_Entry(each, None) for each in takewhile(lambda each: not workflow.stage(each).stamp, after)]


def _states(order: Record, entries: Sequence[_Entry], workflow: Workflow) -> dict[str, State]:
    """State of each stage of the path, and of those beside it that occurred."""
    path, present = _path(workflow), order["stage"]
    visited = [entry.code for entry in entries] + [present]
    here = path.index([code for code in visited if code in path][-1])
    limit = path.index(order["followed_to"]) if order["followed_to"] in SHORT_OF_DELIVERY else len(path)
    states: dict[str, State] = {}
    for place, code in enumerate(path):
        if place < here:
            states[code] = "passed" if code in visited else "skipped"
        elif place == here:
            states[code] = "passed" if present != code else "last_told" if place == limit else "current"
        elif present in workflow.codes("cancelled"):
            states[code] = "off"
        else:
            states[code] = "untold" if here <= limit < place else "ahead"
    beside = [code for code in visited if code not in path and workflow.has(code)]
    return states | {code: "current" if code == present else "passed" for code in beside}


def _find(stage: Stage, entries: Sequence[_Entry], workflow: Workflow, lasts: bool) -> _Found:
    """``lasts``: the order's present stage is known to go on."""
    path = _path(workflow)
    stays: list[tuple[datetime, datetime | None]] = []
    reach = place_on_path = path.index(stage.code) if stage.code in path else len(path)
    for place, entry in enumerate(entries):
        if entry.code != stage.code or entry.at is None:
            continue
        rest = entries[place + 1 :]
        untimed = [each.code for each in takewhile(lambda each: each.at is None, rest)]
        after = rest[len(untimed)] if len(rest) > len(untimed) else None
        if any(code not in path or workflow.stage(code).stamp for code in untimed):
            stays.append((entry.at, entry.at))
        elif after is not None and after.at is not None:
            stays.append((entry.at, max(entry.at, after.at)))
        else:
            stays.append((entry.at, None if lasts and stage.kind not in ("done", "cancelled") else entry.at))
        through = [path.index(code) for code in untimed if code in path]
        if after is not None and after.code in path:
            through.append(path.index(after.code) - 1)
        reach = max(reach, *through) if through else reach
    shared = workflow.path[place_on_path : reach + 1]
    return _Found(tuple(stays), sum(each.planned_hours for each in shared) if shared else stage.planned_hours)


def _row(
    stage: Stage, state: State, found: _Found, placed_at: datetime | None, workflow: Workflow, now: datetime
) -> Row:
    start = end = None
    is_on_path = stage.code in _path(workflow)
    if is_on_path and placed_at is not None and state not in ("untold", "off"):
        start = placed_at + timedelta(hours=workflow.hours_to(stage.code))
        end = start + timedelta(hours=stage.planned_hours)
    allowed = timedelta(hours=found.hours)
    is_judged = not (is_on_path and stage.code in workflow.reached(GOODS_ARRIVED))
    stays, spent, over = [], timedelta(), timedelta()
    for began, ended in found.stays:
        until = max(began, now) if ended is None else ended
        due = max(began + max(timedelta(), allowed - spent), start + allowed if start else began)
        is_over = is_judged and due < until
        stays.append(Stay(began, ended, due if is_over else None))
        over += until - due if is_over else timedelta()
        spent += until - began
    return Row(stage.code, state, start, end, tuple(stays), over / timedelta(hours=1))
