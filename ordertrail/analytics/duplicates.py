"""Customers that are likely one: SQL proposes pairs, ``ordertrail.domain.customer.likeness`` judges them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, case, func, literal, or_, select, union_all

from ordertrail.domain.customer import ALIKE_DIGITS, MASK, Contact, digits, likeness, plain_email, plain_text, score
from ordertrail.store.customer_merges import members_of, roots
from ordertrail.store.customers import refused_pairs
from ordertrail.store.tables import customers, orders

# A contact that more customers share is a warehouse's or a marketplace's, nobody's own.
MOST_SHARING: Final = 8
MOST_GROUPS: Final = 200
MOST_PAIRS: Final = 100

_o = orders.c
_TOLD: Final = ("phone", "email", "name", "address", "postal_code")


@dataclass(frozen=True)
class Pair:
    """Two customers by their root keys; ``reasons`` of ``ordertrail.domain.customer.SCORES``, ``score`` of 100.

    ``shared``: for each reason, in its order, what the two have in common.
    """

    one: UUID
    other: UUID
    reasons: tuple[str, ...]
    shared: tuple[str, ...]
    score: int


def likely_pairs(connection: Connection, limit: int = MOST_PAIRS) -> tuple[list[Pair], bool]:
    """Pairs among all customers, the likeliest first, and whether there are more than these.

    Those that a person refused are left out.
    """
    known = roots(connection)
    # What is settled already takes no place from what is not.
    groups, more = _sharing(connection, MOST_GROUPS + len(known) + len(refused_pairs(connection)))
    proposed = {
        frozenset((known.get(one, one), known.get(other, other)))
        for keys in groups
        for one, other in combinations(keys, 2)
    }
    found = _judged(connection, (pair for pair in proposed if len(pair) == 2))
    return found[:limit], more or len(found) > limit


def likely_same(connection: Connection, root: UUID) -> list[Pair]:
    """Pairs of one customer with others, the likeliest first."""
    known = roots(connection)
    members = members_of(connection, [root])
    own = _contacts(connection, members)[root]
    told = _said(_wanted(own))
    found = connection.execute(
        select(told.c.customer_key).distinct().order_by(told.c.customer_key).limit(MOST_PAIRS)
    ).scalars()
    others = {known.get(key, key) for key in found} - {root}
    return _judged(connection, (frozenset((root, other)) for other in others))


def _tail(phone: Any) -> Any:
    """SQL: the last digits of a number."""
    return func.right(func.regexp_replace(phone, "[^0-9]", "", "g"), ALIKE_DIGITS)


def _mailbox(email: Any) -> Any:
    """SQL: ``plain_email`` of an address that holds an @."""
    at = func.strpos(email, "@")
    local = func.split_part(func.lower(func.substr(email, 1, at - 1)), "+", 1)
    domain = func.lower(func.substr(email, at + 1))
    gmail = func.replace(local, ".", "").concat("@gmail.com")
    return case((domain.in_(("gmail.com", "googlemail.com")), gmail), else_=local.concat("@").concat(domain))


def _plain(column: Any) -> Any:
    """SQL: ``plain_text``."""
    return func.lower(func.replace(column, " ", ""))


def _whole(column: Any) -> Any:
    return func.strpos(column, MASK) == 0


def _sharing(connection: Connection, most: int) -> tuple[list[list[UUID]], bool]:
    """Keys of customers that share a contact, a list for each contact, and whether any way has more than ``most``."""
    c = customers.c
    apart = literal("|")
    ways: list[list[tuple[Any, Any, Any]]] = [
        [(_tail(each), key, (_whole(each), func.length(each) >= ALIKE_DIGITS))
         for each, key in ((_o.customer_phone, _o.customer_key), (c.phone, c.customer_key))],
        [(_mailbox(each), key, (_whole(each), func.strpos(each, "@") > 1))
         for each, key in ((_o.customer_email, _o.customer_key), (c.email, c.customer_key))],
        [(_plain(name).concat(apart).concat(_plain(place)), key, (_whole(name), _whole(place)))
         for name, place, key in ((_o.customer_name, _o.address, _o.customer_key),
                                  (_o.customer_name, _o.postal_code, _o.customer_key),
                                  (c.name, c.address, c.customer_key))],
    ]  # fmt: skip
    found, more = [], False
    for way in ways:
        told = union_all(*(select(value.label("value"), key.label("key")).where(*wanted, key.is_not(None))
                           for value, key, wanted in way)).subquery()  # fmt: skip
        distinct = select(told.c.value, told.c.key).distinct().subquery()
        keys = func.array_agg(distinct.c.key)
        query = select(keys).group_by(distinct.c.value).having(func.count().between(2, MOST_SHARING))
        query = query.order_by(distinct.c.value).limit(most + 1)
        rows = [list(map(_uuid, row)) for row in connection.execute(query).scalars()]
        found += rows[:most]
        more = more or len(rows) > most
    return found, more


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _wanted(own: Contact) -> Any:
    """(conditions over orders, over customers) that one of ``own``'s contacts may stand in an order."""
    tails = {number[-ALIKE_DIGITS:] for each in own.phones if len(number := digits(each)) >= ALIKE_DIGITS}
    boxes = {box for each in own.emails if (box := plain_email(each))}
    names = {plain_text(name) for name, _, _ in own.places} - {""}
    addresses = {plain_text(address) for _, address, _ in own.places} - {""}
    codes = {plain_text(code) for _, _, code in own.places} - {""}

    def over(phone: Any, email: Any, name: Any, address: Any, code: Any) -> Any:
        ways = []
        if tails:
            ways.append(_tail(phone).in_(tails))
        if boxes:
            ways.append((func.strpos(email, "@") > 1) & _mailbox(email).in_(boxes))
        if names and addresses:
            ways.append(_plain(name).in_(names) & _plain(address).in_(addresses))
        if names and codes and code is not None:
            ways.append(_plain(name).in_(names) & _plain(code).in_(codes))
        return or_(literal(False), *ways)

    c = customers.c
    return (
        over(_o.customer_phone, _o.customer_email, _o.customer_name, _o.address, _o.postal_code),
        over(c.phone, c.email, c.name, c.address, None),
    )


def _said(wanted: Any) -> Any:
    by_order, by_staff = wanted
    query = select(_o.customer_key).where(by_order, _o.customer_key.is_not(None))
    return union_all(query, select(customers.c.customer_key).where(by_staff)).subquery()


def _judged(connection: Connection, pairs: Iterable[frozenset[UUID]]) -> list[Pair]:
    proposed = [tuple(sorted(pair)) for pair in pairs]
    members = members_of(connection, {key for pair in proposed for key in pair})
    contacts = _contacts(connection, members)
    refused = {frozenset(members.get(key, key) for key in pair) for pair in refused_pairs(connection)}
    found = []
    for one, other in proposed:
        reasons = likeness(contacts[one], contacts[other])
        if reasons and frozenset((one, other)) not in refused:
            found.append(Pair(one, other, tuple(reasons), tuple(reasons.values()), score(reasons)))
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def _contacts(connection: Connection, members: dict[UUID, UUID]) -> dict[UUID, Contact]:
    """Everything by which the customers were reached, by root key."""
    c = customers.c
    keys = list(members)
    by_order = select(
        _o.customer_key, _o.customer_phone, _o.customer_email, _o.customer_name, _o.address, _o.postal_code
    ).where(_o.customer_key.in_(keys))
    by_staff = select(c.customer_key, c.phone, c.email, c.name, c.address).where(c.customer_key.in_(keys))
    told: dict[UUID, list[tuple[Any, ...]]] = {root: [] for root in members.values()}
    for query in (by_order.distinct(), by_staff):
        for key, *cells in connection.execute(query).tuples() if keys else ():
            told[members[key]].append((*cells, None)[: len(_TOLD)])
    return {
        root: Contact(
            phones=frozenset(row[0] for row in rows if row[0]),
            emails=frozenset(row[1] for row in rows if row[1]),
            places=frozenset(row[2:] for row in rows if row[2]),
        )
        for root, rows in told.items()
    }
