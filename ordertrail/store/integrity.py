"""What holds the store together, since neither engine is asked to: each rule finds what breaks it.

The unit of work keeps these rules; a fault means a lost disk block, a foreign hand or an error of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Text, text

from ordertrail.store import drafts, integrity_ledger
from ordertrail.store.engine import Store
from ordertrail.store.integrity_terms import terms_faults
from ordertrail.store.rates import base_amount
from ordertrail.store.tables import metadata

SAMPLE: Final = 300


@dataclass(frozen=True)
class Fault:
    """``count`` rows break the rule ``code``; ``example`` is one, as people know it.

    Not ``grave``: worth knowing, but nothing need be wrong.
    """

    code: str
    count: int
    example: str
    grave: bool = True


ORDER: Final = "coalesce(o.channel, '?') || ' ' || coalesce(o.channel_order_no, '?')"

# Table -> SQL for one of its rows as people know it: no order is left that could give it a number.
STRAYS: Final = {
    "order_lines": "coalesce(t.sku, '') || ' ' || coalesce(t.name, '')",
    "order_surcharges": "t.kind || ' ' || CAST(t.amount AS TEXT)",
    "order_events": "t.kind || ' ' || CAST(t.occurred_at AS TEXT) || ' ' || t.actor",
    "conflicts": "t.import_id || ' ' || t.field",
    **integrity_ledger.STRAYS,
}
STRAY_CODES: Final = {
    "order_lines": "lines_astray",
    "order_surcharges": "surcharges_astray",
    "order_events": "events_astray",
    "conflicts": "conflicts_astray",
    **integrity_ledger.STRAY_CODES,
}


# Kinds of events that may say to which stage the order went.
_STAGE_KINDS: Final = (
    "'created', 'imported', 'import_changed', 'stage_changed', 'parcel_shipped', 'undone', 'import_undone'"
)
# So long a committed change may lack its number because the next look of the relay has not come yet.
_RELAY_SLACK: Final = "INTERVAL '1 minute'"


def rules(zone: str, base: str, engine: str) -> dict[str, str]:
    """Code -> a query whose rows, with one column ``example``, break the rule."""
    strays = {
        STRAY_CODES[table]: f"SELECT {shown} AS example FROM {table} t LEFT JOIN orders o ON o.order_id = t.order_id "
        "WHERE o.order_id IS NULL"
        for table, shown in STRAYS.items()
    }
    recomputed = base_amount("o.currency", "o.total", "o.order_day", base)
    found = {
        "orders_doubled": f"SELECT min({ORDER}) AS example FROM orders o GROUP BY o.order_id HAVING count(*) > 1",
        "versions_off": f"SELECT {ORDER} AS example FROM orders o LEFT JOIN (SELECT order_id, count(*) AS events, "
        "max(version) AS last FROM order_events GROUP BY order_id) e ON e.order_id = o.order_id "
        "WHERE o.version <> coalesce(e.events, 0) OR o.version <> e.last",
        "events_doubled": f"SELECT {ORDER} AS example FROM (SELECT order_id FROM order_events "
        "GROUP BY order_id, version HAVING count(*) > 1) e JOIN orders o ON o.order_id = e.order_id",
        "stages_off": f"SELECT min({ORDER}) AS example FROM orders o JOIN (SELECT order_id, to_value, rank() OVER "
        "(PARTITION BY order_id ORDER BY version DESC) AS back FROM order_events "
        f"WHERE kind IN ({_STAGE_KINDS}) AND to_value IS NOT NULL) e ON e.order_id = o.order_id AND e.back = 1 "
        "GROUP BY o.order_id HAVING bool_and(o.stage IS DISTINCT FROM e.to_value)",
        "held_rows_astray": "SELECT h.file || ':' || coalesce(CAST(h.line AS TEXT), '?') AS example FROM held_rows h "
        "LEFT JOIN imports i ON i.import_id = h.import_id WHERE i.import_id IS NULL",
        "imports_missing": f"SELECT {ORDER} AS example FROM orders o LEFT JOIN imports i ON i.import_id = o.import_id "
        "WHERE o.import_id IS NOT NULL AND i.import_id IS NULL",
        "quantities_negative": f"SELECT {ORDER} || ': ' || coalesce(t.sku, t.name, '') AS example FROM order_lines t "
        "JOIN orders o ON o.order_id = t.order_id WHERE t.quantity < 0",
        "numbers_missing": "SELECT CAST(seq + 1 AS TEXT) AS example FROM (SELECT seq, lead(seq) OVER (ORDER BY seq) "
        "AS next FROM (SELECT 0 AS seq UNION ALL SELECT seq FROM outbox WHERE seq IS NOT NULL) s) n "
        "WHERE next > seq + 1",
        "numbers_late": "SELECT CAST(b.occurred_at AS TEXT) || ' ' || b.body AS example FROM outbox b "
        f"WHERE b.seq IS NULL AND {_late(engine)}",
        "numbers_doubled": "SELECT CAST(seq AS TEXT) AS example FROM outbox WHERE seq IS NOT NULL "
        "GROUP BY seq HAVING count(*) > 1",
        "keys_off": f"SELECT {ORDER} AS example FROM orders o WHERE o.order_id <> {drafts.key('o.')} "
        "OR o.channel IS NULL OR o.channel_order_no IS NULL",
        "days_off": f"SELECT {ORDER} AS example FROM orders o "
        f"WHERE o.order_day IS DISTINCT FROM {drafts.business_day('o.placed_at', zone)}",
        # Engines round the fifth digit differently; an order without a rate has no amount to compare.
        "base_off": f"SELECT {ORDER} AS example FROM (SELECT o.*, {recomputed} AS due FROM orders o) o "
        "WHERE due IS NOT NULL AND (o.base_total IS NULL OR abs(o.base_total - due) > 0.0001)",
        **({"texts_unsound": _unsound_texts()} if engine == "duckdb" else {}),
    }
    return strays | integrity_ledger.ledger_rules(ORDER) | found


def _late(engine: str) -> str:
    """Where one process writes, it numbers what it writes; on a server the relay does a little later."""
    if engine == "duckdb":
        return "TRUE"
    return f"b.occurred_at < (SELECT max(occurred_at) FROM outbox WHERE seq IS NOT NULL) - {_RELAY_SLACK}"


def _unsound_texts() -> str:
    """PostgreSQL stores no NUL, so one can only be in an embedded store."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}.{column.name}' AS example FROM {table.name} WHERE contains(\"{column.name}\", chr(0))"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Text)
    )


NOT_GRAVE: Final = frozenset({"base_off", "imports_missing"})


def find_faults(store: Store, progress: Callable[[int, int], None] | None = None) -> list[Fault]:
    """Every rule that is broken, all of one moment of the store. Reads every cell of all tables.

    ``progress`` is told ``done`` of ``total`` steps. Raises StoreDown where a block of the file is damaged.
    """
    asked = rules(store.zone, store.base_currency, store.backend.name)
    total = len(asked) + 2
    faults = []
    with store.read() as connection:
        if progress:
            progress(0, total)
        for table in metadata.tables:
            connection.execute(text(f"SELECT max(length(CAST(t AS TEXT))) FROM {table} t")).scalar()
        for done, (code, query) in enumerate(asked.items(), start=1):
            if progress:
                progress(done, total)
            counted = text(f"SELECT count(*), min(example) FROM ({query}) broken")
            count, example = connection.execute(counted).one()
            if count:
                faults.append(Fault(code, int(count), str(example).strip(), code not in NOT_GRAVE))
        if progress:
            progress(total - 1, total)
        words = [Fault(*each) for each in terms_faults(connection, SAMPLE)]
        astray = _index_faults(connection, store.backend.name)
    return faults + words + astray


def _index_faults(connection: Connection, engine: str) -> list[Fault]:
    """Orders of a sample of which an index tells otherwise than reading every row does."""
    scanned = _by_scan(connection, engine)
    found = _by_index(connection, engine, list(scanned))
    wrong = sorted(
        f"{channel} {no}" for key, (channel, no, version, lines) in scanned.items() if found[key] != (version, lines)
    )
    return [Fault("index_off", len(wrong), wrong[0])] if wrong else []


Seen = dict[UUID, tuple[str, str, int, int]]


def _by_scan(connection: Connection, engine: str) -> Seen:
    """A sample that no index was asked for: key -> channel, number, version, number of lines."""
    _allow(connection, engine, indexes=False)
    # The cast keeps either engine from looking a key up.
    picked = "SELECT order_id FROM orders ORDER BY md5(CAST(order_id AS TEXT)) LIMIT :sample"
    rows = connection.execute(
        text(
            "SELECT p.order_id, o.channel, o.channel_order_no, o.version, "
            "(SELECT count(*) FROM order_lines l WHERE CAST(l.order_id AS TEXT) = p.named) AS lines "
            f"FROM (SELECT CAST(order_id AS TEXT) AS named, order_id FROM ({picked}) s) p "
            "JOIN orders o ON CAST(o.order_id AS TEXT) = p.named"
        ),
        {"sample": SAMPLE},
    )
    return {_uuid(row[0]): (row[1] or "?", row[2] or "?", int(row[3]), int(row[4])) for row in rows}


def _by_index(connection: Connection, engine: str, keys: list[UUID]) -> dict[UUID, tuple[int | None, int]]:
    """Key -> version (None where the order is not found), number of lines; looked up one by one."""
    _allow(connection, engine, indexes=True)
    version = text("SELECT version FROM orders WHERE order_id = CAST(:key AS UUID)")
    lines = text("SELECT count(*) FROM (SELECT line_no FROM order_lines WHERE order_id = CAST(:key AS UUID)) l")
    found = {}
    for key in keys:
        given = {"key": str(key)}
        row = connection.execute(version, given).first()
        found[key] = (int(row[0]) if row else None, int(connection.execute(lines, given).scalar_one()))
    return found


def _allow(connection: Connection, engine: str, *, indexes: bool) -> None:
    """PostgreSQL chooses by itself; DuckDB looks a key up wherever a column with an index is compared with it."""
    if engine == "postgresql":
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = {'on' if indexes else 'off'}"))
        connection.execute(text(f"SET LOCAL enable_seqscan = {'off' if indexes else 'on'}"))


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def newest_moment(store: Store) -> datetime | None:
    """When the store was last changed by its own account, naive UTC; None for an untouched one."""
    with store.read() as connection:
        found = connection.execute(
            text("SELECT greatest((SELECT max(occurred_at) FROM outbox), (SELECT max(created_at) FROM imports))")
        ).scalar_one()
    return found if isinstance(found, datetime) else None


def engine_version(store: Store) -> str:
    """Such as 1.5.5 or 15.9."""
    with store.read() as connection:
        asked = "SHOW server_version" if store.backend.name == "postgresql" else "SELECT version()"
        return str(connection.execute(text(asked)).scalar_one()).lstrip("v").split()[0]


def zone_agrees(store: Store, now: datetime) -> bool:
    """Whether the engine's time zone data give the hours that Python's give, over the year around ``now``."""
    zone = ZoneInfo(store.zone)
    with store.read() as connection:
        for month in range(-6, 7):
            moment = now.replace(microsecond=0) + timedelta(days=30 * month)
            there = connection.execute(
                text("SELECT CAST(:moment AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE :zone"),
                {"moment": moment.isoformat(" "), "zone": store.zone},
            ).scalar_one()
            if there != moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None):
                return False
    return True
