"""天猫 order report of seven columns, without a status; times are Beijing's.

买家实际支付金额 is what was left after refunds: paid is that plus the refund.
Stage: unpaid orders wait for payment; Tmall closes them by itself after three days at most, so an unpaid order
older than that at the newest order of the file is cancelled. Paid and refunded in full: cancelled.
Otherwise paid: the report says nothing of parcels.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Field, Layout

REPORT: Final = Layout(
    code="tmall_report",
    channel="tmall_report",
    merges_as="tmall",
    follows="paid",
    key=Field("order_no", ("订单编号",)),
    rows="single",
    zone="Asia/Shanghai",
    needs=(
        ("订单编号",), ("总金额",), ("买家实际支付金额",), ("收货地址",), ("订单创建时间",), ("订单付款时间",),
        ("退款金额",),
    ),
    forbids=frozenset({"订单状态", "宝贝标题"}),
    fields=(
        Field("placed_at", ("订单创建时间",), "time", required=True),
        Field("total", ("总金额",), "money", required=True),
        Field("kept", ("买家实际支付金额",), "money", required=True),
        Field("refunded", ("退款金额",), "money"),
        Field("paid_at", ("订单付款时间",), "time"),
        Field("address", ("收货地址",), "masked"),
    ),
    order={
        "currency": "'CNY'",
        "stage": """CASE
            WHEN paid_at IS NULL AND kept = 0 THEN
                CASE WHEN placed_at < newest - INTERVAL 3 DAY THEN 'cancelled' ELSE 'awaiting_payment' END
            WHEN kept = 0 AND refunded > 0 THEN 'cancelled'
            ELSE 'paid' END""",
        "paid": "kept + coalesce(refunded, 0)",
        "region_text": "chinese_province(address)",
        "address_text": "address",
        "address": "without_receiver(address)",
        "customer_name": "receiver_of(address)",
        "customer_phone": "receivers_phone(address)",
        "country_text": "'CN'",
    },
    line_if="FALSE",
    line={},
)  # fmt: skip
