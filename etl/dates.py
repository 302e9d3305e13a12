"""Dates that are not written year-month-day: with the name of the month, or in numbers whose order a file must tell."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

import duckdb
from babel import Locale

from ordertrail.domain.errors import FileRefused

Order = Literal["month_first", "day_first"]

_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt")
# Beside the names of CLDR: what shops' exports write.
_MORE: Final = {"sept": 9, "mrz": 3, "janner": 1, "set": 9}
_NAME: Final = r"\p{L}+[.]?"
_NUMBERS: Final = r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})$"
_FORMS: Final = {
    "dmy": rf"^([0-9]{{1,2}})[.]?[ /-]*({_NAME})[ ,/-]*([0-9]{{4}}|[0-9]{{2}})$",
    "mdy": rf"^({_NAME})[ /-]*([0-9]{{1,2}})(?:[ ,/-]+)([0-9]{{4}}|[0-9]{{2}})$",
    "ymd": rf"^([0-9]{{4}})[ /-]+({_NAME})[ /-]+([0-9]{{1,2}})$",
}


def _month_names() -> dict[str, int]:
    names = dict(_MORE)
    for language in _LANGUAGES:
        months = Locale(language).months
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= {_plain(name): number for number, name in months[use][width].items()}
    return names


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower().rstrip("."))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def macros() -> str:
    """SQL macros: ``named_moment(x)``, ``month_first_moment(x)``, ``day_first_moment(x)``: local times, else NULL."""
    months = ", ".join(f"'{name}': {number}" for name, number in sorted(_month_names().items()))
    named = " ".join(
        f"WHEN regexp_matches(d, '{form}') THEN day_from("
        + ", ".join(f"regexp_extract(d, '{form}', {order.index(part) + 1})" for part in "ymd")
        + ")"
        for order, form in _FORMS.items()
    )
    return rf"""
CREATE OR REPLACE MACRO day_part(x) AS
    trim(regexp_replace(regexp_replace(x, '[T ,]+[0-9]{{1,2}}:[0-9]{{2}}.*$', ''), '(?i) d[eu] ', ' ', 'g'));
CREATE OR REPLACE MACRO clock_part(x) AS upper(regexp_replace(regexp_extract(x,
    '[T ,]+([0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:[ \x{{a0}}\x{{202f}}]?[AaPp][.]?[Mm][.]?)?)$', 1),
    '[ .\x{{a0}}\x{{202f}}]', '', 'g'));
CREATE OR REPLACE MACRO has_clock(x) AS regexp_matches(x, '[0-9]:[0-9]');
CREATE OR REPLACE MACRO time_of_day(x) AS CASE WHEN NOT has_clock(x) THEN TIME '00:00:00'
    WHEN clock_part(x) LIKE '%M' THEN try_strptime(clock_part(x), ['%I:%M%p', '%I:%M:%S%p'])::TIME
    ELSE TRY_CAST(nullif(clock_part(x), '') AS TIME) END;
CREATE OR REPLACE MACRO full_year(y) AS CASE WHEN length(y) = 2 THEN '20' || y ELSE y END;
CREATE OR REPLACE MACRO month_named(m) AS map {{{months}}}[rtrim(strip_accents(lower(m)), '.')];
CREATE OR REPLACE MACRO day_from(y, m, d) AS TRY_CAST(full_year(y) || '-' || month_named(m) || '-' || d AS DATE);
CREATE OR REPLACE MACRO named_day(d) AS CASE {named} END;
CREATE OR REPLACE MACRO numbered_day(d, month, day) AS TRY_CAST(full_year(regexp_extract(d, '{_NUMBERS}', 3))
    || '-' || regexp_extract(d, '{_NUMBERS}', month) || '-' || regexp_extract(d, '{_NUMBERS}', day) AS DATE);
CREATE OR REPLACE MACRO named_moment(x) AS sane(named_day(day_part(x)) + time_of_day(x));
CREATE OR REPLACE MACRO month_first_moment(x) AS sane(numbered_day(day_part(x), 1, 2) + time_of_day(x));
CREATE OR REPLACE MACRO day_first_moment(x) AS sane(numbered_day(day_part(x), 2, 1) + time_of_day(x));
"""


def numeric_order(
    connection: duckdb.DuckDBPyConnection, table: str, cells: dict[str, str], default: Order | None, name: str
) -> Order | None:
    """The order of day and month in a file's numeric dates, told by a part over 12, else ``default``.

    ``cells`` are the headers of the file's times with the SQL of their cells. None where there is no such date or
    where the file contradicts itself. Raises FileRefused ``date_order`` where nothing tells.
    """
    if not cells:
        return None
    every = " UNION ALL ".join(
        f"SELECT _line, '{header.replace(chr(39), chr(39) * 2)}' AS header, {sql} AS x, day_part({sql}) AS d "
        f"FROM {table}"
        for header, sql in cells.items()
    )
    found = connection.execute(
        f"SELECT coalesce(bool_or(one > 12), FALSE), coalesce(bool_or(two > 12), FALSE), arg_min(x, _line), "
        f"arg_min(header, _line), min(_line) FROM (SELECT *, TRY_CAST(regexp_extract(d, '{_NUMBERS}', 1) AS INTEGER) "
        f"AS one, TRY_CAST(regexp_extract(d, '{_NUMBERS}', 2) AS INTEGER) AS two FROM ({every}) "
        f"WHERE regexp_matches(d, '{_NUMBERS}'))"
    ).fetchone()
    if found is None or found[4] is None:
        return None
    day_first, month_first, value, header, line = found
    if day_first and month_first:
        return None
    if day_first or month_first:
        return "day_first" if day_first else "month_first"
    if default is None:
        raise FileRefused("date_order", file=name, line=line, column=header, value=value)
    return default
