"""The columns of our own file template. Whoever names a field of their own may not take one of these names."""

from __future__ import annotations

from typing import Final

# field: Chinese header, English header
TEMPLATE_HEADERS: Final[dict[str, tuple[str, str]]] = {
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
    "company": ("公司", "company"),
    "segment": ("客户分组", "segment"),
    "billing_address": ("账单地址", "billing_address"),
    "priority": ("优先级", "priority"),
    "tags": ("标签", "tags"),
    "owner": ("负责人", "owner"),
    "promo_code": ("优惠码", "promo_code"),
    "return_policy": ("退货政策", "return_policy"),
    "workflow": ("流程", "workflow"),
    "item_tax": ("单品税费", "line_tax"),
    "surcharge": ("附加费用", "surcharge"),
}

HEADER_WORDS: Final = frozenset(name.lower() for names in TEMPLATE_HEADERS.values() for name in names)
