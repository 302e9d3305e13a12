"""Demo data go the way of every other order: written as exports, imported, then worked on as by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Final

from etl.pipeline import import_many
from etl.report import ImportReport
from etl.run.progress import Progress
from ordertrail.demo.aftermath import live_on
from ordertrail.demo.channels import CHANNELS
from ordertrail.demo.frame import set_up
from ordertrail.demo.generate import generate
from ordertrail.demo.whole import Whole
from ordertrail.domain.actor import Actor
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.files import room
from ordertrail.store.imports import has_demo

# Name of the deed for Store.alone: one loading at a time, whoever asks.
DEMO: Final = "demo"


def demo_loaded(ctx: Context) -> bool:
    """Whether orders of a demo import are in the store."""
    with ctx.store.read() as connection:
        return has_demo(connection)


def load_demo(
    ctx: Context, actor: Actor, *, orders: int = 20_000, progress: Callable[[Progress], None] | None = None
) -> list[ImportReport]:
    """Write ``orders`` demo orders as export files and import them; the files are removed after.

    ``progress`` gets one bar over the whole: ``done`` of ``ordertrail.demo.whole.STEPS`` at each step.
    Raises DiskFull, and as ``import_many`` does.
    """
    folder = ctx.settings.inbox_dir / "demo"
    whole = Whole(len(CHANNELS), progress or (lambda _: None))
    label = tr().t("cli.demo.files")
    try:
        with room(folder):
            folder.mkdir(parents=True, exist_ok=True)
            files = generate(
                folder,
                today=ctx.now().date(),
                orders=orders,
                frame=set_up(ctx, actor),
                progress=lambda done, total: whole.generated(label, done, total),
            )
        reports = import_many(ctx, actor, files, demo=True, progress=whole.imported)
        whole.landed()
        live_on(ctx, actor, orders)
        whole.finished()
        return reports
    finally:
        shutil.rmtree(folder, ignore_errors=True)
