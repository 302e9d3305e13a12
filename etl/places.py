"""Where the orders of a file go: each distinct set of place words is looked up once, then joined."""

from __future__ import annotations

from typing import Any, Final

import duckdb
from babel.numbers import get_territory_currencies

from etl.parsers import quote
from ordertrail.domain.chinese_addresses import GAP
from ordertrail.domain.divisions import division_name
from ordertrail.domain.located import CHINA, located
from ordertrail.domain.words import Words, place_of

# As ``ordertrail.domain.chinese_addresses.address_head``: of a million addresses a few thousand are left.
# A lambda's parameter stands for a value, where a macro's is copied, with all that makes it, into every use; and
# what is rare is looked for by a plain search before an expression is tried.
_HEAD: Final = rf"""
CREATE OR REPLACE MACRO receiverless(a) AS CASE WHEN contains(a, '，') OR contains(a, ',') THEN regexp_replace(
    trim(a, {quote(GAP)}), '^[^，,]*[，,] *(?:[+]?86[- ]?)?[0-9*+ -]{{6,}}[，,] *', '') ELSE trim(a, {quote(GAP)}) END;
CREATE OR REPLACE MACRO tokens_of(x) AS
    list_filter(regexp_split_to_array(x, '[ \t\x{{3000}}]+'), lambda t: t <> '');
CREATE OR REPLACE MACRO head_of(x) AS coalesce(
    nullif(regexp_extract(left(x, 24), '^.*[省市区县旗州盟]'), ''), left(x, 8));
CREATE OR REPLACE MACRO gapped(x) AS contains(x, ' ') OR contains(x, chr(9)) OR contains(x, chr(12288));
CREATE OR REPLACE MACRO address_head(a) AS list_transform([receiverless(a)], lambda x: CASE
    WHEN gapped(x) AND len(tokens_of(x)) > 1 THEN left(array_to_string(tokens_of(x)[1:4], ' '), 40)
    ELSE head_of(x) END)[1];
"""
_COLUMNS: Final = ("channel", "country_text", "region_text", "city_text", "head", "country", "region", "currency",
                   "city_name", "city_code", "district", "district_code", "told")  # fmt: skip
JOIN: Final = (
    "p.channel = h._ch AND p.country_text IS NOT DISTINCT FROM h._ct AND p.region_text IS NOT DISTINCT FROM h._rt "
    "AND p.city_text IS NOT DISTINCT FROM h._pc AND p.head IS NOT DISTINCT FROM h._ph"
)


def chinese_words(connection: duckdb.DuckDBPyConnection, asked: str, words: Words) -> str:
    """SQL over _ch and _ct, channel and words of country: whether an order goes to China.

    ``asked`` is a query of both columns that finds at least those of all orders.
    """
    connection.execute(_HEAD)
    found = connection.execute(f"SELECT DISTINCT _ch, _ct FROM ({asked})").fetchall()
    codes = {(channel, text): place_of(text, None, words, channel).country for channel, text in found}
    chinese = [list(key) for key, code in codes.items() if code in CHINA]
    connection.execute("CREATE OR REPLACE TEMP TABLE chinese (channel VARCHAR, country_text VARCHAR)")
    connection.execute(
        "INSERT INTO chinese SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [[key[0] for key in chinese], [key[1] for key in chinese]],
    )
    return "(_ch, _ct) IN (SELECT (channel, country_text) FROM chinese)"


def know_places(connection: duckdb.DuckDBPyConnection, words: Words) -> None:
    """Make the table places: what each set of place words in ``placed`` means.

    ``placed`` has _ch, _ct, _rt, and of orders to China _pc and _ph: words of city and address.
    """
    rows = [
        _row(found, words)
        for found in connection.execute("SELECT DISTINCT _ch, _ct, _rt, _pc, _ph FROM placed").fetchall()
    ]
    kinds = ", ".join(f"{name} {'BOOLEAN' if name == 'told' else 'VARCHAR'}" for name in _COLUMNS)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE places ({kinds})")
    if rows:
        unnested = ", ".join(f"unnest(?::{'BOOLEAN' if name == 'told' else 'VARCHAR'}[])" for name in _COLUMNS)
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO places SELECT {unnested}", columns)


def _row(found: tuple[Any, ...], words: Words) -> tuple[Any, ...]:
    """A row of places: the words, and what they mean to everybody or to the company."""
    channel, country_text, region_text, city, head = found
    place = place_of(country_text, region_text, words, channel)
    codes = located(place.country, region_text, city, head)
    city_name = division_name(codes["city_code"]) if codes["city_code"] else None
    tender = get_territory_currencies(place.country) if place.country else []
    currency = tender[0] if len(tender) == 1 else None
    return (
        *found, place.country, codes["region"] or place.region, currency, city_name,
        codes["city_code"], codes["district"], codes["district_code"], place.told,
    )  # fmt: skip
