"""The command line: serve, import, demo, export, doctor."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from etl.pipeline import import_many
from etl.progress import Progress as EtlProgress
from etl.report import ImportReport
from ordertrail.app import open_context
from ordertrail.demo.load import demo_loaded, load_demo
from ordertrail.doctor import examine
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, FileRefused
from ordertrail.i18n import negotiate, tr, use_locale
from ordertrail.services.context import Context
from ordertrail.services.export_orders import export_orders
from ordertrail.services.remove_demo import remove_demo
from ordertrail.settings import Settings

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

REFUSED = 2


def _actor() -> Actor:
    return local_owner(source="command")


def _text(key: str) -> str:
    """Help texts are fixed when the module loads, so the language comes from the environment."""
    return tr().t(key)


use_locale(negotiate((os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")[:2]))

app = typer.Typer(name="ordertrail", help=_text("cli.help"), no_args_is_help=True, add_completion=False)
demo_app = typer.Typer(help=_text("cli.demo.help"), no_args_is_help=True)
export_app = typer.Typer(help=_text("cli.export.help"), no_args_is_help=True)
app.add_typer(demo_app, name="demo")
app.add_typer(export_app, name="export")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help=_text("cli.data_dir.help"))]


def _sentence(error: DomainError) -> str:
    return tr().t(f"error.{error.code}", **error.params)


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal is one sentence and exit code 2, never a traceback."""
    try:
        yield
    except DomainError as error:
        err.print(f"[red]✗[/red] {_sentence(error)}", soft_wrap=True, markup=True)
        raise typer.Exit(REFUSED) from None


def _settings(**given: Any) -> Settings:
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise DomainError("bad_setting", name=".".join(map(str, wrong["loc"])), why=wrong["msg"]) from None
    settings.check()
    return settings


@contextmanager
def _context(data_dir: Path | None) -> Iterator[Context]:
    settings = _settings(data_dir=data_dir)
    context = open_context(settings)
    use_locale(tr().lang, settings.business_timezone)
    try:
        yield context
    finally:
        context.store.close()


@contextmanager
def _bar() -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(tr().t("cli.reading"), total=None)

        def show(step: EtlProgress) -> None:
            label = tr().t(f"cli.step.{step.step}", file=step.file)
            progress.update(task, description=label, completed=step.done, total=step.total or None)

        yield show


@app.command(help=_text("cli.serve.help"))
def serve(
    host: Annotated[str | None, typer.Option(help=_text("cli.serve.host"))] = None,
    port: Annotated[int | None, typer.Option(help=_text("cli.serve.port"), min=1, max=65535)] = None,
    data_dir: DataDir = None,
    demo_if_empty: Annotated[bool, typer.Option("--demo-if-empty", help=_text("cli.serve.demo_if_empty"))] = False,
) -> None:
    import uvicorn

    from dashboard.app import create_app
    from ordertrail.doctor import port_is_free

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with _refusals():
        settings = _settings(host=host, port=port, data_dir=data_dir)
        if not port_is_free(settings.host, settings.port):
            raise DomainError("port_taken", port=settings.port)
        context = open_context(settings)
        try:
            if demo_if_empty and context.store.is_empty():
                out.print(tr().t("cli.demo.loading"))
                with _bar() as show:
                    load_demo(context, _actor(), progress=show)
            out.print(tr().t("cli.serve.address", url=settings.url))
            uvicorn.run(
                create_app(context),
                host=settings.host,
                port=settings.port,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=2,
            )
        finally:
            context.store.close()


@app.command("import", help=_text("cli.import.help"))
def import_command(
    files: Annotated[list[Path], typer.Argument(help=_text("cli.import.files"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_text("cli.import.dry_run"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_text("cli.import.json"))] = False,
    data_dir: DataDir = None,
) -> None:
    try:
        with _context(data_dir) as context, _bar() as show:
            reports = import_many(context, _actor(), files, dry_run=dry_run, progress=show)
    except DomainError as error:
        if as_json:
            typer.echo(json.dumps(_refusal_json(error), ensure_ascii=False))
        else:
            err.print(f"[red]✗[/red] {_sentence(error)}", soft_wrap=True)
        raise typer.Exit(REFUSED) from None
    if as_json:
        shown = [report.to_json() for report in reports]
        typer.echo(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False))
        return
    for report in reports:
        _print_report(report, dry_run)


def _refusal_json(error: DomainError) -> dict[str, Any]:
    problem = {
        "file": error.params.get("file"),
        "line": error.params.get("line"),
        "column": error.params.get("column"),
        "reason": error.code,
        "text": _sentence(error),
    }
    return {
        "import_id": None,
        "channel": None,
        "files": [problem["file"]] if isinstance(error, FileRefused) and problem["file"] else [],
        "rows": dict.fromkeys(("read", "merged", "unchanged", "held"), 0),
        "orders": dict.fromkeys(("new", "changed", "unchanged", "conflict", "held"), 0),
        "lines": 0,
        "sums": {},
        "problems": [problem],
    }


def _print_report(report: ImportReport, dry_run: bool) -> None:
    shown = report.to_json()
    heading = tr().t("cli.report.would" if dry_run else "cli.report.did", channel=tr().t(f"channel.{report.channel}"))
    table = Table(title=heading, show_header=False, title_justify="left")
    for part in ("orders", "rows"):
        for name, count in shown[part].items():
            table.add_row(tr().t(f"cli.{part}.{name}"), tr().number(count))
    table.add_row(tr().t("cli.lines"), tr().number(shown["lines"]))
    for currency, amount in shown["sums"].items():
        table.add_row(tr().t("cli.sum"), f"{amount} {currency}")
    out.print(table)
    for problem in shown["problems"][:20]:
        where = f"{problem['file']}:{problem['line']}"
        out.print(f"  {where}  {problem['column'] or ''}  {problem['text']}", markup=False, soft_wrap=True)
    if len(shown["problems"]) > 20:
        out.print(tr().t("cli.more_problems", n=len(shown["problems"]) - 20))


@demo_app.command("load", help=_text("cli.demo.load"))
def demo_load(data_dir: DataDir = None) -> None:
    with _refusals(), _context(data_dir) as context:
        if demo_loaded(context):
            raise DomainError("demo_already_loaded")
        with _bar() as show:
            reports = load_demo(context, _actor(), progress=show)
        out.print(tr().t("cli.demo.loaded", n=sum(report.orders["new"] for report in reports)))


@demo_app.command("remove", help=_text("cli.demo.remove"))
def demo_remove(data_dir: DataDir = None) -> None:
    with _refusals(), _context(data_dir) as context:
        out.print(tr().t("cli.demo.removed", n=remove_demo(context, _actor())))


@export_app.command("orders", help=_text("cli.export.orders"))
def export_orders_command(
    output: Annotated[Path, typer.Option("--output", "-o", help=_text("cli.export.output"))],
    data_dir: DataDir = None,
) -> None:
    with _refusals(), _context(data_dir) as context:
        count = export_orders(context, _actor(), output)
        out.print(tr().t("cli.export.done", n=count, file=output))


@app.command(help=_text("cli.doctor.help"))
def doctor(data_dir: DataDir = None) -> None:
    with _refusals():
        findings = examine(_settings(data_dir=data_dir))
    for finding in findings:
        sign = "[green]✓[/green]" if finding.good else "[red]✗[/red]"
        out.print(f"{sign} {tr().t(f'cli.check.{finding.code}', **finding.params)}", soft_wrap=True)
        if not finding.good:
            out.print("  → " + tr().t(f"cli.mend.{finding.code}", **finding.params), markup=False, soft_wrap=True)
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)


def main() -> None:
    """The ``ordertrail`` command."""
    try:
        app()
    except BrokenPipeError:
        sys.exit(1)
