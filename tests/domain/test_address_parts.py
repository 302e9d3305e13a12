"""What an address says already is not printed beside it again."""

from __future__ import annotations

import pytest

from ordertrail.domain.address_parts import says_code, unsaid

ZHEJIANG = ("浙江省", "Zhejiang", "浙江")
HANGZHOU = ("杭州市",)


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("浙江省 杭州市 西湖区 文三路1号", [None, None]),
        ("浙江杭州市西湖区文三路1号", [None, None]),
        ("杭州市 西湖区 文三路1号", ["浙江省", None]),
        ("西湖区 文三路1号", ["浙江省", "杭州市"]),
        ("西湖区 杭州市路1号", ["浙江省", "杭州市"]),
        (None, ["浙江省", "杭州市"]),
    ],
)
def test_a_chinese_address_begins_with_what_it_says(address: str | None, left: list[str | None]) -> None:
    assert unsaid(address, [ZHEJIANG, HANGZHOU]) == left


def test_a_city_that_is_its_own_region_is_said_once() -> None:
    assert unsaid("长宁区 1号", [("上海市",), ("上海市",)]) == ["上海市", None]
    assert unsaid("上海市长宁区 1号", [("上海市",), ("上海市",)]) == [None, None]
    assert unsaid("上海市南京路1号", [("上海市",), ("南京",)]) == [None, "南京"]


@pytest.mark.parametrize(
    ("address", "left"),
    [("12 York Street", "York"), ("York Street 4", "York"), ("1 Mill Lane, YORK", None), ("York, 4 Mill Lane", None)],
)
def test_a_city_in_a_streets_name_is_not_said(address: str, left: str | None) -> None:
    assert unsaid(address, [("York",)]) == [left]


def test_nothing_known_is_nothing_to_say() -> None:
    assert unsaid("1 Mill Lane", [(None, ""), ()]) == [None, None]


def test_a_postal_code_is_a_word_of_its_own() -> None:
    assert says_code("某路1号310000", "310000") and says_code("Leeds LS1 4AP", "ls1 4ap")
    assert not says_code("某路13100001号", "310000") and not says_code(None, "1")
