"""Write orders to a CSV or XLSX file."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ordertrail.analytics.export import Choice, lines_of, wanted_batches, wanted_count
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.export_columns import Row, export_columns, with_line
from ordertrail.services.export_files import csv_parts, xlsx_parts

Format = Literal["csv", "xlsx"]
Rows = Literal["orders", "lines"]


@dataclass(frozen=True)
class Export:
    """``total`` orders and the bytes of their file, part by part; whoever stops midway has half a file."""

    total: int
    parts: Iterator[bytes]


def exported(ctx: Context, actor: Actor, choice: Choice, format_: Format = "csv", rows: Rows = "orders") -> Export:
    """The orders as a file, newest first. ``rows``: one an order, or one a line with the order's head beside it.

    All that is refused is refused before the first part.
    Raises NotAllowed, DomainError bad_request for a column filter that does not exist.
    """
    actor.require("analyst", "manager", "staff")
    opened = _opened(ctx, choice, format_, rows)
    try:
        total, parts = next(opened)
        first = next(parts)
    except BaseException:
        opened.close()
        raise

    def whole() -> Iterator[bytes]:
        with closing(opened):
            yield first
            yield from parts

    return Export(total, whole())


def _opened(
    ctx: Context, choice: Choice, format_: Format, rows: Rows
) -> Generator[tuple[int, Iterator[bytes]], None, None]:
    """The number of orders and the parts of their file, once; the store is read until this is closed."""
    columns = export_columns(custom_fields(ctx), ctx.settings.base_currency, with_lines=rows == "lines")
    now = ctx.now()
    with ctx.store.read() as connection:
        batches: Iterator[list[Row]] = map(list, wanted_batches(connection, choice, now))
        if rows == "lines":
            batches = (_by_line(batch, lines_of(connection, [row["order_id"] for row in batch])) for batch in batches)
        parts = (
            csv_parts(columns, batches, ctx.zone)
            if format_ == "csv"
            else xlsx_parts(columns, batches, ctx.zone, tr().t("export.sheet"), ctx.settings.inbox_dir)
        )
        yield wanted_count(connection, choice, now), parts


def _by_line(orders: list[Row], lines: Mapping[Any, Sequence[Row]]) -> list[Row]:
    nothing: Sequence[Row | None] = (None,)
    return [with_line(order, line) for order in orders for line in lines.get(order["order_id"], nothing)]


def export_orders(
    ctx: Context,
    actor: Actor,
    output: Path,
    choice: Choice | None = None,
    format_: Format = "csv",
    rows: Rows = "orders",
) -> int:
    """Write the orders to ``output``, all of them without a ``choice``; how many. See ``exported``.

    The file appears only when it is whole. Raises DomainError export_unwritable.
    """
    part = output.with_name(f".{output.name}.part")
    try:
        export = exported(ctx, actor, choice or Choice(), format_, rows)
        with part.open("wb") as file:
            file.writelines(export.parts)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DomainError("export_unwritable", file=str(output), why=error.strerror or str(error)) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return export.total
