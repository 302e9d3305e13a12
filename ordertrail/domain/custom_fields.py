"""Fields of the users' own making: their definition, and the values that they take.

A value is kept as text: a number as plain digits, a date as YYYY-MM-DD, yes_no as ``yes`` or ``no``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from ordertrail.domain.cells import Cells, plain
from ordertrail.domain.errors import Invalid
from ordertrail.domain.named import Codes, Labels, judge_count

Kind = Literal["text", "number", "date", "choice", "yes_no"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

TEXT_LIMIT: Final = 500
CHOICE_LIMIT: Final = 60
MOST_CHOICES: Final = 100
NUMBER_DIGITS: Final = 6
MOST_NUMBER: Final = Decimal(999_999_999_999)
FIRST_YEAR, LAST_YEAR = 1900, 2199
YES_NO: Final[dict[str, str]] = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "有", "对", "√", "✓"), "yes"),
    **dict.fromkeys(("no", "n", "false", "0", "否", "无", "没有", "不", "×"), "no"),
}
# A day alone, or with the midnight that a spreadsheet adds.
DAY: Final = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?"
_DAY: Final = re.compile(DAY)


@dataclass(frozen=True)
class CustomField:
    """``choices`` are the texts that a field of the kind ``choice`` takes. A ``hidden`` one keeps its values."""

    key: str
    zh: str = ""
    en: str = ""
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    hidden: bool = False

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``; the other language's where it has none there."""
        return (self.zh or self.en if lang == "zh" else self.en or self.zh) or self.key

    @property
    def headers(self) -> tuple[str, ...]:
        """The names under which a file may bring it."""
        return tuple(name for name in (self.zh, self.en, self.key) if name)


def read_fields(body: Any) -> tuple[CustomField, ...]:
    """The fields of a document in their order, hidden ones too; none where nobody has written it."""
    return tuple(CustomField(**{**each, "choices": tuple(each["choices"])}) for each in body or ())


def fields_json(fields: Iterable[CustomField]) -> list[dict[str, Any]]:
    """As a document keeps them."""
    return [{**asdict(each), "choices": list(each.choices)} for each in fields]


# --- definitions -----------------------------------------------------------------------------------------------


def check_fields(
    wish: Sequence[Mapping[str, Any]], known: Sequence[CustomField], filled: Collection[str], words: Collection[str]
) -> tuple[CustomField, ...]:
    """The fields that ``wish`` describes; Invalid with every fault under ``rows.<n>.<name>``.

    Each row has key, zh, en, kind, choices (a list, or a text with a choice a line), required and hidden; without a
    key it is a new field and gets one. Known fields that are not wished for are kept, hidden. Keys ``filled`` have
    values, so their kind stays. ``words`` (lower case) are the columns that a file has already.
    """
    cells = Cells()
    before = {each.key: each for each in known}
    codes, labels = Codes(cells, before, (), words), Labels(cells, words)
    found = []
    for n, row in enumerate(wish):
        path, hidden = f"rows.{n}", row.get("hidden") is True
        zh, en = labels.read(path, row, hidden=hidden)
        key = codes.read(path, row.get("key"), en, "field")
        if f"{path}.code" in cells.problems:
            cells.problems[f"{path}.key"] = cells.problems.pop(f"{path}.code")
        elif key not in before and key in words:
            cells.wrong(f"{path}.key", "label_taken", label=key)
        kind = _kind(cells, path, row.get("kind"), before.get(key), filled)
        choices = _choices(cells, path, row.get("choices")) if kind == "choice" else ()
        found.append(CustomField(key, zh, en, kind, choices, row.get("required") is True, hidden))
    keys = {each.key: n for n, each in enumerate(found)}
    for n, each in enumerate(found):
        for lang, label in (("zh", each.zh), ("en", each.en)):
            if not each.hidden and keys.get(label.lower(), n) != n:
                cells.wrong(f"rows.{n}.{lang}", "label_taken", label=label)
    judge_count(cells, [each.hidden for each in found])
    if cells.problems:
        raise Invalid(cells.problems)
    said = {each.key for each in found}
    left = [CustomField(**{**vars(each), "hidden": True}) for each in known if each.key not in said]
    return (*found, *left)


def _kind(cells: Cells, path: str, value: Any, known: CustomField | None, filled: Collection[str]) -> Kind:
    kind = next((each for each in KINDS if each == plain(value)), None)
    if kind is None:
        cells.wrong(f"{path}.kind", "unknown_kind")
    elif known and kind != known.kind and known.key in filled:
        cells.wrong(f"{path}.kind", "kind_fixed")
    return kind or "text"


def _choices(cells: Cells, path: str, value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list) else plain(value).split("\n")
    texts = [plain(each) for each in given if plain(each)]
    choices = tuple(dict.fromkeys(texts))
    if not choices:
        cells.wrong(f"{path}.choices", "choices_needed")
    if len({each.lower() for each in choices}) < len(texts):
        cells.wrong(f"{path}.choices", "choice_twice")
    if len(choices) > MOST_CHOICES:
        cells.wrong(f"{path}.choices", "too_many", limit=MOST_CHOICES)
    for each in choices:
        cells.text(f"{path}.choices", each, limit=CHOICE_LIMIT)
    return choices


# --- values ----------------------------------------------------------------------------------------------------


def judge(fields: Iterable[CustomField], cells: Cells, wish: Mapping[str, Any]) -> dict[str, str | None]:
    """The values that ``wish`` (key -> what somebody typed) sets, None where it empties one.

    Only keys of the wish are judged; the faults stand in ``cells`` under ``custom.<key>``.
    """
    known = {each.key: each for each in fields}
    values: dict[str, str | None] = {}
    for key, value in wish.items():
        path = f"custom.{key}"
        if key not in known:
            cells.wrong(path, "unknown_field", field=key)
        else:
            values[key] = _value(cells, path, known[key], value)
    return values


def as_cell(values: Mapping[str, str | None]) -> str | None:
    """The values as the column ``custom`` keeps them: keys sorted, no blanks; None where there are none."""
    kept = {key: value for key, value in values.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if kept else None


def of_cell(cell: str | None) -> dict[str, str]:
    """The values of a column ``custom``."""
    values: dict[str, str] = json.loads(cell) if cell else {}
    return values


def with_values(cell: str | None, changes: Mapping[str, str | None]) -> str | None:
    """A column ``custom`` with some values set anew."""
    return as_cell({**of_cell(cell), **changes})


def _value(cells: Cells, path: str, field: CustomField, value: Any) -> str | None:
    text = plain(value)
    if not text:
        if field.required:
            cells.wrong(path, "required")
        return None
    match field.kind:
        case "text":
            return cells.text(path, text, limit=TEXT_LIMIT)
        case "number":
            number = cells.number(path, text, digits=NUMBER_DIGITS, most=MOST_NUMBER, signed=True)
            return None if number is None else digits_of(number)
        case "choice":
            kept, fault = next((each for each in field.choices if each.lower() == text.lower()), None), "unknown_choice"
        case "date":
            kept, fault = _day(text), "own_day_bad"
        case "yes_no":
            kept, fault = YES_NO.get(text.lower()), "not_yes_no"
    if kept is None:
        cells.wrong(path, fault)
    return kept


def digits_of(number: Decimal) -> str:
    """Plain digits without an exponent or trailing noughts."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(text: str) -> str | None:
    found = _DAY.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    return day.isoformat() if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
