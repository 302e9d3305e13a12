"""Spellings of provinces and countries."""

from __future__ import annotations

import pytest

from ordertrail.domain.places import (
    countries,
    country_code,
    country_words,
    normal,
    place_name,
    province_code,
    provinces,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东省", "CN-44"),
        ("广东", "CN-44"),
        ("广东深圳市", "CN-44"),
        ("广东省 深圳市 南山区", "CN-44"),
        ("Guangdong", "CN-44"),
        ("GD", "CN-44"),
        ("CN-GD", "CN-44"),
        ("guangdong province", "CN-44"),
        ("北京", "CN-11"),
        ("北京市朝阳区", "CN-11"),
        ("上海 上海市 浦东新区", "CN-31"),
        ("重庆", "CN-50"),
        ("内蒙古自治区", "CN-15"),
        ("内蒙古", "CN-15"),
        ("新疆维吾尔自治区", "CN-65"),
        ("广西壮族自治区", "CN-45"),
        ("西藏", "CN-54"),
        ("香港特别行政区", "CN-HK"),
        ("香港", "CN-HK"),
        ("澳门", "CN-MO"),
        ("台湾省", "CN-TW"),
        ("Nei Mongol", "CN-15"),
        ("吉林省 吉林市", "CN-22"),
        ("海南", "CN-46"),
        ("陕西省", "CN-61"),
        ("山西省", "CN-14"),
        ("California", None),
        ("", None),
        (None, None),
        ("火星", None),
        ("某某省", None),
    ],
)
def test_provinces(text: str | None, code: str | None) -> None:
    assert province_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("China", "CN"),
        ("中国", "CN"),
        ("US", "US"),
        ("us", "US"),
        ("United States", "US"),
        ("U.S.A.", "US"),
        ("美国", "US"),
        ("United Kingdom", "GB"),
        ("EIRE", "IE"),
        ("Germany", "DE"),
        ("德国", "DE"),
        ("Hong Kong", "HK"),
        ("Narnia", None),
        ("", None),
        (None, None),
    ],
)
def test_countries(text: str | None, code: str | None) -> None:
    assert country_code(text) == code


def test_the_tables_are_whole() -> None:
    assert len({province.code for province in provinces()}) == 34
    codes = [country.code for country in countries()]
    assert len(codes) == len(set(codes)) >= 249
    assert all(len(code) == 2 and code.isupper() for code in codes)


def test_names_in_both_languages() -> None:
    assert place_name("CN-44", "zh") == "广东省" and place_name("CN-44", "en") == "Guangdong"
    assert place_name("DE", "zh") == "德国" and place_name("DE", "en") == "Germany"
    assert place_name("unknown", "en") is None


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Österreich", "AT"), ("deutschland", "DE"), ("España", "ES"), ("Italia", "IT"), ("日本", "JP"), ("한국", "KR"),
        ("대한민국", "KR"), ("Polska", "PL"), ("Nederland", "NL"), ("Schweiz", "CH"), ("Suisse", "CH"), ("Česko", "CZ"),
        ("Россия", "RU"), ("臺灣", "TW"), ("Brasil", "BR"), ("Magyarország", "HU"), ("Sverige", "SE"),
        ("Großbritannien", "GB"), ("Atlantis", None),
    ],
)  # fmt: skip
def test_countries_are_known_in_their_own_languages(word: str, code: str | None) -> None:
    assert country_code(word) == code


def test_a_country_of_our_own_table_is_never_another_in_translation() -> None:
    for country in countries():
        for word in (country.zh, country.en, *country.words, country.code):
            assert country_words()[normal(word)] == country.code
