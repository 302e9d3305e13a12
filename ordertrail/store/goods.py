"""The parcels and returns of an order, each with its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table, delete, insert, select, update

from ordertrail.store.engine import UnitOfWork
from ordertrail.store.tables import return_lines, returns, shipment_lines, shipments

LINES: Final = {"shipment_id": (shipments, shipment_lines), "return_id": (returns, return_lines)}


def parcels_of(connection: Connection, key: UUID) -> list[dict[str, Any]]:
    """Those of the order ``key`` by their number, with ``lines`` of line_no and quantity."""
    return _with_lines(connection, key, "shipment_id")


def returns_of(connection: Connection, key: UUID) -> list[dict[str, Any]]:
    """Those of the order ``key`` by their number, with ``lines`` of line_no and quantity."""
    return _with_lines(connection, key, "return_id")


def add_parcels(uow: UnitOfWork, key: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """``rows`` of the table shipments without their order's key, and their ``lines``."""
    for row in rows:
        _add(uow, key, row, "shipment_id")


def add_return(uow: UnitOfWork, key: UUID, row: Mapping[str, Any]) -> None:
    """``row`` of the table returns without its order's key, and its ``lines``."""
    _add(uow, key, row, "return_id")


def set_parcel(uow: UnitOfWork, key: UUID, parcel_id: UUID, cells: Mapping[str, Any]) -> None:
    """Write ``cells`` of one parcel."""
    _set(uow, key, shipments, "shipment_id", parcel_id, cells)


def set_return(uow: UnitOfWork, key: UUID, return_id: UUID, cells: Mapping[str, Any]) -> None:
    """Write ``cells`` of one return."""
    _set(uow, key, returns, "return_id", return_id, cells)


def remove_parcels(uow: UnitOfWork, key: UUID, parcel_ids: Sequence[UUID]) -> None:
    """Parcels that are to be as if they had never been; the trail keeps what they held."""
    _remove(uow, key, "shipment_id", parcel_ids)


def remove_return(uow: UnitOfWork, key: UUID, return_id: UUID) -> None:
    """A return that is to be as if it had never been; the trail keeps what it held."""
    _remove(uow, key, "return_id", [return_id])


def _with_lines(connection: Connection, key: UUID, name: str) -> list[dict[str, Any]]:
    heads, parts = LINES[name]
    query = select(heads).where(heads.c.order_id == key).order_by(heads.c.number)
    found = {row[name]: {**row, "lines": []} for row in connection.execute(query).mappings()}
    if not found:
        return []
    inside = select(parts).where(parts.c.order_id == key).order_by(parts.c.line_no)
    for row in connection.execute(inside).mappings():
        if row[name] in found:
            found[row[name]]["lines"].append({"line_no": row["line_no"], "quantity": row["quantity"]})
    return list(found.values())


def _add(uow: UnitOfWork, key: UUID, row: Mapping[str, Any], name: str) -> None:
    heads, parts = LINES[name]
    head = {column: value for column, value in row.items() if column != "lines"}
    uow.connection.execute(insert(heads), [{**head, "order_id": key}])
    inside = [{"order_id": key, name: row[name], **line} for line in row["lines"]]
    uow.connection.execute(insert(parts), inside)


def _set(uow: UnitOfWork, key: UUID, heads: Table, name: str, row_id: UUID, cells: Mapping[str, Any]) -> None:
    mine = (heads.c.order_id == key) & (heads.c[name] == row_id)
    uow.connection.execute(update(heads).where(mine).values(**cells))


def _remove(uow: UnitOfWork, key: UUID, name: str, row_ids: Sequence[UUID]) -> None:
    if row_ids:
        for table in LINES[name]:
            uow.connection.execute(delete(table).where(table.c.order_id == key, table.c[name].in_(row_ids)))
