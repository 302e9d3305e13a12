"""What a search finds in an embedded store by its index of terms, instead of reading the text of every order.

The index only makes faster what ``conditions`` says in full: where it cannot answer, or not faster, there is None.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Text,
    Uuid,
    and_,
    column,
    func,
    intersect,
    select,
    table,
    union,
)
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate

from ordertrail.analytics.conditions import holds
from ordertrail.domain import seeking
from ordertrail.domain.seeking import Sought
from ordertrail.store.engine_name import is_embedded
from ordertrail.store.tables import orders
from ordertrail.store.terms import BACKWARDS, HEAD, LONGEST

# Orders that wait for their terms and are read as they are; with more of them the index is left aside.
MOST_DUE: Final = 1_000
# Terms that begin with a word; of more, all texts are read as fast.
MOST_TERMS: Final = 600_000
# Orders that are read by their keys; of more, all keys are.
FEW: Final = 2_000

_o = orders.c
_t = table(
    "terms",
    column("head", Text),
    column("rest", Text),
    column("placed_at", DateTime),
    column("order_id", Uuid),
    column("sorted", Boolean),
    schema="order_finding",
)
_due = table("due", column("order_id", Uuid), schema="order_finding")
_LAST: Final = chr(sys.maxunicode)


def found_by_terms(connection: Connection, q: str) -> Any:
    """A table (order_id, placed_at): each order that holds every word of ``q``, once; None as the module says."""
    words = seeking.words(q)
    if not words or not is_embedded(connection) or not all(_indexed(each) for word in words for each in word):
        return None
    due = list(connection.execute(select(_due.c.order_id).limit(MOST_DUE + 1)).scalars())
    if len(due) > MOST_DUE or any(_number_of_terms(connection, word) > MOST_TERMS for word in words):
        return None
    parts: list[Any] = [_holding(word, list(dict.fromkeys(due))) for word in words]
    # Any: its declaration with a list of unknown length is more than the type checker can bear.
    every: Any = intersect
    return (parts[0] if len(parts) == 1 else every(*parts)).cte("found").prefix_with("MATERIALIZED")


def few_keys(connection: Connection, found: Any) -> list[UUID] | None:
    """The keys of what is found, where they are few."""
    keys = list(connection.execute(select(found.c.order_id).limit(FEW + 1)).scalars())
    return keys if len(keys) <= FEW else None


def _holding(word: Sequence[Sought], due: list[UUID]) -> Any:
    # A range for each: of ranges joined by OR the engine would pass over no blocks.
    rows = [select(_t.c.order_id, _t.c.placed_at).where(span) for span in _ranges(word)]
    if not due:
        return rows[0].distinct() if len(rows) == 1 else union(*rows)
    waiting, clauses = narrowed([_o.order_id.in_(due)], [holds(word)])
    fresh = select(waiting.c.order_id, waiting.c.placed_at).where(*clauses)
    return union(*(each.where(_t.c.order_id.not_in(due)) for each in rows), fresh)


def narrowed(wanted: Sequence[Any], clauses: Sequence[Any]) -> tuple[Any, list[Any]]:
    """The ``wanted`` orders as a table of the columns that the ``clauses`` need, and the clauses on it.

    The engine reads rows by their keys only where nothing else is asked of them. And it makes the table once,
    however often it is asked.
    """
    names = {"order_id", "placed_at"}
    for clause in clauses:
        names |= {str(each.name) for each in iterate(clause) if isinstance(each, Column) and each.table is orders}
    query = select(*(_o[name] for name in sorted(names))).where(*wanted)
    rows = query.cte().prefix_with("MATERIALIZED")
    return rows, [ClauseAdapter(rows).traverse(clause) for clause in clauses]


def page_of(connection: Connection, rows: Any, order: Sequence[Any], limit: int, offset: int) -> tuple[list[UUID], int]:
    """Keys of one block of ``rows``, a table that is made once, and how many rows there are.

    The number is no window function: where rows are few, the engine's (1.5.5) now and then fails, and falls with it.
    """
    count = select(func.count()).select_from(rows)
    query = select(rows.c.order_id, count.scalar_subquery()).order_by(*order).limit(limit).offset(offset)
    found = connection.execute(query).all() if limit else []
    total = found[0][1] if found else connection.execute(count).scalar_one()
    return [key for key, _ in found], int(total)


def _number_of_terms(connection: Connection, word: Sequence[Sought]) -> int:
    spans = (select(_t.c.head).where(span).limit(MOST_TERMS + 1).subquery() for span in _ranges(word))
    counts = (select(func.count()).select_from(span) for span in spans)
    return sum(int(connection.execute(count).scalar_one()) for count in counts)


def _indexed(sought: Sought) -> bool:
    return (
        not sought.anywhere and BACKWARDS not in sought.text and len(sought.text) < LONGEST and _LAST not in sought.text
    )


def _ranges(word: Sequence[Sought]) -> list[Any]:
    found = []
    for sought in word:
        found.append(_begin(sought.text))
        if sought.ends:
            found.append(_begin(BACKWARDS + sought.text[::-1]))
    return found


def _begin(term: str) -> Any:
    """The terms that begin so; as bounds, since blocks are passed over by those."""
    head, rest = term[:HEAD], term[HEAD:]
    if len(term) < HEAD:
        return and_(_t.c.head >= head, _t.c.head < _after(head))
    return and_(_t.c.head == head, _t.c.rest >= rest, _t.c.rest < _after(rest)) if rest else _t.c.head == head


def _after(text: str) -> str:
    """The least text that is greater than all that begin with ``text``, by code points."""
    last = ord(text[-1]) + 1
    return text[:-1] + chr(0xE000 if last == 0xD800 else last)
