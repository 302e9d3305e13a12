"""Reads the demo's files with nothing but csv and split, so that no expectation rests on our own readers."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

TODAY = datetime(2026, 11, 24)
CHINA = timedelta(hours=8)
MANUAL_OPEN = (
    "待付款", "已付款", "备货中", "已发货", "挂起", "异常", "待审核", "已确认", "备料", "生产", "质检",
)  # fmt: skip
PLANNED_TO_DOOR, PLANNED_TO_PARCEL = timedelta(hours=168), timedelta(hours=72)


@dataclass
class Seen:
    """An order as its file tells it; times naive UTC. ``judged``: when what was promised came true."""

    channel: str
    number: str
    placed: datetime
    word: str
    promised: datetime | None = None
    judged: datetime | None = None
    open: bool = False
    refunded: bool = False
    place: str = ""
    times: list[datetime] = field(default_factory=list)

    @property
    def day(self) -> datetime:
        """The day in Beijing."""
        return (self.placed + CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def read_all(files: list[Path]) -> list[Seen]:
    """Every order of the seven files, once."""
    by_name = {file.name: file for file in files}
    return [
        *taobao(by_name["ExportOrderList.csv"]),
        *douyin(by_name["douyin_orders.csv"]),
        *shopify(by_name["orders_export.csv"]),
        *amazon(by_name["all_orders_report.txt"], by_name.get("unshipped_orders_report.txt")),
        *manual(by_name["manual_orders.csv"]),
    ]


def taobao(file: Path) -> list[Seen]:
    found = []
    for row in csv.DictReader(file.read_text("gbk").splitlines()):
        placed = beijing(row["订单创建时间"])
        confirmed = row["确认收货时间"]
        found.append(
            Seen(
                "taobao",
                row["订单编号"].strip('="'),
                placed,
                row["订单状态"],
                placed + PLANNED_TO_DOOR,
                beijing(confirmed) if confirmed else None,
                row["订单状态"].startswith(("等待", "买家已付款", "卖家")),
                float(row["退款金额"]) > 0,
                row["收货地址 "].split(" ")[0],
                [beijing(row[name]) for name in ("订单付款时间 ", "发货时间", "确认收货时间") if row[name]],
            )
        )
    return found


def douyin(file: Path) -> list[Seen]:
    found: dict[str, Seen] = {}
    for row in csv.DictReader(file.read_text("utf-8-sig").splitlines()):
        number = row["主订单编号"].strip("\t")
        placed, finished = beijing(row["订单提交时间"]), row["订单完成时间"]
        order = found.setdefault(
            number, Seen("douyin", number, placed, row["订单状态"], placed + PLANNED_TO_DOOR, place=row["详细地址"])
        )
        order.refunded = order.refunded or row["售后状态"] == "退款成功"
        order.open = row["订单状态"] in ("待支付", "待发货", "备货中", "已发货")
        if row["订单状态"] == "已完成":
            order.judged = beijing(finished)
        order.times += [beijing(row[name]) for name in ("支付完成时间", "发货时间", "订单完成时间") if row[name] != "-"]
    return list(found.values())


def shopify(file: Path) -> list[Seen]:
    found = []
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if not row["Financial Status"]:
                continue
            placed, sent = offset(row["Created at"]), row["Fulfilled at"]
            found.append(
                Seen(
                    "shopify",
                    row["Name"],
                    placed,
                    f"{row['Financial Status']}/{row['Fulfillment Status']}",
                    placed + PLANNED_TO_PARCEL,
                    offset(sent) if sent else None,
                    not sent and not row["Cancelled at"],
                    float(row["Refunded Amount"]) > 0,
                    row["Shipping Country"],
                    [offset(row[name]) for name in ("Paid at", "Fulfilled at", "Cancelled at") if row[name]],
                )
            )
    return found


def amazon(file: Path, unshipped: Path | None) -> list[Seen]:
    promises: dict[str, datetime] = {}
    if unshipped:
        header, *rows = [line.split("\t") for line in unshipped.read_text("utf-8").splitlines()]
        for cells in rows:
            row = dict(zip(header, cells, strict=True))
            promises[row["order-id"]] = offset(row["promise-date"])
    found: dict[str, Seen] = {}
    header, *rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    for cells in rows:
        row = dict(zip(header, cells, strict=False))
        number, placed = row["amazon-order-id"], offset(row["purchase-date"])
        found.setdefault(
            number,
            Seen(
                "amazon",
                number,
                placed,
                row["order-status"],
                promises.get(number, placed + PLANNED_TO_PARCEL),
                open=row["order-status"] in ("Unshipped", "PartiallyShipped", "Pending"),
                place=row.get("ship-country", ""),
                times=[offset(row["last-updated-date"])],
            ),
        )
    return list(found.values())


def manual(file: Path) -> list[Seen]:
    found = []
    for row in csv.DictReader(file.read_text("utf-8-sig").splitlines()):
        if not row["状态"]:
            continue
        placed, promised, arrived = beijing(row["下单时间"]), row["承诺送达时间"], row["送达时间"]
        found.append(
            Seen(
                "manual",
                row["订单号"],
                placed,
                row["状态"],
                beijing(promised) if promised else placed + PLANNED_TO_DOOR,
                beijing(arrived) if arrived else None,
                row["状态"] in MANUAL_OPEN,
                float(row["退款金额"]) > 0,
                row["省份"],
                [beijing(row[name]) for name in ("付款时间", "发货时间", "送达时间", "取消时间") if row[name]],
            )
        )
    return found


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text) - CHINA


def offset(text: str) -> datetime:
    return datetime.fromisoformat(re.sub(r" ([+-]\d{2})(\d{2})$", r"\1:\2", text)).astimezone(UTC).replace(tzinfo=None)
