"""The names, in the reader's language, of what the company may name itself; the code where nobody named it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.own_words import own_words
from ordertrail.domain.words import CARRIER, PAYMENT, named
from ordertrail.i18n import tr

CUSTOM = "custom."


def channel_label(code: str) -> str:
    """A channel, or a layout that serves several."""
    t = tr()
    own = next((each for each in own_words().channels if each.code == code), None)
    return own.label(t.lang) if own else t.t(f"channel.{code}") if t.has(f"channel.{code}") else code


def surcharge_label(code: str) -> str:
    """A kind of surcharge."""
    t = tr()
    own = next((each for each in own_words().kinds if each.code == code), None)
    return own.label(t.lang) if own else t.t(f"surcharge.{code}") if t.has(f"surcharge.{code}") else code


def segment_label(code: str) -> str:
    """A segment of customers."""
    t = tr()
    own = next((each for each in own_words().segments if each.code == code), None)
    return own.label(t.lang) if own else t.t(f"segment.{code}") if t.has(f"segment.{code}") else code


def priority_label(code: str) -> str:
    """How urgent an order is."""
    t = tr()
    return t.t(f"priority.{code}") if t.has(f"priority.{code}") else code


def carrier_label(text: str | None, channel: str | None = None) -> str:
    """A carrier by the one name that all its spellings share; as it is written where nobody knows it."""
    return _named(CARRIER, text, channel)


def payment_label(text: str | None, channel: str | None = None) -> str:
    """A way of payment, likewise."""
    return _named(PAYMENT, text, channel)


def _named(kind: str, text: str | None, channel: str | None) -> str:
    known = named(kind, text, own_words().words, channel) if text else None
    return known.name(tr().lang) if known else text or ""


def own_field(name: str) -> CustomField | None:
    """The field that ``custom.<key>`` names; None for any other name."""
    key = name.removeprefix(CUSTOM)
    return next((each for each in own_words().fields if name.startswith(CUSTOM) and each.key == key), None)


def own_value(field: CustomField, value: str) -> str:
    """A value of an own field as a reader sees it."""
    t = tr()
    if field.kind == "number":
        return t.number(Decimal(value))
    if field.kind == "date":
        return t.date(date.fromisoformat(value))
    if field.kind == "yes_no":
        return t.t("order_new.yes") if value == "yes" else t.t("order_new.no_word")
    return value
