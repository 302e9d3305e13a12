"""A running Ordertrail, asked over its API for what a command would do in the store itself."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit
from uuid import uuid4

from etl.run.progress import Progress
from ordertrail.domain.errors import DomainError, FileRefused, FilesRefused

Tell = Callable[[Progress], None]

LOOK: Final = 0.4
# So long a living server may be busy without a word.
PATIENCE: Final = 20.0
BLOCK: Final = 1 << 20
NO_WORK: Final = "none"
TOLD: Final = tuple(each.name for each in fields(Progress))


class Refused(DomainError):
    """What the server refused; ``message`` is its sentence, in the language that was asked for.

    ``files`` holds the refusal of each file, where files were refused.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        where = {name: body.get(name) for name in ("file", "line", "column")}
        super().__init__(str(body.get("error") or "unexpected"), **where)
        self.message = str(body.get("message") or self.code)
        self.files: list[DomainError] = [Refused(each) for each in body.get("refused") or ()]


class Remote:
    """The server at ``url``, process ``pid``. Raises Refused, DomainError server_silent and server_cut.

    While the server works it is asked how far it is; one that does not even answer that is given up.
    """

    def __init__(self, url: str, pid: int, lang: str) -> None:
        self._url = url
        self._pid = pid
        self._headers = {"Accept-Language": lang, "Accept-Encoding": "identity"}

    def import_files(self, files: Sequence[Path], *, dry_run: bool, progress: Tell) -> list[dict[str, Any]]:
        """As ``etl.pipeline.import_many``: one report a channel; where any file is refused nothing lands."""
        refused: list[DomainError] = []
        reports = self._preview(files, refused, progress)
        if refused or dry_run:
            for report in reports:
                self._ask("DELETE", f"/api/imports/{report['import_id']}")
        if refused:
            raise FilesRefused(refused, [name for report in reports for name in report["files"]])
        if dry_run:
            return reports
        landed = []
        for report in reports:
            address = f"/api/imports/{report['import_id']}"
            progress(Progress("land"))
            landed.append(self._ask("POST", f"{address}/land", watch=f"{address}/progress", progress=progress))
        return landed

    def undo_import(self, import_id: str) -> dict[str, int]:
        """How many orders vanished, returned and were kept."""
        counts: dict[str, int] = self._ask("POST", f"/api/imports/{quote(import_id, safe='')}/undo")
        return counts

    def _preview(self, files: Sequence[Path], refused: list[DomainError], progress: Tell) -> list[dict[str, Any]]:
        """The reports of the files that are sound; ``refused`` takes what is wrong with the others."""
        sizes: list[tuple[Path, int]] = []
        for path in files:
            try:
                sizes.append((path, _size(path)))
            except FileRefused as error:
                refused.append(error)
        if not sizes:
            return []
        try:
            found = self._send(sizes, uuid4().hex, progress)
        except Refused as error:
            if not error.files:
                raise
            refused += error.files
            return []
        refused += Refused(found).files
        reports: list[dict[str, Any]] = found["imports"]
        return reports

    def _send(self, sizes: Sequence[tuple[Path, int]], ticket: str, progress: Tell) -> dict[str, Any]:
        boundary = uuid4().hex
        parts = [(_part_head(path.name, boundary), path, size) for path, size in sizes]
        tail = f"--{boundary}--\r\n".encode()
        length = sum(len(head) + size + 2 for head, _, size in parts) + len(tail)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}

        def body() -> Iterator[bytes]:
            for head, path, _ in parts:
                yield head
                with path.open("rb") as file:
                    while block := file.read(BLOCK):
                        yield block
                yield b"\r\n"
            yield tail

        watch = f"/api/imports/{ticket}/progress"
        address = f"/api/imports?ticket={ticket}"
        found: dict[str, Any] = self._ask("POST", address, body=body, headers=headers, watch=watch, progress=progress)
        return found

    def export_orders(self, output: Path, format_: str, rows: str) -> int:
        """All orders into ``output``, which appears only when it is whole; how many. As the service of that name."""
        part = output.with_name(f".{output.name}.part")
        try:
            part.touch()
            count: int = self._ask("GET", f"/api/orders.{format_}?preset=all&rows={rows}", into=part)
            part.replace(output)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise DomainError("export_unwritable", file=str(output), why=error.strerror or str(error)) from None
        except DomainError:
            part.unlink(missing_ok=True)
            raise
        return count

    def load_demo(self, progress: Tell) -> int:
        """How many demo orders are new."""
        found = self._ask("POST", "/api/demo", watch="/api/demo/progress", progress=progress)
        return sum(int(report["orders"]["new"]) for report in found["imports"])

    def remove_demo(self) -> int:
        """How many demo orders went."""
        return int(self._ask("DELETE", "/api/demo")["removed"])

    def backup(self) -> dict[str, Any]:
        """``{file, bytes, rows}`` of the backup that the server made, as its API says."""
        found: dict[str, Any] = self._ask("POST", "/api/backup")
        return found

    def doctor(self, deep: bool) -> list[dict[str, Any]]:
        """Findings as ``ordertrail.doctor.Finding`` holds them."""
        found: list[dict[str, Any]] = self._ask("GET", f"/api/doctor?deep={'true' if deep else 'false'}")["findings"]
        return found

    def _ask(
        self,
        method: str,
        address: str,
        *,
        body: Callable[[], Iterator[bytes]] | None = None,
        headers: Mapping[str, str] | None = None,
        watch: str | None = None,
        progress: Tell | None = None,
        into: Path | None = None,
    ) -> Any:
        """The answer's JSON, or, with ``into``, the number of orders in the file that was written there.

        ``watch`` is the address that tells how far the work is, to be passed on to ``progress``.
        """
        self._look(watch)
        work = _Work(lambda: self._talk(method, address, body, headers or {}, into))
        work.start()
        heard = time.monotonic()
        while not self._waited(work, watch):
            last = self._try_look(watch)
            if last is not None:
                heard = time.monotonic()
                if last and progress:
                    progress(
                        Progress(**{name: last[name] for name in ("step", "file", "done", "total", "rows", "orders")})
                    )
            elif time.monotonic() - heard > PATIENCE:
                raise DomainError("server_silent", url=self._url, pid=self._pid)
        return work.result()

    def _waited(self, work: _Work, watch: str | None) -> bool:
        """Whether the work has ended. Ctrl-C asks the server to break it off; its answer then says so."""
        try:
            return work.ended.wait(LOOK)
        except KeyboardInterrupt:
            if watch is None or not watch.startswith("/api/imports/"):
                raise
            self._stop(watch)
            return False

    def _stop(self, watch: str) -> None:
        try:
            connection = self._connection(PATIENCE)
            try:
                connection.request("DELETE", watch, headers=self._headers)
                connection.getresponse().read()
            finally:
                connection.close()
        except (OSError, HTTPException):
            raise KeyboardInterrupt from None

    def _look(self, watch: str | None) -> None:
        """Refuse at once a server that cannot be reached."""
        if self._try_look(watch, PATIENCE) is None:
            raise DomainError("server_silent", url=self._url, pid=self._pid)

    def _try_look(self, watch: str | None, patience: float = 5.0) -> dict[str, Any] | None:
        """The work's progress, {} where none is known, None where the server does not answer."""
        try:
            connection = self._connection(patience)
            try:
                connection.request("GET", watch or f"/api/imports/{NO_WORK}/progress", headers=self._headers)
                answer = connection.getresponse()
                found: dict[str, Any] = json.loads(answer.read())
                return found if answer.status == 200 else {}
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError):
            return None

    def _connection(self, patience: float | None) -> HTTPConnection:
        place = urlsplit(self._url)
        return HTTPConnection(place.hostname or "127.0.0.1", place.port, timeout=patience)

    def _talk(
        self,
        method: str,
        address: str,
        body: Callable[[], Iterator[bytes]] | None,
        headers: Mapping[str, str],
        into: Path | None,
    ) -> Any:
        connection = self._connection(None)
        try:
            try:
                connection.request(method, address, body() if body else None, {**self._headers, **headers})
            except ConnectionError:
                # A server that refuses early closes its end before it has read all: what it said is still there.
                if connection.sock is None:
                    raise
            answer = connection.getresponse()
            if answer.status >= 400:
                raise Refused(_json_of(answer.read()))
            if into:
                return _write(answer, into)
            return _json_of(answer.read())
        except (ConnectionError, HTTPException):
            raise DomainError("server_cut", url=self._url) from None
        finally:
            connection.close()


class _Work(threading.Thread):
    """One request in a thread of its own, which does not keep the command from ending."""

    def __init__(self, fn: Callable[[], Any]) -> None:
        super().__init__(name="request", daemon=True)
        self.ended = threading.Event()
        self._fn = fn
        self._found: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._found = self._fn()
        except BaseException as error:
            self._error = error
        finally:
            self.ended.set()

    def result(self) -> Any:
        if self._error:
            raise self._error
        return self._found


def _part_head(name: str, boundary: str) -> bytes:
    safe = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{safe}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()


def _size(path: Path) -> int:
    try:
        with path.open("rb"):
            return path.stat().st_size
    except OSError as error:
        raise FileRefused("unreadable_file", file=path.name, why=error.strerror or str(error)) from None


def _json_of(content: bytes) -> dict[str, Any]:
    if not content:
        return {}
    try:
        found = json.loads(content)
    except ValueError:
        raise HTTPException from None
    return found if isinstance(found, dict) else {}


def _write(answer: HTTPResponse, into: Path) -> int:
    """An answer that breaks off raises HTTPException."""
    with into.open("wb") as file:
        while block := answer.read(BLOCK):
            file.write(block)
    return int(answer.headers["X-Total-Count"])
