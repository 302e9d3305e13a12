"""What the columns of an unknown file look like: judged by their values, whatever their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb

from etl.channels.base import Field, Layout
from etl.parsers import ident, quote
from ordertrail.domain.places import country_code

JUDGED_ROWS: Final = 20_000
MOST_WORDS: Final = 40
_SAMPLES: Final = 5
_SAMPLE_LENGTH: Final = 80

_YEAR_FIRST: Final = r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?([ T].*)?"
_NUMBERED: Final = r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})([ T,].*)?"
_NAMED: Final = (
    r"([0-9]{1,2}[-/ .]+\p{L}{3,9}[.]?[-/ ,]+[0-9]{2,4}|\p{L}{3,9}[.]?[-/ ]+[0-9]{1,2}[-/ ,]+[0-9]{2,4})( .*)?"
)
_SIGNED: Final = r"^[+-]?[A-Z]{0,3} ?[¥￥$€£]?|[ \x{a0}]|[¥￥$€£元]|[A-Z]{3}$"
_POINT: Final = r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?"
_COMMA: Final = r"-?([0-9]{1,3}([.][0-9]{3})+|[0-9]+)(,[0-9]+)?"
_SHARES: Final[dict[str, str]] = {
    "year_first": f"regexp_full_match(v, '{_YEAR_FIRST}')",
    "numbered": f"regexp_full_match(v, '{_NUMBERED}')",
    "named": f"regexp_full_match(v, '{_NAMED}')",
    "point": f"regexp_full_match(bare, '{_POINT}')",
    "comma": f"regexp_full_match(bare, '{_COMMA}')",
    "cents": "regexp_full_match(bare, '-?[0-9.,]*[.,][0-9]{1,2}')",
    "whole": "regexp_full_match(v, '[+-]?[0-9]{1,7}([.]0+)?')",
    "negative": "starts_with(v, '-')",
    "email": r"regexp_full_match(v, '[^@\s]+@[^@\s]+[.][^@\s.]+')",
    "phone": r"regexp_full_match(v, '[''+(]{0,2}[0-9*][0-9*() +./-]{6,18}[0-9*]') AND "
    f"length(regexp_replace(v, '[^0-9*]', '', 'g')) BETWEEN 7 AND 15 AND NOT regexp_full_match(v, '{_YEAR_FIRST}')",
    "currency": "v IN (SELECT code FROM currencies)",
    "letters": r"regexp_matches(v, '\p{L}{2}')",
}
_OVER_12: Final = ("first_over_12", "second_over_12")
_COUNTS: Final[dict[str, str]] = {
    "first_over_12": f"TRY_CAST(regexp_extract(v, '^{_NUMBERED}$', 1) AS INTEGER) > 12",
    "second_over_12": f"TRY_CAST(regexp_extract(v, '^{_NUMBERED}$', 2) AS INTEGER) > 12",
    # A comma or a point with other than three digits behind it can only be a decimal sign.
    "comma_cents": r"regexp_full_match(bare, '-?[0-9.]*,([0-9]{1,2}|[0-9]{4,})')",
    "point_cents": r"regexp_full_match(bare, '-?[0-9,]*[.]([0-9]{1,2}|[0-9]{4,})')",
}


@dataclass(frozen=True)
class Column:
    """``shares`` (0 to 1, of the filled cells that were judged) and ``counts`` of each look; ``words`` with their
    number where they are few; ``country`` the share of cells that name one; ``length`` the usual one of a text.
    """

    header: str
    position: int
    rows: int = 0
    filled: int = 0
    distinct: int = 0
    judged: int = 0
    length: float = 0.0
    country: float = 0.0
    samples: tuple[str, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)

    def share(self, *looks: str) -> float:
        """Of all ``looks`` together."""
        return sum(self.shares.get(look, 0.0) for look in looks)


def anything(headers: Sequence[str]) -> Layout:
    """A layout that speaks of every column, so that all are read; of two alike the first."""
    seen: dict[str, str] = {}
    for header in headers:
        if header and not header.lower().startswith("_"):
            seen.setdefault(header.lower(), header)
    fields = tuple(Field(f"f{position}", (header,)) for position, header in enumerate(seen.values()))
    return Layout(
        code="unknown",
        channel="unknown",
        merges_as=None,
        key=Field("order_no", ()),
        fields=fields,
        needs=(),
        rows="items",
        order={},
        line={},
    )


def judge_columns(connection: duckdb.DuckDBPyConnection, table: str, headers: Sequence[str]) -> list[Column]:
    """Each column of the table of texts ``table``, in the order of the file."""
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    rows = int(row[0]) if row else 0
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS SELECT * FROM {table} ORDER BY _line LIMIT {JUDGED_ROWS}"
    )
    layout = anything(headers)
    return [
        _judge(connection, table, header, headers.index(header), rows)
        for header in (field.headers[0] for field in layout.fields)
    ]


def _judge(connection: duckdb.DuckDBPyConnection, table: str, header: str, position: int, rows: int) -> Column:
    shares = ", ".join(f"count(*) FILTER ({sql})" for sql in _SHARES.values())
    counts = ", ".join(f"count(*) FILTER ({sql})" for sql in _COUNTS.values())
    found = _row(
        connection,
        f"SELECT count(*), count(DISTINCT v), coalesce(avg(length(v)), 0), {shares}, {counts} "
        f"FROM ({_cells(header, 'judged')}) WHERE v IS NOT NULL",
    )
    judged, distinct, length = int(found[0]), int(found[1]), float(found[2])
    words = {}
    if 0 < distinct <= MOST_WORDS and length <= MOST_WORDS:
        words = _words(connection, table, header)
    told = {look: int(n) for look, n in zip((*_SHARES, *_COUNTS), found[3:], strict=True)}
    if judged and told["numbered"] > judged / 2:
        # Whether days or months lead may show in a single row of the whole file.
        over = ", ".join(f"count(*) FILTER ({_COUNTS[name]})" for name in _OVER_12)
        row = _row(connection, f"SELECT {over} FROM ({_cells(header, table)}) WHERE v IS NOT NULL")
        told |= dict(zip(_OVER_12, map(int, row), strict=True))
    filled = _row(connection, f"SELECT count({ident(header)}) FROM {table} WHERE {ident(header)} <> ''")
    samples = connection.execute(
        f"SELECT v FROM (SELECT cell({ident(header)}) AS v, min(_line) AS place FROM judged GROUP BY 1) "
        f"WHERE v IS NOT NULL ORDER BY place LIMIT {_SAMPLES}"
    ).fetchall()
    return Column(
        header=header,
        position=position,
        rows=rows,
        filled=int(filled[0]),
        distinct=distinct,
        judged=judged,
        length=length,
        country=_country(connection, header, judged) if 0 < distinct <= 300 else 0.0,
        samples=tuple(_shown(sample) for (sample,) in samples),
        shares={look: told[look] / judged if judged else 0.0 for look in _SHARES},
        counts={look: told[look] for look in _COUNTS},
        words=words,
    )


def _cells(header: str, table: str) -> str:
    """SQL: each cell as ``v``, and as ``bare`` without signs of currency."""
    return (
        f"SELECT v, regexp_replace(v, '{_SIGNED}', '', 'g') AS bare "
        f"FROM (SELECT cell({ident(header)}) AS v FROM {table})"
    )


def _words(connection: duckdb.DuckDBPyConnection, table: str, header: str) -> dict[str, int]:
    found = connection.execute(
        f"SELECT v, n FROM (SELECT cell({ident(header)}) AS v, count(*) AS n FROM {table} GROUP BY 1) "
        f"WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT {MOST_WORDS * 5}"
    ).fetchall()
    return {str(word): int(count) for word, count in found}


def _country(connection: duckdb.DuckDBPyConnection, header: str, judged: int) -> float:
    found = connection.execute(
        f"SELECT v, n FROM (SELECT cell({ident(header)}) AS v, count(*) AS n FROM judged GROUP BY 1) "
        "WHERE v IS NOT NULL"
    ).fetchall()
    return sum(count for word, count in found if country_code(word)) / judged if judged else 0.0


def repeats_of(connection: duckdb.DuckDBPyConnection, key: str, head: str) -> tuple[float, float]:
    """Rows an order has where ``key`` is its number, and the share of rows that have ``head`` as well."""
    found = _row(
        connection,
        f"SELECT count(k), count(DISTINCT k), count(h) FILTER (k IS NOT NULL) FROM "
        f"(SELECT cell({ident(key)}) AS k, cell({ident(head)}) AS h FROM judged)",
    )
    rows, orders, headed = (int(each) for each in found)
    return (rows / orders if orders else 0.0, headed / rows if rows else 0.0)


def prefixes_of(connection: duckdb.DuckDBPyConnection, key: str, table: str) -> dict[str, int]:
    """The letters before the digits of order numbers, with the rows that have them; none where every number does."""
    found = connection.execute(
        f"SELECT regexp_extract(k, '^([A-Za-z]{{1,3}})-?[0-9]+$', 1) AS p, count(*) FROM "
        f"(SELECT cell({ident(key)}) AS k FROM {table}) WHERE k IS NOT NULL GROUP BY 1"
    ).fetchall()
    told = {str(prefix): int(count) for prefix, count in found}
    return {prefix: count for prefix, count in told.items() if prefix} if told.get("") else {}


def negative_share(connection: duckdb.DuckDBPyConnection, key: str, prefix: str, amount: str, table: str) -> float:
    """Of the rows whose order number begins with ``prefix``, how many have a negative ``amount``."""
    found = _row(
        connection,
        f"SELECT count(*), count(*) FILTER (starts_with(cell({ident(amount)}), '-')) FROM {table} "
        f"WHERE starts_with(cell({ident(key)}), {quote(prefix)})",
    )
    return int(found[1]) / int(found[0]) if found[0] else 0.0


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SAMPLE_LENGTH else plain[: _SAMPLE_LENGTH - 1] + "…"


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row
