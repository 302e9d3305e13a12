"""What the demo tells, read from its files: amounts, rhythm, stages, promises kept and broken."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from ordertrail.demo.generate import generate
from ordertrail.domain.places import provinces
from tests.demo.reading import TODAY, Seen


def per_day(orders: list[Seen], *channels: str) -> Counter[date]:
    return Counter(order.day.date() for order in orders if not channels or order.channel in channels)


def usual(days: Counter[date], year: int) -> float:
    """A median day of August and September, when nothing is celebrated."""
    return median(count for day, count in days.items() if day.year == year and day.month in (8, 9))


def contents(files: list[Path]) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in files}


def test_same_seed_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    day = date(2026, 3, 3)
    first = contents(generate(tmp_path / "a", day, orders=400))
    assert first == contents(generate(tmp_path / "b", day, orders=400))
    other = contents(generate(tmp_path / "c", day, orders=400, seed=1))
    assert all(other[name] != first[name] for name in first.keys() & other.keys())


def test_progress_reaches_the_number_of_orders(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(tmp_path, date(2026, 3, 3), orders=300, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told) and told[0] == (0, 300) and told[-1] == (300, 300)


def test_a_tiny_demo_writes_no_report_without_rows(tmp_path: Path) -> None:
    for file in generate(tmp_path, date(2026, 3, 3), orders=20):
        assert len(file.read_bytes().splitlines()) > 1, file.name


def test_orders_of_each_channel(seen: list[Seen]) -> None:
    assert Counter(order.channel for order in seen) == {
        "taobao": 6600, "douyin": 4600, "shopify": 3600, "amazon": 3200, "manual": 2000,
    }  # fmt: skip
    assert len({(order.channel, order.number) for order in seen}) == 20_000


def test_eighteen_months_and_nothing_of_the_future(seen: list[Seen]) -> None:
    # The export is taken at midnight UTC, eight in the morning in Beijing.
    assert {order.day.date() for order in seen} >= {date(2025, 5, 25), date(2026, 11, 23), TODAY.date()}
    assert min(order.placed for order in seen) >= datetime(2025, 5, 23)
    assert max(time for order in seen for time in (order.placed, *order.times)) <= TODAY


def test_times_of_an_order_are_in_sequence(seen: list[Seen]) -> None:
    assert all(order.times == sorted(order.times) for order in seen if order.channel in ("taobao", "manual"))
    assert all(time >= order.placed for order in seen for time in order.times)


def test_double_eleven_stands_out(seen: list[Seen]) -> None:
    days = per_day(seen)
    assert [day for day, _ in days.most_common(2)] == [date(2026, 11, 11), date(2025, 11, 11)]
    for year in (2025, 2026):
        assert 5 < days[date(year, 11, 11)] / usual(days, year) < 10
        before = [days[date(year, 11, number)] for number in range(2, 11)]
        assert 1.2 < median(before) / usual(days, year) < 3


def test_other_festivals(seen: list[Seen]) -> None:
    chinese, abroad = per_day(seen, "taobao", "douyin"), per_day(seen, "shopify", "amazon")
    usual_chinese, usual_abroad = usual(chinese, 2026), usual(abroad, 2026)
    assert chinese[date(2026, 6, 18)] > 2.5 * usual_chinese
    new_year = [chinese[date(2026, 2, number)] for number in range(15, 22)]
    assert max(new_year) < 0.7 * usual_chinese
    # Black Friday of 2025 was 28 November.
    friday = [abroad[date(2025, 11, number)] for number in (28, 29)]
    assert max(friday) > 2.5 * usual(abroad, 2025) and usual_abroad > usual(abroad, 2025)


def test_weekdays(seen: list[Seen]) -> None:
    calm = [order for order in seen if order.day.month in (4, 8, 9)]
    share = {
        channel: sum(order.day.weekday() >= 5 for order in calm if order.channel == channel)
        / sum(order.channel == channel for order in calm)
        for channel in ("taobao", "douyin", "manual")
    }
    assert share["manual"] < 0.06
    # Two days of seven are 28.6 %.
    assert share["taobao"] > 0.29 and share["douyin"] > 0.29


def test_hours(seen: list[Seen]) -> None:
    hours = {
        channel: Counter((order.placed + timedelta(hours=8)).hour for order in seen if order.channel == channel)
        for channel in ("taobao", "manual")
    }
    assert hours["taobao"].most_common(1)[0][0] in (20, 21, 22)
    assert sum(hours["manual"][hour] for hour in range(8, 19)) > 0.95 * hours["manual"].total()


def test_orders_grow(seen: list[Seen]) -> None:
    days = per_day(seen)
    assert usual(days, 2026) > 1.4 * usual(days, 2025)


def test_every_status_word_appears(seen: list[Seen]) -> None:
    words = {channel: {order.word for order in seen if order.channel == channel} for channel in ("taobao", "douyin")}
    assert words["taobao"] == {
        "等待买家付款", "买家已付款，等待卖家发货", "卖家部分发货", "卖家已发货，等待买家确认", "买家已签收",
        "交易成功", "交易关闭",
    }  # fmt: skip
    assert words["douyin"] == {"待支付", "待发货", "备货中", "已发货", "已收货", "已完成", "已关闭", "已揽收"}
    manual = Counter(order.word for order in seen if order.channel == "manual")
    assert set(manual) == {
        "待付款", "已付款", "备货中", "已发货", "已送达", "已完成", "挂起", "异常", "已取消",
        "待审核", "已确认", "待回款", "备料", "生产", "质检",
    }  # fmt: skip
    assert manual["挂起"] >= 2 and manual["异常"] >= 2
    financial = {order.word.split("/")[0] for order in seen if order.channel == "shopify"}
    assert financial >= {"paid", "pending", "voided", "partially_refunded", "refunded"}
    assert {order.word for order in seen if order.channel == "amazon"} == {
        "Pending", "Unshipped", "PartiallyShipped", "Shipped", "Cancelled",
    }  # fmt: skip


def test_old_orders_are_settled_and_recent_ones_on_their_way(seen: list[Seen]) -> None:
    still_open = [order for order in seen if order.open]
    assert 150 < len(still_open) < 600
    assert min(order.placed for order in still_open) > TODAY - timedelta(days=45)
    unpaid = [order for order in seen if order.word in ("等待买家付款", "待支付", "待付款", "Pending")]
    assert 8 <= len(unpaid) <= 80 and min(order.placed for order in unpaid) > TODAY - timedelta(days=8)


def test_most_promises_are_kept(seen: list[Seen]) -> None:
    judged = [order for order in seen if order.judged and order.promised]
    for channel in ("taobao", "douyin", "shopify", "manual"):
        own = [order for order in judged if order.channel == channel]
        assert len(own) > 1000
        assert 0.90 <= sum(order.judged <= order.promised for order in own) / len(own) <= 0.96, channel  # type: ignore[operator]


def test_a_few_dozen_are_late_now(seen: list[Seen]) -> None:
    late = [order for order in seen if order.open and order.promised and order.promised < TODAY]
    assert 15 <= len(late) <= 80
    assert {order.channel for order in late} == {"taobao", "douyin", "shopify", "amazon", "manual"}
    assert min(order.placed for order in late) > TODAY - timedelta(days=30)


def test_cancelled_and_refunded(seen: list[Seen]) -> None:
    cancelled = [
        order
        for order in seen
        if order.word in ("交易关闭", "已关闭", "已取消", "Cancelled")
        or order.word.startswith("voided")
        or order.word == "refunded/unfulfilled"
    ]
    assert 0.03 <= len(cancelled) / len(seen) <= 0.055
    assert 0.028 <= sum(order.refunded for order in seen) / len(seen) <= 0.045


def test_places(seen: list[Seen]) -> None:
    chinese = [order.place for order in seen if order.channel in ("taobao", "douyin", "manual")]
    for province in provinces():
        assert any(place.startswith(province.short_zh) for place in chinese), province.zh
    hidden = sum(place.startswith("##") for place in chinese)
    assert 100 <= hidden <= 300
    guangdong = sum(place.startswith("广东") for place in chinese)
    assert 0.10 < guangdong / len(chinese) < 0.16
    abroad = Counter(order.place for order in seen if order.channel in ("shopify", "amazon"))
    assert len(abroad) >= 15 and [code for code, _ in abroad.most_common(3)] == ["US", "GB", "DE"]
