"""Cells -> values, as SQL macros, so that a million rows are parsed by the engine.

Each parser gives NULL for an empty cell and for one it cannot read; a cell that is not empty and gives NULL
is a fault of its row. ``1,234`` is read where the decimal sign is not known only beside a sign of a currency that is
never written with three decimals.
"""

from __future__ import annotations

import json
from typing import Final

import duckdb
from babel import Locale

from etl import dates
from etl.channels.base import BUSINESS, Field, Layout
from etl.signs import MARKS, MONEY_MACROS, mark_of, sign_of
from ordertrail.domain.cells import NUMBER
from ordertrail.domain.custom_fields import DAY, FIRST_YEAR, LAST_YEAR, MOST_NUMBER, NUMBER_DIGITS, TEXT_LIMIT
from ordertrail.domain.tags import MOST_TAGS, SEPARATORS, TAG_LIMIT

BLANKS: Final = " \t\n\r\u00a0\u3000\ufeff"

FAULTS: Final = {
    "money": "bad_money",
    "quantity": "bad_quantity",
    "time": "bad_time",
    "currency": "unknown_currency",
    "tags": "bad_tags",
    "short": "bad_text",
    "number": "bad_number",
    "day": "bad_day",
}

_LEADING: Final = " OR ".join(f"starts_with(x, '{sign}')" for sign in ("=", "\u00a0", "\u3000", "\ufeff"))
_TRAILING: Final = " OR ".join(f"ends_with(x, '{sign}')" for sign in (" ", "\t", "\u00a0", "\u3000"))

# Excel's text guard ="…" and an apostrophe before a number are wrapping, not content. Trimming costs three times
# a copy, so it is left to cells that begin or end with something to trim ("x < '('": blanks, quotes, apostrophe).
_DATE: Final = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
_CLOCK: Final = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
_MACROS: Final = rf"""
CREATE OR REPLACE MACRO cell(x) AS CASE WHEN x < '(' OR {_LEADING} OR {_TRAILING}
    THEN nullif(trim(regexp_replace(x, '^(?:="(.*)"|''([0-9+=@-].*))$', '\1\2', 's'), '{BLANKS}'), '') ELSE x END;
CREATE OR REPLACE MACRO unremarked(x) AS regexp_replace(x, '([0-9元])[（(].*[)）]$', '\1');
CREATE OR REPLACE MACRO plain_money(x) AS
    regexp_replace(unremarked(x), '^[+]|[ ''\x{{a0}}\x{{202f}}]|{MARKS}', '', 'g');
CREATE OR REPLACE MACRO as_money(x) AS CASE
    WHEN TRY_CAST(x AS DECIMAL(18,4)) IS NOT NULL AND NOT contains(lower(x), 'e') THEN TRY_CAST(x AS DECIMAL(18,4))
    WHEN regexp_full_match(plain_money(x), '-?([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+)([.][0-9]+)?')
    THEN TRY_CAST(replace(plain_money(x), ',', '') AS DECIMAL(18,4)) END;
CREATE OR REPLACE MACRO as_quantity(x) AS TRY_CAST(replace(x, ',', '') AS DECIMAL(18,3));
CREATE OR REPLACE MACRO offset_of(x) AS
    regexp_extract(x, ':[0-9]{{2}}(?:[.][0-9]+)? ?(Z|UTC|GMT|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)$', 1);
CREATE OR REPLACE MACRO offset_minutes(o) AS CASE WHEN length(o) < 3 OR o IN ('UTC', 'GMT') THEN 0 ELSE
    (CASE WHEN o[1] = '-' THEN -1 ELSE 1 END)
    * (60 * TRY_CAST(o[2:3] AS INTEGER) + coalesce(TRY_CAST(right(o, 2) AS INTEGER) * (length(o) > 3)::INTEGER, 0)) END;
CREATE OR REPLACE MACRO sane(t) AS CASE
    WHEN t BETWEEN TIMESTAMP '1990-01-01' AND TIMESTAMP '2100-01-01' THEN t END;
CREATE OR REPLACE MACRO moment(x) AS CASE
    WHEN regexp_full_match(x, '{_DATE}([ T]{_CLOCK})?')
    THEN sane(TRY_CAST(x AS TIMESTAMP)) END;
CREATE OR REPLACE MACRO with_offset(x) AS
    moment(trim(left(x, length(x) - length(offset_of(x))))) - to_minutes(offset_minutes(offset_of(x)));
CREATE OR REPLACE MACRO one_line(x) AS regexp_full_match(x, '[^\p{{Cc}}\p{{Cs}}\p{{Zl}}\p{{Zp}}]*');
CREATE OR REPLACE MACRO as_short(x) AS CASE WHEN length(x) <= {TEXT_LIMIT} AND one_line(x) THEN x END;
CREATE OR REPLACE MACRO tags_of(x) AS list_filter(
    list_transform(regexp_split_to_array(x, '{SEPARATORS}'), lambda t: trim(t, '{BLANKS}')), lambda t: t <> '');
CREATE OR REPLACE MACRO as_tags(x) AS CASE
    WHEN len(list_distinct(tags_of(x))) <= {MOST_TAGS}
    AND len(list_filter(tags_of(x), lambda t: length(t) > {TAG_LIMIT} OR NOT one_line(t))) = 0
    THEN array_to_string(list_filter(tags_of(x), lambda t, n: list_position(tags_of(x), t) = n), ',') END;
CREATE OR REPLACE MACRO plain_digits(x) AS translate(x, '０１２３４５６７８９，．－−＋', '0123456789,.--+');
CREATE OR REPLACE MACRO as_number(x) AS CASE
    WHEN regexp_full_match(plain_digits(x), '{NUMBER}')
    AND abs(TRY_CAST(replace(plain_digits(x), ',', '') AS DECIMAL(38,18))) <= {MOST_NUMBER}
    AND TRY_CAST(replace(plain_digits(x), ',', '') AS DECIMAL(38,18))
        = TRY_CAST(replace(plain_digits(x), ',', '') AS DECIMAL(38,{NUMBER_DIGITS}))
    THEN regexp_replace(TRY_CAST(replace(plain_digits(x), ',', '') AS DECIMAL(38,{NUMBER_DIGITS}))::VARCHAR,
        '[.]?0+$', '') END;
CREATE OR REPLACE MACRO day_of(x) AS TRY_CAST(regexp_replace(x, '^{DAY}$', '\1-\2-\3') AS DATE);
CREATE OR REPLACE MACRO as_day(x) AS CASE
    WHEN regexp_full_match(x, '{DAY}') AND year(day_of(x)) BETWEEN {FIRST_YEAR} AND {LAST_YEAR}
    THEN strftime(day_of(x), '%Y-%m-%d') END;
CREATE OR REPLACE MACRO without_receiver(a) AS
    regexp_replace(a, '^[^，,]*[，,] *([+]?86[- ]?)?[0-9*+ -]{{6,}}[，,] *', '');
CREATE OR REPLACE MACRO receiver_of(a) AS
    nullif(regexp_extract(a, '^([^，,]*)[，,] *(?:[+]?86[- ]?)?[0-9*+ -]{{6,}}[，,]', 1), '');
CREATE OR REPLACE MACRO receivers_phone(a) AS
    nullif(regexp_extract(a, '^[^，,]*[，,] *(?:[+]?86[- ]?)?([0-9*+ -]{{6,}})[，,]', 1), '');
CREATE OR REPLACE MACRO chinese_province(a) AS coalesce(
    nullif(regexp_extract(without_receiver(a),
        '^([^ ]{{2,3}}?省|[^ ]{{2,6}}?自治区|[^ ]{{2}}特别行政区|(?:北京|上海|天津|重庆)市?)'), ''),
    left(split_part(without_receiver(a), ' ', 1), 12));
"""


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the parsers known to a connection, and the currencies that exist."""
    connection.execute(_MACROS)
    connection.execute(dates.macros())
    connection.execute(MONEY_MACROS)
    connection.execute("CREATE OR REPLACE TEMP TABLE currencies (code VARCHAR)")
    connection.execute("INSERT INTO currencies SELECT unnest(?::VARCHAR[])", [sorted(Locale("en").currencies)])


def quote(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def ident(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def cell(field: Field, column: str, layout: Layout) -> str:
    """SQL: the cleaned text of a cell, NULL where it is empty."""
    text = f"cell({column})"
    if layout.dash_is_empty:
        text = f"nullif({text}, '-')"
    for mark in layout.empty:
        text = f"nullif({text}, {quote(mark)})"
    if field.parser == "masked":
        text = f"CASE WHEN {text} LIKE '##%' OR {text} LIKE '$$%' THEN NULL ELSE {text} END"
    return text


def plain(field: Field, text: str, layout: Layout, numeric: dates.Order | None) -> str:
    """SQL: a cleaned text, a date or amount in it in the one form that ``value`` reads.

    ``numeric`` is the order of day and month in the file's numbers.
    """
    if field.parser in ("money", "quantity") and layout.decimals != "point":
        return f"{layout.decimals}_money({text})"
    if field.parser == "time" and layout.dates:
        ways: list[str] = [numeric] if numeric else []
        ways += ["named", "chinese"] if "named" in layout.dates else []
        for way in ways:
            text = f"list_transform([{text}], lambda x: iso_{way}(x))[1]"
        return text
    if field.parser == "sign":
        return mark_of(text)
    return text


def value(field: Field, text: str, layout: Layout, zone: str) -> str:
    """SQL: the value of the cleaned, plain text ``text``."""
    match field.parser:
        case "money":
            return f"as_money({text})" if layout.decimals == "point" else f"TRY_CAST({text} AS DECIMAL(18,4))"
        case "sign":
            return sign_of(text, layout.signs)
        case "quantity":
            return f"as_quantity({text})"
        case "time":
            own = "" if layout.merges_as else zone
            return _time(text, zone if layout.zone == BUSINESS else layout.zone or own)
        case "currency":
            return f"CASE WHEN upper({text}) IN (SELECT code FROM currencies) THEN upper({text}) END"
        case "word":
            cases = " ".join(f"WHEN {quote(word.lower())} THEN {quote(ours)}" for word, ours in field.words.items())
            return f"CASE replace(lower({text}), ',', '，') {cases} END" if cases else "NULL::VARCHAR"
        case "tags" | "short" | "number" | "day":
            return f"as_{field.parser}({text})"
        case _:
            return text


def _time(text: str, zone: str) -> str:
    """A local time without an offset is read only where the layout has a zone."""
    local = "NULL::TIMESTAMP"
    # China has kept UTC+8 without daylight saving since 1992: plain arithmetic is ten times faster.
    if zone == "Asia/Shanghai":
        local = f"moment({text}) - INTERVAL 8 HOUR"
    elif zone:
        local = f"moment({text}) AT TIME ZONE {quote(zone)} AT TIME ZONE 'UTC'"
    return f"CASE WHEN offset_of({text}) <> '' THEN with_offset({text}) ELSE {local} END"


def fault_of(field: Field) -> str:
    """The reason under which a row with an unreadable cell is held."""
    return field.fault if field.parser == "word" else FAULTS[field.parser]


def params_json(**values: object) -> str:
    """Parameters of a held row's sentence."""
    return json.dumps(values, ensure_ascii=False)
