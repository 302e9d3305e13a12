"""What the deeds on payments, parcels and returns share: the rows that they start from, and the form they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from ordertrail.domain.actor import Actor
from ordertrail.domain.deeds import Form
from ordertrail.domain.errors import NotFound
from ordertrail.domain.goods import LineGoods, goods, told_parcel
from ordertrail.domain.ledger import told_payments
from ordertrail.services.context import Context
from ordertrail.store.edits import LINES, Edit, changed_names, newly_of_staff
from ordertrail.store.orders import OrderView

Rows = list[dict[str, Any]]

# What an event's detail keeps for its undo: old cells of ``orders``, and keys of the rows that a ledger opened with.
WAS: Final = "was"
OPENED: Final = "opened"


def form_of(ctx: Context, actor: Actor, wish: Mapping[str, Any]) -> Form:
    """The fields of a deed by staff. Raises NotAllowed."""
    actor.require("staff", "manager")
    return Form(wish, ctx.now(), ctx.zone)


def known_payments(found: OrderView) -> Rows:
    """The order's payments; where it has none of its own, what its file or entry told of them, as they would be kept.

    Those have no ``payment_id``.
    """
    return found.payments or [{**row, "actor": teller(found)} for row in told_payments(found.order)]


def known_parcels(found: OrderView, ctx: Context, *, by_staff: bool = False) -> Rows:
    """The order's parcels; where it has none of its own, the shipment that it speaks of, without ``shipment_id``.

    ``by_staff``: a stage that staff moved it to speaks as well.
    """
    if found.parcels:
        return found.parcels
    told = told_parcel(found.order, found.lines, ctx.workflows(), by_staff=by_staff)
    return [{**told, "actor": teller(found)}] if told else []


def to_ship(found: OrderView, ctx: Context) -> dict[int, LineGoods]:
    """Line number -> its goods, as a further parcel sees them."""
    return goods(found.lines, known_parcels(found, ctx), found.returns)


def to_return(found: OrderView, ctx: Context) -> dict[int, LineGoods]:
    """Line number -> its goods, as a further return sees them."""
    return goods(found.lines, known_parcels(found, ctx, by_staff=True), found.returns)


def teller(found: OrderView) -> str:
    """Who brought the order in."""
    return str(found.events[-1]["actor"]) if found.events else str(found.order["origin"])


def kept(rows: Rows, key: str, ctx: Context) -> tuple[Rows, Rows]:
    """``rows`` with a ``key`` each, and those of them that are not in the store yet."""
    opened = [{**row, key: uuid4(), "created_at": ctx.now()} for row in rows if key not in row]
    return [*(row for row in rows if key in row), *opened], opened


def pick(rows: Sequence[Mapping[str, Any]], key: str, wanted: UUID, refusal: str) -> Mapping[str, Any]:
    """The row of that key. Raises NotFound."""
    for row in rows:
        if row[key] == wanted:
            return row
    raise NotFound(refusal)


def with_cells(rows: Rows, row: Mapping[str, Any], **cells: Any) -> Rows:
    """``rows``, in which ``row`` has become another."""
    return [{**each, **cells} if each is row else each for each in rows]


def next_number(rows: Sequence[Mapping[str, Any]]) -> int:
    return max((row["number"] for row in rows), default=0) + 1


def line_words(found: OrderView, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as an event keeps them: what they are called, and how many."""
    names = {line["line_no"]: line["name"] or line["sku"] for line in found.lines}
    return [{**line, "name": names.get(line["line_no"])} for line in lines]


def undoable(found: OrderView, edit: Edit, opened: Iterable[UUID] = ()) -> Edit:
    """The edit, whose event keeps what an undo needs. ``opened``: keys of rows that it writes beside its own."""
    order = found.order
    names = [*changed_names(order, edit.cells), *([LINES] if edit.lines else [])]
    facts: dict[str, Any] = {WAS: {name: order[name] for name in edit.cells}, "newly": newly_of_staff(order, names)}
    if opened := list(opened):
        facts[OPENED] = opened
    if "stage" in edit.cells and not order["staff_stage"]:
        facts["file_stage"] = True
    return replace(edit, detail={**edit.detail, **facts})
