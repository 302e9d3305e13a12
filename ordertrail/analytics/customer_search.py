"""The search for customers: by name and how it sounds, company, phone and e-mail, as orders and staff tell them."""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, literal, or_, select, union

from ordertrail.analytics.conditions import holds
from ordertrail.analytics.terms import Condition
from ordertrail.domain.customer import digits
from ordertrail.domain.seeking import anywhere
from ordertrail.store.sounds import HAN, sounds
from ordertrail.store.tables import customers, orders

_o = orders.c
_c = customers.c
_LETTERS: Final = re.compile("[A-Za-z]+")
_NUMBER: Final = re.compile(r"[0-9+()./-]+")


def found_keys(connection: Connection, q: str) -> Any:
    """Query: keys of orders, and of what staff says, in which every word of ``q`` stands."""
    words = q.split()
    by_order = and_(*(holds(anywhere(word)) & or_(*_by_order(word)) for word in words))
    by_staff = and_(*(or_(*_by_staff(connection, word)) for word in words))
    return union(select(_o.customer_key).where(by_order), select(_c.customer_key).where(by_staff))


def _by_order(word: str) -> list[Condition]:
    found = _told(word, _o.customer_name, _o.company, _o.customer_email, _o.customer_phone)
    if _LETTERS.fullmatch(word):
        found.append(func.strpos(_names_heard(), word.lower()) > 0)
    return found


def _by_staff(connection: Connection, word: str) -> list[Condition]:
    found = _told(word, _c.name, _c.company, _c.email, _c.phone)
    if _LETTERS.fullmatch(word):
        found.append(_c.customer_key.in_(_heard_of_staff(connection, word.lower())))
    return found


def _told(word: str, name: Any, company: Any, email: Any, phone: Any) -> list[Condition]:
    texts = func.lower(func.concat_ws(" ", name, company, email, phone))
    conditions: list[Condition] = [func.strpos(texts, word.lower()) > 0]
    number = digits(word)
    if number and _NUMBER.fullmatch(word):
        # The quick signs that stand between digits; all others would need an expression for each row.
        bare = phone
        for sign in " -()+":
            bare = func.replace(bare, sign, "")
        conditions.append(func.strpos(bare, number) > 0)
    return conditions


def _names_heard() -> Any:
    """SQL: of the search text the names and how they sound; they stand between the number and the first of the
    cells that follow. Without any of those, SKUs do: they end it at the first word with a digit or a hyphen.
    """
    names = func.substr(_o.search, func.length(func.lower(_o.channel_order_no)) + 1)
    after = func.coalesce(_o.customer_phone, _o.customer_email, _o.tracking_no, _o.tags)
    ended = func.split_part(names, literal(" ").concat(func.lower(after)), 1)
    return case((after.is_(None), func.regexp_replace(names, " [^ ]*[0-9-].*$", "")), else_=ended)


def _heard_of_staff(connection: Connection, word: str) -> list[UUID]:
    """Customers to whom staff gave a Chinese name that sounds like it."""
    said = func.concat_ws(" ", _c.name, _c.company)
    chinese = func.regexp_replace(said, HAN, "", "g") != said
    found = connection.execute(select(_c.customer_key, said).where(chinese)).tuples()
    return [key for key, name in found if word in sounds(name)]
