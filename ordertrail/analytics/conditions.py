"""Filters as SQL on ``orders``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, and_, func, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ordertrail.analytics.filters import ABROAD, CHINA_UNKNOWN, UNKNOWN, Filters
from ordertrail.analytics.terms import Condition, order_terms
from ordertrail.domain import seeking
from ordertrail.domain.places import CHINESE_TERRITORIES
from ordertrail.domain.seeking import Sought
from ordertrail.store.customer_merges import same_customer
from ordertrail.store.tables import orders

CHINA: Final = ("CN", *CHINESE_TERRITORIES)

_o = orders.c


def conditions(filters: Filters, now: datetime) -> list[Condition]:
    """What an order must fulfil to pass ``filters``; ``now`` (naive UTC) decides what is late and due."""
    found: list[Condition] = []
    if filters.start:
        found.append(_o.order_day >= filters.start)
    if filters.end:
        found.append(_o.order_day <= filters.end)
    return found + without_days(filters, now)


def without_days(filters: Filters, now: datetime) -> list[Condition]:
    """The conditions but for the period."""
    found: list[Condition] = []
    if filters.channels:
        found.append(_o.channel.in_(filters.channels))
    if filters.stages:
        found.append(_o.stage.in_(filters.stages))
    if filters.regions:
        found.append(or_(*map(place, filters.regions)))
    if filters.customer:
        found.append(_o.customer_key.in_(same_customer(UUID(filters.customer))))
    found += [holds(spelt) for spelt in seeking.words(filters.q)]
    said = order_terms()
    terms: dict[str, Any] = {
        "sold": said.sold,
        "due": said.due(now),
        "late": said.late(now),
        "fulfilled": said.fulfilled,
        "returned": or_(_o.requested_quantity > 0, _o.returned_quantity > 0),
    }
    return found + [terms[word] for word in filters.only]


def place(code: str) -> Condition:
    """Orders of one region code of the filters."""
    if code == UNKNOWN:
        return _o.country.is_(None)
    if code == CHINA_UNKNOWN:
        return and_(_o.country == "CN", _o.region.is_(None))
    if code == ABROAD:
        return _o.country.not_in(CHINA)
    if "-" in code:
        return _o.region == code
    return _o.country.in_(CHINA) if code == "CN" else _o.country == code


def holds(spelt: Iterable[Sought]) -> Condition:
    """The search text holds one of the spellings of a word, where it may stand."""
    return or_(*map(_holds, spelt))


def _holds(sought: Sought) -> Condition:
    somewhere = _Holds(_o.search, sought.text, f"%{_escaped(sought.text)}%")
    return and_(somewhere, _Matches(_o.search, sought.pattern)) if sought.pattern else somewhere


class _Holds(FunctionElement[bool]):
    """(text, sought, the same as a pattern of LIKE): the text holds what is sought somewhere."""

    type = Boolean()
    name = "holds"
    inherit_cache = True


class _Matches(FunctionElement[bool]):
    """(text, pattern): the text holds what a regular expression describes."""

    type = Boolean()
    name = "matches"
    inherit_cache = True


@compiles(_Holds)
def _holds_plainly(element: _Holds, compiler: Any, **options: Any) -> str:
    held, sought, _ = element.clauses
    said: str = compiler.process(func.strpos(held, sought) > 0, **options)
    return said


@compiles(_Holds, "postgresql")
def _holds_by_index(element: _Holds, compiler: Any, **options: Any) -> str:
    """In the form of the question that an index over pieces of the text can answer."""
    held, _, pattern = element.clauses
    said: str = compiler.process(held.like(pattern), **options)
    return said


@compiles(_Matches)
def _matches_plainly(element: _Matches, compiler: Any, **options: Any) -> str:
    said: str = compiler.process(func.regexp_matches(*element.clauses), **options)
    return said


@compiles(_Matches, "postgresql")
def _matches_on_a_server(element: _Matches, compiler: Any, **options: Any) -> str:
    held, pattern = element.clauses
    said: str = compiler.process(held.op("~")(pattern), **options)
    return said


def _escaped(sought: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", sought)
