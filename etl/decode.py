"""Bytes of an export -> UTF-8 text on disk. A file whose encoding cannot be told for certain is refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ordertrail.domain.errors import FileRefused
from ordertrail.domain.work import done_of

# Stands where a byte could not be read. A noncharacter, so no export holds it on purpose.
DAMAGE: Final = "\ufdd0"

_CHUNK: Final = 4 << 20
_PROBE: Final = 1 << 20
_SHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CJK: Final = re.compile("[\u3400-\u9fff]")
_KANA: Final = re.compile("[\u3041-\u30ff]")
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Decoded:
    """``path`` is UTF-8 with ``\\n`` or ``\\r\\n`` line ends; ``damaged`` when it holds DAMAGE marks."""

    path: Path
    encoding: str
    damaged: bool
    lines: int


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return DAMAGE, error.end


codecs.register_error("ordertrail.mark", _mark)


def decode(path: Path, name: str, workdir: Path, knows_header: Callable[[str], bool]) -> Decoded:
    """The text of ``path``; ``knows_header`` says whether a first line belongs to a known layout.

    Raises FileRefused: empty_file, spreadsheet_file, not_text, unknown_encoding.
    """
    with path.open("rb") as file:
        head = file.read(_PROBE)
    if not head.strip(b"\x00\r\n\t ,;\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty_file", file=name)
    if head.startswith(_SHEETS):
        raise FileRefused("spreadsheet_file", file=name)
    for mark, encoding in _UTF16:
        if head.startswith(mark):
            return _transcode(path, name, encoding, workdir, skip=len(mark))
    if b"\x00" in head:
        raise FileRefused("not_text", file=name)
    encoding, damaged = _encoding(path, head, name, knows_header)
    if encoding == "utf-8" and not damaged:
        lines, only_cr = _count_lines(path, name)
        if not only_cr:
            return Decoded(path, "utf-8", False, lines)
    return _transcode(path, name, encoding, workdir)


def _encoding(path: Path, head: bytes, name: str, knows_header: Callable[[str], bool]) -> tuple[str, bool]:
    faults = _utf8_faults(path)
    if faults == 0:
        return "utf-8", False
    sound = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", head))
    if faults > 0 and (head.startswith(codecs.BOM_UTF8) or sound >= 20 * faults or faults == _CUT):
        return "utf-8", True
    probe = head if len(head) < _PROBE else head[: head.rfind(b"\n") + 1]
    for encoding in ("gb18030", "cp932", "cp1252"):
        if _plausible(probe, encoding, knows_header) and _reads(path, encoding):
            return encoding, False
    if knows_header(_first_line(probe, "gb18030")) and _CJK.search(_first_line(probe, "gb18030")):
        return "gb18030", True
    raise FileRefused("unknown_encoding", file=name)


_CUT: Final = 10**9


def _utf8_faults(path: Path) -> int:
    """Undecodable places; _CUT when the only one is a character cut off at the end of the file."""
    faults, decoder = 0, codecs.getincrementaldecoder("utf-8")
    strict = decoder("strict")
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                strict.decode(chunk)
        except UnicodeDecodeError:
            faults = -1
        if faults == 0:
            try:
                strict.decode(b"", final=True)
            except UnicodeDecodeError:
                return _CUT
            return 0
        file.seek(0)
        marking, faults = decoder("ordertrail.mark"), 0
        while chunk := file.read(_CHUNK):
            faults += marking.decode(chunk).count(DAMAGE)
    return faults


def _plausible(probe: bytes, encoding: str, knows_header: Callable[[str], bool]) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(probe)
    except UnicodeDecodeError:
        return False
    header = _first_line(probe, encoding)
    if not knows_header(header):
        return False
    foreign = [char for char in text if ord(char) > 127]
    runs = [len(run) for run in _HIGH_RUN.findall(probe)]
    if encoding == "gb18030":
        # Two accented letters in a row look like one Chinese character: Chinese words are longer.
        words = _share(runs, lambda length: length >= 4) >= 0.5
        return bool(_CJK.search(header)) or (words and _share(foreign, lambda c: _encodes(c, "gb2312")) >= 0.95)
    if encoding == "cp932":
        return bool(_KANA.search(text)) and _share(foreign, lambda char: char < "\uff61" or char > "\uff9f") >= 0.9
    return _share(runs, lambda length: length <= 2) >= 0.8


def _share(things: list[Any], good: Callable[[Any], bool]) -> float:
    return sum(map(good, things)) / len(things) if things else 0.0


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _first_line(probe: bytes, encoding: str) -> str:
    return probe.lstrip(b"\r\n").split(b"\n", 1)[0].decode(encoding, "replace").rstrip("\r")


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path, skip: int = 0) -> Iterator[bytes]:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(skip)
        while chunk := file.read(_CHUNK):
            done_of(file.tell(), size)
            yield chunk


def _count_lines(path: Path, name: str) -> tuple[int, bool]:
    """Physical lines, and whether the file ends them with a bare carriage return."""
    feeds, returns, last = 0, 0, b""
    for chunk in _chunks(path):
        if b"\x00" in chunk:
            raise FileRefused("not_text", file=name)
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        last = chunk[-1:]
    return feeds + (last != b"\n"), not feeds and returns > 0


def _transcode(path: Path, name: str, encoding: str, workdir: Path, skip: int = 0) -> Decoded:
    decoder = codecs.getincrementaldecoder(encoding)("ordertrail.mark")
    target = workdir / f"{path.stem[:60]}.{abs(hash(str(path)))}.utf8"
    damaged, lines, only_cr, last = False, 0, None, ""
    with target.open("w", encoding="utf-8", newline="") as out:
        for chunk in (*_chunks(path, skip), b""):
            text = decoder.decode(chunk, final=not chunk)
            if "\x00" in text:
                raise FileRefused("not_text", file=name)
            if only_cr is None and text:
                only_cr = "\r" in text and "\n" not in text
            if only_cr:
                text = text.replace("\r", "\n")
            damaged = damaged or DAMAGE in text
            lines += text.count("\n")
            last = text[-1:] or last
            out.write(text)
    return Decoded(target, encoding, damaged, lines + (last != "\n"))
