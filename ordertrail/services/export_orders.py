"""Write orders to a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_batches
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.spreadsheet import inert
from ordertrail.services.context import Context

# Name in the file -> column; the file calls the stage what other programs call it.
EXPORT_COLUMNS: Final[dict[str, str]] = {
    "order_id": "order_id",
    "channel": "channel",
    "channel_order_no": "channel_order_no",
    "status": "stage",
    "currency": "currency",
    "total": "total",
    "placed_at": "placed_at",
    **{
        name: name
        for name in (
            "subtotal", "shipping", "tax", "discount", "surcharge", "paid", "refunded", "base_total", "paid_at",
            "shipped_at", "delivered_at", "closed_at", "cancelled_at", "promised_at", "customer_name",
            "customer_phone", "customer_email", "country", "region", "region_text", "city", "address",
            "postal_code", "payment_method", "carrier", "tracking_no", "note", "version", "origin",
            "source_file", "source_line", "created_at", "updated_at",
        )
    },
}  # fmt: skip


def export_orders(
    ctx: Context,
    actor: Actor,
    output: Path,
    filters: Filters | None = None,
    column_filters: Mapping[str, Any] | None = None,
) -> int:
    """Write all orders, or those that ``filters`` and the grid's ``column_filters`` leave, newest first; how many.

    UTF-8 with a mark that Excel knows. Times are ISO 8601 with the offset of the business zone, amounts in the
    order's currency with four digits after the point. The file appears only when it is whole.
    Raises DomainError export_unwritable, bad_request for a column filter that does not exist.
    """
    actor.require("analyst", "manager", "staff")
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            count = _write(ctx, csv.writer(file), filters or Filters(), column_filters)
        part.replace(output)
    except DomainError:
        part.unlink(missing_ok=True)
        raise
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DomainError("export_unwritable", file=str(output), why=error.strerror or str(error)) from None
    return count


def _write(ctx: Context, writer: Any, filters: Filters, column_filters: Mapping[str, Any] | None) -> int:
    writer.writerow(EXPORT_COLUMNS)
    count = 0
    with ctx.store.read() as connection:
        for batch in order_batches(connection, filters, ctx.now(), column_filters):
            writer.writerows(_cells(ctx, batch))
            count += len(batch)
    return count


def _cells(ctx: Context, rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Any]]:
    zone = ctx.zone
    for row in rows:
        cells = []
        for column in EXPORT_COLUMNS.values():
            value = row[column]
            if isinstance(value, datetime):
                value = value.replace(tzinfo=UTC).astimezone(zone).isoformat(timespec="seconds")
            elif isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, Decimal):
                value = f"{value:f}"
            else:
                value = inert(value)
            cells.append(value)
        yield cells
