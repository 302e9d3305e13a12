"""Who buys: invented people and companies, some of whom come again.

Abroad, telephone numbers are of the ranges that a country's regulator keeps for fiction, or left out where it keeps
none; in China, which keeps none either, they are of the blocks 138 0000 and 139 0000 that sample data use. Mail
addresses are of example.com.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, Final

from ordertrail.demo.catalogue import facts
from ordertrail.domain.places import provinces

_CHINA_CLOCK: Final = 8
_NUMBERS_OF_PEOPLE: Final = "1380000"
_NUMBERS_OF_COMPANIES: Final = "1390000"


@dataclass(frozen=True, slots=True)
class Shopper:
    """``road``: median hours of a parcel to the place; ``clock``: its hours from UTC; ``serial`` counts from 1."""

    serial: int
    name: str
    handle: str
    phone: str
    email: str
    country: str
    region: str
    region_code: str
    city: str
    district: str
    street: str
    postal_code: str
    road: float
    clock: int
    market: str = ""
    contact: str = ""


@dataclass
class Crowd:
    """The customers of one channel; ``repeat`` is the share of orders that comes from known ones."""

    rng: Random
    make: Callable[[Random, int], Shopper]
    repeat: float
    known: list[Shopper] = field(default_factory=list)

    def next(self) -> Shopper:
        """Whoever orders next."""
        if self.known and self.rng.random() < self.repeat:
            return self.known[int(self.rng.random() * len(self.known))]
        shopper = self.make(self.rng, len(self.known) + 1)
        self.known.append(shopper)
        return shopper


@cache
def _provinces() -> tuple[list[Any], list[float]]:
    names = {province.code: province.zh for province in provinces()}
    rows = [(names[code], code, road, cities) for code, _, road, cities in facts("destinations")["provinces"]]
    return rows, list(accumulate(row[1] for row in facts("destinations")["provinces"]))


def chinese_person(rng: Random, serial: int) -> Shopper:
    """Someone in China, at home."""
    people = facts("people")
    given = "".join(rng.choice(people["given_zh"]) for _ in range(1 + (rng.random() < 0.7)))
    handle = f"{rng.choice(people['buyer_words'])}{serial % 997}" if rng.random() < 0.6 else f"tb{serial:07d}"
    street = f"{_street(rng)}{rng.randrange(1, 30)}幢{rng.randrange(1, 19)}0{rng.randrange(1, 5)}室"
    return _in_china(
        rng,
        serial,
        name=_surname(rng) + given,
        handle=handle,
        phone=f"{_NUMBERS_OF_PEOPLE}{serial % 10_000:04d}",
        email=f"tb{serial:07d}@example.com",
        street=street,
    )


def chinese_company(rng: Random, serial: int) -> Shopper:
    """A company in China, with someone to speak to."""
    people = facts("people")
    name = rng.choice(people["companies_zh"]) + rng.choice(people["trades_zh"])
    return _in_china(
        rng,
        serial,
        name=name,
        handle="",
        phone=f"{_NUMBERS_OF_COMPANIES}{serial % 10_000:04d}",
        email=f"purchase{serial}@example.com",
        street=f"{_street(rng)}{rng.choice(('商务中心', '创业大厦', '产业园'))}{rng.randrange(1, 9)}号楼",
        contact=_surname(rng) + rng.choice(("经理", "女士", "先生")),
    )


def person_abroad(market: str) -> Callable[[Random, int], Shopper]:
    """A maker of people who buy in ``market``: a key of ``markets`` among the destinations."""
    weights = facts("destinations")["markets"][market]
    codes, running = list(weights), list(accumulate(weights.values()))

    def make(rng: Random, serial: int) -> Shopper:
        code = codes[bisect(running, rng.random() * running[-1])]
        clock, language, cities = facts("destinations")["countries"][code]
        city, state, state_name, postal_code = rng.choice(cities)
        people = facts("people")
        first, last = rng.choice(people["first"][language]), rng.choice(people["last"][language])
        street, number = rng.choice(facts("destinations")["streets"][language]), rng.randrange(1, 240)
        return Shopper(
            serial=serial,
            name=f"{first} {last}",
            handle="",
            phone=_phone_abroad(code, rng),
            email=f"{_plain(first)}.{_plain(last)}{serial}@example.com",
            country=code,
            region=state_name,
            region_code=state,
            city=city,
            district=rng.choice(("", "", "", "Flat 2", "Apt 4B", "Unit 7")),
            street=f"{street} {number}" if language == "de" else f"{number} {street}",
            postal_code=postal_code,
            road=96.0,
            clock=clock,
            market=market,
        )

    return make


def _in_china(rng: Random, serial: int, *, contact: str = "", **own: str) -> Shopper:
    rows, running = _provinces()
    region, code, road, cities = rows[bisect(running, rng.random() * running[-1])]
    city, postal_code, districts = cities[int(rng.random() ** 1.5 * len(cities))]
    return Shopper(
        serial=serial,
        country="CN",
        region=region,
        region_code=code,
        city=city,
        district=rng.choice(districts),
        postal_code=postal_code,
        road=road,
        clock=_CHINA_CLOCK,
        contact=contact,
        **own,
    )


def _surname(rng: Random) -> str:
    # The commonest names stand first.
    surnames = facts("people")["surnames_zh"]
    return str(surnames[int(rng.random() ** 2 * len(surnames))])


def _street(rng: Random) -> str:
    name = rng.choice(facts("destinations")["streets_zh"])
    return f"{name}{rng.randrange(1, 400)}号"


def _phone_abroad(country: str, rng: Random) -> str:
    """A number of the range that the country's regulator keeps for fiction."""
    match country:
        case "US" | "CA":
            return f"+1 {rng.choice((202, 303, 404, 512, 617, 773))} 555 01{rng.randrange(100):02d}"
        case "GB":
            return f"+44 7700 900{rng.randrange(1000):03d}"
        case "DE":
            return f"+49 30 23125 {rng.randrange(1000):03d}"
        case "FR":
            return f"+33 1 99 00 {rng.randrange(100):02d} {rng.randrange(100):02d}"
        case "AU":
            return f"+61 2 5550 {rng.randrange(10_000):04d}"
        case _:
            return ""


_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ë": "e"})


def _plain(name: str) -> str:
    return name.lower().translate(_LETTERS)
