"""What a form that edits an order must know: its fields with their names, kinds, choices and present values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.editing import CUSTOM, typed
from ordertrail.domain.editing_goods import present
from ordertrail.domain.order import PRIORITIES
from ordertrail.domain.places import place_name
from ordertrail.i18n import tr
from ordertrail.services.bulk_deeds import BULK_FIELDS, TAGS_ADD, TAGS_REMOVE
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.own_lists import segments, surcharge_kinds
from ordertrail.store.orders import OrderView

SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "handling": ("promised_at", "priority", "owner", "tags", "note"),
    "customer": ("customer_name", "company", "customer_phone", "customer_email", "segment"),
    "delivery": ("country", "region", "city", "address", "postal_code", "carrier", "tracking_no"),
    "money": ("payment_method", "billing_address", "promo_code", "return_policy"),
}
KINDS: Final = {
    "promised_at": "moment", "priority": "choice", "segment": "choice", "tags": "tags", "note": "lines",
    "customer_phone": "tel", "customer_email": "email", "address": "lines", "billing_address": "lines",
}  # fmt: skip


def order_form(found: OrderView, ctx: Context) -> dict[str, Any]:
    """``{channel, no, version, by_hand, sections: [{label, fields}], goods}``; a field is
    ``{name, label, kind, choices, value}``, a value the text that a person would type."""
    t, order = tr(), found.order
    fields = {name: {**field(name, ctx), "value": _value(order, name, ctx)} for name in _named()}
    sections = [
        {"label": t.t(f"edit.section_{section}"), "fields": [fields[name] for name in names]}
        for section, names in SECTIONS.items()
    ]
    own = [{**_own(each), "value": typed(order, CUSTOM + each.key, ctx.zone)} for each in custom_fields(ctx)]
    if own:
        sections.insert(1, {"label": t.t("edit.section_custom"), "fields": own})
    by_hand = order["origin"] == "hand"
    return {
        "channel": order["channel"],
        "no": order["channel_order_no"],
        "version": order["version"],
        "by_hand": by_hand,
        "sections": sections,
        "goods": _goods(found, ctx) if by_hand else None,
    }


def bulk_form(ctx: Context) -> dict[str, Any]:
    """``{stages: [{value, label}], fields}``: to what many orders can be set at once."""
    known, lang = ctx.workflows(), tr().lang
    names = [name for name in BULK_FIELDS if name != "tags"]
    tags = [{**field(name, ctx), "kind": "tags"} for name in (TAGS_ADD, TAGS_REMOVE)]
    return {
        "stages": [{"value": stage.code, "label": stage.label(lang)} for stage in known.stages],
        "fields": [*(field(name, ctx) for name in names), *tags, *map(_own, custom_fields(ctx))],
    }


def field(name: str, ctx: Context) -> dict[str, Any]:
    """A field of every order, without a value."""
    return {
        "name": name,
        "label": label(name),
        "kind": KINDS.get(name, "text"),
        "choices": _choices(name, ctx),
    }


def label(name: str, own_fields: Iterable[CustomField] = ()) -> str:
    """What staff call a field."""
    t = tr()
    if name.startswith(CUSTOM):
        key = name.removeprefix(CUSTOM)
        return next((each.label(t.lang) for each in own_fields if each.key == key), key)
    return t.t(f"edit.field_{name}") if t.has(f"edit.field_{name}") else name


def _named() -> list[str]:
    return [name for names in SECTIONS.values() for name in names]


def _own(each: CustomField) -> dict[str, Any]:
    t = tr()
    options = [(choice, choice) for choice in each.choices]
    if each.kind == "yes_no":
        options = [("yes", t.t("edit.yes")), ("no", t.t("edit.no"))]
    kind = "choice" if each.kind == "yes_no" else each.kind
    return {"name": CUSTOM + each.key, "label": each.label(t.lang), "kind": kind, "choices": _options(options)}


def _choices(name: str, ctx: Context) -> list[dict[str, str]]:
    t = tr()
    if name == "priority":
        return _options((code, t.t(f"priority.{code}")) for code in PRIORITIES)
    if name == "segment":
        return _options((each.code, each.label(t.lang)) for each in segments(ctx) if not each.hidden)
    return []


def _options(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": text} for value, text in pairs]


def _value(order: Mapping[str, Any], name: str, ctx: Context) -> str:
    value = typed(order, name, ctx.zone)
    known = name == "country" or (name == "region" and not order["region_text"])
    return (place_name(value, tr().lang) or value) if known and value else value


def _goods(found: OrderView, ctx: Context) -> dict[str, Any]:
    t = tr()
    kinds = [(each.code, each.label(t.lang)) for each in surcharge_kinds(ctx) if not each.hidden]
    return {**present(found.order, found.lines, found.surcharges), "kinds": _options(kinds)}
