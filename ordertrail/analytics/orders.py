"""Orders one by one: blocks for the table, batches for the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, case, false, func, or_, select

from ordertrail.analytics.calendar import business_zone
from ordertrail.analytics.column_filters import column_conditions
from ordertrail.analytics.conditions import conditions
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.terms import ORDERS
from ordertrail.domain.errors import DomainError
from ordertrail.domain.workflow import RETAIL
from ordertrail.store.tables import order_lines, orders

COLUMNS: Final = (
    "channel", "channel_order_no", "stage", "currency", "total", "base_total", "placed_at", "promised_at",
    "customer_name", "customer_phone", "country", "region", "city", "carrier", "tracking_no", "version", "updated_at",
)  # fmt: skip
BATCH: Final = 10_000

_o = orders.c
# Stages sort in the order in which an order passes them.
_STAGE_RANK: Final = case({code: rank for rank, code in enumerate(RETAIL.codes())}, value=_o.stage)


def order_count(connection: Connection, filters: Filters, now: datetime) -> int:
    """Orders that pass ``filters`` at ``now`` (naive UTC)."""
    return _count(connection, conditions(filters, now))


def _count(connection: Connection, wanted: Sequence[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(orders).where(*wanted)).scalar_one())


def order_rows(
    connection: Connection,
    filters: Filters,
    *,
    now: datetime,
    sort: Sequence[tuple[str, str]] = (),
    offset: int = 0,
    limit: int = 100,
    column_filters: Mapping[str, Any] | None = None,
) -> tuple[list[dict[str, Any]], int]:
    """One block of the orders that pass ``filters`` and the grid's ``column_filters``, and how many pass in all.

    ``sort`` is (column, asc or desc) by weight, newest first without it. A row has ``COLUMNS``, ``fulfilled_at`` (when
    the goods got to where the promise is judged), ``reached`` (the stage says that they did), ``late`` (at ``now``,
    naive UTC), ``goods`` (name of the first line or None) and ``lines`` (their number).
    Raises DomainError bad_request for a column or a filter that does not exist.
    """
    columns = _columns(now)
    wanted = _wanted(connection, filters, now, column_filters)
    shown = select(_o.order_id, *(column.label(name) for name, column in columns.items()))
    page = _first(shown, wanted, [*_order(sort, columns), _o.order_id], limit, offset)
    rows = [dict(row) for row in connection.execute(page).mappings()] if limit else []
    _add_goods(connection, rows)
    return rows, _count(connection, wanted)


def _columns(now: datetime) -> dict[str, Any]:
    """What a row has, and what can be sorted and filtered by."""
    columns: dict[str, Any] = {name: _o[name] for name in COLUMNS}
    late = func.coalesce(ORDERS.late(now), false())
    return columns | {"fulfilled_at": ORDERS.fulfilled_at, "reached": ORDERS.reached, "late": late}


def _wanted(
    connection: Connection, filters: Filters, now: datetime, column_filters: Mapping[str, Any] | None
) -> list[Any]:
    wanted: list[Any] = conditions(filters, now)
    if column_filters:
        wanted += column_conditions(column_filters, _columns(now), business_zone(connection))
    return wanted


def _first(shown: Any, wanted: Sequence[Any], order: Sequence[Any], limit: int, offset: int = 0) -> Any:
    """The query ``shown`` for some of the orders. Keys are sorted first: whole rows are read for those alone."""
    keys = select(_o.order_id).where(*wanted).order_by(*order).limit(limit).offset(offset).correlate(None)
    return shown.where(_o.order_id.in_(keys)).order_by(*order)


def _order(sort: Sequence[tuple[str, str]], columns: Mapping[str, Any]) -> list[Any]:
    chosen = []
    for name, direction in sort or [("placed_at", "desc")]:
        if name not in columns or direction not in ("asc", "desc"):
            raise DomainError("bad_request")
        column = _STAGE_RANK if name == "stage" else columns[name]
        chosen.append(column.asc().nulls_first() if direction == "asc" else column.desc().nulls_last())
    return chosen


def _add_goods(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Replace the key of each row by its goods and number of lines."""
    line = order_lines.c
    query = select(line.order_id, line.name, line.sku).where(line.order_id.in_([row["order_id"] for row in rows]))
    goods: dict[Any, list[str | None]] = {}
    for key, name, sku in connection.execute(query.order_by(line.order_id, line.line_no)) if rows else ():
        goods.setdefault(key, []).append(name or sku)
    for row in rows:
        names = goods.get(row.pop("order_id"), [])
        row |= {"goods": names[0] if names else None, "lines": len(names)}


def order_batches(
    connection: Connection, filters: Filters, now: datetime, column_filters: Mapping[str, Any] | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Every column of the orders that ``order_rows`` would count, newest first, in lists of at most ``BATCH``."""
    wanted = _wanted(connection, filters, now, column_filters)
    after: list[Any] = []
    while True:
        query = _first(select(orders), [*wanted, *after], [_o.placed_at.desc(), _o.order_id.desc()], BATCH)
        found = connection.execute(query)
        names = tuple(found.keys())
        batch = [dict(zip(names, row, strict=True)) for row in found]
        if batch:
            yield batch
        if len(batch) < BATCH:
            return
        moment, key = batch[-1]["placed_at"], batch[-1]["order_id"]
        after = [or_(_o.placed_at < moment, and_(_o.placed_at == moment, _o.order_id < key))]
