"""Sold, fulfilled, late, due: what these words of the figures mean, as SQL.

The promise of an order is judged where its source stops telling of goods: at shipment where ``followed_to`` is
shipped, else at delivery. An order whose stage says that the goods got there, but whose time is unknown, is neither
late nor judged. ``ordertrail.domain.schedule.promise`` says the same of a single order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, extract, false, func, literal_column, not_, or_, select

from ordertrail.domain.workflow_templates import workflows
from ordertrail.store.tables import orders

Condition = ColumnElement[bool]

_o = orders.c
_FOLLOWED_TO_SHIPMENT: Final = func.coalesce(_o.followed_to, "delivered") == "shipped"


@dataclass(frozen=True)
class Terms:
    """The words over the columns of ``orders``, or over those of a subquery that has worked them out once.

    ``sold``: not cancelled. ``fulfilled_at``: when the goods got to where the promise is judged. ``reached``: the
    stage says that they did. ``lead_hours``: hours from order to fulfilment; None if cancelled.
    """

    sold: Any
    fulfilled_at: Any
    reached: Any
    lead_hours: Any
    promised_at: Any
    cancelled_at: Any

    @property
    def fulfilled(self) -> Condition:
        """The lead time is known."""
        condition: Condition = self.lead_hours.is_not(None)
        return condition

    @property
    def on_time(self) -> Condition:
        """Promise kept."""
        return and_(self.sold, self.promised_at >= self.fulfilled_at)

    def late(self, now: datetime) -> Condition:
        """Promise broken at ``now`` (naive UTC), goods still missing."""
        return and_(self.promised_at < now, self.sold, self._missing)

    def due(self, now: datetime) -> Condition:
        """Promise that can be judged: fulfilled, or passed with the goods still missing."""
        judged = or_(self.fulfilled_at.is_not(None), and_(self.promised_at < now, not_(self.reached)))
        return and_(self.promised_at.is_not(None), self.sold, judged)

    @property
    def untold(self) -> Condition:
        """Promise whose outcome nobody told: the goods got there, at an unknown time."""
        return and_(self.promised_at.is_not(None), self.sold, self.fulfilled_at.is_(None), self.reached)

    def was_late(self, at: datetime) -> Condition:
        """Late at a past moment, going by the times of fulfilment and cancellation."""
        missing = or_(func.coalesce(self.fulfilled_at > at, false()), self._missing)
        return and_(self.promised_at < at, or_(self.sold, self.cancelled_at > at), missing)

    @property
    def _missing(self) -> Condition:
        return and_(self.fulfilled_at.is_(None), not_(self.reached))


def order_terms() -> Terms:
    """The words over ``orders``, by the workflows in force."""
    stages = workflows()
    sold = _o.stage.not_in(stages.codes("cancelled"))
    fulfilled_at: Any = case(
        (_FOLLOWED_TO_SHIPMENT, func.coalesce(_o.shipped_at, _o.delivered_at, _o.closed_at)),
        else_=func.coalesce(_o.delivered_at, _o.closed_at),
    )
    at_shipment = and_(_FOLLOWED_TO_SHIPMENT, _o.stage.in_(stages.reached("shipped")))
    return Terms(
        sold=sold,
        fulfilled_at=fulfilled_at,
        reached=or_(_o.stage.in_(stages.reached("delivered")), at_shipment),
        lead_hours=case((sold, extract("epoch", fulfilled_at - _o.placed_at) / literal_column("3600.0"))),
        promised_at=_o.promised_at,
        cancelled_at=_o.cancelled_at,
    )


def share_on_time(on_time: int, due: int, untold: int) -> float | None:
    """Share of kept promises; None where most outcomes are untold, since those that are known are the late ones."""
    return on_time / due if due and due >= untold else None


def worked_out(wanted: list[Condition], *columns: Any) -> tuple[Any, Terms]:
    """Columns of a subquery of the orders that fulfil ``wanted``: ``columns``, base_total and order_day; its terms.

    Each figure of an aggregate repeats the terms. Over the subquery they are worked out once a row.
    """
    terms = order_terms()
    own = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    labelled = [column.label(name) for name, column in own.items()]
    rows = select(*columns, _o.base_total, _o.order_day, *labelled).where(*wanted).subquery("worked_out")
    return rows.c, Terms(**{name: rows.c[name] for name in own})
