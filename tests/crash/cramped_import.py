"""A process whose disk is full while files are taken in: ``python -m tests.crash.cramped_import FOLDER``.

Prints what each way in was told, what was left over, and what went in once there was room, as JSON.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_api
from etl.pipeline import import_many
from ordertrail.app import open_context
from ordertrail.demo.load import load_demo
from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import DomainError
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from tests.crash.cramped import FREE, limit
from tests.services.landing import HEAD

OWNER = local_owner("test")
ROOM = 200_000


def told(deed: Callable[[], Any]) -> str:
    try:
        deed()
    except DomainError as error:
        return error.code
    return "done"


def left(ctx: Context) -> list[str]:
    folders = (ctx.settings.staging_dir, ctx.settings.inbox_dir)
    return sorted(path.name for folder in folders for path in folder.rglob("*"))


def main(folder: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    ctx = open_context(Settings(data_dir=folder / "data"))
    path = folder / "orders.csv"
    rows = (f"M-{n},paid,CNY,2026-01-15 10:30:00,Ann {n},Cup,2,50.00\n" for n in range(20_000))
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    client = TestClient(create_api(ctx), base_url="http://127.0.0.1:8050", client=("127.0.0.1", 1))
    limit(ROOM)
    codes = [told(lambda: import_many(ctx, OWNER, [path])), told(lambda: load_demo(ctx, OWNER, orders=5000))]
    with path.open("rb") as file:
        answer = client.post("/api/imports", files={"files": ("orders.csv", file)}, headers={"accept-language": "en"})
    rest = left(ctx)
    limit(FREE)
    again = told(lambda: import_many(ctx, OWNER, [path]))
    print(
        json.dumps(
            {"codes": codes, "answer": [answer.status_code, answer.json()["error"]], "left": rest, "again": again,
             "message": answer.json()["message"], "orders": ctx.store.count_orders()}
        )
    )  # fmt: skip
    ctx.store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
