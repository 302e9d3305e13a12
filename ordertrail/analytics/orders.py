"""Orders one by one: blocks for the table, batches for the export."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from ordertrail.analytics.calendar import business_zone
from ordertrail.analytics.column_filters import column_conditions
from ordertrail.analytics.conditions import conditions
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.finding import few_keys, found_by_terms, narrowed, page_of
from ordertrail.analytics.order_columns import CUSTOM, OF_GOODS, order_columns, shown, sorted_by
from ordertrail.analytics.searching import of_number
from ordertrail.analytics.searching import wanted as searched
from ordertrail.domain.errors import DomainError
from ordertrail.store.tables import order_lines, orders

BATCH: Final = 10_000

_o = orders.c


def order_count(
    connection: Connection,
    filters: Filters,
    now: datetime,
    column_filters: Mapping[str, Any] | None = None,
    among: Sequence[Any] = (),
) -> int:
    """Orders that pass ``filters`` at ``now`` (naive UTC), the grid's ``column_filters`` and further conditions."""
    return _count(connection, [*_wanted(connection, filters, now, column_filters), *among])


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
    in_sight: Collection[str] | None = None,
) -> tuple[list[dict[str, Any]], int]:
    """One block of the orders that pass ``filters`` and the grid's ``column_filters``, and how many pass in all.

    ``sort`` is (column, asc or desc) by weight, newest first without it. A row has the columns of ``order_columns``,
    the text ``custom``, ``goods`` (name of the first line or None), ``sku`` (those of all lines) and ``lines`` (their
    number). Among them: ``fulfilled_at`` (when the goods got to where the promise is judged), ``reached`` (the stage
    says that they did) and ``late`` (at ``now``, naive UTC). With ``in_sight``, names of columns, it has what those
    and every row need; ``custom`` with a column of it, goods with a column of theirs.
    Raises DomainError bad_request for a column or a filter that does not exist.
    """
    columns = order_columns(connection, now, [name for name, _ in sort])
    order = [*_order(sort, columns), _o.order_id]
    named = of_number(connection, filters.q)
    found = None if named else found_by_terms(connection, filters.q)
    if found is None:
        wanted = _wanted(connection, filters, now, column_filters, named)
        keys, total = _page(connection, wanted, order, limit, offset, in_one_pass=bool(filters.q))
    else:
        rest = _wanted(connection, filters.replace(q=""), now, column_filters, [])
        keys, total = _page_of_found(connection, found, rest, order, limit, offset, by_time=not sort)
    own = [_o.custom] if in_sight is None or any(name.startswith(CUSTOM) for name in in_sight) else []
    query = select(_o.order_id, *own, *shown(columns, in_sight)).where(_o.order_id.in_(keys))
    read = {row["order_id"]: dict(row) for row in connection.execute(query).mappings()} if keys else {}
    rows = [read[key] for key in keys]
    if in_sight is None or OF_GOODS & set(in_sight):
        _add_goods(connection, rows)
    return rows, total


def _page(
    connection: Connection, wanted: Sequence[Any], order: Sequence[Any], limit: int, offset: int, *, in_one_pass: bool
) -> tuple[list[UUID], int]:
    """Keys of one block in their order, and how many orders pass in all.

    Keys alone are sorted, and whole rows then read by them: a join with the block would scan every column. A search
    has to look into each order's text, so it counts ``in_one_pass``; elsewhere the engine counts faster by itself.
    """
    if in_one_pass:
        rows, by = narrowed(wanted, order)
        return page_of(connection, rows, by, limit, offset)
    query = select(_o.order_id).where(*wanted).order_by(*order).limit(limit).offset(offset)
    keys = list(connection.execute(query).scalars()) if limit else []
    return keys, _count(connection, wanted)


def _page_of_found(
    connection: Connection,
    found: Any,
    rest: Sequence[Any],
    order: Sequence[Any],
    limit: int,
    offset: int,
    *,
    by_time: bool,
) -> tuple[list[UUID], int]:
    """``_page`` of what a search ``found``, where ``rest`` is asked of it beside; ``by_time``: newest first."""
    if by_time and not rest:
        return page_of(connection, found, [found.c.placed_at.desc().nulls_last(), found.c.order_id], limit, offset)
    keys = few_keys(connection, found)
    if keys is None:
        among = _o.order_id.in_(select(found.c.order_id))
        return _page(connection, [*rest, among], order, limit, offset, in_one_pass=True)
    few, clauses = narrowed([_o.order_id.in_(keys)], [*rest, *order])
    query = select(few.c.order_id).where(*clauses[: len(rest)]).order_by(*clauses[len(rest) :])
    passing = list(connection.execute(query).scalars()) if keys else []
    return passing[offset : offset + limit], len(passing)


def _wanted(
    connection: Connection,
    filters: Filters,
    now: datetime,
    column_filters: Mapping[str, Any] | None,
    named: Sequence[UUID] | None = None,
) -> list[Any]:
    """Conditions; ``named``: the orders whose number is what is looked for, where the caller knows them and has looked
    into the index of terms as well."""
    if named is None:
        wanted: list[Any] = searched(connection, filters, now)
    else:
        wanted = conditions(filters.replace(q="") if named else filters, now)
    if named:
        wanted.append(_o.order_id.in_(named))
    if column_filters:
        wanted += column_conditions(
            column_filters, order_columns(connection, now, column_filters), business_zone(connection)
        )
    return wanted


def _first(query: Any, wanted: Sequence[Any], order: Sequence[Any], limit: int, offset: int = 0) -> Any:
    """The ``query`` for some of the orders. Keys are sorted first: whole rows are read for those alone."""
    keys = select(_o.order_id).where(*wanted).order_by(*order).limit(limit).offset(offset).correlate(None)
    return query.where(_o.order_id.in_(keys)).order_by(*order)


def _order(sort: Sequence[tuple[str, str]], columns: Mapping[str, Any]) -> list[Any]:
    chosen = []
    for name, direction in sort or [("placed_at", "desc")]:
        column = sorted_by(name, columns)
        if column is None or direction not in ("asc", "desc"):
            raise DomainError("bad_request")
        chosen.append(column.asc().nulls_first() if direction == "asc" else column.desc().nulls_last())
    return chosen


def _add_goods(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Replace the key of each row by its goods, their SKUs and the number of lines."""
    line = order_lines.c
    query = select(line.order_id, line.name, line.sku).where(line.order_id.in_([row["order_id"] for row in rows]))
    found: dict[Any, list[tuple[str | None, str | None]]] = {}
    for key, name, sku in connection.execute(query.order_by(line.order_id, line.line_no)) if rows else ():
        found.setdefault(key, []).append((name or sku, sku))
    for row in rows:
        lines = found.get(row.pop("order_id"), [])
        skus = ", ".join(sku for _, sku in lines if sku)
        row |= {"goods": lines[0][0] if lines else None, "sku": skus or None, "lines": len(lines)}


def order_batches(
    connection: Connection,
    filters: Filters,
    now: datetime,
    column_filters: Mapping[str, Any] | None = None,
    *,
    among: Sequence[Any] = (),
    more: Sequence[Any] = (),
) -> Iterator[list[dict[str, Any]]]:
    """Every column of the orders that ``order_rows`` would count, newest first, in lists of at most ``BATCH``.

    ``among`` are further conditions, ``more`` further (labelled) columns.
    """
    wanted = [*_wanted(connection, filters, now, column_filters), *among]
    after: list[Any] = []
    while True:
        query = _first(select(orders, *more), [*wanted, *after], [_o.placed_at.desc(), _o.order_id.desc()], BATCH)
        found = connection.execute(query)
        names = tuple(found.keys())
        batch = [dict(zip(names, row, strict=True)) for row in found]
        if batch:
            yield batch
        if len(batch) < BATCH:
            return
        moment, key = batch[-1]["placed_at"], batch[-1]["order_id"]
        after = [or_(_o.placed_at < moment, and_(_o.placed_at == moment, _o.order_id < key))]


def order_keys(
    connection: Connection,
    filters: Filters,
    now: datetime,
    column_filters: Mapping[str, Any] | None = None,
    *,
    limit: int,
) -> list[tuple[UUID, str, str, int]]:
    """Key, channel, number and version of the orders that ``order_rows`` would count; at most ``limit``."""
    wanted = _wanted(connection, filters, now, column_filters)
    query = select(_o.order_id, _o.channel, _o.channel_order_no, _o.version).where(*wanted).limit(limit)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]
