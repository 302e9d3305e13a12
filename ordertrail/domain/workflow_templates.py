"""The workflows that a company may begin with, and those in force."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from ordertrail.domain.workflow import PAID_IN_FULL, Stage, StageKind, Workflow, Workflows


def _step(
    code: str, zh: str, en: str, colour: str, hours: int, *moves: str, kind: StageKind = "open",
    stamp: str | None = None, requires: tuple[str, ...] = (),
) -> Stage:  # fmt: skip
    return Stage(code, kind, hours, moves, stamp, zh, en, colour, requires)


_HOLD: Final = ("暂停", "On hold", "amber", 48)
_EXCEPTION: Final = ("异常", "Exception", "red", 48)
_CANCELLED: Final = _step("cancelled", "已取消", "Cancelled", "hatched", 0, kind="cancelled", stamp="cancelled_at")
_DELIVERED: Final = ("delivered", "已签收", "Delivered", "teal", 168)
_DONE: Final = _step("done", "已完成", "Done", "green", 0, "exception", kind="done", stamp="closed_at")

RETAIL: Final = Workflow(
    code="retail",
    zh="零售",
    en="Retail",
    stages=(
        _step("awaiting_payment", "待付款", "Awaiting payment", "grey", 24, "paid", "hold", "cancelled"),
        _step("paid", "已付款", "Paid", "sky", 12, "preparing", "shipped", "hold", "exception", "cancelled",
              stamp="paid_at"),
        _step("preparing", "备货中", "Preparing", "blue", 36, "shipped", "hold", "exception", "cancelled"),
        _step("shipped", "已发货", "Shipped", "indigo", 96, "delivered", "exception", stamp="shipped_at"),
        _step(*_DELIVERED, "done", "exception", stamp="delivered_at"),
        _DONE,
        _step("hold", *_HOLD, "awaiting_payment", "paid", "preparing", "shipped", "cancelled", kind="hold"),
        _step("exception", *_EXCEPTION, "paid", "preparing", "shipped", "delivered", "done", "cancelled",
              kind="exception"),
        _CANCELLED,
    ),
)  # fmt: skip

B2B: Final = Workflow(
    code="b2b",
    zh="企业客户",
    en="B2B",
    stages=(
        _step("reviewing", "待审核", "In review", "grey", 24, "confirmed", "hold", "cancelled"),
        _step("confirmed", "已确认", "Confirmed", "sky", 24, "preparing", "hold", "exception", "cancelled"),
        _step("preparing", "备货中", "Preparing", "blue", 72, "shipped", "hold", "exception", "cancelled"),
        _step("shipped", "已发货", "Shipped", "indigo", 120, "delivered", "exception", stamp="shipped_at",
              requires=("tracking_no",)),
        _step(*_DELIVERED, "settling", "exception", stamp="delivered_at"),
        _step("settling", "待回款", "Awaiting settlement", "violet", 720, "done", "hold", "exception"),
        _step("done", "已完成", "Done", "green", 0, "exception", kind="done", stamp="closed_at",
              requires=(PAID_IN_FULL,)),
        _step("hold", *_HOLD, "reviewing", "confirmed", "preparing", "shipped", "settling", "cancelled", kind="hold"),
        _step("exception", *_EXCEPTION, "confirmed", "preparing", "shipped", "delivered", "settling", "done",
              "cancelled", kind="exception"),
        _CANCELLED,
    ),
)  # fmt: skip

MADE_TO_ORDER: Final = Workflow(
    code="made_to_order",
    zh="定制生产",
    en="Made to order",
    stages=(
        _step("awaiting_payment", "待付款", "Awaiting payment", "grey", 48, "paid", "hold", "cancelled"),
        _step("paid", "已付款", "Paid", "sky", 24, "materials", "hold", "exception", "cancelled", stamp="paid_at"),
        _step("materials", "备料", "Materials", "cyan", 72, "producing", "hold", "exception", "cancelled"),
        _step("producing", "生产", "Producing", "blue", 168, "inspecting", "hold", "exception", "cancelled"),
        _step("inspecting", "质检", "Inspecting", "violet", 24, "shipped", "producing", "hold", "exception"),
        _step("shipped", "已发货", "Shipped", "indigo", 96, "delivered", "exception", stamp="shipped_at",
              requires=("tracking_no",)),
        _step(*_DELIVERED, "done", "exception", stamp="delivered_at"),
        _DONE,
        _step("hold", *_HOLD, "awaiting_payment", "paid", "materials", "producing", "inspecting", "shipped",
              "cancelled", kind="hold"),
        _step("exception", *_EXCEPTION, "paid", "materials", "producing", "inspecting", "shipped", "delivered",
              "done", "cancelled", kind="exception"),
        _CANCELLED,
    ),
)  # fmt: skip

# Files of channels tell these stages, so the workflow that their orders follow keeps them.
TOLD: Final = RETAIL.codes()
TEMPLATES: Final = (RETAIL, B2B, MADE_TO_ORDER)
FIRST: Final = Workflows((RETAIL,), RETAIL.code)

_in_force: ContextVar[Workflows] = ContextVar("workflows", default=FIRST)


def workflows() -> Workflows:
    """Those in force where this is asked; see ``use_workflows``."""
    return _in_force.get()


def use_workflows(chosen: Workflows) -> None:
    """Let ``chosen`` be in force for the present request or command."""
    _in_force.set(chosen)
