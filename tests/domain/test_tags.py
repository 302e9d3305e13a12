"""Tags: many ways to type them, one way to keep them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.cells import Cells
from ordertrail.domain.tags import join_tags, read_tags, shown_tags, split_tags, with_tags


def test_what_people_write_between_tags() -> None:
    assert split_tags(" vip，fragile; a、b\nc；vip ,, ") == ("vip", "fragile", "a", "b", "c")
    assert (read_tags(Cells(), "tags", "a , b"), read_tags(Cells(), "tags", " , ")) == ("a,b", None)
    assert shown_tags("a,b") == "a, b" and shown_tags(None) == ""


def test_tags_come_and_go() -> None:
    assert with_tags("a,b", more=("B", "c"), fewer=("A",)) == "b,c"
    assert with_tags("a", fewer=("a",)) is None


@given(st.text(max_size=60))
def test_kept_tags_are_read_the_same(typed: str) -> None:
    kept = join_tags(split_tags(typed))
    assert join_tags(split_tags(kept)) == kept
