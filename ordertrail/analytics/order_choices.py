"""The values that a column of the orders has: what a filter offers to choose from."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from ordertrail.domain.errors import DomainError
from ordertrail.domain.own_words import own_words
from ordertrail.domain.tags import split_tags
from ordertrail.domain.words import COLUMNS, named
from ordertrail.store.tables import orders

ASKED: Final = ("owner", "tags", "carrier", "payment_method", "promo_code", "return_policy", "segment", "city")
MOST: Final = 500


def choices(connection: Connection, column: str) -> list[str]:
    """The values of one of ``ASKED``, the commonest ``MOST`` of them, in the order of the alphabet.

    Of tags each tag by itself; of carriers and ways of payment the codes of those that are known, whatever their
    spelling. Raises DomainError bad_request for another column.
    """
    if column not in ASKED:
        raise DomainError("bad_request")
    kind = next((kind for kind, worded in COLUMNS.items() if worded == column), None)
    if kind:
        return _worded(connection, kind, column)
    cell = orders.c[column]
    query = select(cell).where(cell.is_not(None)).group_by(cell).order_by(func.count().desc(), cell).limit(MOST)
    found = [str(value) for value in connection.execute(query).scalars()]
    if column == "tags":
        found = [tag for tags in found for tag in split_tags(tags)]
    return sorted(dict.fromkeys(found), key=str.casefold)


def _worded(connection: Connection, kind: str, column: str) -> list[str]:
    cell = orders.c[column]
    query = select(orders.c.channel, cell).where(cell.is_not(None)).group_by(orders.c.channel, cell)
    rows = connection.execute(query.order_by(func.count().desc(), cell).limit(MOST)).tuples()
    words = own_words().words
    known = [(named(kind, value, words, channel), value) for channel, value in rows]
    return sorted({each.code if each else value for each, value in known}, key=str.casefold)
