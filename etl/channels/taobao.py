"""淘宝/天猫 order list (46 or 61 columns) and item list, joined on 订单编号; times are Beijing's.

The order list alone names its goods in 宝贝标题: several titles, joined by a full-width comma, are cut apart
only where 宝贝种类 counts as many. Quantity and amount of each are then unknown.
The list of sub-orders (宝贝销售明细) names order and item apart, and tells times and amounts of its own: it is read
alone as well. It holds no postage: the total is what was paid where that is more than the goods.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import Explode, Field, Layout

STATUS: Final = {
    "等待买家付款": "awaiting_payment",
    "没有创建支付宝交易": "awaiting_payment",
    "买家已付款，等待卖家发货": "paid",
    "卖家部分发货": "preparing",
    "卖家已发货，等待买家确认": "shipped",
    "买家已签收": "delivered",
    "交易成功": "done",
    "交易关闭": "cancelled",
    "付款以前，卖家或买家主动关闭交易": "cancelled",
    "付款以后用户退款成功，交易自动关闭": "cancelled",
}

ORDERS: Final = Layout(
    code="taobao_orders",
    channel="taobao",
    merges_as="taobao",
    key=Field("order_no", ("订单编号",)),
    rows="single",
    zone="Asia/Shanghai",
    needs=(
        ("订单编号",),
        ("订单状态",),
        ("订单创建时间",),
        ("总金额", "总金额(旧版)", "买家应付货款", "买家实际支付金额", "买家实付金额"),
        ("宝贝标题", "商品标题", "宝贝种类", "买家应付邮费", "订单关闭原因"),
    ),
    forbids=frozenset({"子订单编号"}),
    explode=Explode("，", ("宝贝标题", "商品标题"), count="宝贝种类", dropped=("宝贝总数量",)),
    fields=(
        Field("placed_at", ("订单创建时间",), "time", required=True),
        Field("stage", ("订单状态",), "word", required=True, words=STATUS),
        Field("total", ("总金额", "总金额(旧版)"), "money", required=True),
        Field("subtotal", ("买家应付货款",), "money"),
        Field("shipping", ("买家应付邮费",), "money"),
        Field("paid", ("买家实际支付金额", "买家实付金额"), "money"),
        Field("refunded", ("退款金额",), "money"),
        Field("paid_at", ("订单付款时间",), "time"),
        Field("shipped_at", ("发货时间",), "time"),
        Field("delivered_at", ("确认收货时间",), "time"),
        Field("customer_name", ("收货人姓名", "收货人"), "masked"),
        Field("mobile", ("联系手机", "收货人手机", "收货人手机号"), "masked"),
        Field("phone", ("联系电话", "收货人电话"), "masked"),
        Field("full_address", ("修改后的收货地址",), "masked"),
        Field("first_address", ("收货地址",), "masked"),
        Field("payment_method", ("支付方式",)),
        Field("carrier", ("物流公司", "快递公司")),
        Field("tracking_no", ("物流单号", "运单号", "快递单号")),
        Field("buyer_note", ("买家留言",)),
        Field("seller_note", ("订单备注", "商家备注", "卖家备注")),
        Field("item_name", ("宝贝标题", "商品标题")),
        Field("item_quantity", ("宝贝总数量", "宝贝数量", "商品总数量"), "quantity"),
        Field("item_kinds", ("宝贝种类", "商品种类"), "quantity"),
    ),
    order={
        "currency": "'CNY'",
        "total": "coalesce(total, subtotal + coalesce(shipping, 0), paid)",
        "closed_at": "CASE WHEN stage = 'done' THEN delivered_at END",
        "customer_phone": "coalesce(mobile, phone)",
        "address": "coalesce(full_address, first_address)",
        "region_text": "chinese_province(coalesce(full_address, first_address))",
        "address_text": "coalesce(full_address, first_address)",
        "city": "nullif(split_part(coalesce(full_address, first_address), ' ', 2), '')",
        "postal_code": "nullif(regexp_extract(coalesce(full_address, first_address), '\\(([0-9]{6})\\)$', 1), '')",
        "country_text": "'CN'",
        "note": "nullif(concat_ws(' / ', buyer_note, seller_note), '')",
    },
    line_if="item_name IS NOT NULL",
    line={
        "name": "item_name",
        "quantity": "item_quantity",
        "unit_price": "CASE WHEN item_quantity > 0 AND coalesce(item_kinds, 1) <= 1 THEN subtotal / item_quantity END",
        "amount": "CASE WHEN item_quantity IS NOT NULL THEN subtotal END",
    },
)

ITEMS: Final = Layout(
    code="taobao_items",
    channel="taobao",
    merges_as="taobao",
    role="items",
    key=Field("order_no", ("订单编号", "主订单编号")),
    rows="items",
    needs=(("订单编号", "主订单编号"), ("标题", "商品标题"), ("价格", "商品价格"), ("购买数量",)),
    forbids=frozenset({"订单创建时间"}),
    fields=(
        Field("item_name", ("标题", "商品标题"), required=True),
        Field("item_price", ("价格", "商品价格"), "money", required=True),
        Field("item_quantity", ("购买数量",), "quantity", required=True),
        Field("item_sku", ("商家编码", "外部系统编号")),
        Field("item_spec", ("商品属性", "商品属性SKU")),
        Field("item_status", ("订单状态",), "word", words=STATUS),
    ),
    order={},
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "amount": "item_price * item_quantity",
    },
)

SUB_ORDERS: Final = Layout(
    code="taobao_sub_orders",
    channel="taobao",
    merges_as="taobao",
    key=Field("order_no", ("主订单编号", "订单编号")),
    rows="items",
    item_key="item_id",
    zone="Asia/Shanghai",
    itemised=True,
    empty=("无退款申请", "没有申请退款"),
    needs=(
        ("主订单编号", "订单编号"), ("子订单编号",), ("标题", "商品标题", "宝贝标题"), ("购买数量", "宝贝数量"),
        ("订单状态",), ("订单创建时间",), ("买家应付货款", "买家实付金额", "买家实际支付金额"),
    ),
    fields=(
        Field("placed_at", ("订单创建时间",), "time", required=True, gather="min"),
        Field("stage", ("订单状态",), "word", required=True, gather="least_advanced", words=STATUS),
        Field("paid_at", ("订单付款时间",), "time", gather="min"),
        Field("shipped_at", ("发货时间",), "time", gather="max"),
        Field("delivered_at", ("确认收货时间",), "time", gather="max"),
        Field("subtotal", ("买家应付货款",), "money", gather="sum"),
        Field("paid", ("买家实际支付金额", "买家实付金额"), "money", gather="sum"),
        Field("refund", ("退款金额",), "money", gather="sum"),
        Field("customer_name", ("收货人姓名", "收货人"), "masked"),
        Field("customer_phone", ("联系手机", "收货人手机"), "masked"),
        Field("address", ("收货地址",), "masked"),
        Field("carrier", ("物流公司",)),
        Field("tracking_no", ("物流单号", "运单号")),
        Field("note", ("备注", "商家备注")),
        Field("item_id", ("子订单编号",)),
        Field("item_name", ("标题", "商品标题", "宝贝标题")),
        Field("item_price", ("价格", "商品价格", "宝贝价格"), "money"),
        Field("item_quantity", ("购买数量", "宝贝数量"), "quantity"),
        Field("item_sku", ("商家编码", "外部系统编号", "商品ID")),
        Field("item_spec", ("商品属性", "商品属性SKU", "套餐信息")),
    ),
    order={
        "currency": "'CNY'",
        "total": "greatest(subtotal, paid)",
        "refunded": "refund",
        "shipped_at": "CASE WHEN stage IN ('shipped', 'delivered', 'done') THEN shipped_at END",
        "delivered_at": "CASE WHEN stage IN ('delivered', 'done') THEN delivered_at END",
        "closed_at": "CASE WHEN stage = 'done' THEN delivered_at END",
        "region_text": "chinese_province(address)",
        "address_text": "address",
        "country_text": "'CN'",
    },
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "amount": "coalesce(subtotal, item_price * item_quantity)",
    },
)  # fmt: skip
