"""What the table of orders learns of the company: its own fields, and the values to filter by."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.state import Ctx
from ordertrail.analytics.order_choices import choices
from ordertrail.analytics.order_columns import CUSTOM, order_columns
from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.words import COLUMNS, known_of
from ordertrail.i18n import tr
from ordertrail.services.custom_fields import every_field
from ordertrail.services.own_lists import segments

router = APIRouter(prefix="/api/orders")


@router.get("/columns")
def columns(ctx: Ctx) -> dict[str, Any]:
    """``{fields: [{id, name, kind, filter, hidden}], labels: {column: {code: word}}, names, filterable: [id]}``.

    ``fields`` are the company's own, in the reader's language; ``filter`` is text, number, date or set. Every id in
    ``filterable`` may be filtered by. ``names`` are words too, of columns whose values must be asked for.
    """
    lang = tr().lang
    fields = every_field(ctx)
    found = [
        {"id": f"{CUSTOM}{f.key}", "name": f.label(lang), "kind": f.kind, "filter": _filter(f), "hidden": f.hidden}
        for f in fields
    ]
    labels = {"segment": {each.code: each.label(lang) for each in segments(ctx)}}
    labels |= {f"{CUSTOM}{field.key}": _labels(field) for field in fields if _filter(field) == "set"}
    with ctx.store.read() as connection:
        filterable = sorted(order_columns(connection, ctx.now(), [CUSTOM]))
    names = {column: {each.code: each.name(lang) for each in known_of(kind)} for kind, column in COLUMNS.items()}
    return {"fields": found, "labels": labels, "names": names, "filterable": filterable}


@router.get("/choices")
def values(column: str, ctx: Ctx) -> dict[str, list[str]]:
    """``{values}``: what orders have in that column."""
    with ctx.store.read() as connection:
        return {"values": choices(connection, column)}


def _filter(field: CustomField) -> str:
    return field.kind if field.kind in ("text", "number", "date") else "set"


def _labels(field: CustomField) -> dict[str, str]:
    t = tr()
    if field.kind == "yes_no":
        return {"yes": t.t("export.yes"), "no": t.t("export.no")}
    return {choice: choice for choice in field.choices}
