"""Our own plain template: Chinese or English headers, one row an item, for orders of any other origin.

The head of an order may stand on its first row alone or be repeated. Without a status the stage follows from
the latest time given; without a total it is the sum of the lines, less discount, plus shipping and tax.
Times without an offset are of the business time zone.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from etl.channels.base import Field, Layout
from ordertrail.domain.order import CHANNELS

_STAGES: Final = {
    "awaiting_payment": ("待付款", "awaiting payment", "unpaid", "pending"),
    "paid": ("已付款", "待发货"),
    "preparing": ("备货中", "部分发货"),
    "shipped": ("已发货",),
    "delivered": ("已送达", "已签收"),
    "done": ("已完成", "completed", "交易成功"),
    "hold": ("挂起", "on hold"),
    "exception": ("异常",),
    "cancelled": ("已取消", "canceled", "交易关闭"),
}

_CHANNEL_NAMES: Final = {
    "淘宝": "taobao", "天猫": "tmall", "抖音": "douyin", "抖店": "douyin", "亚马逊": "amazon", "手工": "manual",
    "线下": "manual", **{code: code for code in CHANNELS},
}  # fmt: skip

# field: Chinese header, English header
HEADERS: Final[dict[str, tuple[str, str]]] = {
    "order_no": ("订单号", "order_no"),
    "order_channel": ("渠道", "channel"),
    "status": ("状态", "status"),
    "currency": ("币种", "currency"),
    "placed_at": ("下单时间", "placed_at"),
    "paid_at": ("付款时间", "paid_at"),
    "shipped_at": ("发货时间", "shipped_at"),
    "delivered_at": ("送达时间", "delivered_at"),
    "cancelled_at": ("取消时间", "cancelled_at"),
    "promised_at": ("承诺送达时间", "promised_at"),
    "customer_name": ("客户姓名", "customer_name"),
    "customer_phone": ("客户电话", "customer_phone"),
    "customer_email": ("客户邮箱", "customer_email"),
    "country_text": ("国家", "country"),
    "region_text": ("省份", "province"),
    "city": ("城市", "city"),
    "address": ("地址", "address"),
    "postal_code": ("邮编", "postal_code"),
    "item_sku": ("商品编码", "sku"),
    "item_name": ("商品名称", "product"),
    "item_spec": ("规格", "spec"),
    "item_quantity": ("数量", "quantity"),
    "item_price": ("单价", "unit_price"),
    "item_discount": ("单品优惠", "line_discount"),
    "order_discount": ("订单优惠", "order_discount"),
    "shipping": ("运费", "shipping"),
    "tax": ("税费", "tax"),
    "given_total": ("订单总额", "total"),
    "paid": ("已付金额", "paid_amount"),
    "refunded": ("退款金额", "refunded_amount"),
    "payment_method": ("付款方式", "payment_method"),
    "carrier": ("物流公司", "carrier"),
    "tracking_no": ("物流单号", "tracking_no"),
    "note": ("备注", "note"),
}

_MONEY: Final = (
    "item_price",
    "item_discount",
    "order_discount",
    "shipping",
    "tax",
    "given_total",
    "paid",
    "refunded",
)


def _field(name: str) -> Field:
    headers = HEADERS[name]
    if name == "status":
        words = {word: stage for stage, others in _STAGES.items() for word in (stage, *others)}
        return Field("given_stage", headers, "word", words=words)
    if name == "order_channel":
        return Field(name, headers, "word", words=_CHANNEL_NAMES, fault="unknown_channel")
    if name == "currency":
        return Field("currency_text", headers, "currency")
    if name == "item_quantity":
        return Field(name, headers, "quantity")
    if name.endswith("_at"):
        return Field(name, headers, "time", required=name == "placed_at")
    return Field(name, headers, "money" if name in _MONEY else "text")


ORDERS: Final = Layout(
    code="template",
    channel="template",
    merges_as=None,
    key=Field("order_no", HEADERS["order_no"]),
    rows="block",
    opens="placed_at IS NOT NULL AND (currency_text IS NOT NULL OR given_stage IS NOT NULL)",
    needs=tuple(HEADERS[name] for name in ("order_no", "placed_at", "currency", "item_quantity", "item_price")),
    fields=tuple(_field(name) for name in HEADERS if name != "order_no"),
    sums={
        "lines_sum": "sum(item_quantity * item_price - coalesce(item_discount, 0))",
    },
    order={
        "currency": "currency_text",
        "subtotal": "lines_sum",
        "discount": "order_discount",
        "total": "coalesce(given_total, lines_sum + coalesce(shipping, 0) + coalesce(tax, 0)"
        " - coalesce(order_discount, 0))",
        "stage": """coalesce(given_stage, CASE
            WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN delivered_at IS NOT NULL THEN 'delivered'
            WHEN shipped_at IS NOT NULL THEN 'shipped' WHEN paid_at IS NOT NULL THEN 'paid'
            ELSE 'awaiting_payment' END)""",
    },
    line_if="item_name IS NOT NULL OR item_sku IS NOT NULL",
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "discount": "item_discount",
        "amount": "item_quantity * item_price - coalesce(item_discount, 0)",
    },
)

_EXAMPLES: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "zh": (
        {
            "order_no": "M-1001", "status": "已付款", "currency": "CNY", "placed_at": "2026-01-15 10:30:00",
            "paid_at": "2026-01-15 10:31:00", "customer_name": "张三", "country_text": "中国",
            "region_text": "广东省", "city": "深圳市", "item_name": "示例商品", "item_sku": "SKU-1",
            "item_quantity": "2", "item_price": "50.00", "shipping": "8.00",
        },
        {"order_no": "M-1001", "item_name": "示例赠品", "item_sku": "SKU-2", "item_quantity": "1", "item_price": "0"},
    ),
    "en": (
        {
            "order_no": "M-1001", "status": "paid", "currency": "USD", "placed_at": "2026-01-15 10:30:00",
            "paid_at": "2026-01-15 10:31:00", "customer_name": "Jane Doe", "country_text": "United States",
            "region_text": "California", "city": "Fresno", "item_name": "Sample item", "item_sku": "SKU-1",
            "item_quantity": "2", "item_price": "50.00", "shipping": "8.00",
        },
        {
            "order_no": "M-1001", "item_name": "Sample gift", "item_sku": "SKU-2", "item_quantity": "1",
            "item_price": "0",
        },
    ),
}  # fmt: skip


def template_csv(lang: str) -> str:
    """The empty template with two example rows of one order, as CSV text that starts with a byte order mark."""
    column = 0 if lang == "zh" else 1
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([headers[column] for headers in HEADERS.values()])
    for example in _EXAMPLES["zh" if lang == "zh" else "en"]:
        writer.writerow([example.get(name, "") for name in HEADERS])
    return "\ufeff" + out.getvalue()
