"""China's cities and districts, by the six-digit codes of GB/T 2260.

A city's code ends in ``00``, a district's does not. The four municipalities are cities of themselves, and so are the
counties that a province governs directly. The table is made by tools/make_divisions.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_name("divisions.json")
_LETTERS: Final = {"71": "CN-TW", "81": "CN-HK", "82": "CN-MO"}
MUNICIPALITIES: Final = {"11": "北京市", "12": "天津市", "31": "上海市", "50": "重庆市"}
_PEOPLES: Final = (
    "各族", "蒙古族", "蒙古", "回族", "藏族", "维吾尔", "苗族", "彝族", "壮族", "布依族", "朝鲜族",
    "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "哈萨克", "傣族", "黎族", "傈僳族",
    "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族", "柯尔克孜", "土族", "达斡尔族",
    "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "普米族", "塔吉克", "怒族", "鄂温克族",
    "保安族", "裕固族", "独龙族", "鄂伦春",
)  # fmt: skip
_AUTONOMOUS: Final = re.compile(f"({'|'.join(_PEOPLES)})*自治(州|县|旗)$")
_CITY_ENDINGS: Final = ("地区", "盟", "市")
_DISTRICT_ENDINGS: Final = ("新区", "区", "县", "市", "旗")


@dataclass(frozen=True)
class Division:
    """A city or a district; ``names`` are full and shortened, the full one first."""

    code: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The full name."""
        return self.names[0]

    @property
    def province(self) -> str:
        """Code of its province, as in ``ordertrail.domain.places``."""
        return province_of(self.code)


def province_of(code: str) -> str:
    """Code of the province that a division belongs to."""
    return _LETTERS.get(code[:2], f"CN-{code[:2]}")


def city_of(code: str) -> str | None:
    """Code of the city of a district: its own where a province governs it directly; Hong Kong and Macao have none."""
    if code[:2] in MUNICIPALITIES:
        return f"{code[:2]}0100"
    if province_of(code) in _LETTERS.values():
        return None
    return code if code[2:4] == "90" else f"{code[:4]}00"


@cache
def _table() -> Mapping[str, str]:
    table: Mapping[str, str] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


def division_name(code: str) -> str | None:
    """Full name of a city or district; None for any other code."""
    if code.endswith("0100") and code[:2] in MUNICIPALITIES:
        return MUNICIPALITIES[code[:2]]
    return _table().get(code)


@cache
def cities() -> tuple[Division, ...]:
    """All cities, municipalities among them, and the counties that a province governs directly."""
    found = [Division(f"{code}0100", (name, name[:-1])) for code, name in MUNICIPALITIES.items()]
    for code, name in _table().items():
        if code.endswith("00") or code[2:4] == "90":
            found.append(Division(code, _names(name, _CITY_ENDINGS)))
    return tuple(found)


@cache
def districts() -> tuple[Division, ...]:
    """All districts, counties and county-level cities of a city."""
    return tuple(
        Division(code, _names(name, _DISTRICT_ENDINGS))
        for code, name in _table().items()
        if not code.endswith("00") and code[2:4] != "90"
    )


def _names(name: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """The full name, and what people write of it where at least two signs are left."""
    short = _AUTONOMOUS.sub("", name)
    if short == name:
        ending = next((each for each in endings if name.endswith(each)), "")
        short = name.removesuffix(ending)
    return (name, short) if len(short) >= 2 and short != name else (name,)
