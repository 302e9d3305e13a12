"""What looks wrong with a file before it lands, found over all of its orders at once.

Works on the temporary tables incoming and judged. A warning is {code, count, example, params}: ``count`` of what it
speaks, ``example`` an order's number, ``params`` to fill its sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, text

from ordertrail.store.tables import import_files, imports

# An amount is an outlier above so many times the median, in a currency with so many orders.
OUTLIER: Final = 50
FEWEST: Final = 20
# Days of more orders than these, over so many months, reach past the twelfth unless month and day are turned round.
FEWEST_DAYS: Final = 30
FEWEST_MONTHS: Final = 6
LONGEST_SPAN: Final = 36
_RANKS: Final = ("awaiting_payment", "paid", "preparing", "shipped", "delivered", "done")

Warning = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """``now``: naive UTC. ``files``: name and digest of each; ``channel``: of the import."""

    now: datetime
    channel: str
    files: Sequence[Mapping[str, Any]]


def find_warnings(connection: Connection, asked: Asked) -> list[Warning]:
    """Every warning, the gravest first."""
    found = _same_file(connection, asked)
    if not found:
        found += _overlap(connection)
    for look in (_future, _month_first, _stages_back, _outliers, _new_currencies, _no_region, _empty_months):
        found += look(connection, asked)
    return [*found, *_fewer(connection, asked)]


def _warning(code: str, count: int, example: str | None = None, **params: Any) -> Warning:
    return {"code": code, "count": int(count), "example": example, "params": params}


def _same_file(connection: Connection, asked: Asked) -> list[Warning]:
    """This very file landed before and was not taken back."""
    digests = {file["digest"]: file["name"] for file in asked.files if file.get("digest")}
    query = (
        select(import_files.c.digest, imports.c.import_id, imports.c.settled_at, imports.c.actor)
        .join(imports, imports.c.import_id == import_files.c.import_id)
        .where(import_files.c.digest.in_(bindparam("digests", expanding=True)), imports.c.state == "landed")
        .order_by(imports.c.settled_at.desc())
    )
    told: dict[str, Warning] = {}
    for row in connection.execute(query, {"digests": list(digests)}):
        known = {"file": digests[row.digest], "import_id": row.import_id, "who": row.actor}
        when = row.settled_at.isoformat() if row.settled_at else None
        told.setdefault(row.digest, _warning("same_file", 1, **known, when=when))
    return list(told.values())


def _overlap(connection: Connection) -> list[Warning]:
    """Most of the file's orders came with one earlier import, and say now what they said then."""
    row = connection.execute(
        text(
            "SELECT o.import_id, count(*) AS orders, (SELECT count(*) FROM incoming) AS told, min(i.channel_order_no) "
            "FROM incoming i JOIN judged j ON j.order_id = i.order_id JOIN orders o ON o.order_id = i.order_id "
            "WHERE j.kind = 'unchanged' AND o.import_id IS NOT NULL GROUP BY o.import_id ORDER BY 2 DESC, 1 LIMIT 1"
        )
    ).first()
    if row is None or row[1] * 2 <= row[2]:
        return []
    settled = connection.execute(select(imports.c.settled_at).where(imports.c.import_id == row[0])).scalar()
    when = settled.isoformat() if settled else None
    return [_warning("overlap", row[1], row[3], import_id=row[0], when=when, total=int(row[2]))]


def _future(connection: Connection, asked: Asked) -> list[Warning]:
    soon = {"soon": asked.now + timedelta(days=1)}
    return _counted(connection, "future", "placed_at > CAST(:soon AS TIMESTAMP)", "placed_at DESC", soon)


def _counted(
    connection: Connection, code: str, where: str, order: str, given: Mapping[str, Any], **params: Any
) -> list[Warning]:
    count = connection.execute(text(f"SELECT count(*) FROM incoming WHERE {where}"), given).scalar_one()
    if not count:
        return []
    example = connection.execute(
        text(f"SELECT channel_order_no FROM incoming WHERE {where} ORDER BY {order}, channel_order_no LIMIT 1"), given
    ).scalar()
    return [_warning(code, count, example, **params)]


def _month_first(connection: Connection, _asked: Asked) -> list[Warning]:
    """No day is past the twelfth: month and day were turned round somewhere on the way."""
    row = connection.execute(
        text(
            "SELECT count(*), max(extract(day FROM order_day)), count(DISTINCT extract(month FROM order_day)), "
            "count(DISTINCT order_day), min(channel_order_no) FROM incoming"
        )
    ).one()
    if row[3] >= FEWEST_DAYS and row[1] <= 12 and row[2] >= FEWEST_MONTHS:
        return [_warning("month_first", row[0], row[4])]
    return []


def _stages_back(connection: Connection, _asked: Asked) -> list[Warning]:
    """Orders that would go back to an earlier stage: the file may be older than what is there."""
    ranks = " ".join(f"WHEN '{stage}' THEN {rank}" for rank, stage in enumerate(_RANKS))
    row = connection.execute(
        text(
            "SELECT count(*), min(o.channel_order_no) FROM judged j JOIN merged m ON m.order_id = j.order_id "
            "JOIN orders o ON o.order_id = j.order_id WHERE strpos(',' || j.fields || ',', ',stage,') > 0 "
            f"AND CASE m.stage {ranks} END < CASE o.stage {ranks} END"
        )
    ).one()
    return [_warning("stages_back", row[0], row[1])] if row[0] else []


def _outliers(connection: Connection, _asked: Asked) -> list[Warning]:
    row = connection.execute(
        text(
            "SELECT i.channel_order_no, i.currency, i.total, m.middle, (SELECT count(*) FROM incoming x JOIN "
            f"({_MEDIANS}) y ON y.currency = x.currency WHERE x.total > {OUTLIER} * y.middle) AS outliers "
            f"FROM incoming i JOIN ({_MEDIANS}) m ON m.currency = i.currency "
            f"WHERE i.total > {OUTLIER} * m.middle ORDER BY i.total DESC, i.channel_order_no LIMIT 1"
        )
    ).first()
    if row is None:
        return []
    middle = f"{row[3]:.2f}"
    return [_warning("outlier", row[4], row[0], currency=row[1], amount=f"{row[2]:f}", median=middle)]


_MEDIANS: Final = (
    "SELECT currency, percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(total AS DOUBLE PRECISION)) AS middle "
    f"FROM incoming WHERE total > 0 GROUP BY currency HAVING count(*) >= {FEWEST}"
)


def _new_currencies(connection: Connection, _asked: Asked) -> list[Warning]:
    """A currency that no order has had, in a store that has orders."""
    rows = connection.execute(
        text(
            "SELECT i.currency, count(*), min(i.channel_order_no) FROM incoming i WHERE i.currency IS NOT NULL "
            "AND i.currency NOT IN (SELECT currency FROM orders WHERE currency IS NOT NULL) "
            "AND EXISTS (SELECT 1 FROM orders) GROUP BY i.currency ORDER BY i.currency"
        )
    )
    return [_warning("new_currency", count, example, currency=currency) for currency, count, example in rows]


def _no_region(connection: Connection, _asked: Asked) -> list[Warning]:
    """Half of the orders have no known province."""
    total = connection.execute(text("SELECT count(*) FROM incoming")).scalar_one()
    found = _counted(connection, "no_region", "region IS NULL", "source_line", {}, total=int(total))
    return found if found and found[0]["count"] * 2 >= total else []


def _empty_months(connection: Connection, _asked: Asked) -> list[Warning]:
    """A month without an order between months that have some."""
    rows = connection.execute(
        text(
            "SELECT DISTINCT CAST(extract(year FROM order_day) AS INTEGER) * 12 "
            "+ CAST(extract(month FROM order_day) AS INTEGER) - 1 AS month FROM incoming WHERE order_day IS NOT NULL"
        )
    ).scalars()
    months = sorted(int(month) for month in rows)
    if len(months) < 3 or months[-1] - months[0] >= LONGEST_SPAN:
        return []
    missing = [month for month in range(months[0], months[-1]) if month not in set(months)]
    if not missing or len(missing) * 2 > len(months):
        return []
    return [_warning("empty_month", len(missing), months=[f"{month // 12}-{month % 12 + 1:02d}" for month in missing])]


def _fewer(connection: Connection, asked: Asked) -> list[Warning]:
    """Less than half of the orders that the channel's last import had: the export may be cut off."""
    row = connection.execute(
        select(imports.c.import_id, imports.c.report, imports.c.settled_at)
        .where(imports.c.channel == asked.channel, imports.c.state == "landed")
        .order_by(imports.c.settled_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return []
    before = sum(int(count) for count in (json.loads(row.report).get("orders") or {}).values())
    now = int(connection.execute(text("SELECT count(*) FROM incoming")).scalar_one())
    if before < FEWEST or now * 2 >= before:
        return []
    when = row.settled_at.isoformat() if row.settled_at else None
    return [_warning("fewer", now, import_id=row.import_id, when=when, before=before)]
