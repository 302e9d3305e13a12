"""Where the orders of a file go: each distinct set of place words is looked up once, then joined."""

from __future__ import annotations

from typing import Final

import duckdb
from babel.numbers import get_territory_currencies

from etl.parsers import quote
from ordertrail.domain.chinese_addresses import GAP
from ordertrail.domain.divisions import division_name
from ordertrail.domain.located import CHINA, located
from ordertrail.domain.places import country_code

# As ``ordertrail.domain.chinese_addresses.address_head``: of a million addresses a few thousand are left.
_HEAD: Final = rf"""
CREATE OR REPLACE MACRO receiverless(a) AS regexp_replace(
    trim(a, {quote(GAP)}), '^[^，,]*[，,] *(?:[+]?86[- ]?)?[0-9*+ -]{{6,}}[，,] *', '');
CREATE OR REPLACE MACRO tokens_of(x) AS
    list_filter(regexp_split_to_array(x, '[ \t\x{{3000}}]+'), lambda t: t <> '');
CREATE OR REPLACE MACRO address_head(a) AS CASE
    WHEN len(tokens_of(receiverless(a))) > 1 THEN left(array_to_string(tokens_of(receiverless(a))[1:4], ' '), 40)
    ELSE coalesce(
        nullif(regexp_extract(receiverless(a), '^.{{0,23}}[省市区县旗州盟]'), ''), left(receiverless(a), 8)) END;
"""
_COLUMNS: Final = ("country_text", "region_text", "city_text", "head", "country", "region", "currency", "city_name",
                   "city_code", "district", "district_code")  # fmt: skip
JOIN: Final = (
    "p.country_text IS NOT DISTINCT FROM h._ct AND p.region_text IS NOT DISTINCT FROM h._rt "
    "AND p.city_text IS NOT DISTINCT FROM h._pc AND p.head IS NOT DISTINCT FROM h._ph"
)


def know_places(connection: duckdb.DuckDBPyConnection, heads: str, city: str, address: str) -> None:
    """Make the tables placed (``heads`` with its place words) and places (what each set of words means).

    ``heads`` has _ct and _rt, the words of country and region; ``city`` and ``address`` are SQL over its columns,
    asked only of orders to China.
    """
    connection.execute(_HEAD)
    countries = [row[0] for row in connection.execute(f"SELECT DISTINCT _ct FROM ({heads})").fetchall()]
    codes = {words: country_code(words) for words in countries}
    connection.execute("CREATE OR REPLACE TEMP TABLE chinese (country_text VARCHAR)")
    connection.execute(
        "INSERT INTO chinese SELECT unnest(?::VARCHAR[])", [[words for words, code in codes.items() if code in CHINA]]
    )
    china = "_ct IN (SELECT country_text FROM chinese)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE placed AS SELECT *, CASE WHEN {china} THEN {city} END AS _pc, "
        f"CASE WHEN {china} THEN address_head({address}) END AS _ph FROM ({heads})"
    )
    rows = []
    for words in connection.execute("SELECT DISTINCT _ct, _rt, _pc, _ph FROM placed").fetchall():
        country = codes[words[0]]
        found = located(country, *words[1:])
        city_name = division_name(found["city_code"]) if found["city_code"] else None
        tender = get_territory_currencies(country) if country else []
        currency = tender[0] if len(tender) == 1 else None
        rows.append(
            (*words, country, found["region"], currency, city_name,
             found["city_code"], found["district"], found["district_code"])
        )  # fmt: skip
    connection.execute(f"CREATE OR REPLACE TEMP TABLE places ({', '.join(f'{name} VARCHAR' for name in _COLUMNS)})")
    if rows:
        unnested = ", ".join("unnest(?::VARCHAR[])" for _ in _COLUMNS)
        connection.execute(
            f"INSERT INTO places SELECT {unnested}", [list(column) for column in zip(*rows, strict=True)]
        )
