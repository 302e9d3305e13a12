"""The stages an order passes, as data: labels, kinds, planned hours, allowed moves and what they ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal, get_args

StageKind = Literal["open", "hold", "exception", "done", "cancelled"]
KINDS: Final[tuple[StageKind, ...]] = get_args(StageKind)

# Columns of an order that keep when it came into a stage.
STAMPS: Final = ("paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at")

# What a stage may ask for before an order comes into it: columns of the order, and its money being in.
PAID_IN_FULL: Final = "paid_in_full"
ASKABLE: Final = ("tracking_no", "carrier", "address", "customer_phone", "owner", "payment_method")
REQUIRABLE: Final = (*ASKABLE, "promised_at", PAID_IN_FULL)

ROLES: Final = ("staff", "manager")


@dataclass(frozen=True)
class Stage:
    """``planned_hours`` is how long an order is meant to stay; 0 for a stage that nothing follows.

    ``colour`` names a pair of colours of the theme. ``requires`` are of ``REQUIRABLE``; ``roles`` may move an order
    into the stage, everybody who may move orders where it is empty.
    """

    code: str
    kind: StageKind
    planned_hours: int
    moves: tuple[str, ...]
    stamp: str | None = None
    zh: str = ""
    en: str = ""
    colour: str = "grey"
    requires: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``; the other language's where it has none."""
        return (self.zh or self.en if lang == "zh" else self.en or self.zh) or self.code


@dataclass(frozen=True)
class Workflow:
    code: str
    stages: tuple[Stage, ...]
    zh: str = ""
    en: str = ""

    def label(self, lang: str) -> str:
        return (self.zh or self.en if lang == "zh" else self.en or self.zh) or self.code

    def stage(self, code: str) -> Stage:
        """The stage of that code; KeyError when the workflow has none."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def has(self, code: str) -> bool:
        return any(stage.code == code for stage in self.stages)

    def may_move(self, current: str, target: str) -> bool:
        """From a stage that no longer exists every one may be reached, so that no order is stranded."""
        return target in self.moves_from(current)

    def moves_from(self, code: str) -> tuple[str, ...]:
        """Where an order may go from the stage ``code``."""
        return self.stage(code).moves if self.has(code) else self.codes()

    def next_move(self, code: str) -> str | None:
        """The first stage further along the path that ``code`` may move to; None beside the path and at its end."""
        path = [stage.code for stage in self.path]
        if code not in path:
            return None
        return next((later for later in path[path.index(code) + 1 :] if self.may_move(code, later)), None)

    def codes(self, *kinds: StageKind) -> tuple[str, ...]:
        return tuple(stage.code for stage in self.stages if not kinds or stage.kind in kinds)

    @property
    def path(self) -> tuple[Stage, ...]:
        """The straight road from placed to done, without holds, exceptions and cancellations."""
        return tuple(stage for stage in self.stages if stage.kind in ("open", "done"))

    @property
    def starts(self) -> tuple[str, ...]:
        """Stages in which an order may be entered: the first one, and on up to the one that says it is paid."""
        path = self.path
        paid = next((place for place, stage in enumerate(path) if stage.stamp == "paid_at"), 0)
        return tuple(stage.code for stage in path[: paid + 1])

    def place_of(self, point: str) -> int:
        """Where on the path the point ``shipped`` or ``delivered`` lies, or any stage of that code.

        A workflow that has no such stage gets there with the delivery, else where it is done.
        """
        path = self.path
        for wanted in (point, *(("delivered",) if point == "shipped" else ())):
            for place, stage in enumerate(path):
                if stage.code == wanted or stage.stamp == f"{wanted}_at":
                    return place
        return next((place for place, stage in enumerate(path) if stage.kind == "done"), len(path) - 1)

    def hours_to(self, code: str) -> int:
        """Planned hours from placing an order until it reaches the stage ``code`` of the path."""
        return sum(stage.planned_hours for stage in self.path[: self.place_of(code)])

    def reached(self, code: str) -> tuple[str, ...]:
        """The stage ``code`` of the path and all that follow it there."""
        return tuple(stage.code for stage in self.path[self.place_of(code) :])


@dataclass(frozen=True)
class Workflows:
    """All workflows of a company. Orders of channels, and those that name none, follow the first of them.

    ``default`` is the one that order entry begins with. A stage that stands in several workflows is one stage: it has
    the same label, colour, kind and stamp in each. ``former`` are stages that no workflow has any more: the past still
    speaks of them.
    """

    all: tuple[Workflow, ...]
    default: str
    former: tuple[Stage, ...] = ()

    def of(self, code: str | None) -> Workflow:
        """The workflow of that code; the channels' own for None and for one that no longer exists."""
        return next((each for each in self.all if each.code == code), self.all[0])

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage once, in the order of the workflows: open ones along their paths, then those beside them."""
        found: dict[str, Stage] = {}
        for each in self.all:
            for stage in each.stages:
                found.setdefault(stage.code, stage)
        order = _merged([[stage.code for stage in each.path] for each in self.all])
        beside = [code for code in found if code not in order]
        return tuple(found[code] for code in (*order, *beside))

    def has(self, code: str) -> bool:
        return any(stage.code == code for stage in self.stages)

    def stage(self, code: str) -> Stage:
        """KeyError where no workflow has it."""
        return next(stage for stage in self.stages if stage.code == code) if self.has(code) else self.all[0].stage(code)

    def codes(self, *kinds: StageKind) -> tuple[str, ...]:
        return tuple(stage.code for stage in self.stages if not kinds or stage.kind in kinds)

    def reached(self, code: str) -> tuple[str, ...]:
        """Stages that lie at or after the point ``code`` in any workflow."""
        found = {each for workflow in self.all for each in workflow.reached(code)}
        return tuple(each for each in self.codes() if each in found)

    def label(self, code: str, lang: str) -> str:
        """A stage's name, the last that it had where no workflow has it any more; its code where none ever had it."""
        return next((stage.label(lang) for stage in (*self.stages, *self.former) if stage.code == code), code)

    def remembering(self, earlier: Workflows) -> Workflows:
        """With ``former`` stages from among those of ``earlier``."""
        gone = {stage.code: stage for stage in (*earlier.former, *earlier.stages) if not self.has(stage.code)}
        return replace(self, former=tuple(gone.values()))

    def with_looks(self, looks: Mapping[str, Stage]) -> Workflows:
        """Stages of these codes look as ``looks`` says."""
        return replace(
            self,
            all=tuple(
                replace(each, stages=tuple(_like(stage, looks.get(stage.code)) for stage in each.stages))
                for each in self.all
            ),
        )

    def with_workflow(self, edited: Workflow) -> Workflows:
        """``edited`` put in its place or added; its stages look the same wherever they stand."""
        looks = {stage.code: stage for stage in edited.stages}
        others = list(self.with_looks(looks).all)
        known = [each.code for each in self.all]
        if edited.code in known:
            others[known.index(edited.code)] = edited
        else:
            others.append(edited)
        return replace(self, all=tuple(others))


def times_of_move(workflow: Workflow, stage: Stage, order: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """Of ``STAMPS``: the one that a move into ``stage`` fills where it is empty, and those that it empties.

    An order that leaves its end is not closed or cancelled any more; one that goes back along the path has not come
    to what lies ahead. When the goods of an order with parcels left and arrived, its parcels say, whatever its stage.
    """
    of_parcels = ("shipped_at", "delivered_at") if order["shipped_quantity"] is not None else ()
    stamp = stage.stamp if stage.stamp not in of_parcels else None
    ends = {"closed_at": "done", "cancelled_at": "cancelled"}
    emptied = {name for name, kind in ends.items() if stage.kind != kind}
    if stage in workflow.path:
        emptied |= {later.stamp for later in workflow.path[workflow.path.index(stage) + 1 :] if later.stamp}
    # What was paid stays paid, wherever the order stands.
    kept = (stage.stamp, "paid_at", *of_parcels)
    return stamp, tuple(name for name in STAMPS if name in emptied and name not in kept and order[name] is not None)


def _like(stage: Stage, look: Stage | None) -> Stage:
    return replace(stage, zh=look.zh, en=look.en, colour=look.colour) if look else stage


def _merged(paths: Sequence[Sequence[str]]) -> list[str]:
    """One order of all codes that keeps each path's own where that is possible."""
    merged: list[str] = []
    for path in paths:
        at = 0
        for code in path:
            if code in merged:
                at = merged.index(code) + 1
            else:
                merged.insert(at, code)
                at += 1
    return merged


def to_json(workflows: Workflows) -> dict[str, Any]:
    """As a document keeps it."""
    return {
        "default": workflows.default,
        "workflows": [workflow_json(each) for each in workflows.all],
        **({"former": [_stage_json(stage) for stage in workflows.former]} if workflows.former else {}),
    }


def workflow_json(workflow: Workflow) -> dict[str, Any]:
    return {
        "code": workflow.code,
        "zh": workflow.zh,
        "en": workflow.en,
        "stages": [_stage_json(stage) for stage in workflow.stages],
    }


def _stage_json(stage: Stage) -> dict[str, Any]:
    return {
        "code": stage.code,
        "kind": stage.kind,
        "planned_hours": stage.planned_hours,
        "moves": list(stage.moves),
        "stamp": stage.stamp,
        "zh": stage.zh,
        "en": stage.en,
        "colour": stage.colour,
        "requires": list(stage.requires),
        "roles": list(stage.roles),
    }


def workflow_from_json(body: Mapping[str, Any]) -> Workflow:
    """A sound document's workflow; see ``ordertrail.domain.workflow_rules`` for one from outside."""
    return Workflow(body["code"], tuple(map(_stage_from_json, body["stages"])), body["zh"], body["en"])


def _stage_from_json(body: Mapping[str, Any]) -> Stage:
    return Stage(**{**body, **{name: tuple(body[name]) for name in ("moves", "requires", "roles")}})


def from_json(body: Mapping[str, Any]) -> Workflows:
    former = tuple(map(_stage_from_json, body.get("former", ())))
    return Workflows(tuple(map(workflow_from_json, body["workflows"])), body["default"], former)
