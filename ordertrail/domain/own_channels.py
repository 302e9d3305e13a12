"""Channels of the users' own making: how the columns of a file that nobody knew become orders.

A channel is never taken away, since orders belong to it: it is hidden, and its files are no more recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, get_args

from ordertrail.domain.headers import TEMPLATE_HEADERS

Role = Literal["orders", "items", "payments"]
Rows = Literal["single", "items", "block"]
Dates = Literal["year_first", "day_first", "month_first"]
Repeats = Literal["hold", "keep", "once"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
ROWS: Final[tuple[Rows, ...]] = get_args(Rows)
DATES: Final[tuple[Dates, ...]] = get_args(Dates)
REPEATS: Final[tuple[Repeats, ...]] = get_args(Repeats)
DECIMALS: Final = (".", ",")

CUSTOM: Final = "custom."

# What a column can become, in the order of the screen; then ``custom.<key>`` for the company's own fields.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "order": ("order_no", "placed_at", "status", "currency"),
    "goods": (
        "item_name", "item_sku", "item_spec", "item_quantity", "item_price", "item_amount", "item_discount",
        "item_tax", "item_no",
    ),
    "money": (
        "given_total", "shipping", "order_discount", "tax", "surcharge", "paid", "refunded", "payment_method",
        "promo_code",
    ),
    "times": ("paid_at", "shipped_at", "delivered_at", "cancelled_at", "promised_at"),
    "customer": (
        "customer_name", "customer_phone", "customer_email", "company", "country_text", "region_text", "city",
        "address", "postal_code", "billing_address",
    ),
    "more": ("carrier", "tracking_no", "note", "tags", "priority", "segment", "owner", "return_policy", "workflow"),
}  # fmt: skip
TARGETS: Final[tuple[str, ...]] = tuple(name for names in GROUPS.values() for name in names)
OF_ROLE: Final[dict[Role, frozenset[str]]] = {
    "orders": frozenset(TARGETS),
    "items": frozenset({"order_no", *GROUPS["goods"]}),
    "payments": frozenset(
        {"order_no", "item_no", "given_total", "paid", "refunded", "payment_method", "promo_code", "paid_at"}
    ),
}
NEEDED: Final[dict[Role, tuple[str, ...]]] = {
    "orders": ("order_no", "placed_at"),
    "items": ("order_no",),
    "payments": ("order_no", "paid"),
}
assert set(TEMPLATE_HEADERS) - set(TARGETS) == {"order_channel"}

# Codes that a channel of the product has or may get: an order is known by its channel's code for good.
_RESERVED: Final = (
    "shopify amazon taobao tmall tmall_report douyin manual template ebay etsy woocommerce magento jd jingdong pdd"
    " pinduoduo youzan weidian kuaishou xiaohongshu tiktok temu shein lazada shopee mercadolibre rakuten walmart"
    " bigcommerce prestashop wechat wix squarespace demo own all none other unknown"
)
RESERVED: Final = frozenset(_RESERVED.split())


@dataclass(frozen=True)
class OwnLayout:
    """One kind of file of a channel: an order list, or a list of items or payments that goes with one.

    ``columns``: target -> header. ``headers``: the whole header row of the file it was made with. ``zone``: of times
    without an offset, '' for the business time zone. ``currency``: where no column says it. ``status``: word of the
    file (lower case, full-width comma) -> stage; ``stage_else``: where neither word nor time tells. An order is a
    cancellation, of stage ``cancel_stage``, where its number begins with ``cancel_prefix`` or, with
    ``cancel_negative``, none of its quantities is above zero. ``repeats``: what two equal rows of one order are.
    """

    role: Role = "orders"
    rows: Rows = "single"
    columns: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    zone: str = ""
    currency: str = ""
    dates: Dates = "year_first"
    decimal: str = "."
    status: Mapping[str, str] = field(default_factory=dict)
    stage_else: str = "awaiting_payment"
    cancel_prefix: str = ""
    cancel_negative: bool = False
    cancel_stage: str = "cancelled"
    repeats: Repeats = "hold"


@dataclass(frozen=True)
class OwnChannel:
    """A channel with its kinds of file. ``code`` is part of its orders' identity and never changes."""

    code: str
    zh: str = ""
    en: str = ""
    hidden: bool = False
    layouts: tuple[OwnLayout, ...] = ()

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``; the other language's where it has none there."""
        return (self.zh or self.en if lang == "zh" else self.en or self.zh) or self.code


def read_channels(body: Any) -> tuple[OwnChannel, ...]:
    """The channels of a document, hidden ones too; none where nobody has written it."""
    return tuple(
        OwnChannel(
            each["code"], each["zh"], each["en"], each["hidden"], tuple(read_layout(one) for one in each["layouts"])
        )
        for each in body or ()
    )


def read_layout(body: Mapping[str, Any]) -> OwnLayout:
    """A layout as a document keeps it."""
    return OwnLayout(**{**body, "headers": tuple(body["headers"])})


def channels_json(channels: Iterable[OwnChannel]) -> list[dict[str, Any]]:
    """As a document keeps them."""
    return [asdict(each) for each in channels]
