"""Orders in and out: import, export, demo data."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from etl.report import ORDER_COUNTS, ImportReport
from ordertrail.cli.account import print_account
from ordertrail.cli.base import (
    REFUSED,
    DataDir,
    _text,
    each_of,
    out,
    progress_bar,
    refusals,
    sentence,
    settings_of,
    show_refusal,
)
from ordertrail.cli.desk import desk
from ordertrail.cli.import_bar import import_bar
from ordertrail.cli.watch import watch_folder
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label
from ordertrail.services.export_orders import Format


class FileFormat(Enum):
    CSV = "csv"
    XLSX = "xlsx"


class FileRows(Enum):
    ORDERS = "orders"
    LINES = "lines"


demo_app = typer.Typer(help=_text("cli.demo.help"), no_args_is_help=True)
export_app = typer.Typer(help=_text("cli.export.help"), no_args_is_help=True)


def import_command(
    files: Annotated[list[Path] | None, typer.Argument(help=_text("cli.import.files"))] = None,
    watch: Annotated[Path | None, typer.Option("--watch", help=_text("cli.import.watch"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_text("cli.import.dry_run"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_text("cli.import.json"))] = False,
    data_dir: DataDir = None,
) -> None:
    files = files or []
    if watch:
        with refusals():
            if files or dry_run:
                raise DomainError("watch_or_files")
            watch_folder(settings_of(data_dir=data_dir), watch)
        return
    try:
        if not files:
            raise DomainError("watch_or_files")
        with desk(settings_of(data_dir=data_dir), "ordertrail import") as where, import_bar(files, dry_run) as show:
            reports = where.import_files(files, dry_run=dry_run, progress=show)
    except DomainError as error:
        if as_json:
            typer.echo(json.dumps(_refusal_json(error, files), ensure_ascii=False))
        else:
            show_refusal(error)
        raise typer.Exit(REFUSED) from None
    if as_json:
        typer.echo(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False))
        return
    for report in reports:
        _print_report(report, dry_run)


def _refusal_json(error: DomainError, files: list[Path]) -> dict[str, Any]:
    """A report of nothing: ``files`` are all that were given, ``problems`` all refusals."""
    nothing = ImportReport("", "", [path.name for path in files], {}, dict.fromkeys(ORDER_COUNTS, 0), 0, {})
    return nothing.to_json() | {
        "import_id": None,
        "channel": None,
        "problems": [_problem(each) for each in each_of(error)],
    }


def _problem(error: DomainError) -> dict[str, Any]:
    where = {name: error.params.get(name) for name in ("file", "line", "column")}
    return {**where, "reason": error.code, "text": sentence(error)}


def _print_report(report: dict[str, Any], dry_run: bool) -> None:
    channel = channel_label(report["channel"])
    heading = tr().t("cli.report.would" if dry_run else "cli.report.did", channel=channel)
    table = Table(title=heading, show_header=False, title_justify="left")
    for part in ("orders", "rows"):
        for name, count in report[part].items():
            table.add_row(tr().t(f"cli.{part}.{name}"), tr().number(count))
    table.add_row(tr().t("cli.lines"), tr().number(report["lines"]))
    for currency, amount in report["sums"].items():
        table.add_row(tr().t("cli.sum"), Text(f"{amount} {currency}"))
    out.print(table)
    print_account(report)
    for problem in report["problems"][:20]:
        where = f"{problem['file']}:{problem['line']}"
        out.print(f"  {where}  {problem['column'] or ''}  {problem['text']}", markup=False, soft_wrap=True)
    if len(report["problems"]) > 20:
        out.print(tr().t("cli.more_problems", n=len(report["problems"]) - 20))


@demo_app.command("load", help=_text("cli.demo.load"))
def demo_load(data_dir: DataDir = None) -> None:
    with refusals(), desk(settings_of(data_dir=data_dir), "ordertrail demo load") as where:
        with progress_bar() as show:
            count = where.load_demo(show)
        out.print(tr().t("cli.demo.loaded", n=count))


@demo_app.command("remove", help=_text("cli.demo.remove"))
def demo_remove(data_dir: DataDir = None) -> None:
    with refusals(), desk(settings_of(data_dir=data_dir), "ordertrail demo remove") as where:
        out.print(tr().t("cli.demo.removed", n=where.remove_demo()))


@export_app.command("orders", help=_text("cli.export.orders"))
def export_orders_command(
    output: Annotated[Path, typer.Option("--output", "-o", help=_text("cli.export.output"))],
    format_: Annotated[FileFormat | None, typer.Option("--format", help=_text("cli.export.format"))] = None,
    rows: Annotated[FileRows, typer.Option("--rows", help=_text("cli.export.rows"))] = FileRows.ORDERS,
    data_dir: DataDir = None,
) -> None:
    chosen: Format = format_.value if format_ else "xlsx" if output.suffix.lower() == ".xlsx" else "csv"
    with refusals(), desk(settings_of(data_dir=data_dir), "ordertrail export") as where:
        done = tr().t("cli.export.done", n=where.export_orders(output, chosen, rows.value), file=output)
        out.print(done, markup=False, soft_wrap=True)
