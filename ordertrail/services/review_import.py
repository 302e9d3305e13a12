"""Look through the orders of a previewed import."""

from __future__ import annotations

from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.services.context import Context
from ordertrail.store.import_items import ITEM_KINDS, count_disputed, count_fields, page_items
from ordertrail.store.imports import get_import, staging_path


def review_import(
    ctx: Context,
    actor: Actor,
    import_id: str,
    kind: str,
    *,
    search: str = "",
    field: str = "",
    offset: int = 0,
    limit: int = 50,
) -> dict[str, Any]:
    """``orders`` of a ``kind`` as the preview found them and how many there are in ``total``.

    Raises NotFound, DomainError import_not_previewed, preview_gone, bad_request for a kind that is none.
    """
    actor.require("analyst", "manager")
    if kind not in ITEM_KINDS:
        raise DomainError("bad_request")
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
    if record is None:
        raise NotFound("no_such_import")
    if record["state"] != "previewed":
        raise DomainError("import_not_previewed")
    staging = staging_path(ctx.settings.staging_dir, import_id)
    rows, total = page_items(staging, kind, search=search, field=field, offset=offset, limit=limit)
    return {"orders": rows, "total": total}


def differing_fields(ctx: Context, import_id: str) -> dict[str, dict[str, int]]:
    """``changed`` and ``disputed``: how many orders each field differs or is disputed in; empty where that is gone."""
    staging = staging_path(ctx.settings.staging_dir, import_id)
    try:
        return {"changed": count_fields(staging), "disputed": count_disputed(staging)}
    except DomainError:
        return {"changed": {}, "disputed": {}}
