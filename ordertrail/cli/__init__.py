"""The command line. Commands of one concern stand in one module; each says its work to the store or to its server."""

from __future__ import annotations

import sys

import typer

from ordertrail.cli.account import undo_import_command
from ordertrail.cli.base import _text
from ordertrail.cli.health import doctor
from ordertrail.cli.orders import demo_app, export_app, import_command
from ordertrail.cli.store import backup, copy, migrate, restore
from ordertrail.cli.web import serve

app = typer.Typer(name="ordertrail", help=_text("cli.help"), no_args_is_help=True, add_completion=False)
app.command(help=_text("cli.serve.help"))(serve)
app.command("import", help=_text("cli.import.help"))(import_command)
app.command("undo-import", help=_text("cli_import.undo"))(undo_import_command)
app.add_typer(demo_app, name="demo")
app.add_typer(export_app, name="export")
app.command(help=_text("cli.backup.help"))(backup)
app.command(help=_text("cli.restore.help"))(restore)
app.command(help=_text("cli.copy.help"))(copy)
app.command(help=_text("cli.migrate.help"))(migrate)
app.command(help=_text("cli.doctor.help"))(doctor)


def main() -> None:
    """The ``ordertrail`` command."""
    try:
        app()
    except BrokenPipeError:
        sys.exit(1)
