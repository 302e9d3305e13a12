"""Rows that imports held: found, mended, dropped, replayed. What becomes of each stands in its row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, update

from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.rows import RowsStatement
from ordertrail.store.tables import held_rows, import_files, imports

HELD: Final = "held"
OPEN: Final = "open"
DROPPED: Final = "dropped"
REPLAYED: Final = "replayed"
STATES: Final = (OPEN, DROPPED, REPLAYED)
WHOLE: Final = "order_held_whole"
LONGEST_PAGE: Final = 1_000
# So many rows are asked for by number; of more, the whole import is read.
_FEW: Final = 500

Id = tuple[str, int]


@dataclass(frozen=True)
class HeldFilter:
    """Which held rows: all of landed imports that are in a ``state``, fewer by each thing that is said."""

    import_id: str | None = None
    channel: str | None = None
    reason: str | None = None
    state: str = OPEN
    q: str | None = None


@dataclass(frozen=True)
class FileShape:
    """How the rows of a file are cut into cells; without ``headers`` nobody knows any more."""

    headers: tuple[str, ...]
    delimiter: str
    quoting: bool


def deed_of_held(import_id: str) -> str:
    """Name of the deed that changes held rows of an import: whoever does it does it in turn."""
    return f"held {import_id}"


def count_held(connection: Connection, wanted: HeldFilter) -> int:
    """How many rows pass."""
    query = select(func.count()).select_from(_joined()).where(*_conditions(wanted))
    return int(connection.execute(query).scalar_one())


def held_counts(connection: Connection, wanted: HeldFilter) -> list[dict[str, Any]]:
    """Rows by reason and channel: {reason, channel, rows}."""
    query = (
        select(held_rows.c.reason, imports.c.channel, func.count().label("rows"))
        .select_from(_joined())
        .where(*_conditions(wanted))
        .group_by(held_rows.c.reason, imports.c.channel)
        .order_by(func.count().desc(), held_rows.c.reason, imports.c.channel)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def page_of_held(connection: Connection, wanted: HeldFilter, start: int, end: int) -> list[dict[str, Any]]:
    """Rows ``start`` to ``end`` of those that pass, the newest import first, its rows in the order of the file."""
    query = (
        _rows()
        .where(*_conditions(wanted))
        .order_by(imports.c.created_at.desc(), held_rows.c.import_id, held_rows.c.row_no)
        .offset(start)
        .limit(min(max(end - start, 0), LONGEST_PAGE))
    )
    return [_row(row) for row in connection.execute(query).mappings()]


def held_ids(connection: Connection, wanted: HeldFilter) -> list[Id]:
    """The ids of all rows that pass."""
    query = select(held_rows.c.import_id, held_rows.c.row_no).select_from(_joined()).where(*_conditions(wanted))
    return [(import_id, int(number)) for import_id, number in connection.execute(query).tuples()]


def held_of_import(connection: Connection, import_id: str, states: Sequence[str] = STATES) -> Iterator[dict[str, Any]]:
    """All rows that an import held, in the order of the file, whatever became of the import."""
    given = or_(*(_in_state(state) for state in states)) if states else false()
    query = _rows().where(held_rows.c.import_id == import_id, given).order_by(held_rows.c.row_no)
    for row in connection.execute(query).mappings():
        yield _row(row)


def held_by_ids(connection: Connection, ids: Iterable[Id]) -> list[dict[str, Any]]:
    """These rows of landed imports, in the order of their files."""
    found: list[dict[str, Any]] = []
    for import_id, numbers in sorted(_by_import(ids).items()):
        query = _rows().where(_landed(), held_rows.c.import_id == import_id).order_by(held_rows.c.row_no)
        if len(numbers) <= _FEW:
            query = query.where(held_rows.c.row_no.in_(numbers))
        rows = map(_row, connection.execute(query).mappings())
        found += [row for row in rows if row["row_no"] in numbers]
    return found


def rows_of_orders(connection: Connection, ids: Iterable[Id]) -> list[dict[str, Any]]:
    """The open rows of the orders that these rows belong to, and these rows, in the order of their files."""
    found: list[Id] = []
    cells = (held_rows.c.row_no, held_rows.c.channel_order_no)
    for import_id, numbers in _by_import(ids).items():
        query = select(*cells).where(held_rows.c.import_id == import_id, held_rows.c.state.is_(None))
        rows = [(int(number), no) for number, no in connection.execute(query).tuples()]
        orders = {no for number, no in rows if number in numbers and no}
        found += [(import_id, number) for number, no in rows if number in numbers or no in orders]
    return held_by_ids(connection, found)


def _by_import(ids: Iterable[Id]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for import_id, number in ids:
        found.setdefault(import_id, set()).add(number)
    return found


def shapes_of(connection: Connection, import_ids: Sequence[str]) -> dict[tuple[str, int], FileShape]:
    """(import, file number) -> how its rows are cut; files of earlier imports have none."""
    query = select(import_files).where(import_files.c.import_id.in_(list(set(import_ids))))
    return {
        (row["import_id"], row["file_no"]): FileShape(
            tuple(json.loads(row["headers"] or "[]")), row["delimiter"] or ",", bool(row["quoting"])
        )
        for row in connection.execute(query).mappings()
    }


def _joined() -> Any:
    return held_rows.join(imports, imports.c.import_id == held_rows.c.import_id)


def _rows() -> Any:
    return select(
        held_rows, imports.c.channel, imports.c.created_at, imports.c.demo, imports.c.state.label("import_state")
    ).select_from(_joined())


def _row(row: Any) -> dict[str, Any]:
    mended = json.loads(row["mended"]) if row["mended"] else None
    return {**row, "params": json.loads(row["params"] or "{}"), "mended": mended, "state": row["state"] or OPEN}


def _landed() -> ColumnElement[bool]:
    """Rows of an import that was not merged, or was taken back, wait for nobody."""
    return and_(imports.c.state == "landed", imports.c.undone_at.is_(None), held_rows.c.row_no.is_not(None))


def _in_state(state: str) -> ColumnElement[bool]:
    return held_rows.c.state.is_(None) if state == OPEN else held_rows.c.state == state


def _conditions(wanted: HeldFilter) -> list[ColumnElement[bool]]:
    found = [_landed(), _in_state(wanted.state)]
    if wanted.import_id:
        found.append(held_rows.c.import_id == wanted.import_id)
    if wanted.channel:
        found.append(imports.c.channel == wanted.channel)
    if wanted.reason:
        found.append(held_rows.c.reason == wanted.reason)
    if wanted.q:
        sought = wanted.q.strip().lower()
        told = (held_rows.c.channel_order_no, held_rows.c.raw, held_rows.c.mended)
        found.append(or_(*(func.strpos(func.lower(cell), sought) > 0 for cell in told)))
    return found


_KINDS: Final = {"import_id": "TEXT", "row_no": "BIGINT"}
_OF_ROW: Final = "held_rows.import_id = v.import_id AND held_rows.row_no = v.row_no"


def _setting(cells: Mapping[str, str]) -> RowsStatement:
    """Set ``cells`` (column -> SQL type) of rows, each to its own values."""
    told = ", ".join(f"{name} = v.{name}" for name in cells)
    return RowsStatement(
        {**_KINDS, **cells}, lambda rows: f"UPDATE held_rows SET {told} FROM ({rows}) AS v WHERE {_OF_ROW}"
    )


_MEND: Final = _setting({"mended": "TEXT"})
_JUDGE: Final = _setting(dict.fromkeys(("reason", "column_name", "params", "channel_order_no"), "TEXT"))
_REPLAY: Final = _setting({"replay_id": "TEXT"})
_SETTLE: Final = RowsStatement(
    _KINDS,
    lambda rows: (
        "UPDATE held_rows SET state = CAST(:state AS TEXT), settled_at = CAST(:now AS TIMESTAMP), "
        f"settled_by = CAST(:actor AS TEXT), settled_note = CAST(:note AS TEXT) FROM ({rows}) AS v WHERE {_OF_ROW}"
    ),
)


def mend_rows(uow: UnitOfWork, cells: Mapping[Id, Sequence[str] | None]) -> None:
    """Keep all cells of each row as they were mended; None: as the file had them."""
    rows = [
        {**_key(each), "mended": None if told is None else json.dumps(list(told), ensure_ascii=False)}
        for each, told in cells.items()
    ]
    _MEND.execute(uow.connection, rows)
    uow.publish(BulkChange(HELD))


def judge_rows(uow: UnitOfWork, reasons: Mapping[Id, Mapping[str, Any]]) -> None:
    """Write anew why rows are held: {reason, column_name, params (dict), channel_order_no}."""
    rows = [
        {**_key(each), **told, "params": json.dumps(told["params"], ensure_ascii=False)}
        for each, told in reasons.items()
    ]
    _JUDGE.execute(uow.connection, rows)
    uow.publish(BulkChange(HELD))


def mark_replay(uow: UnitOfWork, ids: Sequence[Id], replay_id: str, parent_id: str) -> None:
    """Say by which import rows are about to land; they stay open until it has landed."""
    _REPLAY.execute(uow.connection, [{**_key(each), "replay_id": replay_id} for each in ids])
    uow.connection.execute(update(imports).where(imports.c.import_id == replay_id).values(parent_id=parent_id))


def settle_replayed(uow: UnitOfWork, replay_id: str, actor: str, now: datetime) -> None:
    """The import has landed: the rows that it was made of are held no longer."""
    uow.connection.execute(
        update(held_rows)
        .where(held_rows.c.replay_id == replay_id, held_rows.c.state.is_(None))
        .values(state=REPLAYED, settled_at=now, settled_by=actor)
    )


def settle_repeated(uow: UnitOfWork, import_id: str, actor: str, now: datetime) -> None:
    """The import has landed: rows that it holds anew, word for word, wait no longer in the imports before it.

    Those that somebody mended stay. They are held again once the import is taken back.
    """
    anew = held_rows.alias("anew")
    landed = select(imports.c.import_id).where(imports.c.state == "landed", imports.c.import_id != import_id)
    same = select(anew.c.import_id).where(
        anew.c.import_id == import_id,
        anew.c.raw == held_rows.c.raw,
        anew.c.layout == held_rows.c.layout,
        anew.c.reason == held_rows.c.reason,
    )
    uow.connection.execute(
        update(held_rows)
        .where(
            held_rows.c.state.is_(None),
            held_rows.c.mended.is_(None),
            held_rows.c.import_id.in_(landed),
            same.exists(),
        )
        .values(state=REPLAYED, replay_id=import_id, settled_at=now, settled_by=actor)
    )


def reopen_replayed(uow: UnitOfWork, replay_id: str) -> None:
    """The import was taken back: the rows that it was made of are held again."""
    uow.connection.execute(
        update(held_rows)
        .where(held_rows.c.replay_id == replay_id, held_rows.c.state == REPLAYED)
        .values(state=None, replay_id=None, settled_at=None, settled_by=None)
    )


def settle_rows(
    uow: UnitOfWork, ids: Sequence[Id], state: str | None, *, actor: str | None, now: datetime | None, note: str | None
) -> None:
    """Put rows into a state; None opens them again."""
    _SETTLE.execute(uow.connection, [_key(each) for each in ids], state=state, actor=actor, now=now, note=note)
    uow.publish(BulkChange(HELD))


def _key(each: Id) -> dict[str, Any]:
    return {"import_id": each[0], "row_no": each[1]}
