"""What of a previewed import a person lets land."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ordertrail.domain.errors import Invalid, Problem
from ordertrail.domain.order import ORDER_COLUMNS

LINES: Final = "lines"
CUSTOM: Final = "custom"

# What can be left out of changed orders, a group at a time. An amount and its currency are one.
FIELD_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "status": (
        "stage", "paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at", "promised_at", "followed_to",
    ),
    "money": (
        "currency", "subtotal", "shipping", "tax", "discount", "surcharge", "total", "paid", "refunded",
        "payment_method", "promo_code",
    ),
    "customer": ("customer_name", "customer_phone", "customer_email", "company", "segment"),
    "address": (
        "country", "country_text", "region", "region_text", "city", "city_code", "district", "district_code",
        "address", "postal_code", "billing_address",
    ),
    "delivery": ("carrier", "tracking_no"),
    "lines": (LINES,),
    "other": ("placed_at", "note", "workflow", "priority", "tags", "owner", "return_policy", CUSTOM),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """``new``, ``changed``: whether such orders land. ``without``: groups of ``FIELD_GROUPS`` that changed orders keep.

    ``theirs``: fields (``lines`` and ``custom.<key>`` too) in which the file's word replaces a person's; in all others
    the person's stays and a conflict is recorded. ``quiet``: nobody is told of these orders.
    """

    new: bool = True
    changed: bool = True
    without: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    quiet: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything lands, as it does when nobody chooses."""
        return self.new and self.changed and not self.without and not self.theirs

    @property
    def kept_fields(self) -> frozenset[str]:
        """The fields that changed orders keep."""
        return frozenset(name for group in self.without for name in FIELD_GROUPS[group])


def read_choice(wish: Mapping[str, Any]) -> Choice:
    """``wish``: new, changed, quiet as booleans, without and theirs as lists of names; what is missing is as usual.

    Raises Invalid with every fault.
    """
    problems: dict[str, Problem] = {}
    flags = {"new": True, "changed": True, "quiet": False}
    for name in flags:
        value = wish.get(name, flags[name])
        if not isinstance(value, bool):
            problems[name] = Problem("not_yes_or_no")
        else:
            flags[name] = value
    without = _names(wish, "without", problems)
    theirs = _names(wish, "theirs", problems)
    if unknown := sorted(without - FIELD_GROUPS.keys()):
        problems["without"] = Problem("unknown_field_group", {"name": unknown[0]})
    if unknown := sorted(name for name in theirs if not _is_field(name)):
        problems["theirs"] = Problem("unknown_import_field", {"name": unknown[0]})
    for name in wish.keys() - {"new", "changed", "quiet", "without", "theirs"}:
        problems[str(name)] = Problem("unknown_landing_choice", {"name": str(name)})
    if problems:
        raise Invalid(problems)
    return Choice(flags["new"], flags["changed"], without, theirs, flags["quiet"])


def _names(wish: Mapping[str, Any], name: str, problems: dict[str, Problem]) -> frozenset[str]:
    value = wish.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        problems[name] = Problem("not_a_list_of_names")
        return frozenset()
    return frozenset(value)


def _is_field(name: str) -> bool:
    return name in ORDER_COLUMNS or name == LINES or (name.startswith(f"{CUSTOM}.") and len(name) > len(CUSTOM) + 1)
