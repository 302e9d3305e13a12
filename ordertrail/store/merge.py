"""The one way of orders from outside into the store: judged against what is there, then landed.

A file that says of an order what the last file said changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.landing import Choice
from ordertrail.domain.order import order_id
from ordertrail.domain.work import done_of
from ordertrail.store import merge_review as review
from ordertrail.store.choosing import choose
from ordertrail.store.dialect import Source
from ordertrail.store.drafts import drop, hold_draft, load
from ordertrail.store.engine import Overtaken, Store, UnitOfWork
from ordertrail.store.feed import BulkChange, Change
from ordertrail.store.import_items import items_path
from ordertrail.store.import_warnings import Asked, find_warnings
from ordertrail.store.judging import judge
from ordertrail.store.merge_writing import write
from ordertrail.store.prepared import hide, show
from ordertrail.store.tables import order_surcharges

EVERYTHING: Final = Choice()
Sums = Mapping[str, Decimal]


@dataclass(frozen=True)
class MergePreview:
    """Orders by what landing would do to them, and source rows likewise.

    ``samples``: {channel, channel_order_no, kind, changes: {field: [old, new]}, disputed: [field]} of orders that
    differ. A disputed field keeps its old value; its new one is only what the file says. ``amounts``: {currency,
    before, after} of the orders that would be written; ``told``: kind -> currency -> sum of totals in the file.
    """

    new: int
    changed: int
    unchanged: int
    conflict: int
    rows_merged: int
    rows_unchanged: int
    samples: list[dict[str, Any]] = field(default_factory=list)
    amounts: list[dict[str, Any]] = field(default_factory=list)
    told: Mapping[str, Sums] = field(default_factory=dict)
    warnings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class MergeResult:
    """Orders by what became of them; ``lines`` were written.

    ``left_new``, ``left_changed``, ``rows_left``: orders and rows that were left out by choice; ``partly``: orders of
    which only a part landed. ``told`` as in the preview, with kinds ``left_new`` and ``left_changed`` besides;
    ``stored``: currency -> sum of the totals that the written orders have now.
    """

    new: int
    changed: int
    unchanged: int
    conflict: int
    rows_merged: int
    rows_unchanged: int
    lines: int
    left_new: int = 0
    left_changed: int = 0
    partly: int = 0
    rows_left: int = 0
    told: Mapping[str, Sums] = field(default_factory=dict)
    stored: Sums = field(default_factory=dict)


def preview(store: Store, staging: Path, asked: Asked | None = None) -> MergePreview:
    """What landing the staging file would do now; nothing is written to the store.

    Beside the staging file a list of its orders is left, as ``import_items`` reads it. Warnings only where ``asked``
    says what they need.
    """
    with store.source(staging) as source, store.read() as connection:
        rows, _ = _incoming(connection, source, store)
        done_of(40, 100)
        judge(connection, store)
        done_of(60, 100)
        found = review.counts(connection, rows)
        review.list_items(connection)
        done_of(75, 100)
        more: dict[str, Any] = {
            "samples": review.samples(connection),
            "amounts": review.amounts(connection),
            "told": review.told_sums(connection),
            "warnings": find_warnings(connection, asked) if asked else [],
        }
        done_of(90, 100)
        review.write_items(connection, store, items_path(staging))
        connection.rollback()
    kinds: dict[str, Any] = {name: found[name] for name in (*review.KINDS, "rows_merged", "rows_unchanged")}
    return MergePreview(**kinds, **more)


def land(
    uow: UnitOfWork,
    source: Source,
    import_id: str,
    actor: Actor,
    now: datetime,
    choice: Choice = EVERYTHING,
    seen_at: datetime | None = None,
) -> MergeResult:
    """Merge the drafts of ``source``; their events with them. ``now`` and ``seen_at``, when whoever made the choice
    saw the preview, are naive UTC.

    Raises DomainError import_off where what was written does not add up to what the drafts say.
    """
    connection = uow.connection
    done_of(1, 100)
    rows, shown = _incoming(connection, source, uow.store)
    done_of(10, 100)
    uow.store.backend.lock_known(connection)
    judge(connection, uow.store)
    choose(connection, uow.store, choice, seen_at or now)
    found = review.counts(connection, rows)
    told = review.told_sums(connection)
    done_of(20, 100)
    lines = write(connection, import_id, actor, now, origin="import")
    stored = _checked(connection)
    if shown:
        hide(connection)
    _forget(connection)
    if found["new"] or found["changed"] or found["conflict"]:
        uow.publish(BulkChange("import", import_id, choice.quiet))
    return MergeResult(**found, lines=lines, told=told, stored=stored)


def _incoming(connection: Connection, source: Source, store: Store) -> tuple[str, bool]:
    """Make incoming and incoming_lines of the drafts; a relation that has the source rows of each order.

    And whether they are views of what was prepared.
    """
    prepared = source.prepared(connection)
    if prepared:
        show(connection, *prepared, store.base_currency)
        return "(SELECT order_id, source_rows AS rows FROM incoming)", True
    schema = source.open(connection)
    load(connection, f"{schema}.", store.zone, store.base_currency)
    return (
        f"(SELECT i.order_id, r.rows FROM {schema}.draft_rows r JOIN incoming i ON i.channel = r.channel "
        "AND i.channel_order_no = r.channel_order_no)"
    ), False


def _checked(connection: Connection) -> Sums:
    """The sums that were written, to the cent what they should be."""
    due, stored = review.written_sums(connection)
    lines_due, lines_stored = review.written_lines(connection)
    if due != stored or lines_due != lines_stored:
        raise DomainError("import_off")
    return stored


def insert_draft(
    uow: UnitOfWork,
    order: Mapping[str, Any],
    lines: list[dict[str, Any]],
    surcharges: list[dict[str, Any]],
    *,
    actor: Actor,
    origin: str,
    now: datetime,
) -> None:
    """One new order by the way of the files: ``order`` and ``lines`` hold draft columns, ``surcharges`` kind
    and amount. The caller has made sure that the number is free."""
    connection = uow.connection
    hold_draft(connection, dict(order), lines)
    load(connection, "", uow.store.zone, uow.store.base_currency)
    judge(connection, uow.store)
    if connection.execute(text("SELECT count(*) FROM judged WHERE kind = 'new'")).scalar_one() != 1:
        raise Overtaken
    write(connection, None, actor, now, origin=origin)
    key = order_id(order["channel"], order["channel_order_no"])
    if surcharges:
        connection.execute(insert(order_surcharges), [{**each, "order_id": key} for each in surcharges])
    _forget(connection)
    uow.publish(Change(order["channel"], order["channel_order_no"], 1, order["stage"]))


def _forget(connection: Connection) -> None:
    drop(connection)
    drop(connection, "judged", "merged", "known", "sounds")
