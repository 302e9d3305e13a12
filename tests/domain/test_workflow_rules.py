"""Workflows from outside: sound ones pass, every other is told what is wrong at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.errors import Invalid
from ordertrail.domain.workflow import Workflow, Workflows, from_json, to_json, workflow_json
from ordertrail.domain.workflow_rules import check_removal, check_workflow
from ordertrail.domain.workflow_templates import B2B, FIRST, MADE_TO_ORDER, RETAIL, TEMPLATES

ALL = FIRST.with_workflow(B2B).with_workflow(MADE_TO_ORDER)


def faults(wish: dict[str, Any], known: Workflows = FIRST, **standing: int) -> dict[str, str]:
    counts = {("retail", stage): count for stage, count in standing.items()}
    with pytest.raises(Invalid) as refused:
        check_workflow(wish, known, counts)
    return {path: problem.code for path, problem in refused.value.fields.items()}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.code)
def test_every_template_is_sound_beside_the_others(template: Any) -> None:
    assert check_workflow(workflow_json(template), ALL, {}) == template


def test_a_document_gives_back_what_was_put_in() -> None:
    assert from_json(to_json(ALL)) == ALL


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    body = workflow_json(RETAIL)
    change(body)
    return body


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda w: w.update(code="Retail!", zh="", en="R"), {"code": "bad_code"}),
        (lambda w: w.update(zh=" ", en=""), {"zh": "label_needed"}),
        (lambda w: w["stages"][1].update(en="x" * 41), {"stages.1.en": "too_long"}),
        (lambda w: w["stages"][1].update(zh="a\u0000"), {"stages.1.zh": "unprintable"}),
        (lambda w: w["stages"][0].update(planned_hours="1.5"), {"stages.0.planned_hours": "bad_hours"}),
        (lambda w: w["stages"][0].update(planned_hours=8761), {"stages.0.planned_hours": "bad_hours"}),
        (lambda w: w["stages"][0].update(colour="#fff"), {"stages.0.colour": "unknown_choice"}),
        (lambda w: w["stages"][0].update(kind="nice"), {"stages.0.kind": "unknown_choice"}),
        (lambda w: w["stages"][3].update(requires=["soul"]), {"stages.3.requires": "unknown_choice"}),
        (lambda w: w["stages"][3].update(roles=["king"]), {"stages.3.roles": "unknown_choice"}),
        (lambda w: w["stages"][2].update(stamp="paid_at"), {"stages.2.stamp": "stamp_taken"}),
        (lambda w: w["stages"][0]["moves"].append("mars"), {"stages.0.moves": "move_to_nowhere"}),
        (lambda w: w["stages"][0]["moves"].append("awaiting_payment"), {"stages.0.moves": "move_to_itself"}),
        (lambda w: w["stages"][4].update(moves=[]), {"stages.4.moves": "dead_end"}),
        (lambda w: w["stages"][2].update(en="Paid"), {"stages.2.en": "stage_label_taken"}),
    ],
)
def test_each_fault_is_told_at_its_field(change: Callable[[dict[str, Any]], Any], fault: dict[str, str]) -> None:
    assert faults(changed(change)) == fault


def test_two_workflows_have_two_names() -> None:
    assert faults({**workflow_json(RETAIL), "code": "second"}) == {
        "zh": "workflow_name_taken", "en": "workflow_name_taken",
    }  # fmt: skip


def test_without_a_shipping_stage_goods_get_out_with_the_delivery() -> None:
    flow = Workflow("pickup", tuple(stage for stage in RETAIL.stages if stage.code != "shipped"))
    assert flow.reached("shipped") == flow.reached("delivered") == ("delivered", "done")


def test_a_stage_that_nothing_leads_to_is_told() -> None:
    lonely = {**workflow_json(RETAIL)["stages"][2], "code": "packing", "stamp": None, "zh": "打包", "en": "Packing"}
    assert faults(changed(lambda w: w["stages"].append(lonely))) == {"stages.9.moves": "never_reached"}


def test_no_order_is_stranded() -> None:
    own = {**workflow_json(RETAIL)["stages"][2], "code": "packing", "stamp": None, "zh": "打包", "en": "Packing"}
    body = changed(lambda w: w["stages"].insert(3, own))
    body["stages"][2]["moves"].append("packing")
    known = FIRST.with_workflow(check_workflow(body, FIRST, {}))
    assert faults(workflow_json(RETAIL), known, packing=3) == {"stages": "orders_stand_there"}
    assert check_workflow(workflow_json(RETAIL), known, {}) == RETAIL
    body["stages"][3]["kind"] = "hold"
    assert faults(body, known, packing=3) == {"stages.3.kind": "orders_stand_there"}


def test_what_files_tell_stays() -> None:
    def without(w: dict[str, Any]) -> None:
        w["stages"] = [each for each in w["stages"] if each["code"] != "preparing"]
        for each in w["stages"]:
            each["moves"] = [code for code in each["moves"] if code != "preparing"]

    assert faults(changed(without)) == {"stages": "files_tell_stage"}


def test_one_stage_means_the_same_in_every_workflow_and_looks_the_same() -> None:
    other = {**workflow_json(B2B)}
    other["stages"][3]["stamp"] = "delivered_at"
    other["stages"][4]["stamp"] = None
    assert faults(other, ALL) == {"stages.3.kind": "means_another", "stages.4.kind": "means_another"}
    renamed = workflow_json(B2B)
    renamed["stages"][3] |= {"zh": "在途", "colour": "pink"}
    known = ALL.with_workflow(check_workflow(renamed, ALL, {}))
    assert {(each.stage("shipped").zh, each.stage("shipped").colour) for each in known.all} == {("在途", "pink")}


def test_a_workflow_goes_only_if_nothing_follows_it() -> None:
    with pytest.raises(Invalid):
        check_removal("retail", ALL, {})
    with pytest.raises(Invalid):
        check_removal("b2b", ALL, {("b2b", "confirmed"): 1})
    left = check_removal("b2b", Workflows(ALL.all, "b2b"), {("retail", "paid"): 9})
    assert [each.code for each in left.all] == ["retail", "made_to_order"] and left.default == "retail"


def test_all_stages_stand_once_in_an_order_that_keeps_every_path() -> None:
    codes = ALL.codes()
    assert len(set(codes)) == len(codes)
    for each in ALL.all:
        path = [stage.code for stage in each.path]
        assert sorted(path, key=codes.index) == path
    assert set(ALL.reached("delivered")) == {"delivered", "settling", "done"}
    assert "producing" not in ALL.reached("shipped")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda each: (
            st.lists(each, max_size=3)
            | st.dictionaries(st.sampled_from(["code", "stages", "moves", "zh", "kind", "planned_hours"]), each)
        ),
    )
)
def test_whatever_comes_is_refused_in_words(body: Any) -> None:
    wish = body if isinstance(body, dict) else {"stages": body}
    with pytest.raises(Invalid):
        check_workflow(wish, FIRST, {})
