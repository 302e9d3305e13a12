"""The stages an order passes, as data: kinds, planned hours and allowed moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

StageKind = Literal["open", "hold", "exception", "done", "cancelled"]


@dataclass(frozen=True)
class Stage:
    """``planned_hours`` is how long an order is meant to stay; 0 for a stage that nothing follows."""

    code: str
    kind: StageKind
    planned_hours: int
    moves: tuple[str, ...]
    stamp: str | None = None


@dataclass(frozen=True)
class Workflow:
    code: str
    stages: tuple[Stage, ...]

    def stage(self, code: str) -> Stage:
        """The stage of that code; KeyError when the workflow has none."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def has(self, code: str) -> bool:
        return any(stage.code == code for stage in self.stages)

    def may_move(self, current: str, target: str) -> bool:
        return self.has(current) and target in self.stage(current).moves

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

    def hours_to(self, code: str) -> int:
        """Planned hours from placing an order until it reaches the stage ``code`` of the path."""
        before = [stage.code for stage in self.path].index(code)
        return sum(stage.planned_hours for stage in self.path[:before])

    def reached(self, code: str) -> tuple[str, ...]:
        """The stage ``code`` of the path and all that follow it there."""
        codes = [stage.code for stage in self.path]
        return tuple(codes[codes.index(code) :])


RETAIL: Final = Workflow(
    code="retail",
    stages=(
        Stage("awaiting_payment", "open", 24, ("paid", "hold", "cancelled"), None),
        Stage("paid", "open", 12, ("preparing", "shipped", "hold", "exception", "cancelled"), "paid_at"),
        Stage("preparing", "open", 36, ("shipped", "hold", "exception", "cancelled"), None),
        Stage("shipped", "open", 96, ("delivered", "exception"), "shipped_at"),
        Stage("delivered", "open", 168, ("done", "exception"), "delivered_at"),
        Stage("done", "done", 0, ("exception",), "closed_at"),
        Stage("hold", "hold", 48, ("awaiting_payment", "paid", "preparing", "shipped", "cancelled"), None),
        Stage("exception", "exception", 48, ("paid", "preparing", "shipped", "delivered", "done", "cancelled"), None),
        Stage("cancelled", "cancelled", 0, (), "cancelled_at"),
    ),
)
