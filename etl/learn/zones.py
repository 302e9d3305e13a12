"""The time zone that a currency speaks for, to be proposed and never taken unasked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel.core import get_global
from babel.numbers import get_territory_currencies

# Currencies of several territories or zones of which one has nearly all the trade.
_CHIEF: Final = {
    "GBP": "Europe/London", "CNY": "Asia/Shanghai", "INR": "Asia/Kolkata", "CHF": "Europe/Zurich",
    "DKK": "Europe/Copenhagen",
}  # fmt: skip


@cache
def zones_of_currencies() -> Mapping[str, str]:
    """Currency -> time zone, where all who pay in it live in one (by CLDR), or nearly all."""
    zones: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        zones.setdefault(territory, []).append(zone)
    found: dict[str, list[str]] = {}
    for territory, of_territory in zones.items():
        for currency in get_territory_currencies(territory):
            found.setdefault(currency, []).extend(of_territory)
    return {currency: each[0] for currency, each in found.items() if len(each) == 1} | _CHIEF
