"""Lists that a company words itself."""

from __future__ import annotations

import pytest

from ordertrail.domain.errors import Invalid
from ordertrail.domain.named import Named, check_named, named_json, read_named

KNOWN = (Named("campus", "校园", "Campus"), Named("club", "俱乐部"))


def test_an_entry_is_hidden_never_gone() -> None:
    found = check_named([{"code": "club", "zh": "会所"}, {"en": "Campus two"}], KNOWN, ("vip",))
    assert found == (
        Named("club", "会所"),
        Named("campus_two", "", "Campus two"),
        Named("campus", "校园", "Campus", True),
    )
    assert check_named([{"code": "campus", "zh": "校园", "en": "Campus", "hidden": True}], KNOWN[:1], ())[0].hidden


def test_codes_and_names_belong_to_one_entry() -> None:
    rows = [{"en": "VIP"}, {"code": "vip", "en": "Very"}, {"code": "a", "en": "Other"}, {"code": "a", "en": "other"}]
    with pytest.raises(Invalid) as refused:
        check_named(rows, (), ("vip",), {"vip"})
    assert {path: each.code for path, each in refused.value.fields.items()} == {
        "rows.0.en": "label_taken",
        "rows.1.code": "own_code_taken",
        "rows.3.code": "own_code_taken",
        "rows.3.en": "label_taken",
    }


def test_a_made_code_is_not_one_of_those_that_everybody_has() -> None:
    assert check_named([{"en": "Vip"}], (), ("vip",))[0].code == "vip_2"


def test_a_name_falls_back_on_the_other_language() -> None:
    assert [Named("a", "甲").label("en"), Named("a", "甲", "A").label("en"), Named("a").label("zh")] == ["甲", "A", "a"]
    assert read_named(named_json(KNOWN)) == KNOWN and read_named(None) == ()
