"""The values that a column of the orders has: what a filter offers to choose from."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from ordertrail.domain.errors import DomainError
from ordertrail.domain.tags import split_tags
from ordertrail.store.tables import orders

ASKED: Final = ("owner", "tags", "carrier", "payment_method", "promo_code", "return_policy", "segment", "city")
MOST: Final = 500


def choices(connection: Connection, column: str) -> list[str]:
    """The values of one of ``ASKED``, the commonest ``MOST`` of them, in the order of the alphabet.

    Of tags each tag by itself. Raises DomainError bad_request for another column.
    """
    if column not in ASKED:
        raise DomainError("bad_request")
    cell = orders.c[column]
    query = select(cell).where(cell.is_not(None)).group_by(cell).order_by(func.count().desc(), cell).limit(MOST)
    found = [str(value) for value in connection.execute(query).scalars()]
    if column == "tags":
        found = [tag for tags in found for tag in split_tags(tags)]
    return sorted(dict.fromkeys(found), key=str.casefold)
