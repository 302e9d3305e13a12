"""What the beginning of a Chinese address says, by codes of GB/T 2260 looked up by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.chinese_addresses import address_head, chinese_place, parse_chinese
from ordertrail.domain.divisions import city_of, districts, division_name
from ordertrail.domain.places import place_name


@pytest.mark.parametrize(
    ("text", "province", "city", "district"),
    [
        ("浙江省 杭州市 西湖区 文三路1号", "CN-33", "330100", "330106"),
        ("浙江杭州市西湖区文三路1号", "CN-33", "330100", "330106"),
        ("北京 北京市 朝阳区 建国路", "CN-11", "110100", "110105"),
        ("上海上海市浦东新区张江", "CN-31", "310100", "310115"),
        ("重庆 重庆市 县 云阳县", "CN-50", "500100", "500235"),
        ("张三，86-13800138000，江苏省 苏州市 昆山市 玉山镇", "CN-32", "320500", "320583"),
        ("吉林市船营区", "CN-22", "220200", "220204"),
        ("海南州共和县", "CN-63", "632500", "632521"),
        ("海南省 省直辖县级行政区划 五指山市", "CN-46", "469001", None),
        ("湖北省仙桃市干河街道", "CN-42", "429004", None),
        ("广东省东莞市长安镇上沙社区", "CN-44", "441900", None),
        ("内蒙古呼和浩特赛罕区", "CN-15", "150100", "150105"),
        ("新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市", "CN-65", "654000", "654002"),
        ("贵州省 黔东南州 凯里市", "CN-52", "522600", "522601"),
        ("香港特别行政区 香港岛 中西区", "CN-HK", None, "810001"),
        ("澳门 大堂区", "CN-MO", None, "820004"),
        ("台湾省 台北市 信义区", "CN-TW", None, None),
        ("广东省 深圳市 南山", "CN-44", "440300", "440305"),
        ("深圳", "CN-44", "440300", None),
        ("浦东新区世纪大道", "CN-31", "310100", "310115"),
        # Several places have these names, or they are no places at all.
        ("朝阳区建国路1号", None, None, None),
        ("鼓楼区 中山路", None, None, None),
        ("南京路1号", None, None, None),
        ("北京路步行街", None, None, None),
        ("上海市南京路1号", "CN-31", "310100", None),
        ("某处", None, None, None),
        ("", None, None, None),
    ],
)
def test_as_far_as_the_beginning_says(text: str, province: str | None, city: str | None, district: str | None) -> None:
    found = parse_chinese(text)
    assert (found.province, found.city, found.district) == (province, city, district)


def test_a_district_that_no_table_knows_stays_as_written() -> None:
    found = parse_chinese("江苏省苏州市工业园区星湖街")
    assert (found.city, found.district, found.district_text) == ("320500", None, "工业园区")


@pytest.mark.parametrize("form", ["{p} {c} {d} 样例路1号", "{p}{c}{d}样例路1号", "中国 {p} {c} {d}", "{c}{d}"])
def test_every_district_of_the_table_is_read_back(form: str) -> None:
    for each in districts():
        names = {"p": place_name(each.province, "zh"), "d": each.name}
        names["c"] = division_name(city_of(each.code) or "") or names["p"]
        found = parse_chinese(form.format(**names))
        assert (found.province, found.district) == (each.province, each.code), form.format(**names)


def test_columns_outrank_the_address_but_learn_from_it() -> None:
    assert chinese_place("浙江省", None, "浙江省 杭州市 西湖区 文三路").district == "330106"
    assert chinese_place("浙江省", "杭州市", "西湖区 文三路").district == "330106"
    assert chinese_place("江苏省", None, "浙江省 杭州市 西湖区").province == "CN-32"
    assert chinese_place(None, None, "杭州市西湖区文三路").district == "330106"


@given(st.text(alphabet="省市区县上海北京浙江杭州西湖 ，,86-13800138000张三路1号", max_size=40))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = parse_chinese(text)
    assert len(address_head(text)) <= 40
    assert found.district is None or found.province is not None
