"""How names sound; the expected readings are those of the dictionaries of surnames."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.store.sounds import MOST_READINGS, sounds


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("王小明", "wangxiaoming wxm xiaoming"),
        ("欧阳娜娜", "ouyangnana oynn yangnana nana"),
        ("尉迟恭", "yuchigong ycg chigong"),
        ("单雄信", "shanxiongxin danxiongxin sxx dxx xiongxin"),
        ("仇英", "qiuying chouying qy cy"),
        ("曾巩", "zenggong cenggong zg cg"),
        ("翟让", "zhairang dirang zr dr"),
        ("吕布", "lvbu lyubu lb"),
        ("王**", "wang"),
        ("Anna 李娜", "lina ln"),
        ("Ann", ""),
        ("", ""),
    ],
)
def test_a_name_is_heard_in_pinyin_and_by_its_initials(name: str, heard: str) -> None:
    assert sounds(name) == heard


def test_a_surname_of_two_readings_is_found_by_either() -> None:
    assert {"shanxiongxin", "danxiongxin"} <= set(sounds("单雄信").split())


@given(st.text(max_size=12))
def test_only_letters_come_of_it_and_never_many(name: str) -> None:
    heard = sounds(name)
    assert re.fullmatch(r"([^\s]+( [^\s]+)*)?", heard)
    runs = re.findall("[〇㐀-䶿一-鿿豈-﫿]+", name)
    assert len(heard.split()) <= 2 * MOST_READINGS * len(runs)


def test_characters_without_a_reading_break_nothing() -> None:
    assert sounds("〇") and isinstance(sounds("㐀㐁"), str)
