"""Orders for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ordertrail.analytics.export import Choice
from ordertrail.analytics.paper import PaperOrder, paper_orders
from ordertrail.domain.actor import Actor
from ordertrail.domain.workflow import Workflow
from ordertrail.services.context import Context

MOST: Final = 500


@dataclass(frozen=True)
class Printed:
    """``orders`` can be packed; ``wanted`` were asked for, ``cancelled`` of those that were read are left out.

    ``waiting``: (channel, number) of orders that are not to be shipped as they stand: awaiting payment, on hold, or
    an exception. ``by_hand``: each order was chosen, rather than found by a filter.
    """

    orders: list[PaperOrder]
    wanted: int
    cancelled: int
    waiting: frozenset[tuple[str, str]]
    by_hand: bool

    @property
    def beyond(self) -> bool:
        """More were wanted than are printed at once."""
        return self.wanted > MOST

    def is_waiting(self, each: PaperOrder) -> bool:
        return key_of(each) in self.waiting

    @property
    def to_pick(self) -> list[PaperOrder]:
        """Those whose goods are to be fetched: waiting ones only where they were chosen by hand."""
        return [each for each in self.orders if self.by_hand or not self.is_waiting(each)]


def key_of(each: PaperOrder) -> tuple[str, str]:
    """Channel and number of an order."""
    return each.order["channel"], each.order["channel_order_no"]


def print_orders(ctx: Context, actor: Actor, choice: Choice) -> Printed:
    """The newest ``MOST`` of the wanted orders. Raises NotAllowed, DomainError bad_request."""
    actor.require("staff", "manager")
    with ctx.store.read() as connection:
        found, wanted = paper_orders(connection, choice, ctx.now(), MOST)
    workflows = ctx.workflows()
    gone = workflows.codes("cancelled")
    kept = [each for each in found if each.order["stage"] not in gone]
    waiting = frozenset(
        key_of(each) for each in kept if _waits(each.order["stage"], workflows.of(each.order["workflow"]))
    )
    return Printed(kept, wanted, len(found) - len(kept), waiting, choice.chosen is not None)


def _waits(stage: str, workflow: Workflow) -> bool:
    """Whether the stage stands beside the way, or before the one that says the order is paid."""
    return stage in workflow.codes("hold", "exception") or stage in workflow.starts[:-1]
