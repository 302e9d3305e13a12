"""Where an order goes, by code: from the words of its country, region, city and address."""

from __future__ import annotations

from ordertrail.domain.chinese_addresses import chinese_place
from ordertrail.domain.places import CHINESE_TERRITORIES, region_code

CHINA = ("CN", *CHINESE_TERRITORIES)


def located(country: str | None, region: str | None, city: str | None, address: str | None) -> dict[str, str | None]:
    """``region``, ``city_code``, ``district`` and ``district_code`` of an order to ``country`` (alpha-2).

    Cities and districts are told of China alone. The same for files (``etl.places``), entry and edits.
    """
    if country not in CHINA:
        return {"region": region_code(country, region), "city_code": None, "district": None, "district_code": None}
    found = chinese_place(region, city, address)
    province = region_code(country, region) or found.province
    if found.province != province:
        return {"region": province, "city_code": None, "district": None, "district_code": None}
    return {
        "region": province,
        "city_code": found.city,
        "district": found.district_text,
        "district_code": found.district,
    }
