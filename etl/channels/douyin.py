"""抖店 order export: one row a sub-order, `-` for empty, a tab before each id, receivers as ciphertext.

订单应付金额 is what the buyer pays for the sub-order, freight included. 售后状态 退款成功 gives that back.
Several sub-orders may be joined with `;` in one row: they are cut apart where all joined cells agree.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Explode, Field, Layout

ORDERS: Final = Layout(
    code="douyin_orders",
    channel="douyin",
    merges_as="douyin",
    key=Field("order_no", ("主订单编号",)),
    rows="items",
    item_key="item_id",
    zone="Asia/Shanghai",
    dash_is_empty=True,
    needs=(
        ("主订单编号",), ("子订单编号",), ("订单应付金额", "用户应付金额"), ("订单提交时间", "下单时间"), ("订单状态",),
        ("选购商品", "订单应付金额", "达人ID", "达人昵称", "商家收入金额"),
    ),
    explode=Explode(
        ";",
        ("子订单编号", "选购商品", "商品规格", "商品数量", "商家编码"),
        first_only=(
            "订单应付金额", "用户应付金额", "商品金额", "运费", "平台实际承担优惠金额",
            "商家实际承担优惠金额", "达人实际承担优惠金额",
        ),
    ),
    fields=(
        Field("placed_at", ("订单提交时间", "下单时间"), "time", required=True, gather="min"),
        Field(
            "stage",
            ("订单状态",),
            "word",
            required=True,
            gather="least_advanced",
            words={
                "待支付": "awaiting_payment",
                "待付款": "awaiting_payment",
                "待发货": "paid",
                "备货中": "preparing",
                "部分发货": "preparing",
                "已发货": "shipped",
                "已收货": "delivered",
                "已签收": "delivered",
                "已完成": "done",
                "已关闭": "cancelled",
                "已取消": "cancelled",
            },
        ),
        Field("item_id", ("子订单编号",)),
        Field("item_name", ("选购商品", "商品名称")),
        Field("item_spec", ("商品规格",)),
        Field("item_quantity", ("商品数量",), "quantity"),
        Field("item_sku", ("商家编码", "货号", "商品ID")),
        Field("total", ("订单应付金额", "用户应付金额"), "money", gather="sum"),
        Field("subtotal", ("商品金额",), "money", gather="sum"),
        Field("shipping", ("运费",), "money", gather="sum"),
        Field("platform_discount", ("平台实际承担优惠金额",), "money", gather="sum"),
        Field("shop_discount", ("商家实际承担优惠金额",), "money", gather="sum"),
        Field("talent_discount", ("达人实际承担优惠金额",), "money", gather="sum"),
        Field("after_sale", ("售后状态",)),
        Field("paid_at", ("支付完成时间", "支付时间"), "time", gather="min"),
        Field("shipped_at", ("发货时间",), "time", gather="max"),
        Field("finished_at", ("订单完成时间",), "time", gather="max"),
        Field("customer_name", ("收件人", "收货人"), "masked"),
        Field("customer_phone", ("收件人手机号", "收件人电话", "收货人手机号"), "masked"),
        Field("province", ("省",)),
        Field("city_text", ("市",)),
        Field("district_words", ("区",)),
        Field("town", ("街道",)),
        Field("street", ("详细地址", "收货地址"), "masked"),
        Field("payment_method", ("支付方式",)),
        Field("tracking_no", ("快递信息", "快递单号")),
        Field("note", ("商家备注",)),
    ),
    sums={"refunded": "sum(CASE WHEN after_sale = '退款成功' THEN total ELSE 0 END)"},
    order={
        "currency": "'CNY'",
        "discount": "coalesce(platform_discount, 0) + coalesce(shop_discount, 0) + coalesce(talent_discount, 0)",
        "paid": "CASE WHEN stage IN ('awaiting_payment', 'cancelled') AND paid_at IS NULL THEN 0 ELSE total END",
        "closed_at": "CASE WHEN stage = 'done' THEN finished_at END",
        "delivered_at": "CASE WHEN stage = 'done' THEN finished_at END",
        "cancelled_at": "CASE WHEN stage = 'cancelled' THEN finished_at END",
        "address": "nullif(concat_ws(' ', province, city_text, district_words, town, street), '')",
        "region_text": "coalesce(province, chinese_province(street))",
        "city": "city_text",
        "address_text": "CASE WHEN province IS NULL THEN street"
        " ELSE concat_ws(' ', province, city_text, district_words) END",
        "country_text": "'CN'",
    },
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "amount": "total - coalesce(shipping, 0)",
        "unit_price": "CASE WHEN item_quantity > 0 THEN (total - coalesce(shipping, 0)) / item_quantity END",
    },
)  # fmt: skip
