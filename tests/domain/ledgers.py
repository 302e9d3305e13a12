"""An order with payments, parcels and returns in memory, and random deeds upon it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ordertrail.domain.deeds import Form, check_parcel, check_payment, check_return
from ordertrail.domain.errors import Invalid
from ordertrail.domain.goods import goods, goods_cells
from ordertrail.domain.ledger import balance, money_cells

START = datetime(2026, 11, 1)
NOW = datetime(2026, 11, 24, 3, 0)
SHANGHAI = ZoneInfo("Asia/Shanghai")

BARE: dict[str, Any] = {
    "origin": "import", "stage": "paid", "source_stage": "paid", "staff_stage": False, "staff_fields": None,
    "currency": "CNY", "total": Decimal("100"), "paid": None, "refunded": None, "placed_at": START,
    "created_at": START, "updated_at": START, "payment_method": None, "carrier": None, "tracking_no": None,
    **dict.fromkeys(("paid_at", "shipped_at", "delivered_at")),
    **dict.fromkeys(f"{name}_quantity" for name in ("ordered", "shipped", "delivered", "requested", "returned")),
}  # fmt: skip


def form(**wish: Any) -> Form:
    return Form(wish, NOW, SHANGHAI)


class Shop:
    """One order; each deed is refused or done as the services do it."""

    def __init__(self, *quantities: int, **order: Any) -> None:
        self.order = {**BARE, **order}
        self.lines = [{"line_no": n, "quantity": Decimal(q)} for n, q in enumerate(quantities, 1)]
        self.payments: list[dict[str, Any]] = []
        self.parcels: list[dict[str, Any]] = []
        self.returns: list[dict[str, Any]] = []
        self.clock = count()

    def now(self) -> datetime:
        return START + timedelta(hours=next(self.clock))

    def goods(self) -> Any:
        return goods(self.lines, self.parcels, self.returns)

    def pay(self, kind: str, amount: Decimal, at: datetime | None = None) -> bool:
        standing = balance(self.order["total"], self.payments)
        try:
            row = check_payment(form(kind=kind, amount=f"{amount:f}"), "CNY", standing)
        except Invalid:
            return False
        moment = at or self.now()
        self._money([*self.payments, {**row, "paid_at": moment, "voided_at": None}])
        return True

    def void(self, place: int) -> bool:
        row = self.payments[place]
        after = [{**each, "voided_at": NOW} if each is row else each for each in self.payments]
        left = balance(self.order["total"], after)
        if left.refunded > left.paid:
            return False
        self._money(after)
        return True

    def ship(self, wish: dict[int, int], **more: Any) -> bool:
        try:
            row = check_parcel(form(lines=_lines(wish), **more), self.goods())
        except Invalid:
            return False
        times = {"shipped_at": self.now(), "delivered_at": None, "cancelled_at": None}
        self._goods([*self.parcels, {**row, **times, "number": len(self.parcels) + 1}], self.returns)
        return True

    def deliver(self, place: int) -> bool:
        if self.parcels[place]["cancelled_at"] or self.parcels[place]["delivered_at"]:
            return False
        self._goods(_with(self.parcels, place, delivered_at=self.now()), self.returns)
        return True

    def cancel(self, place: int) -> bool:
        if self.parcels[place]["cancelled_at"] or self.parcels[place]["delivered_at"]:
            return False
        after = _with(self.parcels, place, cancelled_at=self.now())
        left = goods(self.lines, after, self.returns)
        if any(line.requested + line.kept > line.shipped for line in left.values()):
            return False
        self._goods(after, self.returns)
        return True

    def claim(self, wish: dict[int, int]) -> bool:
        try:
            row = check_return(form(lines=_lines(wish), reason="too small"), self.goods())
        except Invalid:
            return False
        self._goods(self.parcels, [*self.returns, {**row, "received_at": None, "closed_at": None, "outcome": None}])
        return True

    def receive(self, place: int) -> bool:
        if self.returns[place]["received_at"] or self.returns[place]["closed_at"]:
            return False
        self._goods(self.parcels, _with(self.returns, place, received_at=self.now()))
        return True

    def close(self, place: int, outcome: str) -> bool:
        if self.returns[place]["closed_at"]:
            return False
        self._goods(self.parcels, _with(self.returns, place, closed_at=self.now(), outcome=outcome))
        return True

    def _money(self, after: list[dict[str, Any]]) -> None:
        self.order.update(money_cells(self.order, self.payments, after))
        self.payments = after

    def _goods(self, parcels: list[dict[str, Any]], returns: list[dict[str, Any]]) -> None:
        self.order.update(goods_cells(self.order, self.lines, self.parcels, parcels, returns))
        self.parcels, self.returns = parcels, returns


def _with(rows: list[dict[str, Any]], place: int, **cells: Any) -> list[dict[str, Any]]:
    return [{**row, **cells} if n == place else row for n, row in enumerate(rows)]


def _lines(wish: dict[int, int]) -> list[dict[str, Any]]:
    return [{"line_no": number, "quantity": quantity} for number, quantity in wish.items()]


AMOUNTS = st.decimals(Decimal("0.01"), Decimal(150), places=2)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.sampled_from(["payment", "refund"]), AMOUNTS),
        st.tuples(st.sampled_from(["ship", "claim"]), st.dictionaries(st.integers(1, 4), st.integers(0, 4))),
        st.tuples(st.sampled_from(["deliver", "cancel", "receive", "void"]), st.integers(0, 5)),
        st.tuples(
            st.just("close"),
            st.integers(0, 5),
            st.sampled_from(["refunded", "exchanged", "rejected", "withdrawn"]),
        ),
    ),
    max_size=25,
)
ROWS = {"deliver": "parcels", "cancel": "parcels", "receive": "returns", "close": "returns", "void": "payments"}


def do(shop: Shop, deed: tuple[Any, ...]) -> bool:
    """Whether it could be done."""
    name, *given = deed
    if name in ROWS:
        rows = getattr(shop, ROWS[name])
        if not rows:
            return False
        given[0] %= len(rows)
    return bool(getattr(shop, name)(*given))
