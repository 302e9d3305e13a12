"""All layouts that can be read."""

from __future__ import annotations

from typing import Final

from etl.channels import (
    amazon,
    douyin,
    ebay,
    ebay_file_exchange,
    etsy,
    jd,
    magento,
    pdd,
    shopify,
    taobao,
    template,
    tmall_report,
    woocommerce,
    woocommerce_plugins,
    youzan,
)
from etl.channels.base import Layout

# Of two layouts of one channel the earlier outranks the later where both speak of an order.
LAYOUTS: Final[tuple[Layout, ...]] = (
    shopify.ORDERS,
    amazon.ALL_ORDERS,
    amazon.UNSHIPPED,
    amazon.NEW_ORDERS,
    amazon.SHIPMENTS,
    ebay.UNITED_STATES,
    ebay.UNITED_KINGDOM,
    ebay.GERMANY,
    ebay_file_exchange.UNITED_STATES,
    ebay_file_exchange.UNITED_KINGDOM,
    ebay_file_exchange.AUSTRALIA,
    etsy.ORDERS,
    etsy.ITEMS,
    woocommerce.WEBTOFFEE,
    woocommerce_plugins.JOINED,
    woocommerce_plugins.ITEM_ROWS,
    woocommerce_plugins.ADVANCED,
    woocommerce.ANALYTICS,
    magento.GRID,
    taobao.ORDERS,
    taobao.SUB_ORDERS,
    taobao.ITEMS,
    tmall_report.REPORT,
    douyin.ORDERS,
    jd.ORDERS,
    pdd.ORDERS,
    youzan.ORDERS,
    youzan.ITEMS,
    template.ORDERS,
)
