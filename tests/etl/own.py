"""Unknown files on their way to a channel of one's own, as the mapping screen takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.learn.mapping import Look, layout_json, look_into
from etl.learn.unknown import keep_unknown, opened
from etl.pipeline import shape_of
from etl.staging import NamedFile
from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import FileRefused
from ordertrail.domain.own_channels import OwnChannel
from ordertrail.services.context import Context
from ordertrail.services.own_channels import DOCUMENT, save_layout
from ordertrail.store.documents import get_document

WHO = local_owner("test")


def kept(ctx: Context, path: Path) -> str:
    """Keep a file as a refused upload is kept."""
    file_id = keep_unknown(ctx, NamedFile(path, path.name), FileRefused("unknown_layout"))
    assert file_id is not None
    return file_id


def looked(ctx: Context, path: Path) -> Look:
    """What the screen is told of the file."""
    with opened(ctx, WHO, kept(ctx, path)) as file:
        return look_into(file, shape_of(ctx))


def saved(ctx: Context, path: Path, name: str, **answers: Any) -> OwnChannel:
    """The proposal for ``path`` with a person's ``answers`` in its place, kept as a layout of the channel ``name``."""
    wish = layout_json(looked(ctx, path).layout) | answers
    with ctx.store.read() as connection:
        version = get_document(connection, DOCUMENT).version
    known = {each.en: each.code for each in _channels(ctx)}
    return save_layout(ctx, WHO, {"code": known.get(name, ""), "en": name}, wish, None, version).channel


def _channels(ctx: Context) -> tuple[OwnChannel, ...]:
    return shape_of(ctx).own
