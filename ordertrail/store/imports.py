"""The history of imports, with the rows that they held and the conflicts that they left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text, update

from ordertrail.domain.order import HELD_COLUMNS
from ordertrail.store import terms
from ordertrail.store.dialect import Source
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.files import log_of
from ordertrail.store.import_items import items_path
from ordertrail.store.orders import demo_orders
from ordertrail.store.prepared_files import left_of
from ordertrail.store.tables import (
    conflicts,
    held_rows,
    import_changes,
    import_files,
    imports,
    job_results,
    jobs,
    order_events,
    order_lines,
    order_surcharges,
    orders,
    payments,
    return_lines,
    returns,
    shipment_lines,
    shipments,
)

MOST_LISTED = 200


def record_import(
    uow: UnitOfWork,
    *,
    import_id: str,
    now: datetime,
    actor: str,
    channel: str | None,
    files: Sequence[str],
    state: str,
    report: str,
    demo: bool,
) -> None:
    """Write an import into the history. ``report`` is its JSON text."""
    uow.connection.execute(
        insert(imports).values(
            import_id=import_id,
            created_at=now,
            actor=actor,
            channel=channel,
            files=json.dumps(list(files), ensure_ascii=False),
            state=state,
            report=report,
            demo=demo,
        )
    )


def keep_held(uow: UnitOfWork, source: Source, import_id: str) -> None:
    """Copy the held rows of a staging file, raw text and all."""
    schema = source.open(uow.connection, "held")
    names = ", ".join(HELD_COLUMNS)
    uow.connection.execute(
        text(
            f"INSERT INTO held_rows (import_id, row_no, {names}) "
            f"SELECT CAST(:id AS TEXT), row_number() OVER (ORDER BY file_no, line), {names} FROM {schema}.held"
        ),
        {"id": import_id},
    )


def record_files(uow: UnitOfWork, import_id: str, files: Sequence[Mapping[str, Any]]) -> None:
    """Write what the files of an import are: columns of ``import_files`` but its key, in the order of the files."""
    if files:
        rows = [{**file, "import_id": import_id, "file_no": number} for number, file in enumerate(files)]
        uow.connection.execute(insert(import_files), rows)


def list_files(connection: Connection, import_id: str) -> list[dict[str, Any]]:
    """The files of an import in their order, ``headers`` as a list."""
    query = select(import_files).where(import_files.c.import_id == import_id).order_by(import_files.c.file_no)
    rows = connection.execute(query).mappings()
    return [{**row, "headers": json.loads(row["headers"] or "[]")} for row in rows]


def settle_import(
    uow: UnitOfWork, import_id: str, state: str, now: datetime, report: str | None = None, *, quiet: bool = False
) -> None:
    """Set the state of an import, and its final report where one is given.

    ``quiet``: nobody is to be told of what it did; its events name the import, so that whoever tells can see it.
    """
    values: dict[str, Any] = {"state": state, "settled_at": now, "quiet": quiet}
    if report is not None:
        values["report"] = report
    uow.connection.execute(update(imports).where(imports.c.import_id == import_id).values(values))


def mark_undone(uow: UnitOfWork, import_id: str, actor: str, now: datetime, report: str) -> None:
    """Set a landed import as taken back, with its report of that."""
    values = {"state": "undone", "undone_at": now, "undone_by": actor, "report": report}
    uow.connection.execute(update(imports).where(imports.c.import_id == import_id).values(values))


def get_import(connection: Connection, import_id: str) -> dict[str, Any] | None:
    """The columns of ``imports``, ``files`` as a list and ``report`` as a dict; None where there is no such import."""
    row = connection.execute(select(imports).where(imports.c.import_id == import_id)).mappings().first()
    return _record(row) if row else None


def list_imports(connection: Connection, limit: int = MOST_LISTED) -> list[dict[str, Any]]:
    """The latest imports, newest first, as ``get_import`` gives them."""
    found = connection.execute(select(imports).order_by(imports.c.created_at.desc(), imports.c.import_id).limit(limit))
    return [_record(row) for row in found.mappings()]


def _record(row: Any) -> dict[str, Any]:
    return {**row, "files": json.loads(row["files"]), "report": json.loads(row["report"])}


def list_held(connection: Connection, import_id: str, limit: int | None = None) -> list[dict[str, Any]]:
    """The rows that an import held, in the order of the file; ``params`` as dict."""
    query = (
        select(held_rows)
        .where(held_rows.c.import_id == import_id)
        .order_by(held_rows.c.reason == "order_held_whole", held_rows.c.file, held_rows.c.line)
        .limit(limit)
    )
    rows = connection.execute(query).mappings()
    return [{**row, "params": json.loads(row["params"] or "{}")} for row in rows]


def list_conflicts(connection: Connection, import_id: str) -> list[dict[str, Any]]:
    """What the import's files said against people: channel, channel_order_no, field, ours, theirs."""
    query = (
        select(
            orders.c.channel,
            orders.c.channel_order_no,
            conflicts.c.field,
            conflicts.c.ours,
            conflicts.c.theirs,
        )
        .join(orders, orders.c.order_id == conflicts.c.order_id)
        .where(conflicts.c.import_id == import_id)
        .order_by(orders.c.channel_order_no, conflicts.c.field)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def has_demo(connection: Connection) -> bool:
    """Whether an import of demo data stands in the history as landed."""
    query = select(imports.c.import_id).where(imports.c.demo, imports.c.state == "landed").limit(1)
    return connection.execute(query).first() is not None


def delete_demo(uow: UnitOfWork) -> int:
    """Remove the demo imports and all orders whose last file was theirs; how many orders went."""
    run = uow.connection.execute
    keys = demo_orders()
    count = int(run(select(func.count()).select_from(keys.subquery())).scalar_one())
    parts = (order_lines, order_surcharges, order_events, conflicts, payments, import_changes)
    for table in (*parts, shipments, shipment_lines, returns, return_lines):
        run(delete(table).where(table.c.order_id.in_(keys)))
    _forget_work(uow, keys)
    terms.note(uow.connection, str(keys.compile(uow.connection.engine)))
    run(delete(orders).where(orders.c.order_id.in_(keys)))
    demo = select(imports.c.import_id).where(imports.c.demo)
    for table in (held_rows, import_files):
        run(delete(table).where(table.c.import_id.in_(demo)))
    run(delete(imports).where(imports.c.demo))
    return count


def previewed_imports(connection: Connection) -> set[str]:
    """The imports that wait to be landed or discarded."""
    return set(connection.execute(select(imports.c.import_id).where(imports.c.state == "previewed")).scalars())


def _forget_work(uow: UnitOfWork, keys: Any) -> None:
    """What was done to those orders in bulk, and the jobs in which there were no others."""
    run = uow.connection.execute
    mine = job_results.c.order_id.in_(keys)
    touched = run(select(job_results.c.job_id).where(mine).distinct()).scalars().all()
    run(delete(job_results).where(mine))
    others = select(job_results.c.job_id)
    run(delete(jobs).where(jobs.c.job_id.in_(touched), jobs.c.job_id.not_in(others)))


def staging_path(folder: Path, import_id: str) -> Path:
    """Where the drafts of a previewed import lie."""
    return folder / f"{import_id}.duckdb"


def forget_staging(folder: Path, import_id: str) -> None:
    """Remove what lies in the folder of an import that is settled or given up."""
    staging = staging_path(folder, import_id)
    for path in (staging, log_of(staging), items_path(staging), *left_of(staging)):
        path.unlink(missing_ok=True)


def deed_of(import_id: str) -> str:
    """Name of the deed that settles an import: whoever does it does it in turn."""
    return f"import {import_id}"
