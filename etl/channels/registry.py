"""All layouts that can be read."""

from __future__ import annotations

from typing import Final

from etl.channels import (
    amazon,
    douyin,
    ebay,
    etsy,
    jd,
    magento,
    pdd,
    shopify,
    taobao,
    template,
    tmall_report,
    woocommerce,
    youzan,
)
from etl.channels.base import Layout

# Of two layouts of one channel the earlier outranks the later where both speak of an order.
LAYOUTS: Final[tuple[Layout, ...]] = (
    shopify.ORDERS,
    amazon.ALL_ORDERS,
    amazon.UNSHIPPED,
    amazon.NEW_ORDERS,
    ebay.UNITED_STATES,
    ebay.UNITED_KINGDOM,
    ebay.GERMANY,
    etsy.ORDERS,
    etsy.ITEMS,
    woocommerce.WEBTOFFEE,
    woocommerce.ANALYTICS,
    magento.GRID,
    taobao.ORDERS,
    taobao.ITEMS,
    tmall_report.REPORT,
    douyin.ORDERS,
    jd.ORDERS,
    pdd.ORDERS,
    youzan.ORDERS,
    template.ORDERS,
)
