"""The goods of the demo shop and what people put into a basket."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

_FOLDER: Final = Path(__file__).parent
_BASKET: Final = (62.0, 22.0, 9.0, 5.0, 2.0)
_WINTER, _SUMMER = (11, 12, 1, 2), (5, 6, 7, 8)
_IN_SEASON, _OUT_OF_SEASON = 2.2, 0.4


class Product(NamedTuple):
    """``place`` counts the catalogue from 0. ``cny`` and ``usd`` are prices in cents.

    The specs of both languages go together by position; ``season`` is winter, summer or empty.
    """

    place: int
    sku: str
    zh: str
    en: str
    category: str
    cny: int
    usd: int
    popularity: float
    season: str
    specs_zh: tuple[str, ...]
    specs_en: tuple[str, ...]


class Choice(NamedTuple):
    product: Product
    spec: int
    quantity: int


@cache
def facts(name: str) -> Mapping[str, Any]:
    """The JSON file ``name`` beside this module."""
    read: Mapping[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def headers(layout: str) -> list[str]:
    """The header row of an export layout, blanks as they stand in real files."""
    return list(facts("headers")[layout])


@cache
def products() -> tuple[Product, ...]:
    """All goods, in the order of the catalogue."""
    table = facts("catalogue")
    seasons = {sku: season for season in ("winter", "summer") for sku in table[season]}
    return tuple(
        Product(
            place, sku, zh, en, category, round(cny * 100), round(usd * 100), popularity,
            seasons.get(sku, ""), tuple(specs_zh), tuple(specs_en),
        )
        for place, (sku, zh, en, category, cny, usd, popularity, specs_zh, specs_en) in enumerate(
            table["products"]
        )
    )  # fmt: skip


@cache
def _running(month: int) -> tuple[float, ...]:
    now = "winter" if month in _WINTER else "summer" if month in _SUMMER else ""
    return tuple(
        accumulate(
            each.popularity
            * (1 if not each.season or not now else _IN_SEASON if each.season == now else _OUT_OF_SEASON)
            for each in products()
        )
    )


def basket(rng: Random, month: int, quantities: Sequence[int]) -> list[Choice]:
    """One to five different goods, each in one of ``quantities``; the season decides what sells."""
    running, goods = _running(month), products()
    size = rng.choices(range(1, len(_BASKET) + 1), _BASKET)[0]
    chosen = dict.fromkeys(bisect(running, rng.random() * running[-1]) for _ in range(size))
    return [
        Choice(
            goods[each], int(rng.random() * len(goods[each].specs_zh)), quantities[int(rng.random() * len(quantities))]
        )
        for each in chosen
    ]
