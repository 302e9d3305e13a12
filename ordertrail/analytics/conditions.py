"""Filters as SQL on ``orders``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_

from ordertrail.analytics.filters import ABROAD, CHINA_UNKNOWN, UNKNOWN, Filters
from ordertrail.analytics.terms import ORDERS, Condition
from ordertrail.domain.places import CHINESE_TERRITORIES
from ordertrail.store.tables import orders

CHINA: Final = ("CN", *CHINESE_TERRITORIES)
_PHONE: Final = re.compile(r"[0-9+()./-]+")

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
    found += [_holds(word) for word in filters.q.split()]
    terms: dict[str, Any] = {
        "sold": ORDERS.sold,
        "due": ORDERS.due(now),
        "late": ORDERS.late(now),
        "fulfilled": ORDERS.fulfilled,
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
    if code.startswith("CN-"):
        return _o.region == code
    return _o.country.in_(CHINA) if code == "CN" else _o.country == code


def _holds(word: str) -> Condition:
    """The search text holds ``word``; of a phone number the digits are enough."""
    digits = re.sub("[^0-9]", "", word)
    sought = {word, digits} if digits and _PHONE.fullmatch(word) else {word}
    return or_(*(func.strpos(_o.search, func.lower(each)) > 0 for each in sorted(sought)))
