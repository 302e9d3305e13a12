"""Set exchange rates by hand or by a file; amounts in the base currency follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import Invalid, Problem
from ordertrail.domain.rates import read_rates
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.rates import drop_rates, put_rates


def set_rates(ctx: Context, actor: Actor, wish: Sequence[Mapping[str, Any]]) -> int:
    """How many rates were set; ``wish`` as for ``read_rates``. Raises Invalid with every fault, nothing set then."""
    actor.require("manager")
    found = read_rates(wish, ctx.settings.base_currency, tr().locale.currencies)
    if not found:
        raise Invalid({"rates": Problem("no_rates")})
    ctx.store.run(lambda uow: put_rates(uow, found, actor, ctx.now()))
    return len(found)


def remove_rate(ctx: Context, actor: Actor, currency: str, day: date) -> None:
    """Forget the company's rate of that currency from that day on."""
    actor.require("manager")

    def work(uow: UnitOfWork) -> None:
        drop_rates(uow, [(currency, day)])

    ctx.store.run(work)
