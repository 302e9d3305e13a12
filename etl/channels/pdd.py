"""拼多多 order export: one row an order of one article, a tab after each value, tab-only cells for empty.

用户实付金额 is what the buyer paid, freight included; what the platform bears (平台优惠折扣, 多多支付立减) still
reaches the shop. 售后状态 退款成功 gives what was paid back. Status words of all years are known.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Field, Layout

_REFUNDED: Final = "after_sale LIKE '%退款成功%' OR status_text LIKE '%退款成功%'"
_AMOUNTS: Final = ("用户实付金额(元)", "用户实付金额", "商家实收金额(元)", "商家实收金额")
_QUANTITY: Final = ("商品数量(件)", "商品数量")
# Names that no other platform has.
_PROOF: Final = (
    "用户实付金额(元)", "商家实收金额(元)", "样式ID", "商家编码-规格维度", "多多支付立减金额(元)", "多多支付立减金额",
    "拼单成功时间", "团ID",
)  # fmt: skip

ORDERS: Final = Layout(
    code="pdd_orders",
    channel="pdd",
    merges_as="pdd",
    key=Field("order_no", ("订单号",)),
    rows="single",
    zone="Asia/Shanghai",
    needs=(("订单号",), ("订单状态",), _AMOUNTS, _QUANTITY, _PROOF),
    fields=(
        Field("placed_at", ("订单成交时间", "拼单成功时间", "下单时间", "支付时间"), "time"),
        Field(
            "stage",
            ("订单状态",),
            "word",
            required=True,
            words={
                "待支付": "awaiting_payment",
                "待发货": "paid",
                "待成团": "paid",
                "已发货，待收货": "shipped",
                "已发货，待签收": "shipped",
                "待收货": "shipped",
                "已发货": "shipped",
                "已收货": "delivered",
                "已签收": "delivered",
                "未发货，退款成功": "cancelled",
                "已发货，退款成功": "cancelled",
                "已收货，退款成功": "cancelled",
                "已签收，退款成功": "cancelled",
                "已取消": "cancelled",
                "交易已取消": "cancelled",
            },
        ),
        Field("status_text", ("订单状态",)),
        Field("after_sale", ("售后状态",)),
        Field("paid_by_user", ("用户实付金额(元)", "用户实付金额"), "money"),
        Field("received", ("商家实收金额(元)", "商家实收金额"), "money"),
        Field("goods", ("商品总价(元)", "商品总价"), "money"),
        Field("shipping", ("邮费(元)", "邮费"), "money"),
        Field("shop_discount", ("店铺优惠折扣(元)", "店铺优惠折扣"), "money"),
        Field("platform_discount", ("平台优惠折扣(元)", "平台优惠折扣"), "money"),
        Field("pay_discount", ("多多支付立减金额(元)", "多多支付立减金额"), "money"),
        Field("install", ("上门安装费(元)", "上门安装费"), "money"),
        Field("carry", ("送货入户费(元)", "送货入户费"), "money"),
        Field("carry_install", ("送货入户并安装费(元)", "送货入户并安装费"), "money"),
        Field("paid_at", ("支付时间",), "time"),
        Field("shipped_at", ("发货时间",), "time"),
        Field("delivered_at", ("确认收货时间",), "time"),
        Field("promised_at", ("承诺送达时间", "承诺发货时间"), "time"),
        Field("customer_name", ("收货人", "收件人", "收货人姓名"), "masked"),
        Field("customer_phone", ("手机", "收货人手机号", "收件人手机", "联系电话", "用户购买手机号"), "masked"),
        Field("province", ("省",)),
        Field("city_text", ("市",)),
        Field("district_words", ("区",)),
        Field("town", ("街道/镇", "街道", "街道(镇)")),
        Field("street", ("详细地址", "收货地址"), "masked"),
        Field("carrier", ("快递公司", "物流公司")),
        Field("tracking_no", ("快递单号", "物流单号", "运单号")),
        Field("payment_method", ("支付方式",)),
        Field("seller_note", ("商家备注",)),
        Field("buyer_note", ("买家留言",)),
        Field("item_name", ("商品", "商品名称", "商品标题")),
        Field("item_spec", ("商品规格", "规格")),
        Field("item_sku", ("商家编码-规格维度", "商家编码", "样式ID")),
        Field("item_code", ("商家编码-商品维度", "商品id")),
        Field("item_quantity", _QUANTITY, "quantity"),
    ),
    order={
        "currency": "'CNY'",
        "total": "coalesce(paid_by_user, received)",
        "subtotal": "goods",
        "discount": "nullif(coalesce(shop_discount, 0) + coalesce(platform_discount, 0)"
        " + coalesce(pay_discount, 0), 0)",
        "surcharge": "nullif(coalesce(install, 0) + coalesce(carry, 0) + coalesce(carry_install, 0), 0)",
        "paid": "CASE WHEN stage = 'awaiting_payment' THEN 0 WHEN stage = 'cancelled' AND paid_at IS NULL AND "
        f"NOT coalesce({_REFUNDED}, FALSE) THEN 0 ELSE coalesce(paid_by_user, received) END",
        "refunded": f"CASE WHEN {_REFUNDED} THEN coalesce(paid_by_user, received) END",
        "address": "nullif(concat_ws(' ', province, city_text, district_words, town, street), '')",
        "address_text": "nullif(concat_ws(' ', province, city_text, district_words), '')",
        "city": "city_text",
        "region_text": "province",
        "country_text": "'CN'",
        "note": "nullif(concat_ws(' / ', buyer_note, seller_note), '')",
    },
    line_if="item_name IS NOT NULL",
    line={
        "sku": "coalesce(item_sku, item_code)",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "CASE WHEN item_quantity > 0 THEN goods / item_quantity END",
        "amount": "goods",
    },
)
