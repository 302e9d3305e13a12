"""Short lists that a company words itself: kinds of surcharge, segments of customers.

An entry is never taken away, since orders may speak of it: it is hidden, and its code is not given out again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.errors import Invalid

LABEL_LIMIT: Final = 40
MOST_SHOWN: Final = 50
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True)
class Named:
    """A word of the company's own, in one language at least."""

    code: str
    zh: str = ""
    en: str = ""
    hidden: bool = False

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``; the other language's where it has none there."""
        return (self.zh or self.en if lang == "zh" else self.en or self.zh) or self.code


def read_named(body: Any) -> tuple[Named, ...]:
    """The entries of a document, hidden ones too; none where nobody has written it."""
    return tuple(Named(each["code"], each["zh"], each["en"], each["hidden"]) for each in body or ())


def named_json(entries: Iterable[Named]) -> list[dict[str, Any]]:
    """As a document keeps them."""
    return [asdict(each) for each in entries]


def check_named(
    wish: Sequence[Mapping[str, Any]], known: Sequence[Named], taken: Collection[str], words: Collection[str] = ()
) -> tuple[Named, ...]:
    """The entries that ``wish`` describes; Invalid with every fault under ``rows.<n>.<name>``.

    Each row has code, zh, en and hidden; without a code it is a new entry and gets one. What is ``known`` and not
    wished for is kept, hidden. ``taken`` codes and ``words`` (lower case) belong to others.
    """
    cells = Cells()
    known_codes = {each.code for each in known}
    codes = Codes(cells, known_codes, taken)
    labels = Labels(cells, words)
    found = []
    for n, row in enumerate(wish):
        path, hidden = f"rows.{n}", row.get("hidden") is True
        zh, en = labels.read(path, row, hidden=hidden)
        found.append(Named(codes.read(path, row.get("code"), en, "item"), zh, en, hidden))
    judge_count(cells, [each.hidden for each in found])
    if cells.problems:
        raise Invalid(cells.problems)
    return (*found, *_left_out(found, known))


def _left_out(found: Sequence[Named], known: Sequence[Named]) -> list[Named]:
    said = {each.code for each in found}
    return [Named(each.code, each.zh, each.en, hidden=True) for each in known if each.code not in said]


def judge_count(cells: Cells, hidden: Sequence[bool]) -> None:
    """Note where more are shown than a form can hold."""
    if hidden.count(False) > MOST_SHOWN:
        cells.wrong("rows", "too_many", limit=MOST_SHOWN)


class Codes:
    """Reads or makes the code of each row; none that is made is one of ``words``."""

    def __init__(
        self, cells: Cells, known: Collection[str], taken: Collection[str], words: Collection[str] = ()
    ) -> None:
        self._cells, self._known, self._taken, self._words = cells, known, taken, words
        self._given: set[str] = set()

    def read(self, path: str, value: Any, en: str, stem: str) -> str:
        """A known code as it is, a new one if it is sound, one made of the English name where none is given."""
        code = plain(value)
        if not code:
            code = self._made(en, stem)
        elif code in self._given or code in self._taken:
            self._cells.wrong(f"{path}.code", "own_code_taken", taken=code)
        elif code not in self._known and not _CODE.fullmatch(code):
            self._cells.wrong(f"{path}.code", "own_code_bad")
        self._given.add(code)
        return code

    def _made(self, en: str, stem: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "_", en.lower()).strip("_")[:28]
        stem = slug if _CODE.fullmatch(slug) else stem
        used = {*self._given, *self._known, *self._taken, *self._words}
        tries = (stem, *(f"{stem}_{n}" for n in range(2, len(used) + 3)))
        return next(code for code in tries if code not in used)


class Labels:
    """Reads the two names of each row; no name may stand for two things."""

    def __init__(self, cells: Cells, words: Collection[str] = ()) -> None:
        self._cells = cells
        self._used = set(words)

    def read(self, path: str, row: Mapping[str, Any], *, hidden: bool) -> tuple[str, str]:
        zh, en = (self._cells.text(f"{path}.{lang}", row.get(lang), limit=LABEL_LIMIT) or "" for lang in ("zh", "en"))
        if not zh and not en and not {f"{path}.zh", f"{path}.en"} & self._cells.problems.keys():
            self._cells.wrong(f"{path}.zh", "name_needed")
        if not hidden:
            for lang, word in (("zh", zh), ("en", en)):
                if word.lower() in self._used:
                    self._cells.wrong(f"{path}.{lang}", "label_taken", label=word)
            self._used |= {word.lower() for word in (zh, en) if word}
        return zh, en
