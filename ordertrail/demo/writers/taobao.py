"""淘宝 order list and item list: GBK, CRLF, ="…" round ids, apostrophe before phones, headers that end in a blank.

The item list has eleven fields under ten headers. 发货时间 stands in newer order lists only; it is written here
so that the parcels' way can be followed.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

from ordertrail.demo.catalogue import facts, headers
from ordertrail.demo.orders import DemoOrder, beijing, money

SHOP: Final = "栖野家居旗舰店"
_WORDS: Final = {
    "awaiting_payment": "等待买家付款",
    "paid": "买家已付款，等待卖家发货",
    "shipped": "卖家已发货，等待买家确认",
    "delivered": "买家已签收",
    "done": "交易成功",
    "cancelled": "交易关闭",
}
_GUARDED: Final = dict.fromkeys(("订单编号", "特权订金订单id"), "=")
_CARRIERS: Final = (("顺丰速运", "SF139"), ("中通快递", "7543"), ("圆通速递", "YT88"), ("韵达快递", "4631"))


def write(folder: Path, orders: list[DemoOrder], rng: Random) -> list[Path]:
    """Both lists, newest order first as the seller's desk gives them."""
    columns, item_columns = headers("taobao_orders"), headers("taobao_items")
    notes = facts("people")["notes_zh"]
    lines, item_lines = [_row(columns)], [_row(item_columns)]
    for order in reversed(orders):
        number = _number(order, rng)
        word = _word(order)
        cells = _cells(order, word, rng.choice(notes) if rng.random() < 0.06 else "", rng)
        cells["订单编号"] = number
        lines.append(",".join([_GUARDED.get(name, "") + f'"{cells.get(name, "")}"' for name in columns]))
        for item in order.items:
            spec, sku = f"颜色分类：{item.product.specs_zh[item.spec]}", item.product.sku
            row = [item.product.zh, money(item.price), str(item.quantity), sku, spec, "", "", word, sku]
            item_lines.append(f'="{number}",' + _row(row) + ",")
    return [
        _save(folder / "ExportOrderList.csv", lines),
        _save(folder / "ExportOrderDetailList.csv", item_lines),
    ]


def _word(order: DemoOrder) -> str:
    stage = order.journey.stage
    if stage == "preparing":
        return "卖家部分发货" if len(order.items) > 1 else _WORDS["paid"]
    return _WORDS[stage]


def _cells(order: DemoOrder, word: str, note: str, rng: Random) -> dict[str, str]:
    journey, shopper = order.journey, order.shopper
    carrier, prefix = rng.choice(_CARRIERS)
    region = shopper.region.removesuffix("市") if shopper.region == shopper.city else shopper.region
    sent = journey.shipped is not None
    return {
        "买家会员名": shopper.handle,
        "买家支付宝账号": shopper.email,
        "买家应付货款": money(order.goods - order.discount),
        "买家应付邮费": money(order.freight),
        "买家支付积分": "0",
        "总金额": money(order.total),
        "返点积分": "0",
        "买家实际支付金额": money(order.total if journey.paid else 0),
        "买家实际支付积分": "0",
        "订单状态": word,
        "买家留言": note,
        "收货人姓名": shopper.name,
        "收货地址 ": f"{region} {shopper.city} {shopper.district} {shopper.street}({shopper.postal_code})",
        "运送方式": "快递",
        "联系手机": f"'{shopper.phone}",
        "订单创建时间": beijing(journey.placed),
        "订单付款时间 ": beijing(journey.paid),
        "发货时间": beijing(journey.shipped),
        "宝贝标题 ": "，".join(item.product.zh for item in order.items),
        "宝贝种类 ": str(len(order.items)),
        "物流单号 ": f"No:{prefix}{order.serial:09d}" if sent else "",
        "物流公司": carrier if sent else "",
        "宝贝总数量": str(sum(item.quantity for item in order.items)),
        "店铺Id": "0",
        "店铺名称": SHOP,
        "订单关闭原因": "订单未关闭" if word != "交易关闭" else "退款" if journey.refunded else "买家未付款",
        "卖家服务费": "0",
        "买家服务费": "0元",
        "是否手机订单": "手机订单" if order.serial % 7 else "",
        "是否上传合同照片": "否",
        "是否上传小票": "否",
        "是否代付": "否",
        "退款金额": money(order.refund if journey.refunded else 0),
        "确认收货时间": beijing(journey.closed),
        "打款商家金额": money(order.total - order.refund if journey.closed else 0),
        "是否信用购": "否",
    }


def _number(order: DemoOrder, rng: Random) -> str:
    """Eighteen digits that grow with time."""
    return f"26{order.serial:07d}{rng.randrange(10**8, 10**9)}"


def _row(cells: list[str]) -> str:
    return ",".join(f'"{cell}"' for cell in cells)


def _save(path: Path, lines: list[str]) -> Path:
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gbk"))
    return path
