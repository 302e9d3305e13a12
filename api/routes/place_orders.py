"""New orders in: the entry form's way and the integrators'."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.state import Ctx, Who
from ordertrail.domain.errors import NotFound
from ordertrail.services.place_order import place_order
from ordertrail.store.orders import version_of

router = APIRouter(prefix="/api/orders")

LONGEST_LIST = 1000


def as_text(value: Any) -> Any:
    """A cell's text; numbers as they would be typed, without an exponent."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{Decimal(str(value)):f}"
    return value


Cell = Annotated[
    str, BeforeValidator(as_text), WithJsonSchema({"anyOf": [{"type": t} for t in ("string", "number", "null")]})
]


class _Strict(BaseModel):
    """A misspelt name is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class NewLine(_Strict):
    """``sku`` or ``name`` is needed, ``quantity`` and ``unit_price`` too.

    ``discount`` and ``tax`` are amounts for the whole line.
    """

    sku: Cell = ""
    name: Cell = ""
    spec: Cell = ""
    quantity: Cell = ""
    unit_price: Cell = ""
    discount: Cell = ""
    tax: Cell = ""


class NewSurcharge(_Strict):
    """``kind`` is shipping, packing, insurance, other or the code of one of the company's own."""

    kind: Cell = ""
    amount: Cell = ""


class NewOrder(_Strict):
    """Send amounts as text to keep every digit; ``currency`` is any of ISO 4217, also one that only the company's own
    table rates. Times are of the business zone, or carry an offset.

    Without ``channel_order_no`` the store gives the next number of the day. ``workflow`` is the code of one; ``stage``
    one of its stages up to the one that says it is paid. ``segment`` is retail, vip, b2b or the code of one of the
    company's own, ``priority`` low, normal, high or urgent. ``tags`` stand with commas between them. ``custom`` has the
    values of the company's own fields by their keys.
    ``request_id``, a UUID of the asker's, makes a repeated request one order. Places may be names or codes.
    """

    request_id: Cell = ""
    channel_order_no: Cell = ""
    workflow: Cell = ""
    stage: Cell = ""
    currency: Cell = ""
    placed_at: Cell = ""
    promised_at: Cell = ""
    customer_name: Cell = ""
    customer_phone: Cell = ""
    customer_email: Cell = ""
    company: Cell = ""
    segment: Cell = ""
    country: Cell = ""
    region: Cell = ""
    city: Cell = ""
    address: Cell = ""
    postal_code: Cell = ""
    billing_address: Cell = ""
    payment_method: Cell = ""
    promo_code: Cell = ""
    return_policy: Cell = ""
    priority: Cell = ""
    tags: Cell = ""
    owner: Cell = ""
    note: Cell = ""
    discount: Cell = ""
    custom: dict[str, Cell] | None = Field(default=None, max_length=LONGEST_LIST)
    lines: list[NewLine] = Field(default=[], max_length=LONGEST_LIST)
    surcharges: list[NewSurcharge] = Field(default=[], max_length=LONGEST_LIST)


class Placed(BaseModel):
    """``href`` is the order's page."""

    channel: str
    channel_order_no: str
    version: int
    href: str


@router.post("", status_code=201)
def place(wish: NewOrder, ctx: Ctx, actor: Who) -> Placed:
    """Enter an order. What is wrong comes back as 422 with ``fields``: path, such as lines.2.unit_price -> sentence."""
    channel, no = place_order(ctx, actor, wish.model_dump())
    with ctx.store.read() as connection:
        version = version_of(connection, channel, no)
    if version is None:
        raise NotFound("no_such_order", channel=channel, no=no)
    return Placed(channel=channel, channel_order_no=no, version=version, href=page_of(channel, no))


def page_of(channel: str, no: str) -> str:
    """Address of an order's page."""
    return f"/orders/{quote(channel, safe='')}/{quote(no, safe='')}"
