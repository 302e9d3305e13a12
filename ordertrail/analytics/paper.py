"""Orders as paper needs them: heads, lines and parcels of many orders in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from ordertrail.analytics.export import Choice, Row, lines_of, wanted_batches, wanted_count
from ordertrail.store.tables import shipment_lines, shipments


@dataclass(frozen=True)
class PaperOrder:
    """``parcels`` are those that were not cancelled, by number, each with its ``lines`` of line_no and quantity."""

    order: Row
    lines: list[Row]
    parcels: list[Row]


def paper_orders(connection: Connection, choice: Choice, now: datetime, most: int) -> tuple[list[PaperOrder], int]:
    """The newest ``most`` of the wanted orders (at most one batch), and how many are wanted in all."""
    heads = next(wanted_batches(connection, choice, now), [])[:most]
    keys = [head["order_id"] for head in heads]
    lines, parcels = lines_of(connection, keys), _parcels_of(connection, keys)
    found = [PaperOrder(head, lines.get(key, []), parcels.get(key, [])) for head, key in zip(heads, keys, strict=True)]
    return found, wanted_count(connection, choice, now)


def _parcels_of(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, list[Row]]:
    if not keys:
        return {}
    heads = select(shipments).where(shipments.c.order_id.in_(keys), shipments.c.cancelled_at.is_(None))
    inside = select(shipment_lines).where(shipment_lines.c.order_id.in_(keys)).order_by(shipment_lines.c.line_no)
    rows: dict[Any, Row] = {
        row["shipment_id"]: {**row, "lines": []}
        for row in connection.execute(heads.order_by(shipments.c.order_id, shipments.c.number)).mappings()
    }
    for line in connection.execute(inside).mappings():
        if line["shipment_id"] in rows:
            rows[line["shipment_id"]]["lines"].append(dict(line))
    found: dict[UUID, list[Row]] = {}
    for row in rows.values():
        found.setdefault(row["order_id"], []).append(row)
    return found
