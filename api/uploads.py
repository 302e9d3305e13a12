"""Files of a multipart request go to the inbox as they come, never into memory as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final
from uuid import uuid4

from anyio import to_thread
from fastapi import Request
from python_multipart.exceptions import FileError, FormParserError
from python_multipart.multipart import File, FormParser, parse_options_header
from starlette.requests import ClientDisconnect

from api.errors import TooLarge
from etl.pipeline import NamedFile
from ordertrail.domain.errors import DomainError
from ordertrail.store.files import room

LIMIT: Final = 2 * 1024**3
MOST_FILES: Final = 50


@contextmanager
def upload_folder(inbox: Path, name: str = "") -> Iterator[Path]:
    """A folder of its own for one upload, gone when the work on it, of that ``name``, is done."""
    folder = inbox / (name or uuid4().hex)
    with room(inbox):
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def receive_files(
    request: Request, folder: Path, told: Callable[[int, int], object] | None = None
) -> list[NamedFile]:
    """Write every file of the request below ``folder``; ``told`` hears the bytes so far, and of how many, 0: unknown.

    Raises TooLarge beyond ``LIMIT`` bytes, DiskFull, DomainError ``no_files`` or ``bad_upload`` for a request without
    files or cut off.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise DomainError("no_files")
    if int(request.headers.get("content-length") or 0) > LIMIT:
        raise TooLarge("upload_too_large", limit_gb=LIMIT // 1024**3)
    files: list[File] = []
    ended: list[bool] = []
    parser = FormParser(
        "multipart/form-data",
        on_field=None,
        on_file=files.append,
        on_end=lambda: ended.append(True),
        boundary=options[b"boundary"],
        config={
            "UPLOAD_DIR": str(folder),
            "UPLOAD_DELETE_TMP": False,
            "MAX_MEMORY_FILE_SIZE": 0,
            "MAX_FIELDS": MOST_FILES,
        },
    )
    with room(folder.parent):
        await _take(request, parser, files, told or (lambda *_: None))
    if not ended:
        raise DomainError("bad_upload")
    if not any(file.file_name for file in files):
        raise DomainError("no_files")
    return [_named(file) for file in files if file.file_name]


async def _take(request: Request, parser: FormParser, files: list[File], told: Callable[[int, int], object]) -> None:
    """Feed the request's body to the parser, which writes it to ``files`` and adds to them."""
    received, length = 0, int(request.headers.get("content-length") or 0)
    with ExitStack() as ends:
        try:
            async for chunk in request.stream():
                received += len(chunk)
                if received > LIMIT:
                    raise TooLarge("upload_too_large", limit_gb=LIMIT // 1024**3)
                told(received, length)
                await to_thread.run_sync(parser.write, chunk)
            parser.finalize()
        except FileError as error:
            raise (error.__context__ or error) from None
        except (FormParserError, ClientDisconnect):
            raise DomainError("bad_upload") from None
        finally:
            for file in files:
                ends.callback(_end, file)


def _end(file: File) -> None:
    try:
        if file.in_memory:
            file.flush_to_disk()
    finally:
        file.close()


def _named(file: File) -> NamedFile:
    name = (file.file_name or b"").decode("utf-8", errors="replace")
    plain = PureWindowsPath(PurePosixPath(name).name).name
    return NamedFile(path=Path((file.actual_file_name or b"").decode()), name=plain)
