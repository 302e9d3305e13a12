"""The retail workflow is sound."""

from __future__ import annotations

import pytest

from ordertrail.domain.workflow import Stage, Workflow
from ordertrail.domain.workflow_templates import RETAIL


def test_every_move_leads_to_a_stage() -> None:
    codes = set(RETAIL.codes())
    assert len(codes) == len(RETAIL.stages)
    assert all(set(stage.moves) <= codes - {stage.code} for stage in RETAIL.stages)


def test_every_stage_can_be_reached_and_only_ends_have_no_way_on() -> None:
    seen, waiting = set(), ["awaiting_payment"]
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            waiting += RETAIL.stage(code).moves
    assert seen == set(RETAIL.codes())
    assert [stage.code for stage in RETAIL.stages if not stage.moves] == ["cancelled"]


def test_the_path_runs_without_holds() -> None:
    assert [stage.code for stage in RETAIL.path] == [
        "awaiting_payment", "paid", "preparing", "shipped", "delivered", "done",
    ]  # fmt: skip
    assert all(RETAIL.may_move(one.code, other.code) for one, other in zip(RETAIL.path, RETAIL.path[1:], strict=False))


@pytest.mark.parametrize(
    ("stage", "hours"), [("awaiting_payment", 0), ("paid", 24), ("shipped", 72), ("delivered", 168)]
)
def test_planned_hours_add_up(stage: str, hours: int) -> None:
    assert RETAIL.hours_to(stage) == hours


@pytest.mark.parametrize(
    ("stage", "following"),
    [
        ("awaiting_payment", "paid"), ("paid", "preparing"), ("preparing", "shipped"), ("shipped", "delivered"),
        ("delivered", "done"), ("done", None), ("hold", None), ("exception", None), ("cancelled", None),
        ("nowhere", None),
    ],
)  # fmt: skip
def test_one_next_move_leads_along_the_path(stage: str, following: str | None) -> None:
    assert RETAIL.next_move(stage) == following


def test_a_next_move_passes_over_stages_that_it_may_not_enter() -> None:
    short = Workflow("short", (Stage("a", "open", 1, ("c",)), Stage("b", "open", 1, ("c",)), Stage("c", "done", 0, ())))
    assert short.next_move("a") == "c"


def test_from_a_stage_that_is_gone_any_other_may_be_reached_but_none_that_is_not_there() -> None:
    assert RETAIL.may_move("nowhere", "paid") and not RETAIL.may_move("paid", "nowhere")
    assert not RETAIL.may_move("nowhere", "neverland")
    with pytest.raises(KeyError):
        RETAIL.stage("nowhere")
