"""An order entered by hand: judged as a whole, with every fault at its field, and added up."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.domain.cells import MOST_MONEY, STORED_DIGITS, Cells, plain
from ordertrail.domain.custom_fields import CustomField, as_cell, judge
from ordertrail.domain.entry_goods import (
    SHIPPING,
    TEXT_LIMIT,
    add_up,
    judge_totals,
    read_lines,
    read_surcharges,
    signs,
)
from ordertrail.domain.errors import Invalid
from ordertrail.domain.located import located
from ordertrail.domain.money import exponent
from ordertrail.domain.order import HAND_CHANNEL, PRIORITIES, SEGMENTS, SURCHARGE_KINDS
from ordertrail.domain.places import country_code, province_code
from ordertrail.domain.tags import read_tags
from ordertrail.domain.workflow import Workflow, Workflows
from ordertrail.domain.workflow_templates import FIRST

NUMBER_LIMIT: Final = 64
NOTE_LIMIT: Final = 2000
_TEXTS: Final = (
    "customer_name", "customer_phone", "customer_email", "city", "address", "postal_code", "payment_method",
    "company", "billing_address", "owner", "promo_code", "return_policy",
)  # fmt: skip
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_COUNTED: Final = ("lines", "surcharges", "discount")
_SUMS: Final = ("subtotal", "shipping", "surcharge", "tax", "discount", "total")


@dataclass(frozen=True)
class Desk:
    """What an order is judged by. ``now`` is naive UTC; ``currencies`` are all that exist.

    ``kinds`` of surcharge and ``segments`` are those that may be chosen, ``fields`` the custom ones that are shown.
    """

    now: datetime
    zone: ZoneInfo
    base_currency: str
    currencies: Collection[str]
    kinds: Collection[str] = SURCHARGE_KINDS
    segments: Collection[str] = SEGMENTS
    fields: Sequence[CustomField] = ()
    workflows: Workflows = FIRST


@dataclass(frozen=True)
class Entry:
    """A sound order as drafts: ``order`` with number None where the store shall give one, its ``lines``, the
    ``surcharges`` that its column surcharge sums, and the business ``day`` on which it was placed."""

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    surcharges: list[dict[str, Any]]
    day: date


def check_entry(wish: Mapping[str, Any], desk: Desk) -> Entry:
    """The order that ``wish`` describes; Invalid with all its faults at once.

    ``wish`` has the names of an order's columns, each a text or a number: channel_order_no, workflow, stage, currency,
    placed_at, promised_at, customer_name, customer_phone, customer_email, company, segment, country, region, city,
    address, postal_code, billing_address, payment_method, promo_code, return_policy, priority, tags, owner, note,
    discount; ``lines`` with sku, name, spec, quantity, unit_price, discount, tax; ``surcharges`` with kind and amount;
    ``custom`` with values by key. What is missing is empty, but without ``custom`` no field of the users' own is asked
    for. Empty are taken: the currency as the base currency, the workflow as the one to begin with, the stage as its
    first, the time of placing as now. An empty line is passed over.
    An order that starts as paid is taken as paid in full when it was placed.
    """
    cells = Cells()
    currency = _currency(cells, wish.get("currency"), desk)
    digits = STORED_DIGITS if cells.problems else exponent(currency)
    money = partial(cells.number, digits=digits, most=MOST_MONEY, beside=signs(currency))
    workflow, followed = _workflow(cells, wish.get("workflow"), desk.workflows)
    stage = plain(wish.get("stage")) or followed.starts[0]
    if stage not in followed.starts and "workflow" not in cells.problems:
        cells.wrong("stage", "unknown_start")
    placed_at = _placed_at(cells, wish, desk)
    customer, place = _customer(cells, wish), _place(cells, wish)
    head = {
        "channel": HAND_CHANNEL,
        "channel_order_no": _order_no(cells, wish.get("channel_order_no")),
        "workflow": workflow,
        "stage": stage,
        "currency": currency,
        "placed_at": placed_at,
        "promised_at": _promised_at(cells, wish, desk, placed_at),
        "followed_to": "delivered",
        **customer,
        **place,
        **located(place["country"], place["region_text"], customer["city"], customer["address"]),
        "segment": _one_of(cells, "segment", wish, desk.segments, "unknown_segment"),
        "priority": _one_of(cells, "priority", wish, PRIORITIES, "unknown_priority"),
        "tags": read_tags(cells, "tags", wish.get("tags")),
        "note": cells.text("note", wish.get("note"), limit=NOTE_LIMIT, several_lines=True),
        "custom": _custom(cells, wish, desk.fields),
    }
    lines = read_lines(cells, wish.get("lines") or (), money, currency)
    surcharges = read_surcharges(cells, wish.get("surcharges") or (), money, desk.kinds)
    discount = money("discount", wish.get("discount"))
    totals = add_up(lines, surcharges, discount)
    if not any(path.startswith(_COUNTED) for path in cells.problems):
        judge_totals(cells, totals, currency, desk.base_currency)
    if cells.problems:
        raise Invalid(cells.problems)
    paid = followed.stage(stage).stamp == "paid_at"
    sums = {name: getattr(totals, name) for name in _SUMS}
    return Entry(
        order={**head, **sums, "paid": totals.total if paid else None, "paid_at": placed_at if paid else None},
        lines=lines,
        surcharges=[each for each in surcharges if each["kind"] != SHIPPING],
        day=placed_at.replace(tzinfo=UTC).astimezone(desk.zone).date(),
    )


def _currency(cells: Cells, value: Any, desk: Desk) -> str:
    currency = (cells.text("currency", value, limit=TEXT_LIMIT) or desk.base_currency).upper()
    if currency in desk.currencies:
        return currency
    cells.wrong("currency", "unknown_currency", currency=currency)
    return desk.base_currency


def _workflow(cells: Cells, value: Any, workflows: Workflows) -> tuple[str | None, Workflow]:
    """The code to keep, None for that of the channels, and the workflow that the order follows."""
    code = plain(value)
    if not code:
        followed = workflows.of(workflows.default)
        return (None if followed is workflows.all[0] else followed.code), followed
    followed = workflows.of(code)
    if followed.code != code:
        cells.wrong("workflow", "unknown_workflow")
    return code, followed


def _one_of(cells: Cells, name: str, wish: Mapping[str, Any], codes: Collection[str], fault: str) -> str | None:
    code = plain(wish.get(name))
    if code and code not in codes:
        cells.wrong(name, fault)
    return code or None


def _custom(cells: Cells, wish: Mapping[str, Any], fields: Sequence[CustomField]) -> str | None:
    if wish.get("custom") is None:
        return None
    empty = dict.fromkeys((each.key for each in fields), "")
    return as_cell(judge(fields, cells, {**empty, **wish["custom"]}))


def _order_no(cells: Cells, value: Any) -> str | None:
    """An order's number is part of its address, where empty and dotted steps would be lost."""
    no = cells.text("channel_order_no", value, limit=NUMBER_LIMIT)
    if no and any(step in ("", ".", "..") for step in no.split("/")):
        cells.wrong("channel_order_no", "bad_order_no")
    return no


def _placed_at(cells: Cells, wish: Mapping[str, Any], desk: Desk) -> datetime:
    placed_at = cells.moment("placed_at", wish.get("placed_at"), desk.zone)
    if placed_at and placed_at > desk.now:
        cells.wrong("placed_at", "placed_in_future")
    return placed_at or desk.now.replace(microsecond=0)


def _promised_at(cells: Cells, wish: Mapping[str, Any], desk: Desk, placed_at: datetime) -> datetime | None:
    promised_at = cells.moment("promised_at", wish.get("promised_at"), desk.zone)
    if promised_at and promised_at < placed_at and "placed_at" not in cells.problems:
        cells.wrong("promised_at", "promised_before_placed")
    return promised_at


def _customer(cells: Cells, wish: Mapping[str, Any]) -> dict[str, str | None]:
    texts = {name: cells.text(name, wish.get(name), limit=TEXT_LIMIT) for name in _TEXTS}
    if not plain(wish.get("customer_name")) and not plain(wish.get("customer_phone")):
        cells.wrong("customer_name", "name_or_phone")
    email = texts["customer_email"]
    if email and not EMAIL.fullmatch(email):
        cells.wrong("customer_email", "bad_email")
    return texts


def _place(cells: Cells, wish: Mapping[str, Any]) -> dict[str, str | None]:
    """Country and province by any known name; a state that no table knows stays as written."""
    country_text = cells.text("country", wish.get("country"), limit=TEXT_LIMIT)
    region_text = cells.text("region", wish.get("region"), limit=TEXT_LIMIT)
    country = country_code(country_text)
    if country_text and not country:
        cells.wrong("country", "unknown_country", country=country_text)
    if country == "CN" and region_text and not province_code(region_text):
        cells.wrong("region", "unknown_region", region=region_text)
    return {"country": country, "region_text": region_text}
