"""Rows that hold several items -> one row an item: items joined within cells, or side by side in numbered columns."""

from __future__ import annotations

from typing import Final

from etl.channels.base import NUMBERED, Explode, Layout
from etl.extract import Extracted
from etl.parsers import ident, quote

_UNIT: Final = "\x1f"
_MOST: Final = 1000


def exploded(extracted: Extracted, source: str) -> str:
    """SQL: the cells of ``source``, with a row of several items cut into one row an item, numbered by _part."""
    numbered = numbered_columns(extracted.detected.layout, set(extracted.detected.headers))
    if numbered:
        return _numbered(numbered, source)
    return _joined(extracted, source)


def numbered_columns(layout: Layout, names: set[str]) -> dict[str, list[str | None]]:
    """Each pattern of numbered headers that a file has -> its header for item 1, 2 …, None where that lacks."""
    patterns = {header for field in layout.fields for header in field.headers if NUMBERED in header}
    of = {pattern: _numbers(pattern, names) for pattern in sorted(patterns)}
    most = max((max(numbers) for numbers in of.values() if numbers), default=0)
    return {
        pattern: [pattern.replace(NUMBERED, str(n)) if n in numbers else None for n in range(1, most + 1)]
        for pattern, numbers in of.items()
        if numbers
    }


def _numbers(pattern: str, names: set[str]) -> set[int]:
    before, _, after = pattern.partition(NUMBERED)
    found = {
        name[len(before) : len(name) - len(after)] for name in names if name.startswith(before) and name.endswith(after)
    }
    return {int(number) for number in found if number.isascii() and number.isdigit() and 0 < int(number) <= _MOST}


def _numbered(columns: dict[str, list[str | None]], source: str) -> str:
    """Columns of items side by side: as many parts as the last filled one, at least one."""
    lists = ", ".join(
        f"[{', '.join('NULL::VARCHAR' if header is None else f'cell({ident(header)})' for header in headers)}] "
        f"AS {ident(pattern)}"
        for pattern, headers in columns.items()
    )
    dropped = ", ".join(ident(header) for headers in columns.values() for header in headers if header)
    last = ", ".join(
        f"coalesce(list_max(list_transform({ident(pattern)}, lambda x, i: CASE WHEN x IS NOT NULL THEN i END)), 1)"
        for pattern in columns
    )
    each = ", ".join(f"list_extract({ident(pattern)}, _part) AS {ident(pattern)}" for pattern in columns)
    return (
        f"(SELECT * REPLACE ({each}) FROM (SELECT *, unnest(range(1, greatest({last}, 1) + 1)) AS _part "
        f"FROM (SELECT * EXCLUDE ({dropped}), {lists} FROM {source})))"
    )


def _joined(extracted: Extracted, source: str) -> str:
    rule = extracted.detected.layout.explode
    names = set(extracted.detected.headers)
    joined = [header for header in rule.headers if header in names] if rule else []
    if not rule or not joined or (rule.count and rule.count not in names):
        return f"(SELECT *, 1 AS _part FROM {source})"
    parts = _parts(rule, joined)
    replaced = [
        f"CASE WHEN _parts > 1 THEN list_extract({_split(rule, header)}, _part) "
        f"ELSE {ident(header)} END AS {ident(header)}"
        for header in joined
    ]
    replaced += [
        f"CASE WHEN _part = 1 THEN {ident(header)} END AS {ident(header)}"
        for header in rule.first_only
        if header in names
    ]
    replaced += [
        f"CASE WHEN _parts = 1 THEN {ident(header)} END AS {ident(header)}"
        for header in rule.dropped
        if header in names
    ]
    return (
        f"(SELECT * EXCLUDE (_parts) REPLACE ({', '.join(replaced)}) FROM (SELECT *, unnest(range(1, _parts + 1)) "
        f"AS _part FROM (SELECT *, {parts} AS _parts FROM {source})))"
    )


def _parts(rule: Explode, joined: list[str]) -> str:
    """SQL: how many items a row holds, 1 where that is not certain."""
    cut = [f"len({_split(rule, header)})" for header in joined]
    if rule.count:
        counted = f"TRY_CAST(cell({ident(rule.count)}) AS INTEGER)"
        return f"CASE WHEN {counted} > 1 AND {cut[0]} = {counted} THEN {counted} ELSE 1 END"
    agree = " AND ".join(f"coalesce({other}, {cut[0]}) = {cut[0]}" for other in cut[1:]) or "TRUE"
    return f"CASE WHEN coalesce({cut[0]}, 1) > 1 AND {agree} THEN {cut[0]} ELSE 1 END"


def _split(rule: Explode, header: str) -> str:
    if not rule.begins:
        return f"string_split({ident(header)}, {quote(rule.separator)})"
    start, mark = quote(f"{rule.separator}({rule.begins})"), quote(_UNIT + r"\1")
    marked = f"regexp_replace({ident(header)}, {start}, {mark}, 'g')"
    return f"string_split({marked}, {quote(_UNIT)})"
