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
# Some languages say "at" between day and clock.
_CLOCK: Final = r"(?i)(?:,? (?:à|às|at|um|om|a las|alle|alle ore))?[T ,]+[0-9]{1,2}:[0-9]{2}"
_CHINESE: Final = r"^([0-9]{4})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$"
# Day, month and year, the month by its name -> where each stands.
_FORMS: Final = (
    (rf"^([0-9]{{1,2}})[.]?[ /-]*({_NAME})[ ,/-]*([0-9]{{4}}|[0-9]{{2}})$", r"\3|\2|\1"),
    (rf"^({_NAME})[ /-]*([0-9]{{1,2}})(?:[ ,/-]+)([0-9]{{4}}|[0-9]{{2}})$", r"\3|\1|\2"),
    (rf"^([0-9]{{4}})[ /-]+({_NAME})[ /-]+([0-9]{{1,2}})$", r"\1|\2|\3"),
)


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
    """SQL macros that write a day and clock as ``YYYY-MM-DD HH:MM:SS``: ``iso_named(x)``, ``iso_month_first(x)`` and
    ``iso_day_first(x)``; a text that is written otherwise stays as it is.

    A lambda's parameter stands for a value, where a macro's is copied, with all that makes it, into every use.
    """
    months = ", ".join(f"'{name}': {number}" for name, number in sorted(_month_names().items()))
    parted = "d"
    for form, order in _FORMS:
        parted = f"regexp_replace({parted}, '{form}', '{order}')"
    return rf"""
CREATE OR REPLACE MACRO day_part(x) AS
    trim(regexp_replace(regexp_replace(x, '{_CLOCK}.*$', ''), '(?i) d[eu] ', ' ', 'g'));
CREATE OR REPLACE MACRO clock_part(x) AS list_transform(
    [upper(regexp_replace(regexp_extract(x, '[T ,]([0-9]{{1,2}}:[0-9]{{2}}.*)$', 1),
        '[ .\x{{a0}}\x{{202f}}]', '', 'g'))],
    lambda c: CASE WHEN c = '' THEN '' WHEN regexp_matches(c, '[AP]M$')
        THEN ' ' || try_strptime(c, ['%I:%M%p', '%I:%M:%S%p'])::TIME ELSE ' ' || c END)[1];
CREATE OR REPLACE MACRO full_year(y) AS CASE WHEN length(y) = 2 THEN '20' || y ELSE y END;
CREATE OR REPLACE MACRO iso(x, parted, named) AS coalesce(list_transform([string_split(parted, '|')],
    lambda p: CASE WHEN len(p) = 3 THEN full_year(p[1]) || '-' || CASE WHEN named
        THEN map {{{months}}}[rtrim(strip_accents(lower(p[2])), '.')]::VARCHAR ELSE p[2] END || '-' || p[3]
        || clock_part(x) END)[1], x);
CREATE OR REPLACE MACRO iso_named(x) AS iso(x, list_transform([day_part(x)], lambda d: {parted})[1], true);
CREATE OR REPLACE MACRO iso_chinese(x) AS iso(x, regexp_replace(day_part(x), '{_CHINESE}', '\1|\2|\3'), false);
CREATE OR REPLACE MACRO iso_month_first(x) AS iso(x, regexp_replace(day_part(x), '{_NUMBERS}', '\3|\1|\2'), false);
CREATE OR REPLACE MACRO iso_day_first(x) AS iso(x, regexp_replace(day_part(x), '{_NUMBERS}', '\3|\2|\1'), false);
"""


def numeric_order(
    connection: duckdb.DuckDBPyConnection, table: str, cells: dict[str, str], default: Order | None, name: str
) -> Order | None:
    """The order of day and month in a file's numeric dates, told by a part over 12 or by dots, else ``default``.

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
    one, two = (f"TRY_CAST(regexp_extract(d, '{_NUMBERS}', {at}) AS INTEGER)" for at in (1, 2))
    found = connection.execute(
        "SELECT coalesce(bool_or(one > 12), FALSE), coalesce(bool_or(two > 12), FALSE), arg_min(x, _line), "
        "arg_min(header, _line), min(_line), bool_and(contains(d, '.')) "
        f"FROM (SELECT *, {one} AS one, {two} AS two FROM ({every}) WHERE regexp_matches(d, '{_NUMBERS}'))"
    ).fetchone()
    if found is None or found[4] is None:
        return None
    day_first, month_first, value, header, line, dotted = found
    if day_first and month_first:
        return None
    if day_first or month_first:
        return "day_first" if day_first else "month_first"
    if dotted:
        return "day_first"
    if default is None:
        raise FileRefused("date_order", file=name, line=line, column=header, value=value)
    return default
