"""有赞 order export: one row an order, names of its goods in one cell; times are Beijing's.

The list of goods holds no time of order: it goes with an order file.

Without a status column the stage is paid where a time of payment stands, else the order waits for it.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Field, Layout

ORDERS: Final = Layout(
    code="youzan_orders",
    channel="youzan",
    merges_as="youzan",
    key=Field("order_no", ("订单号", "订单编号")),
    rows="single",
    zone="Asia/Shanghai",
    empty=("——", "-"),
    needs=(
        ("订单号", "订单编号"),
        ("订单实付金额",),
        ("全部商品名称",),
        ("买家付款时间", "订单创建时间", "下单时间"),
    ),
    fields=(
        Field("placed_at", ("订单创建时间", "下单时间", "买家付款时间"), "time", required=True),
        Field("paid_at", ("买家付款时间",), "time"),
        Field(
            "given_stage",
            ("订单状态",),
            "word",
            words={
                "待支付": "awaiting_payment",
                "待付款": "awaiting_payment",
                "待发货": "paid",
                "待接单": "paid",
                "部分发货": "preparing",
                "已发货": "shipped",
                "已收货": "delivered",
                "交易成功": "done",
                "交易完成": "done",
                "已完成": "done",
                "交易失败": "cancelled",
                "交易关闭": "cancelled",
                "已关闭": "cancelled",
                "已取消": "cancelled",
                "退款成功": "cancelled",
                "申请退款": "exception",
                "退款中": "exception",
            },
        ),
        Field("status_text", ("订单状态",)),
        Field("total", ("订单实付金额",), "money", required=True),
        Field("goods", ("商品金额合计", "商品总金额"), "money"),
        Field("shipping", ("运费",), "money"),
        Field("discount", ("店铺优惠合计", "店铺优惠总金额"), "money"),
        Field("refunded_amount", ("退款金额", "订单已退款金额"), "money"),
        Field("payment_method", ("付款方式", "支付方式")),
        Field("customer_name", ("收货人/提货人", "收货人"), "masked"),
        Field("receiver_phone", ("收货人手机号/提货人手机号", "收货人手机号/提货人手机", "收货人手机号"), "masked"),
        Field("buyer_phone", ("买家手机号",), "masked"),
        Field("province", ("收货人省份",)),
        Field("city_text", ("收货人城市",)),
        Field("district_words", ("收货人地区",)),
        Field("street", ("详细收货地址/提货地址", "详细收货地址", "收货地址/提货地址", "收货地址"), "masked"),
        Field("promo_code", ("优惠券码名称",)),
        Field("carrier", ("物流公司",)),
        Field("tracking_no", ("物流单号", "快递单号")),
        Field("shipped_at", ("发货时间", "商家发货时间"), "time"),
        Field("delivered_at", ("交易成功时间",), "time"),
        Field("buyer_note", ("买家备注", "买家留言")),
        Field("seller_note", ("商家订单备注", "商家备注", "卖家备注")),
        Field("item_name", ("全部商品名称",)),
        Field("item_kinds", ("商品种类数",), "quantity"),
    ),
    order={
        "currency": "'CNY'",
        "stage": "CASE WHEN status_text IS NULL THEN CASE WHEN paid_at IS NULL THEN 'awaiting_payment' ELSE 'paid' END "
        "ELSE given_stage END",
        "subtotal": "goods",
        "paid": "CASE WHEN paid_at IS NULL THEN 0 ELSE total END",
        "refunded": "CASE WHEN status_text = '退款成功' THEN coalesce(refunded_amount, total) ELSE refunded_amount END",
        "customer_phone": "coalesce(receiver_phone, buyer_phone)",
        "address": "nullif(concat_ws(' ', province, city_text, district_words, street), '')",
        "address_text": "nullif(concat_ws(' ', province, city_text, district_words), '')",
        "city": "city_text",
        "region_text": "province",
        "country_text": "'CN'",
        "note": "nullif(concat_ws(' / ', buyer_note, seller_note), '')",
    },
    line_if="item_name IS NOT NULL",
    line={"name": "item_name"},
)

ITEMS: Final = Layout(
    code="youzan_items",
    channel="youzan",
    merges_as="youzan",
    role="items",
    key=Field("order_no", ("订单号", "订单编号")),
    rows="items",
    repeats="keep",
    empty=("——", "-"),
    needs=(
        ("订单号", "订单编号"), ("商品名称",), ("商品数量",), ("商品单价", "商品金额小计", "商品实际成交金额"),
        ("订单商品状态", "商品发货状态", "商品优惠后价格", "商品实际成交金额"),
    ),
    forbids=frozenset({"全部商品名称", "订单创建时间", "下单时间"}),
    fields=(
        Field("item_name", ("商品名称",), required=True),
        Field("item_spec", ("商品规格",)),
        Field("item_sku", ("规格编码", "商品编码")),
        Field("item_quantity", ("商品数量",), "quantity", required=True),
        Field("item_price", ("商品单价",), "money"),
        Field("item_sum", ("商品金额小计",), "money"),
        Field("item_paid", ("商品实际成交金额",), "money"),
    ),
    order={},
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "discount": "item_sum - item_paid",
        "amount": "coalesce(item_paid, item_sum, item_price * item_quantity)",
    },
)  # fmt: skip
