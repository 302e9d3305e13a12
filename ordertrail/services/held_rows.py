"""Mend the cells of held rows, drop rows with a reason, take that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, Invalid, Problem, StaleEdit
from ordertrail.domain.held_cells import CELL_LIMIT, cells_of, fits_unquoted
from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.held import (
    DROPPED,
    OPEN,
    FileShape,
    HeldFilter,
    Id,
    deed_of_held,
    held_by_ids,
    held_ids,
    mend_rows,
    settle_rows,
    shapes_of,
)

MOST_ROWS: Final = 200_000
NOTE_LIMIT: Final = 500

Row = Mapping[str, Any]


def present_cells(row: Row, shape: FileShape | None) -> list[str]:
    """The cells of a held row as they are now; empty where nobody knows the columns of its file any more."""
    if row["mended"] is not None:
        return list(row["mended"])
    if shape is None or not shape.headers:
        return []
    return cells_of(row["raw"] or "", len(shape.headers), shape.delimiter, shape.quoting)


def mend_held(ctx: Context, actor: Actor, changes: Mapping[Id, Mapping[int, tuple[str, str]]]) -> int:
    """Write cells anew: row -> position -> (as it was seen, as it shall be); how many rows are now other.

    All of it or nothing. Raises NotAllowed, Invalid at ``<import>:<row>.<position>``, StaleEdit where a cell is no
    longer as it was seen, DomainError held_settled, held_without_layout.
    """
    actor.require("analyst", "manager")

    def mend(uow: UnitOfWork) -> int:
        told: dict[Id, list[str]] = {}
        faults: dict[str, Problem] = {}
        for row, shape in _open_rows(uow, list(changes)):
            if shape is None or not shape.headers:
                raise DomainError("held_without_layout")
            key = (row["import_id"], row["row_no"])
            before = present_cells(row, shape)
            after = list(before)
            for place, (seen, wanted) in changes[key].items():
                fault = _fault(wanted, shape) if place < len(after) else Problem("bad_value")
                if fault:
                    faults[f"{key[0]}:{key[1]}.{place}"] = fault
                elif after[place] not in (seen, wanted):
                    raise StaleEdit({"row": f"{key[0]}:{key[1]}", "cells": before}, "held_changed")
                else:
                    after[place] = wanted
            if after != before:
                told[key] = after
        if faults:
            raise Invalid(faults)
        if told:
            mend_rows(uow, told)
        return len(told)

    return ctx.store.run(mend)


def restore_held(ctx: Context, actor: Actor, ids: Sequence[Id]) -> int:
    """Forget what was mended in these rows: they are as their file had them. How many they were."""
    actor.require("analyst", "manager")

    def restore(uow: UnitOfWork) -> int:
        mended = [(row["import_id"], row["row_no"]) for row, _ in _open_rows(uow, ids) if row["mended"] is not None]
        if mended:
            mend_rows(uow, dict.fromkeys(mended))
        return len(mended)

    return ctx.store.run(restore)


def drop_held(ctx: Context, actor: Actor, ids: Sequence[Id], note: str) -> int:
    """These rows shall not land, and why; how many were open until now.

    Raises NotAllowed, Invalid at ``note``, DomainError held_settled.
    """
    actor.require("analyst", "manager")
    why = " ".join(note.split())
    if not why or len(why) > NOTE_LIMIT:
        raise Invalid({"note": Problem("held_why", {"limit": NOTE_LIMIT})})

    def drop(uow: UnitOfWork) -> int:
        keys = [(row["import_id"], row["row_no"]) for row, _ in _open_rows(uow, ids)]
        settle_rows(uow, keys, DROPPED, actor=actor.name, now=ctx.now(), note=why)
        return len(keys)

    return ctx.store.run(drop)


def undrop_held(ctx: Context, actor: Actor, ids: Sequence[Id]) -> int:
    """Rows that were dropped wait again; how many. Raises NotAllowed, DomainError held_not_dropped."""
    actor.require("analyst", "manager")

    def undrop(uow: UnitOfWork) -> int:
        _in_turn(uow, ids)
        rows = held_by_ids(uow.connection, ids)
        if len(rows) != len(set(ids)) or any(row["state"] != DROPPED for row in rows):
            raise DomainError("held_not_dropped")
        settle_rows(uow, list(ids), None, actor=None, now=None, note=None)
        return len(rows)

    return ctx.store.run(undrop)


def ids_of(ctx: Context, wanted: HeldFilter) -> list[Id]:
    """Every row that passes now. Raises DomainError nothing_selected, too_many_orders."""
    with ctx.store.read() as connection:
        found = held_ids(connection, wanted)
    if not found:
        raise DomainError("nothing_selected")
    if len(found) > MOST_ROWS:
        raise DomainError("too_many_held", limit=f"{MOST_ROWS:,}")
    return found


def _open_rows(uow: UnitOfWork, ids: Sequence[Id]) -> list[tuple[dict[str, Any], FileShape | None]]:
    """The rows with how their file is cut, while nobody else changes rows of their imports."""
    _in_turn(uow, ids)
    rows = held_by_ids(uow.connection, ids)
    if len(rows) != len(set(ids)) or any(row["state"] != OPEN for row in rows):
        raise DomainError("held_settled")
    shapes = shapes_of(uow.connection, [row["import_id"] for row in rows])
    return [(row, shapes.get((row["import_id"], row["file_no"]))) for row in rows]


def _in_turn(uow: UnitOfWork, ids: Sequence[Id]) -> None:
    for import_id in sorted({import_id for import_id, _ in ids}):
        uow.in_turn(deed_of_held(import_id))


def _fault(cell: str, shape: FileShape) -> Problem | None:
    if len(cell) > CELL_LIMIT:
        return Problem("held_cell_long", {"limit": f"{CELL_LIMIT:,}"})
    if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in cell):
        return Problem("held_cell_sign")
    if not shape.quoting and not fits_unquoted(cell, shape.delimiter):
        return Problem("held_cell_sign")
    return None
