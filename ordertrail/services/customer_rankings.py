"""Answers over all customers that cost a pass over all orders: kept for a while, and asked for once.

The figures that the list then shows of its customers are those of the moment; only who stands where may be as old as
``SECONDS``. A merge, a refusal or an edit of a customer in this process begins anew at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from ordertrail.analytics.customers import Asked, Ranking, is_ranked, ranking
from ordertrail.analytics.duplicates import Pair, likely_pairs
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import state_of_customers

SECONDS: Final = 120


def ranked(ctx: Context, asked: Asked) -> tuple[Ranking | None, datetime]:
    """The ranking that the list needs, None where it needs none; and when it was worked out (naive UTC)."""
    if not is_ranked(asked):
        return None, ctx.now()
    every = replace(asked, offset=0)

    def work() -> tuple[Ranking, datetime]:
        with ctx.store.read() as connection:
            return ranking(connection, every, ctx.now()), ctx.now()

    return ctx.kept.get(("customers", every, _state(ctx)), SECONDS, work)


def likely(ctx: Context) -> tuple[list[Pair], bool, datetime]:
    """``likely_pairs``, and when they were worked out (naive UTC)."""

    def work() -> tuple[list[Pair], bool, datetime]:
        with ctx.store.read() as connection:
            return *likely_pairs(connection), ctx.now()

    return ctx.kept.get(("duplicates", _state(ctx)), SECONDS, work)


def _state(ctx: Context) -> tuple[object, ...]:
    with ctx.store.read() as connection:
        return state_of_customers(connection)
