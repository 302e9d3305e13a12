"""抖店 order export: byte order mark, a tab before each id inside its quotes, `-` for empty.

Most receivers are shown with stars, so that the province can be read; some are ciphertext throughout. An order of
several goods stands in one row joined with `;`, or in a row each.
The newest orders on the road carry the status word 已揽收, which no table knows: these rows are held.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

from ordertrail.demo.catalogue import headers
from ordertrail.demo.orders import DemoOrder, Item, beijing, money

_WORDS: Final = {
    "awaiting_payment": "待支付",
    "paid": "待发货",
    "preparing": "备货中",
    "shipped": "已发货",
    "delivered": "已收货",
    "done": "已完成",
    "cancelled": "已关闭",
}
_UNKNOWN_WORD: Final = "已揽收"
UNKNOWN_ROWS: Final = 3
_CIPHER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_ADDRESS_HIDDEN, _NAME_HIDDEN = 0.04, 0.25
_JOINED: Final = 0.5


def write(folder: Path, orders: list[DemoOrder], rng: Random) -> list[Path]:
    """The export, newest order first."""
    columns = headers("douyin")
    lines, unknown = [",".join(columns)], _just_picked_up(orders)
    for order in reversed(orders):
        word = _UNKNOWN_WORD if order.serial in unknown else _WORDS[order.journey.stage]
        for row in _rows(order, word, rng):
            lines.append(",".join([row.get(name, "-") for name in columns]))
    path = folder / "douyin_orders.csv"
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    return [path]


def _just_picked_up(orders: list[DemoOrder]) -> set[int]:
    """Serials of the newest orders of one row each that are on the road; in a small demo, that have been."""
    sent = [order for order in reversed(orders) if len(order.items) == 1 and order.journey.shipped]
    sent.sort(key=lambda order: order.journey.stage != "shipped")
    return {order.serial for order in sent[:UNKNOWN_ROWS]}


def _rows(order: DemoOrder, word: str, rng: Random) -> list[dict[str, str]]:
    number = f"69{order.serial:07d}{rng.randrange(10**9, 10**10)}"
    head = _head(order, word, number, rng)
    items, discounts = order.items, _shares(order)
    if len(items) > 1 and rng.random() < _JOINED:
        return [head | _goods(items, number, order.goods, order.discount, order.freight, order.refund)]
    rows = []
    for position, item in enumerate(items):
        freight = order.freight if position == 0 else 0
        due = item.amount - discounts[position] + freight
        # A sub-order goes back whole or not at all.
        back = due if order.refund and (order.journey.refund == 1 or position == 0) else 0
        rows.append(head | _goods((item,), number, item.amount, discounts[position], freight, back, position))
    return rows


def _head(order: DemoOrder, word: str, number: str, rng: Random) -> dict[str, str]:
    journey, shopper = order.journey, order.shopper
    hidden = rng.random()
    address = f"{shopper.region}{shopper.city if shopper.city != shopper.region else ''}{shopper.district}****"
    name, phone = f"{shopper.name[0]}**", f"{shopper.phone[:3]}****{shopper.phone[-4:]}"
    if hidden < _NAME_HIDDEN:
        name, phone = f"##{_cipher(rng, 24)}", f"$${_cipher(rng, 20)}"
    ended = journey.closed or journey.cancelled
    return {
        "主订单编号": _id(number),
        "收件人": name,
        "收件人手机号": phone,
        "详细地址": f"##{_cipher(rng, 40)}" if hidden < _ADDRESS_HIDDEN else address,
        "订单提交时间": beijing(journey.placed),
        "支付完成时间": beijing(journey.paid, "-"),
        "支付方式": rng.choice(("微信", "支付宝", "抖音支付")) if journey.paid else "-",
        "发货时间": beijing(journey.shipped, "-"),
        "快递信息": f"JT{order.serial:010d}" if journey.shipped else "-",
        "订单完成时间": beijing(ended, "-"),
        "订单状态": word,
        "取消原因": ("不想要了" if journey.paid else "超时未支付") if journey.cancelled else "",
        "达人实际承担优惠金额": "0.00",
    }


def _goods(
    items: tuple[Item, ...], number: str, goods: int, discount: int, freight: int, back: int, position: int = 0
) -> dict[str, str]:
    due = goods - discount + freight
    platform = discount // 3
    subs = [number if position + each == 0 else f"{number}{position + each}" for each in range(len(items))]
    return {
        "子订单编号": _id(";".join(subs)),
        "选购商品": _id(";".join(item.product.zh for item in items)),
        "商品规格": _id(";".join(item.product.specs_zh[item.spec] for item in items)),
        "商品数量": ";".join(str(item.quantity) for item in items),
        "商家编码": _id(";".join(item.product.sku for item in items)),
        "订单应付金额": money(due),
        "商品金额": money(goods),
        "运费": money(freight),
        "售后状态": "退款成功" if back else "-",
        "平台实际承担优惠金额": money(platform),
        "商家实际承担优惠金额": money(discount - platform),
    }


def _shares(order: DemoOrder) -> list[int]:
    """The discount, laid on the items by their amounts; the last one bears the rounding."""
    shares = [order.discount * item.amount // order.goods for item in order.items]
    shares[-1] += order.discount - sum(shares)
    return shares


def _id(text: str) -> str:
    return f'"\t{text}"'


def _cipher(rng: Random, length: int) -> str:
    return "".join(rng.choices(_CIPHER, k=length))
