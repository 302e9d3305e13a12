"""Orders for tests of services, landed the ordinary way."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from etl.pipeline import import_many
from etl.report import ImportReport
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context

HEAD = "order_no,status,currency,placed_at,customer_name,product,quantity,unit_price\n"


def land_template(ctx: Context, *rows: str, demo: bool = False) -> ImportReport:
    """Rows of the English template, in the order of ``HEAD``."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        return import_many(ctx, local_owner("test"), [path], demo=demo)[0]
