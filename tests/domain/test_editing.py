"""What may be edited of an order, and how it is judged."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.editing import check_fields, differences, restored, typed
from ordertrail.domain.entry import Desk
from ordertrail.domain.errors import Invalid
from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.domain.tags import split_tags, with_tags
from ordertrail.store.edits import plain

SHANGHAI = ZoneInfo("Asia/Shanghai")
OWN = (CustomField("gift", "礼品", "Gift", "yes_no"), CustomField("size", "", "Size", "number"))
DESK = Desk(datetime(2026, 11, 24, 3), SHANGHAI, "CNY", ("CNY",), fields=OWN)


def order(**cells: Any) -> dict[str, Any]:
    return dict.fromkeys(ORDER_COLUMNS) | {"customer_name": "Ann", "placed_at": datetime(2026, 11, 20, 4)} | cells


def faults(wish: dict[str, Any], **cells: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check_fields(order(**cells), wish, DESK)
    return {path: problem.code for path, problem in refused.value.fields.items()}


def test_only_what_becomes_other_is_told() -> None:
    wish = {"customer_name": " Ann ", "note": "a\r\nb", "priority": "HIGH", "owner": ""}
    assert check_fields(order(), wish, DESK) == {"note": "a\nb", "priority": "high"}


def test_times_are_of_the_business_zone_and_tags_are_split_by_either_comma() -> None:
    wish = {"promised_at": "2026-11-25 18:00", "tags": " vip，fragile, vip"}
    assert check_fields(order(), wish, DESK) == {"promised_at": datetime(2026, 11, 25, 10), "tags": "vip,fragile"}


def test_every_fault_stands_at_its_field() -> None:
    wish = {
        "promised_at": "2026-11-20 11:59", "priority": "soon", "customer_email": "x", "segment": "pirates",
        "country": "Atlantis", "note": "x" * 5000, "stage": "done", "city": "a\x00b", "tags": "x" * 41,
        "custom.gift": "perhaps", "custom.none": "1",
    }  # fmt: skip
    assert faults(wish) == {
        "promised_at": "promised_before_placed", "priority": "unknown_priority", "customer_email": "bad_email",
        "segment": "unknown_segment", "country": "unknown_country", "note": "too_long", "stage": "not_editable",
        "city": "unprintable", "tags": "tag_too_long", "custom.gift": "not_yes_no", "custom.none": "unknown_field",
    }  # fmt: skip


def test_name_and_phone_do_not_both_become_empty() -> None:
    assert faults({"customer_name": ""}) == {"customer_name": "name_or_phone"}
    assert check_fields(order(customer_phone="1"), {"customer_name": ""}, DESK) == {"customer_name": None}
    assert check_fields(order(customer_name=None), {"customer_phone": "", "city": "X"}, DESK) == {"city": "X"}


def test_a_segment_that_is_hidden_by_now_may_stay() -> None:
    assert check_fields(order(segment="old"), {"segment": "old", "city": "X"}, DESK) == {"city": "X"}


@pytest.mark.parametrize(
    ("cells", "wish", "after"),
    [
        ({}, {"country": "China", "region": "Guangdong"}, ("CN", "CN-44", "Guangdong")),
        ({"country": "CN", "region": "CN-44"}, {"country": "US"}, ("US", None, None)),
        ({"country": "US", "region_text": "广东"}, {"country": "中国"}, ("CN", "CN-44", "广东")),
        ({"country": "CN", "region": "CN-44", "region_text": "x"}, {"region": ""}, ("CN", None, None)),
        ({}, {"country": "HK"}, ("HK", "CN-HK", None)),
    ],
)
def test_country_and_province_go_together(
    cells: dict[str, Any], wish: dict[str, Any], after: tuple[str | None, ...]
) -> None:
    before = order(**cells)
    found = {**before, **check_fields(before, wish, DESK)}
    assert (found["country"], found["region"], found["region_text"]) == after


def test_a_province_of_china_must_be_one() -> None:
    assert faults({"region": "Narnia"}, country="CN") == {"region": "unknown_region"}


def test_own_fields_are_changed_one_by_one() -> None:
    before = order(custom='{"size":"3"}')
    cells = check_fields(before, {"custom.gift": "是"}, DESK)
    assert json.loads(cells["custom"]) == {"gift": "yes", "size": "3"}
    assert differences(before, cells) == {"custom.gift": [None, "yes"]}
    emptied = check_fields(before, {"custom.size": ""}, DESK)
    assert emptied == {"custom": None}


def test_what_is_typed_is_what_can_be_typed_again() -> None:
    full = order(
        promised_at=datetime(2026, 11, 25, 10), tags="vip,fragile", custom='{"size":"3"}', region="CN-44", country="CN"
    )
    for name in ("promised_at", "tags", "custom.size", "customer_name", "priority"):
        assert check_fields(full, {name: typed(full, name, SHANGHAI)}, DESK) == {}
    assert typed(full, "promised_at", SHANGHAI) == "2026-11-25 18:00"


VALUES = {
    "note": st.text("ab\n", max_size=5),
    "priority": st.sampled_from(["", "low", "urgent"]),
    "promised_at": st.sampled_from(["", "2026-12-01", "2026-12-01 08:30"]),
    "tags": st.sampled_from(["", "a", "b,a"]),
    "custom.gift": st.sampled_from(["", "yes", "no"]),
    "custom.size": st.sampled_from(["", "1.50"]),
}
WISHES = st.fixed_dictionaries({}, optional=VALUES)


@given(WISHES, WISHES)
def test_what_a_trail_keeps_brings_the_order_back(first: dict[str, str], second: dict[str, str]) -> None:
    before = order()
    before |= check_fields(before, first, DESK)
    cells = check_fields(before, second, DESK)
    after = {**before, **cells}
    kept = json.loads(json.dumps(differences(before, cells), default=plain))
    assert {**after, **restored(after, kept)} == before


@given(st.lists(st.sampled_from("abcABC")), st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_tags_are_added_once_and_taken_away_wholly(known: list[str], more: list[str], fewer: list[str]) -> None:
    found = split_tags(with_tags(",".join(known), tuple(more), tuple(fewer)))
    lower = [tag.lower() for tag in found]
    assert set(more) <= set(lower)
    assert not (set(fewer) - set(more)) & set(lower)
