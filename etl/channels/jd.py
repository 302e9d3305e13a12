"""京东 order export: one row an article, the head repeated; times are Beijing's.

A status may carry a (删除) prefix: the buyer hid the order, nothing else. Amounts may carry a remark in brackets.
余额支付 is part of what was paid; 应付金额 is what the buyer still had to pay beside it, so the order comes to 订单金额
(goods) plus 运费金额 less what was let off, which 结算金额 states.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Field, Layout

_HIDDEN: Final = ("", "(删除)", "（删除）")
_STATUS: Final = {
    "等待付款": "awaiting_payment",
    "待付款": "awaiting_payment",
    "等待出库": "paid",
    "等待发货": "paid",
    "待出库": "paid",
    "待发货": "paid",
    "正在出库": "preparing",
    "暂停": "hold",
    "锁定": "hold",
    "等待确认收货": "shipped",
    "等待收货": "shipped",
    "待收货": "shipped",
    "已出库": "shipped",
    "已发货": "shipped",
    "完成": "done",
    "已完成": "done",
    "取消": "cancelled",
    "已取消": "cancelled",
}
_ITEM: Final = ("商品ID", "商品编号", "SKUID", "SKU编码")
_QUANTITY: Final = ("订购数量", "商品数量", "购买数量")
_PRICE: Final = ("京东价", "商品单价", "单价")
_PLACED: Final = ("下单时间", "订单创建时间")

ORDERS: Final = Layout(
    code="jd_orders",
    channel="jd",
    merges_as="jd",
    key=Field("order_no", ("订单号", "订单编号")),
    rows="items",
    item_key="item_id",
    zone="Asia/Shanghai",
    needs=(
        ("订单号", "订单编号"), _ITEM, _QUANTITY, _PLACED, _PRICE, ("订单状态",),
        ("京东价", "下单帐号", "下单账号"),
    ),
    fields=(
        Field("placed_at", _PLACED, "time", required=True),
        Field(
            "stage",
            ("订单状态",),
            "word",
            required=True,
            words={f"{hidden}{word}": stage for hidden in _HIDDEN for word, stage in _STATUS.items()},
        ),
        Field("item_id", _ITEM),
        Field("item_name", ("商品名称",)),
        Field("item_sku", ("货号", "商家SKUID", "商家SKU")),
        Field("item_quantity", _QUANTITY, "quantity"),
        Field("item_price", _PRICE, "money"),
        Field("goods", ("订单金额",), "money"),
        Field("settled", ("结算金额",), "money"),
        Field("balance", ("余额支付",), "money"),
        Field("payable", ("应付金额",), "money"),
        Field("shipping", ("运费金额", "运费"), "money"),
        Field("paid_at", ("付款确认时间", "付款时间"), "time"),
        Field("finished_at", ("订单完成时间", "完成时间"), "time"),
        Field("carrier", ("承运商", "物流公司", "快递公司")),
        Field("tracking_no", ("运单号", "物流单号", "快递单号")),
        Field("payment_method", ("支付方式",)),
        Field("customer_name", ("客户姓名", "收货人姓名", "收货人"), "masked"),
        Field("customer_phone", ("联系电话", "收货人电话", "联系手机"), "masked"),
        Field("address", ("客户地址", "收货地址"), "masked"),
        Field("buyer_note", ("订单备注",)),
        Field("seller_note", ("商家备注",)),
    ),
    order={
        "currency": "'CNY'",
        "total": "coalesce(settled, coalesce(payable + coalesce(balance, 0), goods + coalesce(shipping, 0)))",
        "subtotal": "goods",
        "discount": "nullif(greatest(goods + coalesce(shipping, 0) - settled, 0), 0)",
        "paid": "CASE WHEN paid_at IS NOT NULL OR stage IN ('paid', 'shipped', 'done') THEN "
        "coalesce(settled, coalesce(payable + coalesce(balance, 0), goods + coalesce(shipping, 0))) "
        "ELSE coalesce(balance, 0) END",
        "delivered_at": "CASE WHEN stage = 'done' THEN finished_at END",
        "closed_at": "CASE WHEN stage = 'done' THEN finished_at END",
        "cancelled_at": "CASE WHEN stage = 'cancelled' THEN finished_at END",
        "region_text": "chinese_province(address)",
        "address_text": "address",
        "country_text": "'CN'",
        "note": "nullif(concat_ws(' / ', buyer_note, seller_note), '')",
    },
    line={
        "sku": "coalesce(item_sku, item_id)",
        "name": "item_name",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "amount": "item_price * item_quantity",
    },
)  # fmt: skip
