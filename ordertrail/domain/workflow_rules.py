"""What makes a workflow sound: judged as a whole, with every fault at its field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from ordertrail.domain.cells import plain
from ordertrail.domain.errors import Invalid, Problem
from ordertrail.domain.workflow import KINDS, REQUIRABLE, ROLES, STAMPS, Stage, Workflow, Workflows
from ordertrail.domain.workflow_templates import TOLD

COLOURS: Final = (
    "grey", "sky", "blue", "indigo", "cyan", "violet", "teal", "green", "brown", "pink", "amber", "red", "hatched",
)  # fmt: skip
MOST_STAGES: Final = 30
MOST_WORKFLOWS: Final = 20
LONGEST_LABEL: Final = 40
MOST_HOURS: Final = 8760
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_HOURS: Final = re.compile(r"[0-9]{1,5}")

Problems = dict[str, Problem]


def check_workflow(
    wish: Mapping[str, Any], known: Workflows, standing: Mapping[tuple[str, str], int], lang: str = "en"
) -> Workflow:
    """The workflow that ``wish`` (as ``workflow_json``) describes; Invalid with all its faults.

    ``standing`` counts the orders that stand in (workflow, stage) now: such a stage cannot be taken away. Stages are
    called by their names in ``lang``.
    """
    problems: Problems = {}
    code = plain(wish.get("code"))
    if not _CODE.fullmatch(code):
        problems["code"] = Problem("bad_code")
    zh, en = _labels(problems, "", wish)
    listed = wish.get("stages")
    given = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    if len(given) > MOST_STAGES:
        problems["stages"] = Problem("too_many", {"limit": MOST_STAGES})
        raise Invalid(problems)
    stages = [_stage(problems, f"stages.{n}", each) for n, each in enumerate(given)]
    workflow = Workflow(code, tuple(stages), zh, en)
    _judge_set(problems, stages)
    for each in known.all:
        for lang_name, label in (("zh", zh), ("en", en)):
            if each.code != code and label and label == getattr(each, lang_name):
                problems.setdefault(lang_name, Problem("workflow_name_taken"))
    _judge_roads(problems, workflow)
    _judge_shared(problems, workflow, known)
    _judge_standing(problems, workflow, known, standing, lang)
    if problems:
        raise Invalid(problems)
    return workflow


def _labels(problems: Problems, path: str, wish: Mapping[str, Any]) -> tuple[str, str]:
    zh, en = plain(wish.get("zh")), plain(wish.get("en"))
    for name, label in (("zh", zh), ("en", en)):
        if len(label) > LONGEST_LABEL:
            problems[f"{path}{name}"] = Problem("too_long", {"limit": LONGEST_LABEL})
        elif not label.isprintable():
            problems[f"{path}{name}"] = Problem("unprintable")
    if not zh and not en:
        problems[f"{path}zh"] = Problem("label_needed")
    return zh, en


def _stage(problems: Problems, path: str, wish: Mapping[str, Any]) -> Stage:
    code, kind, stamp = plain(wish.get("code")), plain(wish.get("kind")), plain(wish.get("stamp")) or None
    colour, hours = plain(wish.get("colour")), plain(wish.get("planned_hours")) or "0"
    if not _CODE.fullmatch(code):
        problems[f"{path}.code"] = Problem("bad_code")
    if kind not in KINDS:
        problems[f"{path}.kind"] = Problem("unknown_choice")
    if stamp not in (None, *STAMPS):
        problems[f"{path}.stamp"] = Problem("unknown_choice")
    if colour not in COLOURS:
        problems[f"{path}.colour"] = Problem("unknown_choice")
    if not _HOURS.fullmatch(hours) or int(hours) > MOST_HOURS:
        problems[f"{path}.planned_hours"] = Problem("bad_hours", {"limit": MOST_HOURS})
        hours = "0"
    zh, en = _labels(problems, f"{path}.", wish)
    return Stage(
        code=code,
        kind=next((each for each in KINDS if each == kind), "open"),
        planned_hours=int(hours),
        moves=_words(problems, f"{path}.moves", wish.get("moves"), None),
        stamp=stamp,
        zh=zh,
        en=en,
        colour=colour,
        requires=_words(problems, f"{path}.requires", wish.get("requires"), REQUIRABLE),
        roles=_words(problems, f"{path}.roles", wish.get("roles"), ROLES),
    )


def _words(problems: Problems, path: str, given: Any, known: Collection[str] | None) -> tuple[str, ...]:
    words = (
        tuple(dict.fromkeys(map(plain, given))) if isinstance(given, Sequence) and not isinstance(given, str) else ()
    )
    if known is not None and set(words) - set(known):
        problems[path] = Problem("unknown_choice")
    return words


def _judge_set(problems: Problems, stages: Sequence[Stage]) -> None:
    """One stage a code, one a stamp, and a road from a beginning to an end."""
    codes: set[str] = set()
    stamps: dict[str, str] = {}
    for n, stage in enumerate(stages):
        if stage.code in codes:
            problems.setdefault(f"stages.{n}.code", Problem("code_taken"))
        codes.add(stage.code)
        if stage.stamp and stamps.setdefault(stage.stamp, stage.code) != stage.code:
            problems.setdefault(f"stages.{n}.stamp", Problem("stamp_taken"))
    kinds = [stage.kind for stage in stages]
    for lang in ("zh", "en"):
        named: set[str] = set()
        for n, stage in enumerate(stages):
            label = getattr(stage, lang)
            if label and label in named:
                problems.setdefault(f"stages.{n}.{lang}", Problem("stage_label_taken"))
            named.add(label)
    if "open" not in kinds or "done" not in kinds:
        problems.setdefault("stages", Problem("open_and_done_needed"))


def _judge_roads(problems: Problems, workflow: Workflow) -> None:
    """Moves lead to stages of the workflow; every stage can be reached, and left until the order is at an end."""
    codes = set(workflow.codes())
    for n, stage in enumerate(workflow.stages):
        if set(stage.moves) - codes:
            problems.setdefault(f"stages.{n}.moves", Problem("move_to_nowhere"))
        elif stage.code in stage.moves:
            problems.setdefault(f"stages.{n}.moves", Problem("move_to_itself"))
    starts = {stage.code for stage in workflow.path[:1]}
    reached = _spread(starts, {stage.code: stage.moves for stage in workflow.stages})
    ends = set(workflow.codes("done", "cancelled"))
    back: dict[str, list[str]] = {}
    for stage in workflow.stages:
        for target in stage.moves:
            back.setdefault(target, []).append(stage.code)
    leads_on = _spread(ends, back)
    for n, stage in enumerate(workflow.stages):
        if starts and stage.code not in reached:
            problems.setdefault(f"stages.{n}.moves", Problem("never_reached"))
        elif stage.code not in leads_on:
            problems.setdefault(f"stages.{n}.moves", Problem("dead_end"))


def _spread(codes: set[str], roads: Mapping[str, Sequence[str]]) -> set[str]:
    found, waiting = set(codes), list(codes)
    while waiting:
        for target in roads.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _judge_shared(problems: Problems, workflow: Workflow, known: Workflows) -> None:
    """A stage of several workflows means the same in each."""
    others = {
        stage.code: stage for each in known.all if each.code != workflow.code for stage in each.stages
    }  # fmt: skip
    for n, stage in enumerate(workflow.stages):
        other = others.get(stage.code)
        if other and (stage.kind, stage.stamp) != (other.kind, other.stamp):
            problems.setdefault(f"stages.{n}.kind", Problem("means_another", {"stage": stage.code}))


def _judge_standing(
    problems: Problems, workflow: Workflow, known: Workflows, standing: Mapping[tuple[str, str], int], lang: str
) -> None:
    """No order is stranded, by a stage that goes or by one that comes to mean another thing."""
    before = next((each for each in known.all if each.code == workflow.code), None)
    gone = [stage for stage in before.stages if not workflow.has(stage.code)] if before else []
    for stage in gone:
        count = standing.get((workflow.code, stage.code), 0)
        if count:
            problems.setdefault("stages", Problem("orders_stand_there", _told(stage, count, lang)))
        elif workflow.code == known.all[0].code and stage.code in TOLD:
            problems.setdefault("stages", Problem("files_tell_stage", _told(stage, count, lang)))
    for n, stage in enumerate(workflow.stages):
        old = next((each for each in before.stages if each.code == stage.code), None) if before else None
        count = standing.get((workflow.code, stage.code), 0)
        if old and count and (old.kind, old.stamp) != (stage.kind, stage.stamp):
            problems.setdefault(f"stages.{n}.kind", Problem("orders_stand_there", _told(old, count, lang)))
        elif old and old.kind != stage.kind and workflow.code == known.all[0].code and stage.code in TOLD:
            problems.setdefault(f"stages.{n}.kind", Problem("files_tell_stage", _told(old, count, lang)))


def _told(stage: Stage, count: int, lang: str) -> dict[str, Any]:
    return {"stage": stage.label(lang), "count": count}


def check_removal(code: str, known: Workflows, standing: Mapping[tuple[str, str], int]) -> Workflows:
    """Without the workflow ``code``; Invalid where orders follow it, or channels do."""
    count = sum(orders for (workflow, _), orders in standing.items() if workflow == code)
    if code == known.all[0].code:
        raise Invalid({"code": Problem("channels_follow")})
    if count:
        raise Invalid({"code": Problem("orders_follow", {"count": count})})
    left = tuple(each for each in known.all if each.code != code)
    return Workflows(left, known.default if known.default != code else left[0].code)
