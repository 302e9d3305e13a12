"""Rates by day, and amounts in the base currency at the rate of an order's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, text

from ordertrail.domain.actor import Actor
from ordertrail.domain.money import REFERENCE_RATES_CNY, rate
from ordertrail.domain.rates import Rate
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.feed import BulkChange
from ordertrail.store.tables import rates

# The first amount that DECIMAL(18,4) cannot hold.
ROOM: Final = 10**14
_SPANS: Final = (
    "(SELECT currency, day AS since, coalesce(lead(day) OVER (PARTITION BY currency ORDER BY day), "
    "DATE '9999-12-31') AS until, rate FROM rates)"
)


def base_amount(currency: str, amount: str, day: str, base: str, *, own: bool = True) -> str:
    """SQL: ``amount`` in the base currency; NULL where no rate is known or the store has no room.

    All three are qualified columns or expressions of such. The rate is the company's own of that ``day``; before its
    first one, and for a currency that has none, the reference rate. Without ``own`` the company is known to have none.
    """
    whens = []
    for code in REFERENCE_RATES_CNY:
        factor = rate(code, base)
        if factor is not None:
            whens.append(f"WHEN '{code}' THEN {factor.quantize(Decimal('0.00000001'))}")
    rates_of_day = (
        f"SELECT s.rate FROM {_SPANS} s WHERE s.currency = {currency} AND {day} >= s.since AND {day} < s.until"
    )
    known = f"CASE {currency} {' '.join(whens)} END"
    factor_sql = f"coalesce(({rates_of_day}), {known})" if own else known
    # DuckDB multiplies two decimals of 18 digits in 64 bits, which overflow from a million on; one of 19 takes 128.
    product = f"{amount} * CAST({factor_sql} AS DECIMAL(19,8))"
    other = f"CAST(CASE WHEN abs({product}) < {ROOM} THEN {product} END AS DECIMAL(18,4))"
    return f"CASE WHEN {currency} = '{base}' THEN CAST({amount} AS DECIMAL(18,4)) ELSE {other} END"


def all_rates(connection: Connection) -> list[dict[str, Any]]:
    """Rows with currency, day, rate, actor, updated_at; newest day first within each currency."""
    query = select(rates).order_by(rates.c.currency, rates.c.day.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def rated_currencies(connection: Connection) -> list[str]:
    """The currencies that have a rate of the company's own, by code."""
    return list(connection.execute(select(rates.c.currency).distinct().order_by(rates.c.currency)).scalars())


def put_rates(uow: UnitOfWork, wish: Sequence[Rate], actor: Actor, now: datetime) -> None:
    """Set these rates and bring the base amounts that depend on them up to date."""
    take_rates(uow, [(each.currency, each.day) for each in wish])
    rows = [
        {"currency": each.currency, "day": each.day, "rate": each.rate, "actor": actor.name, "updated_at": now}
        for each in wish
    ]
    if rows:
        uow.connection.execute(insert(rates), rows)
    _renew(uow, {each.currency for each in wish})


def drop_rates(uow: UnitOfWork, keys: Sequence[tuple[str, date]]) -> None:
    """Remove rates, and bring the base amounts that depended on them up to date."""
    take_rates(uow, keys)
    _renew(uow, {currency for currency, _ in keys})


def take_rates(uow: UnitOfWork, keys: Sequence[tuple[str, date]]) -> None:
    uow.in_turn("rates")
    for currency, day in keys:
        uow.connection.execute(delete(rates).where(rates.c.currency == currency, rates.c.day == day))


def _renew(uow: UnitOfWork, currencies: set[str]) -> None:
    """No version of an order changes by this: what it says in its own currency stays."""
    amount = base_amount("orders.currency", "orders.total", "orders.order_day", uow.store.base_currency)
    for currency in sorted(currencies):
        uow.connection.execute(
            text(f"UPDATE orders SET base_total = {amount} WHERE currency = CAST(:currency AS TEXT)"),
            {"currency": currency},
        )
    uow.publish(BulkChange("rates"))
