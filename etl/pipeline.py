"""Channel files -> an import: recognised, staged, compared, and landed. The same for page, API and command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from etl.assumptions import assumptions
from etl.channels.base import Layout
from etl.channels.own import own_layouts
from etl.channels.registry import LAYOUTS
from etl.channels.template import Shape
from etl.learn.unknown import keep_unknown
from etl.read.containers import plain_files
from etl.report import ImportReport
from etl.run.progress import Progress, Tell
from etl.staging import NamedFile, Recognised, Staged, clear, recognise, stage
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, FileRefused, FilesRefused
from ordertrail.domain.landing import Choice
from ordertrail.domain.reconciliation import FileTally, reconcile
from ordertrail.domain.work import made, work_name
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.discard_import import discard_import
from ordertrail.services.land_import import land_import
from ordertrail.services.own_channels import own_channels
from ordertrail.services.own_lists import segments
from ordertrail.services.word_list import own_word_list
from ordertrail.store.dialect import Source
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.files import room
from ordertrail.store.import_items import items_path
from ordertrail.store.import_warnings import Asked
from ordertrail.store.imports import (
    forget_staging,
    get_import,
    keep_held,
    record_files,
    record_import,
    staging_path,
)
from ordertrail.store.merge import EVERYTHING, MergePreview, preview
from ordertrail.store.prepared import move

File = Path | NamedFile


@contextmanager
def recognised(
    ctx: Context,
    files: Sequence[File],
    refused: Callable[[FileRefused], None],
    progress: Tell | None = None,
    *,
    keep: bool = True,
) -> Iterator[list[list[Recognised]]]:
    """Files of one channel together, in the order given, archives and workbooks opened.

    ``refused`` is told of each that cannot be opened or is none of ours; where ``keep``, one whose columns a person
    could map waits for that.

    What reading needs beside the files is gone afterwards. Raises DiskFull.
    """
    with ExitStack() as work:
        work.enter_context(room(ctx.settings.staging_dir))
        workdir = Path(mkdtemp(prefix=f"reading-{work_name()}-", dir=ctx.settings.staging_dir))
        work.callback(clear, workdir)
        groups: dict[str, list[Recognised]] = {}
        layouts = known_layouts(shape_of(ctx))
        for number, file in enumerate(files):
            folder = workdir / str(number)
            if progress:
                progress(Progress("unpack", _named(file).name))
            for part, each in enumerate(plain_files(_named(file), folder / "opened", refused)):
                try:
                    if progress:
                        progress(Progress("decode", each.name))
                    found = recognise(each, folder / str(part), layouts)
                except FileRefused as error:
                    error.kept = keep_unknown(ctx, each, error) if keep else None
                    refused(error)
                else:
                    groups.setdefault(found.detected.layout.channel, []).append(found)
                if progress and each.path != _named(file).path:
                    progress(Progress("unpack", _named(file).name))
        yield list(groups.values())


def prepare(
    ctx: Context,
    actor: Actor,
    files: Sequence[Recognised],
    *,
    demo: bool = False,
    record: bool = True,
    progress: Tell | None = None,
) -> ImportReport:
    """Stage files of one channel and say what landing them would do; nothing but the history is written.

    Raises FileRefused, DiskFull. Without ``record`` the history is left alone and the import cannot be landed.
    """
    tell = progress or (lambda _: None)
    import_id = uuid4().hex[:12]
    target = staging_path(ctx.settings.staging_dir, import_id)
    workdir = ctx.settings.staging_dir / f"reading-{work_name()}-{import_id}"
    drafts = workdir / target.name
    kept = False
    try:
        with room(ctx.settings.staging_dir):
            workdir.mkdir()
            staged = stage(files, drafts, workdir, ctx.settings.business_timezone, tell, shape_of(ctx))
            tell(Progress("compare", rows=staged.rows_read, orders=staged.orders))
            facts = [file.facts(staged.file_rows.get(number, 0)) for number, file in enumerate(files)]
            # Edits made after this moment are none that the preview shows.
            now = ctx.now()
            found = preview(ctx.store, drafts, Asked(now, staged.channel, facts))
            report = _report(import_id, files, staged, found)
            report = replace(report, assumed=assumptions(files, ctx.settings.business_timezone))
            if record:
                move(drafts, target)
                items_path(drafts).rename(items_path(target))
                with ctx.store.source(target) as source:
                    ctx.store.run(lambda uow: _record(uow, now, actor, report, facts, demo, source))
                kept = True
                made(import_id)
        return report
    finally:
        clear(workdir)
        if not kept:
            forget_staging(ctx.settings.staging_dir, import_id)


def prepare_sound(
    ctx: Context,
    actor: Actor,
    files: Sequence[Recognised],
    refused: Callable[[FileRefused], None],
    *,
    demo: bool = False,
    record: bool = True,
    progress: Tell | None = None,
) -> ImportReport | None:
    """As ``prepare``, without the files that are refused: ``refused`` is told of each. None where none is left."""
    left = list(files)
    while left:
        try:
            return prepare(ctx, actor, left, demo=demo, record=record, progress=progress)
        except FileRefused as error:
            error.channel = left[0].detected.layout.channel
            if record and error.number is not None:
                error.kept = keep_unknown(ctx, left[error.number].file, error)
            refused(error)
            if error.number is None:
                return None
            del left[error.number]
    return None


def land(
    ctx: Context, actor: Actor, import_id: str, *, choice: Choice = EVERYTHING, progress: Tell | None = None
) -> ImportReport:
    """Merge what ``choice`` names of a previewed import; its report as it landed."""
    if progress:
        progress(Progress("land"))
    made(import_id)
    land_import(ctx, actor, import_id, choice)
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
    assert record is not None
    return ImportReport.from_kept(record["report"])


def import_many(
    ctx: Context,
    actor: Actor,
    files: Sequence[File],
    *,
    dry_run: bool = False,
    demo: bool = False,
    progress: Tell | None = None,
) -> list[ImportReport]:
    """One import a channel, landed. FilesRefused, with every refusal, when any file is refused: then nothing lands.

    Raises DiskFull, StoreDown; imports that had landed before that stay.
    """
    refused: list[FileRefused] = []
    reports: list[ImportReport] = []
    recorded: list[ImportReport] = []
    with recognised(ctx, files, refused.append, progress, keep=not dry_run) as groups:
        for group in groups:
            record = not dry_run and not refused
            report = prepare_sound(ctx, actor, group, refused.append, demo=demo, record=record, progress=progress)
            if report:
                reports.append(report)
                recorded += [report] if record else []
    if refused:
        for report in recorded:
            discard_import(ctx, actor, report.import_id)
        for refusal in [] if dry_run else refused:
            note_refusal(ctx, actor, refusal)
        raise FilesRefused(refused, [name for report in reports for name in report.files])
    if dry_run:
        return reports
    landed: list[ImportReport] = []
    try:
        for report in reports:
            landed.append(land(ctx, actor, report.import_id, progress=progress))
    except DomainError:
        _give_up(ctx, actor, reports[len(landed) :])
        raise
    return landed


def _give_up(ctx: Context, actor: Actor, reports: Sequence[ImportReport]) -> None:
    """Drop imports that nobody has looked at; first their files, since room on the disk may be what is wanting."""
    for report in reports:
        forget_staging(ctx.settings.staging_dir, report.import_id)
        with suppress(DomainError):  # a store that is away keeps them as previewed, and refuses them for want of files
            discard_import(ctx, actor, report.import_id)


def note_refusal(ctx: Context, actor: Actor, error: FileRefused) -> None:
    """Write a refused file into the history, with what was wrong, under its channel where that is known."""
    file = error.params.get("file")
    kept = {"error": error.code, "params": error.params, "files": [file] if file else [], "kept": error.kept}
    ctx.store.run(
        lambda uow: record_import(
            uow,
            import_id=uuid4().hex[:12],
            now=ctx.now(),
            actor=actor.name,
            channel=error.channel,
            files=[file] if file else [],
            state="refused",
            report=json.dumps(kept, ensure_ascii=False, default=str),
            demo=False,
        )
    )


def shape_of(ctx: Context) -> Shape:
    """What the company's files may speak of; what is hidden is spoken of no more."""
    groups = [each for each in segments(ctx) if not each.hidden]
    return Shape(custom_fields(ctx), groups, ctx.workflows().all, own_word_list(ctx), own_channels(ctx))


def known_layouts(shape: Shape) -> tuple[Layout, ...]:
    """The product's own layouts and, behind them, those of channels that users made."""
    return (*LAYOUTS, *own_layouts(shape.own, shape))


def _named(file: File) -> NamedFile:
    return file if isinstance(file, NamedFile) else NamedFile(file, file.name)


def _report(import_id: str, files: Sequence[Recognised], staged: Staged, found: MergePreview) -> ImportReport:
    return ImportReport(
        import_id=import_id,
        channel=staged.channel,
        files=[file.file.name for file in files],
        rows={
            "read": staged.rows_read,
            "merged": found.rows_merged,
            "unchanged": found.rows_unchanged,
            "held": staged.rows_held,
            "other": staged.rows_other,
        },
        orders={
            "new": found.new,
            "changed": found.changed,
            "unchanged": found.unchanged,
            "conflict": found.conflict,
            "held": staged.orders_held,
        },
        lines=staged.lines,
        sums=staged.sums,
        problems=staged.problems,
        samples=found.samples,
        amounts=found.amounts,
        warnings=found.warnings,
        tally=staged.tally.to_json(),
        account=_account(staged.tally, found),
    )


def _account(tally: FileTally, found: MergePreview) -> dict[str, Any]:
    orders = {kind: getattr(found, kind) for kind in ("new", "changed", "unchanged", "conflict")}
    return reconcile(tally, orders, found.told, {"merged": found.rows_merged, "unchanged": found.rows_unchanged})


def _record(
    uow: UnitOfWork,
    now: datetime,
    actor: Actor,
    report: ImportReport,
    facts: Sequence[Mapping[str, Any]],
    demo: bool,
    source: Source,
) -> None:
    keep_held(uow, source, report.import_id)
    record_files(uow, report.import_id, facts)
    record_import(
        uow,
        import_id=report.import_id,
        now=now,
        actor=actor.name,
        channel=report.channel,
        files=report.files,
        state="previewed",
        report=report.dumps(),
        demo=demo,
    )
