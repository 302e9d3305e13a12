"""Held rows go the one way in once more: as a file of their header and their rows, an import of its own.

What lands is settled in the import that held it; what is still wrong stays held there, under its new reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb

from etl.pipeline import land, prepare, recognised, shape_of
from etl.run.progress import Progress
from etl.staging import NamedFile, Recognised, stage
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, FileRefused
from ordertrail.domain.held_cells import BROKEN, DAMAGE, row_text
from ordertrail.services.context import Context
from ordertrail.services.discard_import import discard_import
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.files import room
from ordertrail.store.held import (
    FileShape,
    Id,
    deed_of_held,
    held_by_ids,
    judge_rows,
    mark_replay,
    rows_of_orders,
    shapes_of,
)

Row = Mapping[str, Any]
Tell = Callable[[Progress], None]
Verdict = dict[str, Any]
_WHOLE: Final = "order_held_whole"


@dataclass(frozen=True)
class Replayed:
    """``landed`` rows are held no longer, ``held`` ones still are; ``imports`` are those that landed them."""

    landed: int = 0
    held: int = 0
    imports: tuple[str, ...] = ()

    def __add__(self, other: Replayed) -> Replayed:
        return Replayed(self.landed + other.landed, self.held + other.held, self.imports + other.imports)


@dataclass
class _Files:
    """Held rows as files below a folder, and which row stands at which line of which file."""

    paths: list[NamedFile] = field(default_factory=list)
    at: dict[tuple[int, int], Id] = field(default_factory=dict)


def replay(
    ctx: Context,
    actor: Actor,
    ids: Sequence[Id],
    tell: Tell | None = None,
    told: Callable[[Mapping[str, int]], object] | None = None,
) -> Replayed:
    """Land what can land of these rows and of the other rows of their orders.

    ``told`` hears the files that the rows are of, with the bytes that will be read of each.
    Raises NotAllowed, DomainError held_settled where nothing of it is open, DiskFull.
    """
    actor.require("analyst", "manager")
    with ctx.store.read() as connection:
        rows = rows_of_orders(connection, ids)
        shapes = shapes_of(connection, [row["import_id"] for row in rows])
    if not rows:
        raise DomainError("held_settled")
    if told:
        told(_sizes(rows))
    total = Replayed()
    for _, of_import in groupby(rows, key=lambda row: row["import_id"]):
        total += _replay_import(ctx, actor, list(of_import), shapes, tell or (lambda _: None))
    return total


def _sizes(rows: Sequence[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row["file"]] = found.get(row["file"], 0) + len((row["raw"] or "").encode()) + 1
    return found


def _replay_import(
    ctx: Context, actor: Actor, rows: list[Row], shapes: Mapping[tuple[str, int], FileShape], tell: Tell
) -> Replayed:
    ready = _without_broken(rows, shapes)
    held = len(rows) - len(ready)
    wrong = _check(ctx, ready, shapes, tell) if ready else {}
    if wrong:
        ctx.store.run(lambda uow: _judge(uow, ready, wrong))
    sound = [row for row in ready if _id(row) not in wrong]
    if not sound:
        return Replayed(0, len(rows))
    import_id = _land(ctx, actor, sound, shapes, tell)
    return Replayed(len(sound), held + len(wrong), (import_id,))


def _without_broken(rows: list[Row], shapes: Mapping[tuple[str, int], FileShape]) -> list[Row]:
    """Rows that can stand in a file: a broken one that nobody mended might swallow its neighbours, so it and the
    other rows of its order wait."""
    broken = [row for row in rows if _is_broken(row, shapes)]
    numbers = {row["channel_order_no"] for row in broken if row["channel_order_no"]}
    left_out = {_id(row) for row in broken}
    return [row for row in rows if _id(row) not in left_out and row["channel_order_no"] not in numbers]


def _is_broken(row: Row, shapes: Mapping[tuple[str, int], FileShape]) -> bool:
    shape = shapes.get((row["import_id"], row["file_no"]))
    if shape is None or not shape.headers:
        return True
    if row["mended"] is None:
        return row["reason"] in BROKEN or DAMAGE in (row["raw"] or "")
    return any(DAMAGE in cell for cell in row["mended"])


def _write(folder: Path, rows: Sequence[Row], shapes: Mapping[tuple[str, int], FileShape]) -> _Files:
    """A file for each that the rows came from; rows keep their line, so that an order still tells where it stood."""
    files = _Files()
    ordered = sorted(rows, key=lambda row: (row["file_no"], row["line"] or 0, row["row_no"]))
    for number, (file_no, group) in enumerate(groupby(ordered, key=lambda row: row["file_no"])):
        of_file = list(group)
        shape = shapes[of_file[0]["import_id"], file_no]
        target = folder / f"{number}.csv"
        with target.open("w", encoding="utf-8", newline="") as out:
            header = row_text([name.replace("\n", " ") for name in shape.headers], shape.delimiter, shape.quoting)
            out.write(header + "\n")
            line = 2
            for row in of_file:
                text = row["raw"] if row["mended"] is None else row_text(row["mended"], shape.delimiter, shape.quoting)
                if (row["line"] or 0) > line:
                    out.write("\n" * (row["line"] - line))
                    line = row["line"]
                files.at[number, line] = _id(row)
                out.write(text + "\n")
                line += text.count("\n") + 1
        files.paths.append(NamedFile(target, of_file[0]["file"]))
    return files


def _check(ctx: Context, rows: list[Row], shapes: Mapping[tuple[str, int], FileShape], tell: Tell) -> dict[Id, Verdict]:
    """What is still wrong with rows, each row of the orders that cannot land: row -> columns of ``held_rows``."""
    with _room(ctx) as folder:
        files = _write(folder, rows, shapes)
        lines = {_id(row): row["line"] for row in rows}
        try:
            with recognised(ctx, files.paths, _refuse, keep=False) as groups:
                group = _only(groups)
                target = folder / "check.duckdb"
                stage(group, target, folder, ctx.settings.business_timezone, tell, shape_of(ctx))
        except FileRefused as refusal:
            return {_id(row): _refused(refusal, row) for row in rows}
        return _verdicts(target, files, lines, [rows_of.file.name for rows_of in group])


def _verdicts(target: Path, files: _Files, lines: Mapping[Id, int], names: list[str]) -> dict[Id, Verdict]:
    found: dict[Id, Verdict] = {}
    with duckdb.connect(str(target), read_only=True) as connection:
        held = connection.execute(
            "SELECT file_no, line, reason, column_name, params, channel_order_no FROM held"
        ).fetchall()
    for number, line, reason, column, params, order_no in held:
        told = json.loads(params or "{}")
        key = files.at[number, line]
        if reason == _WHOLE:
            # The line is one of the file that was made here; people know the line of their own file.
            others = (files.at.get((other, told["line"])) for other in range(len(names)))
            told["line"] = next((lines[other] for other in others if other), told["line"])
        found[key] = {"reason": reason, "column_name": column, "params": told, "channel_order_no": order_no}
    return found


def _refused(refusal: FileRefused, row: Row) -> Verdict:
    """A file of held rows that is refused as a whole: for want of the order list, or of a known header."""
    told = {"code": refusal.code}
    if refusal.code == "items_without_orders":
        return {**_kept(row), "reason": "no_such_order", "params": {}, "column_name": None}
    return {**_kept(row), "reason": "file_refused", "params": told, "column_name": None}


def _kept(row: Row) -> Verdict:
    return {name: row[name] for name in ("reason", "column_name", "params", "channel_order_no")}


def _judge(uow: UnitOfWork, rows: Sequence[Row], wrong: Mapping[Id, Verdict]) -> None:
    """Write the new reasons of rows that are still open; those that another settled meanwhile need none."""
    uow.in_turn(deed_of_held(rows[0]["import_id"]))
    before = {_id(row): row for row in rows}
    still = {_id(row) for row in held_by_ids(uow.connection, list(wrong)) if row["state"] == "open"}
    news = {key: told for key, told in wrong.items() if key in still and told != _kept(before[key])}
    if news:
        judge_rows(uow, news)


def _land(ctx: Context, actor: Actor, rows: list[Row], shapes: Mapping[tuple[str, int], FileShape], tell: Tell) -> str:
    """Land sound rows as an import of their own; its id.

    Raises DomainError held_changed where somebody changed a row meanwhile: then nothing of them lands.
    """
    with _room(ctx) as folder:
        files = _write(folder, rows, shapes)
        with recognised(ctx, files.paths, _refuse, keep=False) as groups:
            report = prepare(ctx, actor, _only(groups), demo=bool(rows[0]["demo"]), progress=tell)
    try:
        if report.rows["held"]:
            raise DomainError("held_changed")
        ctx.store.run(lambda uow: _mark(uow, rows, report.import_id))
        land(ctx, actor, report.import_id, progress=tell)
    except DomainError:
        with suppress(DomainError):
            discard_import(ctx, actor, report.import_id)
        raise
    return report.import_id


def _mark(uow: UnitOfWork, rows: Sequence[Row], import_id: str) -> None:
    uow.in_turn(deed_of_held(rows[0]["import_id"]))
    now = {_id(row): (row["state"], row["mended"]) for row in held_by_ids(uow.connection, [_id(row) for row in rows])}
    if any(now.get(_id(row)) != (row["state"], row["mended"]) for row in rows):
        raise DomainError("held_changed")
    mark_replay(uow, [_id(row) for row in rows], import_id, rows[0]["import_id"])


@contextmanager
def _room(ctx: Context) -> Iterator[Path]:
    """A folder of its own for one replay, gone afterwards. Raises DiskFull."""
    parent = ctx.settings.staging_dir
    with room(parent), TemporaryDirectory(prefix="reading-", dir=parent) as folder:
        yield Path(folder)


def _refuse(refusal: FileRefused) -> None:
    raise refusal


def _only(groups: list[list[Recognised]]) -> list[Recognised]:
    """The files of the one channel that an import's rows are of."""
    if len(groups) != 1:
        raise FileRefused("unknown_layout", file="", line=1, header="")
    return groups[0]


def _id(row: Row) -> Id:
    return row["import_id"], row["row_no"]
