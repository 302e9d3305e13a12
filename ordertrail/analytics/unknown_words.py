"""Spellings that no table knows: how many orders or held rows have them, since when, and examples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, String, cast, func, null, select
from sqlalchemy.sql.elements import ColumnElement

from ordertrail.domain.places import region_code
from ordertrail.domain.words import CARRIER, COUNTRY, PAYMENT, REGION, STATUS, Words, named, plain
from ordertrail.store.tables import held_rows, imports, orders

EXAMPLES: Final = 3
MOST: Final = 500
_LOOKED_AT: Final = 20_000
_COLUMNS: Final[Mapping[str, Any]] = {
    CARRIER: orders.c.carrier,
    PAYMENT: orders.c.payment_method,
    COUNTRY: orders.c.country_text,
    REGION: orders.c.region_text,
}


@dataclass(frozen=True)
class Spelling:
    """``rows`` counts orders, or held rows of a status; ``examples`` are orders {channel, no} or rows {import_id,
    row_no, no}. ``layout`` and ``column`` tell where a status stood, ``country`` in which country a province is."""

    kind: str
    channel: str
    spelling: str
    rows: int
    first: datetime
    last: datetime
    layout: str | None = None
    column: str | None = None
    examples: list[dict[str, Any]] = field(default_factory=list)
    country: str | None = None


def unknown_words(connection: Connection, kind: str, words: Words) -> list[Spelling]:
    """The commonest ``MOST`` spellings of a kind that neither our tables nor ``words`` know or pass over."""
    if kind == STATUS:
        return [each for each in _statuses(connection) if not words.word(STATUS, each.channel, each.spelling)][:MOST]
    column, land = _COLUMNS[kind], _land(kind)
    query = (
        select(
            orders.c.channel,
            column,
            land,
            func.count(),
            func.min(orders.c.created_at),
            func.max(orders.c.created_at),
        )
        .where(*_unknown(kind))
        .group_by(orders.c.channel, column, land)
        .order_by(func.count().desc(), orders.c.channel, column, land)
        .limit(_LOOKED_AT)
    )
    found = [
        Spelling(kind, channel, spelling, int(count), first, last, country=country)
        for channel, spelling, country, count, first, last in connection.execute(query).tuples()
        if not _known(kind, channel, spelling, country, words)
    ][:MOST]
    return _with_examples(connection, found, column)


def unknown_counts(connection: Connection, words: Words) -> dict[str, int]:
    """How many spellings of each kind are unknown."""
    return {kind: len(unknown_words(connection, kind, words)) for kind in (STATUS, CARRIER, PAYMENT, COUNTRY, REGION)}


def _unknown(kind: str) -> list[ColumnElement[bool]]:
    column = _COLUMNS[kind]
    found: list[ColumnElement[bool]] = [column.is_not(None), column != ""]
    if kind == COUNTRY:
        found.append(orders.c.country.is_(None))
    if kind == REGION:
        found += [orders.c.country.is_not(None), orders.c.region.is_(None)]
    return found


def _land(kind: str) -> Any:
    """The country in which a spelling is to be understood."""
    return orders.c.country if kind == REGION else cast(null(), String)


def _known(kind: str, channel: str, spelling: str, country: str | None, words: Words) -> bool:
    word = words.word(kind, channel, spelling)
    if word and (kind != REGION or not word.value or word.value.startswith(f"{country}-")):
        return True
    if kind in (CARRIER, PAYMENT):
        return named(kind, spelling) is not None
    return kind == REGION and region_code(country, spelling) is not None


def _with_examples(connection: Connection, found: list[Spelling], column: Any) -> list[Spelling]:
    if not found:
        return found
    land = _land(found[0].kind)
    place = func.row_number().over(
        partition_by=(orders.c.channel, column, land), order_by=(orders.c.created_at.desc(), orders.c.channel_order_no)
    )
    ranked = (
        select(
            orders.c.channel,
            column.label("spelling"),
            land.label("land"),
            orders.c.channel_order_no,
            place.label("place"),
        )
        .where(*_unknown(found[0].kind), column.in_({each.spelling for each in found}))
        .subquery()
    )
    examples: dict[tuple[str, str, str | None], list[dict[str, Any]]] = {}
    query = select(ranked.c.channel, ranked.c.spelling, ranked.c.land, ranked.c.channel_order_no)
    query = query.where(ranked.c.place <= EXAMPLES).order_by(ranked.c.place)
    for channel, spelling, country, number in connection.execute(query).tuples():
        examples.setdefault((channel, spelling, country), []).append({"channel": channel, "no": number})
    for each in found:
        each.examples.extend(examples.get((each.channel, each.spelling, each.country), []))
    return found


def _statuses(connection: Connection) -> list[Spelling]:
    """Status words of rows that are held for them alone."""
    query = (
        select(
            imports.c.channel,
            held_rows.c.layout,
            held_rows.c.column_name,
            held_rows.c.params,
            func.count(),
            func.min(imports.c.created_at),
            func.max(imports.c.created_at),
        )
        .select_from(_open_statuses())
        .where(*_held())
        .group_by(imports.c.channel, held_rows.c.layout, held_rows.c.column_name, held_rows.c.params)
        .order_by(func.count().desc(), held_rows.c.params)
        .limit(_LOOKED_AT)
    )
    rows = list(connection.execute(query).tuples())
    found: list[Spelling] = []
    for channel, layout, column, params, count, first, last in rows:
        value = json.loads(params or "{}").get("value")
        if value:
            examples = _rows_with(connection, channel, layout, column, params) if len(found) < MOST else []
            found.append(Spelling(STATUS, channel, value, int(count), first, last, layout, column, examples))
    return found


def _rows_with(connection: Connection, channel: str, layout: str, column: str, params: str) -> list[dict[str, Any]]:
    query = (
        select(held_rows.c.import_id, held_rows.c.row_no, held_rows.c.channel_order_no)
        .select_from(_open_statuses())
        .where(
            *_held(),
            imports.c.channel == channel,
            held_rows.c.layout.is_not_distinct_from(layout),
            held_rows.c.column_name.is_not_distinct_from(column),
            held_rows.c.params == params,
        )
        .order_by(imports.c.created_at.desc(), held_rows.c.row_no)
        .limit(EXAMPLES)
    )
    rows = connection.execute(query).tuples()
    return [{"import_id": import_id, "row_no": int(number), "no": no} for import_id, number, no in rows]


def held_with_words(connection: Connection, keys: Iterable[tuple[str | None, str]]) -> list[tuple[str, int]]:
    """Open rows that are held for one of these status words: (channel or None for all, spelling)."""
    wanted = {(channel, plain(spelling)) for channel, spelling in keys}
    query = (
        select(imports.c.channel, held_rows.c.params, held_rows.c.import_id, held_rows.c.row_no)
        .select_from(_open_statuses())
        .where(*_held())
    )
    found = []
    for channel, params, import_id, number in connection.execute(query).tuples():
        form = plain(str(json.loads(params or "{}").get("value") or ""))
        if {(channel, form), (None, form)} & wanted:
            found.append((import_id, int(number)))
    return found


def _open_statuses() -> Any:
    return held_rows.join(imports, imports.c.import_id == held_rows.c.import_id)


def _held() -> list[ColumnElement[bool]]:
    return [
        held_rows.c.reason == "unknown_status",
        held_rows.c.state.is_(None),
        held_rows.c.row_no.is_not(None),
        imports.c.state == "landed",
        imports.c.undone_at.is_(None),
    ]
