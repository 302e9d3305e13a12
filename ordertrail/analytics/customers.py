"""Customers over all orders: a page of the list, and the figures, contacts and orders of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Double, Text, and_, case, cast, func, literal_column, or_, select, union

from ordertrail.analytics.customer_search import found_keys
from ordertrail.analytics.terms import Condition, share_on_time, worked_out
from ordertrail.domain.errors import DomainError
from ordertrail.store.customer_merges import members_of, root_of, root_table, roots
from ordertrail.store.customers import UNTOLD, customer_rows
from ordertrail.store.tables import customers, orders

SORTS: Final = ("last", "orders", "spent", "on_time")
FIGURES: Final = ("orders", "spent", "first", "last", "on_time")
PAGE: Final = 50
ORDERS_EACH: Final = 4
DEEPEST: Final = 10_000
LATEST: Final = 20
MOST_PLACES: Final = 20

# What an order tells of its customer -> the column of ``customers`` in which staff may say otherwise.
TOLD: Final[Mapping[str, str]] = {
    "customer_name": "name", "company": "company", "customer_phone": "phone", "customer_email": "email",
    "segment": "segment", "address": "address",
}  # fmt: skip

_o = orders.c
_MOMENT: Final = func.coalesce(_o.placed_at, _o.created_at)


@dataclass(frozen=True)
class Asked:
    """What of the customers is wanted. ``sort`` is of ``SORTS``; ``segment`` is '' for all."""

    q: str = ""
    segment: str = ""
    sort: str = "last"
    descending: bool = True
    offset: int = 0
    limit: int = PAGE


@dataclass(frozen=True)
class Ranking:
    """Keys of the first customers of a sorted list, as deep as it can be turned, and how many there are in all."""

    keys: tuple[UUID, ...]
    total: int


@dataclass(frozen=True)
class Customer:
    """One customer. ``person``: what is known now, ``row``: what staff says of the root key, with its version.

    ``figures``: orders, sold, due, returned (counts), spent (base currency), on_time (share or None), first, last,
    days_between (None with fewer than two orders). ``sums``: (currency, orders, total) of what was sold.
    ``told``: column of an order -> (value, orders, last used), the most used first; ``places`` likewise of
    {address, city, region, country, postal_code}. ``latest``: rows of orders, newest first.
    """

    key: UUID
    members: tuple[UUID, ...]
    person: dict[str, Any]
    row: dict[str, Any]
    figures: dict[str, Any]
    sums: list[tuple[str | None, int, Decimal]] = field(default_factory=list)
    told: dict[str, list[tuple[str, int, datetime]]] = field(default_factory=dict)
    places: list[dict[str, Any]] = field(default_factory=list)
    latest: list[dict[str, Any]] = field(default_factory=list)


def customer_list(
    connection: Connection, asked: Asked, now: datetime, known: Ranking | None = None
) -> tuple[list[dict[str, Any]], int]:
    """A page of the customers and how many there are in all.

    A row has key, orders, spent (base currency, of what was sold), first, last, on_time (share or None) and
    ``person``'s name, company, phone, email, segment, address, kind. ``now`` is naive UTC; ``known`` the ranking
    that was worked out before, where there is one. Raises DomainError bad_request for a sort that does not exist.
    """
    offset = min(max(asked.offset, 0), DEEPEST)
    merged = bool(roots(connection))
    # Only what the list is sorted by is worked out for all customers, the rest for those of the page.
    if known is not None or is_ranked(asked):
        every = known or ranking(connection, asked, now)
        keys, total = list(every.keys[offset : offset + asked.limit]), every.total
    else:
        wanted = _conditions(connection, asked, merged)
        keys = _newest(connection, wanted, offset + asked.limit)[offset:]
        total = len(keys)
        if offset or total == asked.limit:
            all_of_them = _grouped(wanted, merged, now).subquery("every")
            total = int(connection.execute(select(func.count()).select_from(all_of_them)).scalar_one())
    own: list[Condition] = [_o.customer_key.in_(list(members_of(connection, keys)))]
    figures = {row["key"]: row for row in connection.execute(_grouped(own, merged, now, *FIGURES)).mappings()}
    persons = people(connection, keys)
    return [{**figures[key], "person": persons[key]} for key in keys], total


def is_ranked(asked: Asked) -> bool:
    """Whether the list needs a ``ranking``: all but the newest customers first, which few orders tell.

    Raises DomainError bad_request for a sort that does not exist.
    """
    if asked.sort not in SORTS:
        raise DomainError("bad_request")
    return asked.sort != "last" or not asked.descending


def ranking(connection: Connection, asked: Asked, now: datetime) -> Ranking:
    """All customers in the wanted order: one pass over their orders, whichever page is shown of it."""
    merged = bool(roots(connection))
    grouped = _grouped(_conditions(connection, asked, merged), merged, now, asked.sort).subquery("grouped")
    order = grouped.c[asked.sort]
    placed = order.desc().nulls_last() if asked.descending else order.asc().nulls_last()
    query = select(grouped.c.key, func.count().over()).order_by(placed, grouped.c.key).limit(DEEPEST + PAGE)
    found = connection.execute(query).tuples().all()
    return Ranking(tuple(key for key, _ in found), int(found[0][1]) if found else 0)


def _conditions(connection: Connection, asked: Asked, merged: bool) -> list[Condition]:
    wanted: list[Condition] = [_o.customer_key.is_not(None)]
    if asked.q.split():
        wanted.append(_same(found_keys(connection, asked.q), merged))
    if asked.segment:
        wanted.append(_in_segment(connection, asked.segment))
    return wanted


def _newest(connection: Connection, wanted: list[Condition], count: int) -> list[UUID]:
    """The first ``count`` customers by their newest order, those of orders without a day last.

    The newest orders alone are read, and more of them while they are of too few customers.
    """
    known = roots(connection)
    dated = select(_o.customer_key).where(*wanted, _o.placed_at.is_not(None))
    dated = dated.order_by(_o.placed_at.desc(), _o.order_id.desc())
    found: dict[UUID, None] = {}
    read, some = 0, ORDERS_EACH * count
    while len(found) < count:
        keys = list(connection.execute(dated.limit(some).offset(read)).scalars())
        found |= dict.fromkeys(known.get(key, key) for key in keys)
        read += len(keys)
        if len(keys) < some:
            break
        some = read
    if len(found) < count:
        undated = select(_o.customer_key).where(*wanted, _o.placed_at.is_(None)).group_by(_o.customer_key)
        keys = list(connection.execute(undated.order_by(_o.customer_key)).scalars())
        found |= dict.fromkeys(known.get(key, key) for key in keys)
    return list(found)[:count]


def _grouped(wanted: list[Condition], merged: bool, now: datetime, *names: str) -> Any:
    """Query: ``key`` and these ``FIGURES`` of each customer with orders that fulfil ``wanted``."""
    row, terms = worked_out(wanted, _o.customer_key, _o.placed_at)
    source: Any = row.customer_key.table
    key: Any = row.customer_key
    if merged:
        known = root_table()
        source = source.outerjoin(known, known.c.merged_key == row.customer_key)
        key = func.coalesce(known.c.root_key, row.customer_key)
    due, on_time, untold = (func.count().filter(each) for each in (terms.due(now), terms.on_time, terms.untold))
    figures = {
        "orders": func.count(),
        "spent": func.sum(row.base_total).filter(terms.sold),
        "first": func.min(row.placed_at),
        "last": func.max(row.placed_at),
        "on_time": case((and_(due > 0, due >= untold), cast(on_time, Double) / func.nullif(due, 0))),
    }
    return select(key.label("key"), *(figures[name].label(name) for name in names)).select_from(source).group_by(key)


def _same(keys: Any, merged: bool) -> Condition:
    """Orders of the customers that have one of ``keys``, whichever of their keys it is."""
    if not merged:
        return _o.customer_key.in_(keys)
    known = root_table()
    hit = keys.subquery("hit")
    reached = (
        select(func.coalesce(known.c.root_key, hit.c.customer_key))
        .select_from(hit.outerjoin(known, known.c.merged_key == hit.c.customer_key))
        .cte("reached")
    )
    below = select(known.c.merged_key).where(known.c.root_key.in_(select(reached)))
    return or_(_o.customer_key.in_(select(reached)), _o.customer_key.in_(below))


def _in_segment(connection: Connection, segment: str) -> Condition:
    """Orders of customers whom staff put there, or whose newest order that names a segment names this one."""
    c = customers.c
    newest = func.max(_MOMENT)
    by_orders = (
        select(_o.customer_key)
        .where(_o.segment.is_not(None), _o.customer_key.not_in(select(c.customer_key).where(c.segment.is_not(None))))
        .group_by(_o.customer_key)
        .having(newest.filter(_o.segment == segment) == newest)
    )
    alone = _o.customer_key.in_(union(by_orders, select(c.customer_key).where(c.segment == segment)))
    trees = set(roots(connection).values())
    if not trees:
        return alone
    members = members_of(connection, trees)
    fitting = {key for key, person in people(connection, list(trees)).items() if person["segment"] == segment}
    merged = [member for member, root in members.items() if root in fitting]
    return or_(and_(alone, _o.customer_key.not_in(list(members))), _o.customer_key.in_(merged))


def people(connection: Connection, keys: Sequence[UUID], *, apart: bool = False) -> dict[UUID, dict[str, Any]]:
    """What is known of each of these customers: staff's word, else the newest order's that tells it.

    Orders of the key itself outrank those of keys merged into it; ``apart``: only its own count.
    """
    members = {key: key for key in keys} if apart else members_of(connection, keys)
    by_order: dict[UUID, dict[str, Any]] = {}
    columns = ", ".join(
        f"(array_agg({name} ORDER BY coalesce(placed_at, created_at) DESC, order_id) "
        f"FILTER (WHERE {name} IS NOT NULL))[1] AS {name}"
        for name in TOLD
    )
    query = select(_o.customer_key, func.max(_MOMENT).label("moment"), literal_column(columns))
    found = connection.execute(query.where(_o.customer_key.in_(list(members))).group_by(_o.customer_key)).mappings()
    newest = sorted(found, key=lambda row: row["moment"], reverse=True)
    for row in sorted(newest, key=lambda row: members[row["customer_key"]] != row["customer_key"]):
        person = by_order.setdefault(members[row["customer_key"]], {})
        for column, name in TOLD.items():
            if person.get(name) is None:
                person[name] = row[column]
    rows = customer_rows(connection, members)
    told = {key: by_order.get(key, {}) for key in keys}
    return {key: _person(key, told[key], _staff(key, members, rows)) for key in keys}


def _staff(key: UUID, members: Mapping[UUID, UUID], rows: Mapping[UUID, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of staff on the customer; that of the root key outranks those of keys merged into it."""
    own = [member for member, root in members.items() if root == key and member in rows]
    return [rows[member] for member in sorted(own, key=lambda member: (member != key, str(member)))]


def _person(key: UUID, told: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    person: dict[str, Any] = {"key": key}
    for name in (*TOLD.values(), "kind", "note"):
        said = next((row[name] for row in rows if row[name] is not None), None)
        person[name] = said if said is not None else told.get(name)
    if person["kind"] is None:
        person["kind"] = "company" if person["company"] else "person"
    return person


def one_customer(connection: Connection, key: UUID, now: datetime) -> Customer | None:
    """The customer to whom ``key`` belongs; None where no order and nobody's word tells of it."""
    root = root_of(connection, key)
    members = members_of(connection, [root])
    own = _o.customer_key.in_(list(members))
    row = customer_rows(connection, [root]).get(root) or {**UNTOLD, "customer_key": root}
    figures = _figures(connection, own, now)
    if not figures["orders"] and not customer_rows(connection, members):
        return None
    return Customer(
        key=root,
        members=tuple(sorted(members, key=lambda member: (member != root, str(member)))),
        person=people(connection, [root])[root],
        row=row,
        figures=figures,
        sums=_sums(connection, own),
        told={name: _told(connection, own, name) for name in (*_CONTACTS, "channel")},
        places=_places(connection, own),
        latest=_latest(connection, own),
    )


_CONTACTS: Final = ("customer_name", "company", "customer_phone", "customer_email")


def _figures(connection: Connection, own: Condition, now: datetime) -> dict[str, Any]:
    returned = or_(_o.requested_quantity > 0, _o.returned_quantity > 0)
    row, terms = worked_out([own], _o.placed_at, case((returned, 1)).label("returned"))
    counts = {"sold": terms.sold, "due": terms.due(now), "kept": terms.on_time, "untold": terms.untold}
    query = select(
        func.count().label("orders"),
        *(func.count().filter(condition).label(name) for name, condition in counts.items()),
        func.count(row.returned).label("returned"),
        func.sum(row.base_total).filter(terms.sold).label("spent"),
        func.min(row.placed_at).label("first"),
        func.max(row.placed_at).label("last"),
        func.count(row.placed_at).label("dated"),
    )
    found = dict(connection.execute(query).mappings().one())
    span, dated = (found["last"] - found["first"] if found["first"] else None), found.pop("dated")
    return {
        **found,
        "spent": found["spent"] or Decimal(0),
        "on_time": share_on_time(found["kept"], found["due"], found["untold"]),
        "days_between": span.total_seconds() / 86400 / (dated - 1) if span is not None and dated > 1 else None,
    }


def _sums(connection: Connection, own: Condition) -> list[tuple[str | None, int, Decimal]]:
    row, terms = worked_out([own], _o.currency, _o.total)
    query = select(row.currency, func.count(), func.sum(row.total)).where(terms.sold, row.total.is_not(None))
    found = connection.execute(query.group_by(row.currency).order_by(func.count().desc(), row.currency)).tuples()
    return [(currency, int(count), total) for currency, count, total in found]


def _told(connection: Connection, own: Condition, name: str) -> list[tuple[str, int, datetime]]:
    column, count, last = _o[name], func.count(), func.max(_MOMENT)
    query = select(column, count, last).where(own, column.is_not(None)).group_by(column)
    found = connection.execute(query.order_by(count.desc(), last.desc(), column).limit(MOST_PLACES)).tuples()
    return [(value, int(times), moment) for value, times, moment in found]


def _places(connection: Connection, own: Condition) -> list[dict[str, Any]]:
    names = ("address", "city", "region", "region_text", "country", "postal_code")
    columns = [_o[name] for name in names]
    count, last = func.count().label("orders"), func.max(_MOMENT).label("last")
    query = select(*columns, count, last).where(own, or_(*(column.is_not(None) for column in columns)))
    query = query.group_by(*columns).order_by(count.desc(), last.desc(), cast(_o.address, Text)).limit(MOST_PLACES)
    return [dict(row) for row in connection.execute(query).mappings()]


def _latest(connection: Connection, own: Condition) -> list[dict[str, Any]]:
    names = ("channel", "channel_order_no", "stage", "currency", "total", "placed_at", "promised_at", "city")
    query = select(*(_o[name] for name in names)).where(own).order_by(_MOMENT.desc(), _o.order_id).limit(LATEST)
    return [dict(row) for row in connection.execute(query).mappings()]
