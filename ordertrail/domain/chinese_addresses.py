"""A Chinese address in one cell -> province, city and district, as far as its beginning says them for certain.

Read from the left: a province by full or short name, a city, a district; each may be written twice, left out, or
glued to the next. A short name of a district counts only where it stands alone. What the beginning does not say,
or says of several places, stays unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from ordertrail.domain.divisions import Division, cities, city_of, districts, division_name, province_of
from ordertrail.domain.places import provinces

GAP: Final = " \t\n\r\u00a0\u3000,，、·-/|"
_GAPS: Final = re.compile(f"[{re.escape(GAP)}]")
_RECEIVER: Final = re.compile("^[^，,]*[，,] *(?:[+]?86[- ]?)?[0-9*+ -]{6,}[，,] *")
_NOTHING: Final = (
    "市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖县", "自治区直辖县", "直辖县", "中国",
)  # fmt: skip
_ALONE: Final = re.compile("(县|香港岛|九龙|新界|澳门半岛)(?=[ \t\u3000])")
# 南京路 is a street, 朝阳区 no part of 朝阳市.
_NOT_IT: Final = re.compile("[东南西北中]{0,2}(路|街|大街|大道|道|巷|弄|里|胡同)|[区县旗镇乡](?!域)")
_UNKNOWN_DISTRICT: Final = re.compile("[^镇乡街道路村号弄巷区县市旗0-9 ]{1,10}?(新区|自治县|自治旗|区|县|市|旗)")


@dataclass(frozen=True)
class ChineseAddress:
    """``province`` as in ``ordertrail.domain.places``, ``city`` and ``district`` by GB/T 2260, each None if unknown.

    ``district_text`` is the district as the address says it, known or not.
    """

    province: str | None = None
    city: str | None = None
    district: str | None = None
    district_text: str | None = None

    @property
    def city_name(self) -> str | None:
        """Full name of the city."""
        return division_name(self.city) if self.city else None


def parse_chinese(text: str | None) -> ChineseAddress:
    """What the beginning of ``text`` says; a receiver and a phone before it are passed over."""
    rest = _after(_RECEIVER.sub("", (text or "").strip(GAP)), "")
    found = ChineseAddress()
    province = _longest(rest, _province_names())
    city = _longest(rest, _city_names())
    if province and len(province[0]) >= len(city[0] if city else "") and not _is_city(rest, province[0]):
        name, code = province
        found, rest = ChineseAddress(province=code), _after(rest, name)
        city = _longest(rest, _city_names(), within=code)
        again = None if city else _longest(rest, _province_names())
        if again and again[1] == code:
            rest = _after(rest, again[0])
        if not city and code in _MUNICIPAL:
            city = ("", _MUNICIPAL[code])
    if city:
        name, code = city
        found, rest = replace(found, province=province_of(code), city=code), _after(rest, name)
    return _with_district(found, rest)


def address_head(text: str | None) -> str:
    """The part of an address that can name a province, a city and a district; the same for many addresses.

    ``etl.places`` says the same in SQL.
    """
    rest = _RECEIVER.sub("", (text or "").strip(GAP))
    tokens = [token for token in re.split("[ \t\u3000]+", rest) if token]
    if len(tokens) > 1:
        return " ".join(tokens[:4])[:40]
    glued = re.match(".{0,23}[省市区县旗州盟]", rest)
    return glued.group() if glued else rest[:8]


def chinese_place(region: str | None, city: str | None, address: str | None) -> ChineseAddress:
    """What the texts of an order say together; where they disagree the wider column outranks the address."""
    head = address_head(address)
    said = parse_chinese(" ".join(filter(None, (region, city, head))))
    alone = parse_chinese(head)
    if alone.district and said.province in (None, alone.province) and said.city in (None, alone.city):
        return alone
    return said if said.province else alone


_MUNICIPAL: Final = {f"CN-{code}": f"{code}0100" for code in ("11", "12", "31", "50")}


def _with_district(found: ChineseAddress, rest: str) -> ChineseAddress:
    token = _GAPS.split(rest, maxsplit=1)[0]
    fitting = [
        (name, each)
        for name, each in _districts_at(rest, token)
        if (not found.city or city_of(each.code) == found.city) and found.province in (None, each.province)
    ]
    longest = max((len(name) for name, _ in fitting), default=0)
    named = {each.code: name for name, each in fitting if len(name) == longest}
    if len(named) == 1:
        code, name = named.popitem()
        city = found.city or city_of(code)
        return ChineseAddress(province_of(code), city, code, division_name(code) or name)
    unknown = _UNKNOWN_DISTRICT.match(rest) if found.city else None
    return replace(found, district_text=unknown.group()) if unknown else found


def _districts_at(rest: str, token: str) -> Iterable[tuple[str, Division]]:
    """Districts whose full name the text begins with, or whose name stands alone."""
    for length in range(2, min(len(rest), _LONGEST) + 1):
        name = rest[:length]
        for each in _district_names().get(name, ()):
            if name == each.name or name == token:
                yield name, each


_LONGEST: Final = 16


def _after(rest: str, name: str) -> str:
    """What follows ``name``, without blanks and without words that name no place."""
    rest = rest[len(name) :].lstrip(GAP)
    while True:
        empty = next((word for word in _NOTHING if rest.startswith(word)), "")
        if not empty and (county := _ALONE.match(rest)):
            empty = county.group()
        if not empty:
            return rest
        rest = rest[len(empty) :].lstrip(GAP)


def _longest(rest: str, names: Mapping[str, tuple[str, ...]], within: str | None = None) -> tuple[str, str] | None:
    """The longest name that the text begins with, and the only code that it has there."""
    for length in range(min(len(rest), _LONGEST), 1, -1):
        name = rest[:length]
        codes = [code for code in names.get(name, ()) if within is None or province_of(code) == within]
        if len(codes) == 1 and (name[-1] in "省市区州盟县" or not _NOT_IT.match(rest[length:])):
            return name, codes[0]
    return None


def _is_city(rest: str, province: str) -> bool:
    """吉林市 is a city of 吉林省, 海南州 one of 青海省."""
    return province in ("吉林", "海南") and rest[len(province) : len(province) + 1] in ("市", "州")


@cache
def _province_names() -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for each in provinces():
        for name in (each.zh, each.short_zh, f"{each.short_zh}省", f"{each.short_zh}市", f"{each.short_zh}自治区"):
            names.setdefault(name, (each.code,))
        for word in each.words:
            # 九龙 is Hong Kong's, but 九龙城区 one of its districts.
            if not word.isascii() and not any(name.startswith(word) for name in _district_names()):
                names.setdefault(word, (each.code,))
    return names


@cache
def _city_names() -> Mapping[str, tuple[str, ...]]:
    return _by_name(cities())


@cache
def _district_names() -> Mapping[str, tuple[Division, ...]]:
    by_name: dict[str, list[Division]] = defaultdict(list)
    for each in districts():
        for name in each.names:
            by_name[name].append(each)
    return {name: tuple(found) for name, found in by_name.items()}


def _by_name(found: Iterable[Division]) -> Mapping[str, tuple[str, ...]]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for each in found:
        for name in (*each.names, *(f"{name}{end}" for name in each.names[1:] for end in ("市", "州"))):
            if each.code not in by_name[name]:
                by_name[name].append(each.code)
    return {name: tuple(codes) for name, codes in by_name.items()}
