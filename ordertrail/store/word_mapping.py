"""Bring orders that have landed up to what their spellings of country and province mean now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.words import COUNTRY, Words, plain, region_of
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.rows import RowsStatement

WORD_MAPPED: Final = "word_mapped"
CHUNK: Final = 20_000

_SPELLING: Final = "replace(lower({}), ',', '，')"
_KINDS: Final = dict.fromkeys(("channel", "country_text", "region_text", "was_country", "country", "region"), "TEXT")
_HOLD: Final = RowsStatement(_KINDS, lambda rows: f"INSERT INTO meanings {rows}")

# What a person set stays, and what a person entered was never a file's spelling.
_OURS: Final = (
    "o.origin <> 'hand' AND strpos(coalesce(o.staff_fields, ''), ',country,') = 0 "
    "AND strpos(coalesce(o.staff_fields, ''), ',region,') = 0"
)


def meanings(connection: Connection, kind: str, spellings: Iterable[str], words: Words) -> list[dict[str, str | None]]:
    """For each place that orders spell in one of these ways: what it is, and what it means by ``words``."""
    column = "country_text" if kind == COUNTRY else "region_text"
    query = text(
        "SELECT DISTINCT channel, country_text, region_text, country, region FROM orders "
        f"WHERE {_SPELLING.format(column)} IN :spellings"
    ).bindparams(bindparam("spellings", expanding=True))
    found = connection.execute(query, {"spellings": sorted({plain(each) for each in spellings})}).tuples()
    told: list[dict[str, str | None]] = []
    for channel, country_text, region_text, country, region in found:
        meant = words.known(COUNTRY, channel, country_text) if country_text else country
        place = region_of(meant, region_text, words, channel)
        # A province that other tables know is none of these words' business.
        mine = meant != country if kind == COUNTRY else meant is not None
        if mine and (meant, place) != (country, region):
            told.append(
                {
                    "channel": channel,
                    "country_text": country_text,
                    "region_text": region_text,
                    "was_country": country,
                    "country": meant,
                    "region": place,
                }
            )
    return told


def count_meant(connection: Connection, told: Sequence[Mapping[str, str | None]]) -> int:
    """How many orders would become other."""
    if not told:
        return 0
    _hold(connection, told)
    return int(connection.execute(text(f"SELECT count(*) {_JOINED}")).scalar_one())


def bring_up(
    uow: UnitOfWork, told: Sequence[Mapping[str, str | None]], actor: Actor, now: datetime, limit: int = CHUNK
) -> int:
    """Give at most ``limit`` orders the places that their texts mean; how many, each with its version and event."""
    connection = uow.connection
    if not told:
        return 0
    _hold(connection, told)
    connection.execute(text("DROP TABLE IF EXISTS meant"))
    connection.execute(
        text(
            "CREATE TEMP TABLE meant AS SELECT o.order_id, o.version + 1 AS version, o.country AS was_country, "
            f"o.region AS was_region, m.country, m.region {_JOINED} ORDER BY o.order_id LIMIT {int(limit)}"
        )
    )
    count = int(connection.execute(text("SELECT count(*) FROM meant")).scalar_one())
    given = {"now": now, "actor": actor.name, "source": actor.source, "kind": WORD_MAPPED}
    if count:
        connection.execute(
            text(
                "INSERT INTO order_events (order_id, version, occurred_at, actor, kind, source, detail) "
                "SELECT order_id, version, CAST(:now AS TIMESTAMP), CAST(:actor AS TEXT), CAST(:kind AS TEXT), "
                f"CAST(:source AS TEXT), {_DETAIL} FROM meant"
            ),
            given,
        )
        connection.execute(
            text(
                "UPDATE orders SET country = m.country, region = m.region, version = m.version, "
                "updated_at = CAST(:now AS TIMESTAMP) FROM (SELECT * FROM meant) AS m "
                "WHERE orders.order_id = m.order_id"
            ),
            given,
        )
        uow.publish(BulkChange(WORD_MAPPED))
    connection.execute(text("DROP TABLE meant"))
    connection.execute(text("DROP TABLE meanings"))
    return count


_JOINED: Final = (
    "FROM orders o JOIN meanings m ON m.channel = o.channel AND m.country_text IS NOT DISTINCT FROM o.country_text "
    "AND m.region_text IS NOT DISTINCT FROM o.region_text AND m.was_country IS NOT DISTINCT FROM o.country "
    f"WHERE {_OURS} AND (o.country IS DISTINCT FROM m.country OR o.region IS DISTINCT FROM m.region)"
)


def _json(cell: str) -> str:
    """SQL: a code of a place as JSON; codes hold nothing that must be escaped."""
    return f"CASE WHEN {cell} IS NULL THEN 'null' ELSE '\"' || {cell} || '\"' END"


def _changed(name: str) -> str:
    old, new = f"was_{name}", name
    pair = f"'\"{name}\":[' || {_json(old)} || ',' || {_json(new)} || ']'"
    return f"CASE WHEN {old} IS DISTINCT FROM {new} THEN {pair} END"


# In a text() a colon before a letter would be a parameter; these stand before a bracket or a brace.
_DETAIL: Final = f"'{{\"fields\":{{' || concat_ws(',', {_changed('country')}, {_changed('region')}) || '}}}}'"


def _hold(connection: Connection, told: Sequence[Mapping[str, str | None]]) -> None:
    connection.execute(text("DROP TABLE IF EXISTS meanings"))
    connection.execute(text(f"CREATE TEMP TABLE meanings ({', '.join(f'{name} TEXT' for name in _KINDS)})"))
    _HOLD.execute(connection, told)
