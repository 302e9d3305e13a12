"""What is wrong, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from ordertrail.cli.base import DataDir, _text, out, refusals, settings_of
from ordertrail.doctor import Finding, examine
from ordertrail.holder import holder_of
from ordertrail.i18n import tr
from ordertrail.remote import Remote
from ordertrail.settings import Settings


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help=_text("cli.doctor.deep"))] = False,
    data_dir: DataDir = None,
) -> None:
    with refusals():
        settings = settings_of(data_dir=data_dir)
        server = _server(settings)
        findings = [Finding(**each) for each in server.doctor(deep)] if server else examine(settings, deep=deep)
    for finding in findings:
        _show(finding)
    raise typer.Exit(1 if any(finding.wrong for finding in findings) else 0)


def _server(settings: Settings) -> Remote | None:
    """The server that holds the store: it alone can look inside."""
    holder = None if settings.database_url else holder_of(settings.data_dir)
    return Remote(holder.url, holder.pid, tr().lang) if holder and holder.url else None


def _show(finding: Finding) -> None:
    sign = "[green]✓[/green]" if finding.good else "[red]✗[/red]" if finding.grave else "[yellow]![/yellow]"
    out.print(f"{sign} ", end="")
    out.print(tr().t(f"cli.check.{finding.code}", **finding.params), markup=False, soft_wrap=True)
    if not finding.good:
        out.print("  → " + tr().t(f"cli.mend.{finding.code}", **finding.params), markup=False, soft_wrap=True)
