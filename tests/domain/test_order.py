"""Identity, and cells that a spreadsheet opens."""

from __future__ import annotations

import uuid

import pytest

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import NotAllowed
from ordertrail.domain.order import order_id
from ordertrail.domain.spreadsheet import inert


def test_the_key_is_the_md5_of_channel_and_number() -> None:
    # printf 'taobao|260100000000000101' | md5sum
    assert order_id("taobao", "260100000000000101") == uuid.UUID("f9b9970519647a4560dd9a29f323c157")
    assert order_id("a", "1") != order_id("b", "1")


@pytest.mark.parametrize("text", ["=CMD()", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_become_text(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("cell", ["a=b", "", None, -5, "中"])
def test_other_cells_stay(cell: object) -> None:
    assert inert(cell) == cell


def test_roles() -> None:
    Actor("o").require("manager")
    Actor("s", role="staff").require("staff", "manager")
    with pytest.raises(NotAllowed):
        Actor("s", role="staff").require("manager")
