"""Proposes which column is which of our fields: by its name, and by whether its values look like such a field's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, Literal

from etl.learn.columns import Column
from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.own_channels import CUSTOM, OF_ROLE, Role
from ordertrail.domain.synonyms import STATUS_WORDS, SYNONYMS, plain_name, words_of_name

Confidence = Literal["sure", "likely", "weak"]
# A name in plain form, and its words.
Form = tuple[str, frozenset[str]]

# Below this a column is left to the person.
_LEAST: Final = 0.34
_SURE: Final = 0.85
_LIKELY: Final = 0.55
_PARTLY: Final = 0.62
_BY_LOOKS: Final = 0.4
# What values alone tell for certain enough to be proposed.
_TELLING: Final = frozenset({"placed_at", "currency", "customer_email", "customer_phone", "country_text"})
_MONEY: Final = (
    "item_price", "item_amount", "item_discount", "item_tax", "given_total", "shipping", "order_discount", "tax",
    "surcharge", "paid", "refunded",
)  # fmt: skip
# Words that make a column another's than the goods', the receiver's or the order's; and those of amounts without tax.
_AWAY: Final = frozenset(
    ("billing", "bill", "estimated", "original", "reason", "returned", "return", "update", "updated", "rebate", "url",
     "refund", "fulfillment", "provider")
)  # fmt: skip
_LESS: Final = frozenset(("ex", "excl", "exkl", "excluding", "net", "netto", "ht", "without"))
_OF_ITEM: Final = frozenset(("item", "line", "lineitem", "row", "product", "sku", "position", "ligne", "riga", "linea"))
_BRACKETS: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
# Words of a header that are too common to say anything alone.
_COMMON: Final = frozenset(("order", "item", "no", "number", "id", "date", "name", "code", "total", "at", "on", "of"))


@dataclass(frozen=True)
class Guess:
    """A column for a target: how certain, and whether its ``name``, its ``values`` or ``both`` speak for it."""

    header: str
    confidence: Confidence
    why: Literal["name", "values", "both"]


def propose(columns: Sequence[Column], role: Role, fields: Sequence[CustomField] = ()) -> dict[str, Guess]:
    """Target -> the column that fits best; each column serves one target."""
    names = {target: SYNONYMS[target] for target in SYNONYMS if target in OF_ROLE[role]}
    if role == "orders":
        names |= {CUSTOM + field.key: field.headers for field in fields}
    scored = []
    for target, synonyms in names.items():
        forms = _forms(tuple(synonyms))
        for column in columns:
            if column.filled:
                (named, rank), looks = _named(column.header, forms), _looks(target, column)
                score = _score(target, named, looks)
                scored.append((score, rank, -column.position, target, column, named, looks))
    found: dict[str, Guess] = {}
    used: set[str] = set()
    for score, _, _, target, column, named, looks in sorted(scored, key=lambda each: each[:4], reverse=True):
        if score < _LEAST or target in found or column.header in used:
            continue
        confidence: Confidence = "sure" if score >= _SURE else "likely" if score >= _LIKELY else "weak"
        why: Literal["name", "values", "both"] = "name"
        if looks is not None and looks >= 0.5:
            why = "both" if named else "values"
        found[target] = Guess(column.header, confidence, why)
        used.add(column.header)
    return _settled(found, role)


def _settled(found: dict[str, Guess], role: Role) -> dict[str, Guess]:
    """Without what would count twice: the order's subtotal is no item's amount, and what was paid is the only total."""
    amount = found.get("item_amount")
    if amount and {"item_price", "item_quantity"} <= found.keys() and _of_order(amount.header):
        del found["item_amount"]
    if role == "orders" and "given_total" not in found and "paid" in found:
        found["given_total"] = replace(found.pop("paid"), confidence="weak")
    return found


def _of_order(header: str) -> bool:
    """Whether a name such as ``Subtotal`` may be the order's, where nothing in it speaks of an item."""
    return header.isascii() and not words_of_name(header) & _OF_ITEM


def _score(target: str, named: float, looks: float | None) -> float:
    """0 to 1. Values that cannot be what the name says outweigh it; telling values alone make a weak guess."""
    if looks is None:
        return named * 0.9
    if named:
        return named * (0.25 + 0.75 * looks)
    return _BY_LOOKS * looks if target in _TELLING and looks >= 0.9 else 0.0


@cache
def _forms(synonyms: tuple[str, ...]) -> tuple[Form, ...]:
    return tuple(_form(synonym) for synonym in synonyms)


@lru_cache(maxsize=2_000)
def _form(name: str) -> Form:
    return plain_name(name), words_of_name(name)


def _named(header: str, forms: Sequence[Form]) -> tuple[float, int]:
    """How well a header's name is one of the synonyms ``forms``, 1 for the same, less for one that holds it; its rank.

    What stands in brackets says more of the column (``(元)``, ``(inc tax)``) and does not change its name, but for
    words that make it another's (``(billing)``).
    """
    bare = _BRACKETS.sub("", header)
    best = _matched(header, forms)
    if bare.strip() and bare != header:
        within = _form(header)[1] - _form(bare)[1]
        named, rank = _matched(bare, forms)
        best = max(best, (named * (0.5 if within & _AWAY else 0.85 if within & _LESS else 0.97), rank))
    return best


def _matched(header: str, forms: Sequence[Form]) -> tuple[float, int]:
    """As ``_named``, of the name as it stands. An earlier synonym has the higher rank."""
    plain, words = _form(header)
    best = (0.0, 0)
    for place, (other, parts) in enumerate(forms):
        if plain == other:
            return 1.0, -place
        chinese = len(other) >= 2 and not other.isascii()
        if chinese and other in plain:
            best = max(best, (_PARTLY + 0.3 * len(other) / len(plain), -place))
        elif parts and parts <= words and not parts <= _COMMON:
            away = 0.6 if (words - parts) & _AWAY else 1.0
            best = max(best, (away * _PARTLY * (0.6 + 0.4 * len(parts) / len(words)), -place))
    return best


def _looks(target: str, column: Column) -> float | None:
    """How well the values are such a field's, 0 to 1; None where any text would do."""
    if target in _MONEY:
        return max(column.share("point"), column.share("comma")) * (0.3 if is_time(column) else 1.0)
    judge = _JUDGES.get(target)
    if judge is None and target.endswith("_at"):
        return column.share("year_first", "numbered", "named")
    return judge(column) if judge else None


def is_time(column: Column) -> bool:
    """Whether nearly all values are days or times."""
    return column.share("year_first", "numbered", "named") >= 0.8


def _name_of_goods(column: Column) -> float:
    """A text with letters, of which there are several."""
    return min(1.0, column.share("letters") * 1.1) * (0.3 if is_time(column) or column.share("email") > 0.5 else 1.0)


def _number(column: Column) -> float:
    """No amount and no time; an order number has few blanks and many values."""
    many = column.distinct > 1 or column.judged == 1
    odd = is_time(column) or column.share("cents") > 0.5 or column.share("email") > 0.5 or column.length > 64
    return 0.2 if odd or not many else column.filled / column.rows if column.rows else 0.0


def _status(column: Column) -> float:
    """Few words; better ones that are a status somewhere."""
    few = column.distinct <= max(12, column.judged**0.5)
    if not few or column.share("letters") <= 0.5 or is_time(column):
        return 0.3
    known = sum(count for word, count in column.words.items() if plain_name(word) in STATUS_WORDS)
    return 1.0 if known * 2 >= column.judged else 0.9


def _receiver(column: Column) -> float:
    """A name rather than a number."""
    if is_time(column) or column.share("email") > 0.5:
        return 0.2
    return 0.5 if column.share("whole") > 0.8 else 0.8


def _quantity(column: Column) -> float:
    return column.share("whole")


_JUDGES: Final[Mapping[str, Callable[[Column], float]]] = {
    "order_no": _number,
    "status": _status,
    "currency": lambda column: column.share("currency"),
    "item_name": _name_of_goods,
    "item_quantity": _quantity,
    "customer_email": lambda column: column.share("email"),
    "customer_phone": lambda column: column.share("phone"),
    "country_text": lambda column: column.country,
    "customer_name": _receiver,
    "address": lambda column: 0.2 if is_time(column) or column.length < 4 else 0.9,
}
