"""The grid's filter model as SQL conditions.

A model is column -> filter. A filter has ``filterType`` text, number, date or set, and either a ``type`` with its
values or ``operator`` AND or OR with ``conditions``. Upper and lower case are the same; both ends of a range
belong to it, in whichever order they are given; days are those of the business zone. An empty cell differs from every
value. A column is a SQL
expression, or one of those below.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Integer, Numeric, Text, and_, false, func, not_, or_, select

from ordertrail.analytics.calendar import day_begins
from ordertrail.domain.cells import printable
from ordertrail.domain.errors import DomainError
from ordertrail.domain.own_words import own_words
from ordertrail.domain.words import meaning
from ordertrail.store.tables import order_lines, orders

MOST_CONDITIONS: Final = 20
MOST_VALUES: Final = 1000
# Amounts in the store have fourteen digits before the point and four after it.
_MOST: Final = Decimal(10) ** 14
_STEP: Final = Decimal("0.00001")


@dataclass(frozen=True)
class Listed:
    """A text of several values with commas between; a set lets through what has one of its values."""

    column: Any


@dataclass(frozen=True)
class Worded:
    """A text of a ``kind`` of words; a set lets through every spelling of what one of its values names, in the
    ``channel`` that the row has."""

    column: Any
    kind: str
    channel: Any


@dataclass(frozen=True)
class OfLines:
    """A text of each of an order's lines: what any line fulfils, and what none does."""

    column: Any


class IsoDay(Text):
    """A day as text, YYYY-MM-DD."""


def column_conditions(model: Mapping[str, Any], columns: Mapping[str, Any], zone: ZoneInfo) -> list[Any]:
    """What a row must fulfil, a condition a column. Raises DomainError bad_request for what is no filter."""
    found = []
    for name, each in model.items():
        if name not in columns or not isinstance(each, Mapping):
            raise DomainError("bad_request")
        found.append(_filter(each, columns[name], zone))
    return found


def _filter(model: Mapping[str, Any], column: Any, zone: ZoneInfo) -> Any:
    if "operator" not in model:
        return _single(model, column, zone)
    parts = model.get("conditions")
    if parts is None:
        parts = [model.get("condition1"), model.get("condition2")]
    join = {"AND": and_, "OR": or_}.get(str(model["operator"]))
    if join is None or not isinstance(parts, list) or not 1 <= len(parts) <= MOST_CONDITIONS:
        raise DomainError("bad_request")
    return join(*(_single(_mapping(part), column, zone) for part in parts))


def _mapping(part: Any) -> Mapping[str, Any]:
    if not isinstance(part, Mapping):
        raise DomainError("bad_request")
    return part


def _single(model: Mapping[str, Any], column: Any, zone: ZoneInfo) -> Any:
    kind, type_ = model.get("filterType"), model.get("type")
    if isinstance(column, OfLines):
        return _of_lines(model, column, zone)
    if isinstance(column, Listed):
        return _listed(model.get("values"), column) if kind == "set" else _single(model, column.column, zone)
    if isinstance(column, Worded):
        return _worded(model.get("values"), column) if kind == "set" else _single(model, column.column, zone)
    match kind:
        case "date" if isinstance(column.type, IsoDay):
            return _day(str(type_), model, column)
        case "text" if isinstance(column.type, Text):
            return _text(str(type_), model.get("filter"), column)
        case "number" if isinstance(column.type, Numeric | Integer):
            return _number(str(type_), model, column)
        case "date" if isinstance(column.type, DateTime):
            return _date(str(type_), model, column, zone)
        case "set" if isinstance(column.type, Text):
            return _set(model.get("values"), column)
    raise DomainError("bad_request")


def _text(type_: str, word: Any, column: Any) -> Any:
    cell = func.lower(func.coalesce(column, ""))
    if type_ in ("blank", "notBlank"):
        blank = func.trim(cell) == ""
        return blank if type_ == "blank" else not_(blank)
    if not _storable(word):
        raise DomainError("bad_request")
    sought = func.lower(word)
    tests: dict[str, Callable[[], Any]] = {
        "contains": lambda: func.strpos(cell, sought) > 0,
        "notContains": lambda: func.strpos(cell, sought) == 0,
        "equals": lambda: cell == sought,
        "notEqual": lambda: cell != sought,
        "startsWith": lambda: func.starts_with(cell, sought),
        "endsWith": lambda: func.right(cell, func.length(sought)) == sought,
    }
    return _chosen(tests, type_)


def _storable(word: Any) -> bool:
    """Whether a cell can hold the word: the engines take no NUL and no half of a character."""
    return isinstance(word, str) and printable(word) == word


def _number(type_: str, model: Mapping[str, Any], column: Any) -> Any:
    def value(name: str = "filter") -> Decimal:
        number = model.get(name)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise DomainError("bad_request")
        return max(-_MOST, min(_MOST, Decimal(str(number)))).quantize(_STEP)

    tests: dict[str, Callable[[], Any]] = {
        "equals": lambda: column == value(),
        "notEqual": lambda: column.is_distinct_from(value()),
        "lessThan": lambda: column < value(),
        "lessThanOrEqual": lambda: column <= value(),
        "greaterThan": lambda: column > value(),
        "greaterThanOrEqual": lambda: column >= value(),
        "inRange": lambda: column.between(*sorted((value(), value("filterTo")))),
        "blank": lambda: column.is_(None),
        "notBlank": lambda: column.is_not(None),
    }
    return _chosen(tests, type_)


def _date(type_: str, model: Mapping[str, Any], column: Any, zone: ZoneInfo) -> Any:
    def begins(name: str = "dateFrom", days: int = 0) -> datetime:
        try:
            return day_begins(date.fromisoformat(str(model.get(name))[:10]) + timedelta(days=days), zone)
        except (ValueError, OverflowError):
            raise DomainError("bad_request") from None

    def within(last: str = "dateFrom") -> Any:
        first, end = sorted(("dateFrom", last), key=begins)
        return and_(column >= begins(first), column < begins(end, 1))

    tests: dict[str, Callable[[], Any]] = {
        "equals": within,
        "notEqual": lambda: or_(column.is_(None), not_(within())),
        "lessThan": lambda: column < begins(),
        "greaterThan": lambda: column >= begins(days=1),
        "inRange": lambda: within("dateTo"),
        "blank": lambda: column.is_(None),
        "notBlank": lambda: column.is_not(None),
    }
    return _chosen(tests, type_)


def _day(type_: str, model: Mapping[str, Any], column: Any) -> Any:
    """Days of the calendar, in no zone."""

    def day(name: str = "dateFrom") -> str:
        try:
            return date.fromisoformat(str(model.get(name))[:10]).isoformat()
        except ValueError:
            raise DomainError("bad_request") from None

    tests: dict[str, Callable[[], Any]] = {
        "equals": lambda: column == day(),
        "notEqual": lambda: column.is_distinct_from(day()),
        "lessThan": lambda: column < day(),
        "greaterThan": lambda: column > day(),
        "inRange": lambda: column.between(*sorted((day(), day("dateTo")))),
        "blank": lambda: column.is_(None),
        "notBlank": lambda: column.is_not(None),
    }
    return _chosen(tests, type_)


def _of_lines(model: Mapping[str, Any], column: OfLines, zone: ZoneInfo) -> Any:
    opposite = {"notContains": "contains", "notEqual": "equals", "blank": "notBlank"}
    type_ = str(model.get("type"))
    if model.get("filterType") != "text":
        raise DomainError("bad_request")
    test = _single({**model, "type": opposite.get(type_, type_)}, column.column, zone)
    found = orders.c.order_id.in_(select(order_lines.c.order_id).where(test))
    return not_(found) if type_ in opposite else found


def _values(values: Any) -> list[str | None]:
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        raise DomainError("bad_request")
    if not all(value is None or _storable(value) for value in values):
        raise DomainError("bad_request")
    return values


def _set(values: Any, column: Any) -> Any:
    known = [value for value in _values(values) if value is not None]
    return or_(column.in_(known), column.is_(None)) if None in values else column.in_(known)


def _listed(values: Any, column: Listed) -> Any:
    held = func.lower("," + func.coalesce(column.column, "") + ",")
    found = [
        column.column.is_(None) if value is None else func.strpos(held, func.lower(f",{value},")) > 0
        for value in _values(values)
    ]
    return or_(false(), *found)


def _worded(values: Any, column: Worded) -> Any:
    cell = func.replace(func.lower(func.trim(column.column)), ",", "，")
    found: list[Any] = []
    for value in _values(values):
        spellings = meaning(column.kind, value, own_words().words) if value is not None else {}
        if not spellings:
            found.append(column.column.is_not_distinct_from(value))
            continue
        apart = [channel for channel in spellings if channel is not None]
        found.append(and_(cell.in_(spellings[None]), column.channel.not_in(apart)))
        found += [and_(cell.in_(spellings[channel]), column.channel == channel) for channel in apart]
    return or_(false(), *found)


def _chosen(tests: Mapping[str, Callable[[], Any]], type_: str) -> Any:
    if type_ not in tests:
        raise DomainError("bad_request")
    return tests[type_]()
