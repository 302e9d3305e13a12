"""How Chinese names sound: pinyin without tones, for the quick search.

``王小明`` is heard as ``wangxiaoming``, ``wxm`` and, as a given name, ``xiaoming``; so are the later parts of a
company's name, of which any may be the one that is known. A surname has the reading that it has as a surname, beside
the ordinary one, since a searcher may not know better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice, product
from typing import Final

# Characters of names; the same class serves Python and both engines.
HAN: Final = "[〇㐀-䶿一-鿿豈-﫿]"
# Readings of one name that are kept, whatever its characters would allow.
MOST_READINGS: Final = 6
# Later parts of a name that are told by themselves, each of two signs at least.
MOST_PARTS: Final = 10

_RUN: Final = re.compile(f"{HAN}+")
_PAIRS: Final = {
    "万俟": ("mo", "qi"), "萬俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "尉遲": ("yu", "chi"), "澹台": ("tan", "tai"),
    "澹臺": ("tan", "tai"), "单于": ("chan", "yu"), "單于": ("chan", "yu"), "长孙": ("zhang", "sun"),
    "長孫": ("zhang", "sun"),
}  # fmt: skip
_SURNAMES: Final = {
    "单": "shan", "單": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "朴": "piao", "查": "zha", "盖": "ge",
    "蓋": "ge", "区": "ou", "區": "ou", "乐": "yue", "樂": "yue", "翟": "zhai", "缪": "miao", "繆": "miao", "员": "yun",
    "員": "yun", "覃": "qin", "种": "chong", "黑": "he", "秘": "bi", "繁": "po", "召": "shao", "祭": "zhai",
    "能": "nai", "都": "du", "乜": "nie", "洗": "xian", "折": "she", "隗": "wei", "郇": "xun", "牟": "mu", "阚": "kan",
    "卜": "bu", "重": "chong", "会": "gui", "適": "kuo", "句": "gou", "炅": "gui", "蕃": "pi",
}  # fmt: skip
# Characters of given names with two living readings: the one that the dictionary does not put first.
_GIVEN: Final = {
    "晟": "sheng", "茜": "xi", "长": "chang", "長": "chang", "行": "hang", "朝": "zhao", "乐": "yue", "樂": "yue",
    "重": "chong", "曾": "zeng", "盛": "cheng", "都": "du", "颉": "xie", "单": "shan", "解": "xie", "婼": "ruo",
    "弹": "tan",
}  # fmt: skip


def sounds(name: str) -> str:
    """The sounds of the Chinese characters in ``name``, apart by a space; '' where there are none."""
    found = (word for run in _RUN.findall(name) for word in _sounds(run))
    return " ".join(dict.fromkeys(found))


def _sounds(run: str) -> Iterable[str]:
    spelt = _readings(run)
    if all(len(sounds) == 1 for sounds in spelt):
        readings: list[tuple[str, ...]] = [tuple(sounds[0] for sounds in spelt)]
    else:
        readings = list(islice(product(*spelt), MOST_READINGS))
    yield from map("".join, readings)
    if len(run) > 1:
        yield from ("".join([sound[0] for sound in reading]) for reading in readings)
    likeliest = readings[0]
    yield from ("".join(likeliest[at:]) for at in range(1, min(len(run) - 1, MOST_PARTS + 1)))


def _readings(run: str) -> list[tuple[str, ...]]:
    """Of each character its readings here, the likeliest first."""
    if run[:2] in _PAIRS:
        return [*((sound,) for sound in _PAIRS[run[:2]]), *map(_given, run[2:])]
    return [_surname(run[0]) if len(run) > 1 else _given(run[0]), *map(_given, run[1:])]


@cache
def _surname(sign: str) -> tuple[str, ...]:
    return _of_character(sign, _SURNAMES.get(sign))


@cache
def _given(sign: str) -> tuple[str, ...]:
    return _of_character(sign, _GIVEN.get(sign))


def _of_character(sign: str, special: str | None) -> tuple[str, ...]:
    known = filter(None, (special, _ordinary(sign)))
    # The vowel ü is typed as v; passports write yu.
    spelt = [form for sound in known for form in (sound, sound.replace("v", "yu"))]
    return tuple(dict.fromkeys(spelt))


def _ordinary(sign: str) -> str:
    # The dictionary takes 0.15 s and 50 MiB, which most commands need not spend.
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(sign, style=Style.NORMAL)[0])
