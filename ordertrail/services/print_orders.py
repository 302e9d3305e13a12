"""Orders for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ordertrail.analytics.export import Choice
from ordertrail.analytics.paper import PaperOrder, paper_orders
from ordertrail.domain.actor import Actor
from ordertrail.services.context import Context

MOST: Final = 500


@dataclass(frozen=True)
class Printed:
    """``orders`` can be packed; ``wanted`` were asked for, ``cancelled`` of those that were read are left out."""

    orders: list[PaperOrder]
    wanted: int
    cancelled: int

    @property
    def beyond(self) -> bool:
        """More were wanted than are printed at once."""
        return self.wanted > MOST


def print_orders(ctx: Context, actor: Actor, choice: Choice) -> Printed:
    """The newest ``MOST`` of the wanted orders. Raises NotAllowed, DomainError bad_request."""
    actor.require("staff", "manager")
    with ctx.store.read() as connection:
        found, wanted = paper_orders(connection, choice, ctx.now(), MOST)
    gone = ctx.workflows().codes("cancelled")
    kept = [each for each in found if each.order["stage"] not in gone]
    return Printed(kept, wanted, len(found) - len(kept))
