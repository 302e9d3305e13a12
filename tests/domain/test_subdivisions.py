"""States and provinces by ISO 3166-2, in the spellings that exports use."""

from __future__ import annotations

import pytest

from ordertrail.domain.places import place_name, region_code
from ordertrail.domain.subdivisions import subdivision_code


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [
        ("US", "CA", "US-CA"), ("US", "california", "US-CA"), ("US", "us-ca", "US-CA"), ("US", "加利福尼亚州", "US-CA"),
        ("DE", "Bayern", "DE-BY"), ("DE", "Bavaria", "DE-BY"), ("DE", "Baden-Wuerttemberg", "DE-BW"),
        ("BR", "SP", "BR-SP"), ("BR", "Sao Paulo", "BR-SP"), ("JP", "Tokyo-to", "JP-13"), ("JP", "東京都", "JP-13"),
        ("JP", "Osaka Prefecture", "JP-27"), ("AU", "NSW", "AU-NSW"), ("CA", "Québec", "CA-QC"),
        ("IE", "Co. Dublin", "IE-D"), ("IT", "MI", "IT-MI"), ("ZA", "Gauteng", "ZA-GP"), ("RU", "Москва", "RU-MOW"),
        ("US", "Nowhere", None), ("US", None, None), (None, "CA", None), ("US", "", None),
    ],
)  # fmt: skip
def test_by_code_and_by_name(country: str | None, text: str | None, code: str | None) -> None:
    assert subdivision_code(country, text) == code


def test_china_keeps_its_own_codes() -> None:
    assert [region_code("CN", "广东"), region_code("HK", None), region_code("US", "TX")] == ["CN-44", "CN-HK", "US-TX"]


def test_names_in_both_languages() -> None:
    assert (place_name("US-CA", "zh"), place_name("US-CA", "en")) == ("加利福尼亚州", "California")
    assert (place_name("DE-BY", "en"), place_name("KR-11", "zh")) == ("Bavaria", "Seoul")
    assert place_name("US-XX", "en") is None
