"""What a person may change of an order, and how what they type is judged: every fault at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.custom_fields import judge, of_cell, with_values
from ordertrail.domain.entry import EMAIL, NOTE_LIMIT, Desk
from ordertrail.domain.entry_goods import TEXT_LIMIT
from ordertrail.domain.errors import Invalid
from ordertrail.domain.located import located
from ordertrail.domain.order import ORDER_COLUMNS, PRIORITIES
from ordertrail.domain.places import country_code, province_code
from ordertrail.domain.tags import read_tags, shown_tags

PLACE: Final = ("country", "region")
TEXTS: Final = (
    "customer_name", "company", "customer_phone", "customer_email", "city", "address", "postal_code",
    "billing_address", "owner", "promo_code", "return_policy", "payment_method", "carrier", "tracking_no",
)  # fmt: skip
FIELDS: Final = (*TEXTS, *PLACE, "promised_at", "priority", "segment", "tags", "note")
GOODS: Final = ("lines", "surcharges", "discount")
CUSTOM: Final = "custom."
_KINDS: Final = {**ORDER_COLUMNS, "ordered_quantity": "quantity"}
_READ_BACK: Final[dict[str, Callable[[str], Any]]] = {
    "timestamp": datetime.fromisoformat,
    "money": Decimal,
    "quantity": Decimal,
}


def may_edit(name: str) -> bool:
    """Whether the name is one of a field, of a custom field, or of goods."""
    return name in FIELDS or name in GOODS or name.startswith(CUSTOM)


def check_fields(order: Mapping[str, Any], wish: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """The columns of ``orders`` that become other than they are in ``order``; Invalid with all faults at once.

    ``wish``: name of ``FIELDS`` or ``custom.<key>`` -> what was typed; empty empties the field. Times are of the
    business zone or carry an offset; a country and a province may be any known name of them.
    """
    cells = Cells()
    found: dict[str, Any] = {}
    for name, value in wish.items():
        if name in TEXTS:
            found[name] = cells.text(name, value, limit=TEXT_LIMIT)
        elif name in _READERS:
            found[name] = _READERS[name](cells, order, value, desk)
        elif name not in PLACE and not name.startswith(CUSTOM):
            cells.wrong(name, "not_editable")
    if found.keys() & {"customer_name", "customer_phone"}:
        _judge_name(cells, order, found)
    if found.get("customer_email") and not EMAIL.fullmatch(found["customer_email"]):
        cells.wrong("customer_email", "bad_email")
    if wish.keys() & set(PLACE):
        found |= _place(cells, order, wish)
    if wish.keys() & {*PLACE, "city", "address"}:
        found |= _located(order, found, "region" in wish)
    custom = {name.removeprefix(CUSTOM): value for name, value in wish.items() if name.startswith(CUSTOM)}
    if custom:
        found["custom"] = with_values(order["custom"], judge(desk.fields, cells, custom))
    if cells.problems:
        raise Invalid(cells.problems)
    return {name: value for name, value in found.items() if value != order[name]}


def typed(order: Mapping[str, Any], name: str, zone: ZoneInfo) -> str:
    """The present value of a field as a person would type it: times of ``zone``, tags with commas between them."""
    if name.startswith(CUSTOM):
        return of_cell(order["custom"]).get(name.removeprefix(CUSTOM), "")
    value = order["region_text"] or order["region"] if name == "region" else order[name]
    if value is None:
        return ""
    if name == "tags":
        return shown_tags(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return str(value)


def differences(before: Mapping[str, Any], cells: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What an edit changes, field by field: name -> [old, new], custom fields each by itself."""
    found: dict[str, list[Any]] = {}
    for name, value in cells.items():
        if name != "custom":
            found[name] = [before[name], value]
            continue
        old, new = of_cell(before["custom"]), of_cell(value)
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                found[CUSTOM + key] = [old.get(key), new.get(key)]
    return found


def restored(order: Mapping[str, Any], fields: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The columns that bring ``order`` back to the old values of ``differences``, as a trail keeps them."""
    cells: dict[str, Any] = {}
    own: dict[str, str | None] = {}
    for name, (old, _) in fields.items():
        if name.startswith(CUSTOM):
            own[name.removeprefix(CUSTOM)] = old
            cells["custom"] = with_values(order["custom"], own)
        elif name in _KINDS:
            cells[name] = None if old is None else _READ_BACK.get(_KINDS[name], str)(old)
    return cells


def _judge_name(cells: Cells, order: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Name and phone must not both become empty; an order that came without either may stay so."""
    both = ("customer_name", "customer_phone")
    if any(order[name] for name in both) and not any(found.get(name, order[name]) for name in both):
        emptied = next(name for name in both if name in found)
        cells.wrong(emptied, "name_or_phone")


def _place(cells: Cells, order: Mapping[str, Any], wish: Mapping[str, Any]) -> dict[str, str | None]:
    """A province that was not typed anew follows a new country where it is one of its own, and stays as words."""
    country = order["country"]
    if "country" in wish:
        words = cells.text("country", wish["country"], limit=TEXT_LIMIT)
        country = country_code(words)
        if words and not country:
            cells.wrong("country", "unknown_country", country=words)
    region_text = order["region_text"]
    if "region" in wish:
        region_text = cells.text("region", wish["region"], limit=TEXT_LIMIT)
    if country == "CN" and "region" in wish and region_text and not province_code(region_text):
        cells.wrong("region", "unknown_region", region=region_text)
    return {"country": country, "region_text": region_text}


def _located(order: Mapping[str, Any], found: Mapping[str, Any], emptied: bool) -> dict[str, str | None]:
    """Codes of the place that the order has with what was ``found``; a known province outlives its words."""
    now = {**order, **found}
    codes = located(now["country"], now["region_text"], now["city"], now["address"])
    if not now["region_text"] and now["country"] == order["country"] and now["country"] == "CN":
        codes["region"] = None if emptied else codes["region"] or order["region"]
    if now["country"]:
        codes["country_text"] = None
    return codes


def _promised(cells: Cells, order: Mapping[str, Any], value: Any, desk: Desk) -> datetime | None:
    promised = cells.moment("promised_at", value, desk.zone)
    if promised and order["placed_at"] and promised < order["placed_at"]:
        cells.wrong("promised_at", "promised_before_placed")
    return promised


def _priority(cells: Cells, _order: Mapping[str, Any], value: Any, _desk: Desk) -> str | None:
    code = plain(value).lower()
    if code and code not in PRIORITIES:
        cells.wrong("priority", "unknown_priority")
    return code or None


def _segment(cells: Cells, order: Mapping[str, Any], value: Any, desk: Desk) -> str | None:
    """One that may be chosen, or the one that it has."""
    code = plain(value)
    if code and code not in desk.segments and code != order["segment"]:
        cells.wrong("segment", "unknown_segment")
    return code or None


def _tags(cells: Cells, _order: Mapping[str, Any], value: Any, _desk: Desk) -> str | None:
    return read_tags(cells, "tags", value)


def _note(cells: Cells, _order: Mapping[str, Any], value: Any, _desk: Desk) -> str | None:
    return cells.text("note", value, limit=NOTE_LIMIT, several_lines=True)


_READERS: Final[dict[str, Callable[[Cells, Mapping[str, Any], Any, Desk], Any]]] = {
    "promised_at": _promised,
    "priority": _priority,
    "segment": _segment,
    "tags": _tags,
    "note": _note,
}
