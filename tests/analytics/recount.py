"""Orders made by hand, and every figure of the overview counted once more without SQL."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ordertrail.analytics.filters import Filters
from ordertrail.domain.actor import local_owner
from ordertrail.store.engine import Store
from ordertrail.store.merge import land
from ordertrail.store.tables import orders
from tests.store.drafting import draft, staging

Row = dict[str, Any]

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 3, 0)
TODAY = date(2026, 11, 24)
CHINA = ("CN", "HK", "MO", "TW")
STAGES = (
    "awaiting_payment", "paid", "preparing", "shipped", "delivered", "done", "hold", "exception", "cancelled",
)  # fmt: skip
PLACES = (
    ("CN", "CN-44"), ("CN", "CN-44"), ("CN", "CN-31"), ("CN", None), ("HK", "CN-HK"), ("TW", "CN-TW"), ("US", None),
    ("DE", None), (None, None),
)  # fmt: skip
PEOPLE = (
    ("Ann Lee", "+86 138-0013-8000"), ("张三", "13900001111"), ("100%_off\\", None), ("O'Neil", "020 8888 1000"),
    (None, None),
)  # fmt: skip


def store_of(folder: Path, told: Iterable[Row], lines: Iterable[Row] = (), target: str | None = None) -> Store:
    """A store, in memory by default, with these drafts landed."""
    store = Store(target, zone="Asia/Shanghai", base_currency="CNY")
    path = staging(folder / "drafts.duckdb", list(told), list(lines))
    with store.source(path) as source:
        store.run(lambda uow: land(uow, source, "i1", local_owner("test"), NOW))
    return store


class Rows(list[Row]):
    """Many rows, which a failed test need not print."""

    def __repr__(self) -> str:
        return f"<{len(self)} rows>"


def rows_of(store: Store) -> Rows:
    """The orders as they stand in the store."""
    with store.read() as connection:
        return Rows(dict(row) for row in connection.execute(select(orders)).mappings())


def many(count: int = 400, seed: int = 7) -> list[Row]:
    """Orders of all kinds over thirteen months, some at the very border of a day in Shanghai."""
    dice = random.Random(seed)

    def perhaps(value: Any, chance: float = 0.5) -> Any:
        return value if dice.random() < chance else None

    told = []
    for number in range(count):
        placed = NOW - timedelta(seconds=dice.randrange(400 * 86400))
        if number % 9 == 0:
            placed = placed.replace(hour=16, minute=0, second=0) - timedelta(seconds=dice.choice((0, 1)))
        if placed > NOW:
            placed -= timedelta(days=1)
        country, region = dice.choice(PLACES)
        name, phone = dice.choice(PEOPLE)
        shipped, delivered, closed = (placed + timedelta(hours=dice.randrange(1, 300)) for _ in range(3))
        told.append(
            draft(
                f"N{number:04d}",
                channel=dice.choice(("shopify", "amazon", "taobao", "tmall", "manual")),
                stage=dice.choice(STAGES),
                currency=dice.choice(("CNY", "CNY", "USD", "XAF")),
                total=perhaps(Decimal(dice.randrange(1, 10**7)) / 10**4, 0.95),
                placed_at=placed,
                shipped_at=perhaps(shipped),
                delivered_at=perhaps(delivered),
                closed_at=perhaps(closed, 0.3),
                cancelled_at=perhaps(delivered),
                promised_at=perhaps(NOW, 0.05) or perhaps(placed + timedelta(hours=dice.randrange(24, 400)), 0.7),
                followed_to=dice.choice((None, "paid", "shipped", "shipped", "delivered")),
                country=country,
                region=region,
                customer_name=name,
                customer_phone=phone,
            )
        )
    return told


def day_of(row: Row) -> date:
    return row["placed_at"].replace(tzinfo=UTC).astimezone(ZONE).date()


def is_sold(row: Row) -> bool:
    return row["stage"] != "cancelled"


def fulfilled_at(row: Row) -> datetime | None:
    names = ["delivered_at", "closed_at"]
    if row["followed_to"] == "shipped":
        names.insert(0, "shipped_at")
    return next((row[name] for name in names if row[name]), None)


def has_arrived(row: Row) -> bool:
    return row["stage"] in ("delivered", "done") or (row["stage"] == "shipped" and row["followed_to"] == "shipped")


def is_missing(row: Row) -> bool:
    return fulfilled_at(row) is None and not has_arrived(row)


def is_late(row: Row, now: datetime) -> bool:
    return bool(row["promised_at"] and row["promised_at"] < now and is_sold(row) and is_missing(row))


def is_due(row: Row, now: datetime) -> bool:
    return is_late(row, now) or bool(row["promised_at"] and is_sold(row) and fulfilled_at(row))


def is_on_time(row: Row) -> bool:
    done = fulfilled_at(row)
    return bool(row["promised_at"] and is_sold(row) and done and done <= row["promised_at"])


def share_on_time(rows: list[Row], now: datetime) -> float | None:
    """None where more outcomes are untold than known: the known ones would then be the late ones."""
    due = [row for row in rows if is_due(row, now)]
    untold = [
        row for row in rows if row["promised_at"] and is_sold(row) and has_arrived(row) and fulfilled_at(row) is None
    ]
    return None if not due or len(untold) > len(due) else sum(map(is_on_time, due)) / len(due)


def lead_hours(row: Row) -> float | None:
    done = fulfilled_at(row)
    return (done - row["placed_at"]).total_seconds() / 3600 if done and is_sold(row) else None


def was_late(row: Row, at: datetime) -> bool:
    if not row["promised_at"] or row["promised_at"] >= at:
        return False
    if row["stage"] == "cancelled" and (row["cancelled_at"] is None or row["cancelled_at"] <= at):
        return False
    done = fulfilled_at(row)
    return done > at if done else is_missing(row)


def lies_in(row: Row, code: str) -> bool:
    country, region = row["country"], row["region"]
    match code:
        case "unknown":
            return country is None
        case "abroad":
            return country is not None and country not in CHINA
        case "CN":
            return country in CHINA
        case "CN-unknown":
            return country == "CN" and region is None
    return code in (country, region)


def holds(row: Row, word: str) -> bool:
    phone = row["customer_phone"] or ""
    digits = "".join(filter(str.isdigit, word))
    told = (
        row["channel_order_no"],
        row["customer_name"],
        phone,
        "".join(filter(str.isdigit, phone)),
        row["tracking_no"],
    )
    if len(phone.replace("+86", "")) < len(phone):
        told += (told[3].removeprefix("86"),)
    sought = {word.lower(), digits} if digits and not set(word) - set("0123456789+-()./") else {word.lower()}
    held = " ".join(filter(None, told)).lower()
    if word.startswith("*"):
        return word.strip("*").lower() in held
    return any(stands(held, each, at) for each in sought for at in range(len(held)) if held.startswith(each, at))


def stands(held: str, word: str, at: int) -> bool:
    """Whether ``word``, which is at that place of the text, may stand there: at the beginning of a term, or as the
    last digits of a number."""

    def plain(sign: str) -> bool:
        return sign.isascii() and sign.isalnum()

    before, after = held[at - 1 : at] if at else "", held[at + len(word) : at + len(word) + 1]
    if before in ("", " ") or ord(word[0]) > 127 or (plain(word[0]) and not plain(before)):
        return True
    return len(word) >= 4 and word.isascii() and word.isdigit() and not (after and plain(after))


def passes(row: Row, filters: Filters, now: datetime) -> bool:
    """Whether the order passes the filters."""
    only = {
        "sold": is_sold(row),
        "late": is_late(row, now),
        "due": is_due(row, now),
        "fulfilled": lead_hours(row) is not None,
        "returned": any((row[f"{way}_quantity"] or 0) > 0 for way in ("requested", "returned")),
    }
    return (
        (filters.start is None or filters.start <= day_of(row))
        and (filters.end is None or day_of(row) <= filters.end)
        and (not filters.channels or row["channel"] in filters.channels)
        and (not filters.stages or row["stage"] in filters.stages)
        and (not filters.regions or any(lies_in(row, code) for code in filters.regions))
        and all(holds(row, word) for word in filters.q.split())
        and all(only[word] for word in filters.only)
    )


def revenue(rows: Iterable[Row]) -> Decimal:
    return sum((row["base_total"] for row in rows if is_sold(row) and row["base_total"] is not None), Decimal(0))
