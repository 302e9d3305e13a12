"""Bytes of an export -> UTF-8 text on disk. A file whose encoding cannot be told for certain is refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import category

from etl.read.delimiters import USUAL
from etl.read.encodings import HEADER_WITHIN, judge
from ordertrail.domain.errors import FileRefused
from ordertrail.domain.work import done_of

# Stands where a byte could not be read. A noncharacter, so no export holds it on purpose.
DAMAGE: Final = "\ufdd0"

_CHUNK: Final = 4 << 20
_PROBE: Final = 1 << 20
_TELLING: Final = 256 << 10
_SHOWN: Final = 64 << 10
# The mark of UTF-32 begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_CJK: Final = re.compile("[\u3400-\u9fff]")


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


def decode(
    path: Path, name: str, workdir: Path, knows_header: Callable[[str], bool], encoding: str | None = None
) -> Decoded:
    """The text of ``path``; ``knows_header`` says whether a first line belongs to a known layout.

    With ``encoding``, a person's choice, nothing is guessed. Raises FileRefused: empty_file, not_text and
    unknown_encoding, whose ``encodings`` are those that it may be, the likeliest first.
    """
    with path.open("rb") as file:
        head = file.read(_PROBE)
    if not head.strip(b"\x00\r\n\t ,;\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty_file", file=name)
    if encoding:
        return _transcode(path, name, encoding, workdir)
    for mark, marked in _MARKS:
        if head.startswith(mark):
            return _transcode(path, name, marked, workdir, skip=len(mark))
    if b"\x00" in head:
        return _transcode(path, name, _wide(head, name), workdir)
    found, damaged = _encoding(path, head, name, knows_header)
    if found == "utf-8" and not damaged:
        lines, only_cr = _count_lines(path, name)
        if not only_cr:
            return Decoded(path, "utf-8", False, lines)
    return _transcode(path, name, found, workdir)


def _wide(head: bytes, name: str) -> str:
    """Which of the encodings of two or four bytes a sign the text is in. FileRefused not_text where in none."""
    for encoding in _WIDE:
        try:
            text = codecs.getincrementaldecoder(encoding)("strict").decode(head)
        except UnicodeDecodeError:
            continue
        shown = text[:_SHOWN]
        odd = sum(category(char) in ("Cc", "Cn", "Co") and char not in "\t\r\n\x1f\x01" for char in shown)
        # Read in the wrong order of bytes, no line end and no delimiter is one.
        if (
            text
            and 50 * odd <= len(shown)
            and any(sign in text for sign in "\r\n")
            and any(sign in text for sign in USUAL)
        ):
            return encoding
    raise FileRefused("not_text", file=name)


def _encoding(path: Path, head: bytes, name: str, knows_header: Callable[[str], bool]) -> tuple[str, bool]:
    faults = _utf8_faults(path)
    if faults == 0:
        return "utf-8", False
    sound = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", head))
    if faults > 0 and (head.startswith(codecs.BOM_UTF8) or sound >= 20 * faults or faults == _CUT):
        return "utf-8", True
    probe = _telling_lines(path)
    verdict = judge(probe, lambda encoding: _reads(path, encoding), knows_header)
    if verdict.encoding:
        return verdict.encoding, False
    if knows_header(_first_line(probe, "gb18030")) and _CJK.search(_first_line(probe, "gb18030")):
        return "gb18030", True
    raise FileRefused("unknown_encoding", file=name, encodings=verdict.may)


def _telling_lines(path: Path) -> bytes:
    """The first lines and those that are not ASCII, as many as it takes to judge."""
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for line in file:
            if (len(found) < HEADER_WITHIN and line.strip()) or not line.isascii():
                found.append(line[:_TELLING])
                size += len(line)
            if size > _TELLING:
                break
    # A line that was cut may end within a character: what stands before its last ASCII sign is whole.
    if found and len(found[-1]) == _TELLING:
        found[-1] = found[-1][: max(found[-1].rfind(b","), found[-1].rfind(b"\r"), 0)]
    return b"".join(found)


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


def _first_line(probe: bytes, encoding: str) -> str:
    return probe.lstrip(b"\r\n\t ,;").split(b"\n", 1)[0].decode(encoding, "replace").rstrip("\r")


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
