"""Demo data go the way of every other file: written as exports, then imported."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from etl.pipeline import import_many
from etl.progress import Progress
from etl.report import ImportReport
from ordertrail.demo.generate import generate
from ordertrail.domain.actor import Actor
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.imports import has_demo


def demo_loaded(ctx: Context) -> bool:
    """Whether orders of a demo import are in the store."""
    with ctx.store.read() as connection:
        return has_demo(connection)


def load_demo(
    ctx: Context, actor: Actor, *, orders: int = 20_000, progress: Callable[[Progress], None] | None = None
) -> list[ImportReport]:
    """Write about ``orders`` demo orders as export files and import them; the files are removed after."""
    folder = ctx.settings.inbox_dir / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if progress:
            progress(Progress("generate", tr().t("cli.demo.files"), 0, 0))
        files = generate(folder, today=ctx.now().date(), orders=orders)
        return import_many(ctx, actor, files, demo=True, progress=progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
