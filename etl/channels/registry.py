"""All layouts that can be read."""

from __future__ import annotations

from typing import Final

from etl.channels import amazon, douyin, jd, pdd, shopify, taobao, template, tmall_report, youzan
from etl.channels.base import Layout

# Of two layouts of one channel the earlier outranks the later where both speak of an order.
LAYOUTS: Final[tuple[Layout, ...]] = (
    shopify.ORDERS,
    amazon.ALL_ORDERS,
    amazon.UNSHIPPED,
    taobao.ORDERS,
    taobao.ITEMS,
    tmall_report.REPORT,
    douyin.ORDERS,
    jd.ORDERS,
    pdd.ORDERS,
    youzan.ORDERS,
    template.ORDERS,
)
