"""Fields of the users' own: how they may be defined, and what they take."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.cells import Cells
from ordertrail.domain.custom_fields import (
    KINDS,
    CustomField,
    as_cell,
    check_fields,
    fields_json,
    judge,
    of_cell,
    read_fields,
    with_values,
)
from ordertrail.domain.errors import Invalid

COLOUR = CustomField("colour", "颜色", "Colour", "choice", ("Red", "Blue"))
FLOOR = CustomField("floor", "楼层", "Floor", "number", required=True)


def checked(
    *rows: dict[str, Any],
    known: tuple[CustomField, ...] = (),
    filled: set[str] | None = None,
    words: tuple[str, ...] = (),
) -> tuple[CustomField, ...]:
    return check_fields(rows, known, filled or set(), words)


def codes(*rows: dict[str, Any], **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        checked(*rows, **more)
    return {path: problem.code for path, problem in refused.value.fields.items()}


def row(**cells: Any) -> dict[str, Any]:
    return {"en": "A", "kind": "text", **cells}


# --- definitions -----------------------------------------------------------------------------------------------


def test_a_key_is_made_of_the_english_name_and_never_twice() -> None:
    found = checked(row(en="Wrap Colour!"), row(en="Wrap, colour"), row(en="", zh="门禁"), row(en="9 lives"))
    assert [each.key for each in found] == ["wrap_colour", "wrap_colour_2", "field", "field_2"]


def test_a_document_reads_as_it_was_written() -> None:
    fields = (COLOUR, FLOOR, CustomField("x", en="X", hidden=True))
    assert read_fields(json.loads(json.dumps(fields_json(fields)))) == fields
    assert read_fields(None) == ()


def test_what_is_left_out_is_hidden_and_keeps_its_key() -> None:
    found = checked(row(en="New"), known=(COLOUR, FLOOR))
    assert [(each.key, each.hidden) for each in found] == [("new", False), ("colour", True), ("floor", True)]
    assert found[1].choices == ("Red", "Blue")
    # A new field of the same name gets another key, so that old values never become those of another field.
    assert checked(row(en="Colour"), known=found)[0].key == "colour_2"


def test_each_fault_of_a_definition_stands_at_its_cell() -> None:
    assert codes(
        row(en="", zh=" "),
        row(en="x" * 41),
        row(kind="list"),
        row(en="B", kind="choice", choices=["", " "]),
        row(en="C", kind="choice", choices="Red\nred"),
        row(en="D", kind="choice", choices=["x" * 61]),
        row(en="E", key="Bad Key"),
        row(en="note"),
        row(en="F", key="note"),
        row(en="a"),
        words=("note",),
    ) == {
        "rows.0.zh": "name_needed",
        "rows.1.en": "too_long",
        "rows.2.kind": "unknown_kind",
        "rows.3.choices": "choices_needed",
        "rows.4.choices": "choice_twice",
        "rows.5.choices": "too_long",
        "rows.6.key": "own_code_bad",
        "rows.7.en": "label_taken",
        "rows.8.key": "label_taken",
        "rows.9.en": "label_taken",
    }
    assert codes(row(key="k"), row(en="B", key="k"))["rows.1.key"] == "own_code_taken"
    assert codes(*(row(en=f"F{n}") for n in range(51))) == {"rows": "too_many"}


def test_no_name_is_the_key_of_another_field() -> None:
    assert codes(row(en="Gate", key="floor"), row(en="Floor", key="gate")) == {
        "rows.0.en": "label_taken",
        "rows.1.en": "label_taken",
    }


def test_the_kind_of_a_field_with_values_stays() -> None:
    wish = {"key": "floor", "en": "Floor", "kind": "text"}
    assert codes(wish, known=(FLOOR,), filled={"floor"}) == {"rows.0.kind": "kind_fixed"}
    assert checked(wish, known=(FLOOR,))[0].kind == "text"


# --- values ----------------------------------------------------------------------------------------------------


def judged(field: CustomField, value: Any) -> str | None:
    cells = Cells()
    found = judge([field], cells, {field.key: value})
    if cells.problems:
        assert set(cells.problems) == {f"custom.{field.key}"}
        return cells.problems[f"custom.{field.key}"].code
    return found[field.key]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  <script>👩‍👧 مرحبا =CMD() ", "<script>👩‍👧 مرحبا =CMD()"), ("text", "x" * 501, "too_long"),
        ("text", "a\nb", "unprintable"), ("text", " ", None),
        ("number", "1,234.500", "1234.5"), ("number", "-0.0", "0"), ("number", "－１２", "-12"),
        ("number", "100", "100"),
        ("number", "1e5", "not_a_number"), ("number", "1000000000000", "too_large"),
        ("number", "-1000000000000", "too_large"),
        ("number", "0.0000001", "too_many_decimals"),
        ("date", "2026-1-5", "2026-01-05"), ("date", "2026年1月5日", "2026-01-05"),
        ("date", "2026/01/05 00:00:00", "2026-01-05"),
        ("date", "2026-02-30", "own_day_bad"), ("date", "1899-12-31", "own_day_bad"),
        ("date", "2026-01-05 08:00", "own_day_bad"),
        ("yes_no", "是", "yes"), ("yes_no", "TRUE", "yes"), ("yes_no", "0", "no"), ("yes_no", "maybe", "not_yes_no"),
    ],
)  # fmt: skip
def test_a_value_is_kept_in_one_way_only(kind: Any, typed: str, kept: str | None) -> None:
    assert judged(CustomField("k", en="K", kind=kind), typed) == kept


def test_a_choice_is_kept_as_it_was_defined() -> None:
    assert (judged(COLOUR, "red"), judged(COLOUR, "Green")) == ("Red", "unknown_choice")


def test_a_required_field_cannot_be_emptied_and_an_unknown_one_not_filled() -> None:
    assert judged(FLOOR, "") == "required"
    cells = Cells()
    assert judge([FLOOR], cells, {"nope": "1"}) == {} and cells.problems["custom.nope"].code == "unknown_field"
    # Only what is wished for is judged.
    assert judge([FLOOR], Cells(), {}) == {}


def test_values_change_one_by_one() -> None:
    assert as_cell({"b": "1", "a": 'x"', "c": None}) == '{"a":"x\\"","b":"1"}'
    assert with_values('{"a":"1","b":"2"}', {"a": None, "c": "3"}) == '{"b":"2","c":"3"}'
    assert with_values('{"a":"1"}', {"a": None}) is None and of_cell(None) == {}


@given(st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,5}", fullmatch=True), st.text(max_size=20), max_size=5))
def test_a_cell_gives_back_its_values(values: dict[str, str]) -> None:
    cell = as_cell(values)
    assert of_cell(cell) == values and as_cell(of_cell(cell)) == cell


@given(st.sampled_from(KINDS), st.text(max_size=30))
def test_what_was_kept_is_kept_again(kind: Any, typed: str) -> None:
    field = CustomField("k", en="K", kind=kind, choices=("A", "B"))
    cells = Cells()
    kept = judge([field], cells, {"k": typed}).get("k")
    if not cells.problems and kept is not None:
        assert judge([field], Cells(), {"k": kept}) == {"k": kept}
