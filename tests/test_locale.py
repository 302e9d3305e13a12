"""Every text of the screen stands in both languages, every text is used, and none stands in the code."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ordertrail import i18n
from ordertrail.i18n import FOLDER, LOCALES, catalogue, negotiate, translator

ROOT = Path(__file__).resolve().parents[1]
CODE = [path for room in ("ordertrail", "etl", "api", "dashboard") for path in sorted((ROOT / room).rglob("*.py"))]
LOOKUPS = {"t", "has", "_text", "_title"}
# Words of exports and names of things, not of the screen.
DATA = (
    "etl/channels/",
    "etl/parsers.py",
    "etl/dates.py",
    "etl/signs.py",
    "etl/transform.py",
    "etl/read/decode.py",
    "etl/read/encodings.py",
    "etl/learn/columns.py",
    "ordertrail/demo/",
    "ordertrail/domain/address_parts.py",
    "etl/places.py",
    "ordertrail/domain/places.py",
    "ordertrail/domain/divisions.py",
    "ordertrail/domain/chinese_addresses.py",
    "ordertrail/domain/subdivisions.py",
    "ordertrail/store/sounds.py",
    "ordertrail/domain/entry_goods.py",
    "ordertrail/domain/cells.py",
    "ordertrail/domain/headers.py",
    "ordertrail/domain/synonyms.py",
    "ordertrail/domain/custom_fields.py",
    "ordertrail/domain/tags.py",
    "ordertrail/domain/rates.py",
    "ordertrail/domain/address_parts.py",
    "ordertrail/domain/workflow_templates.py",
)


def literals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def patterns(tree: ast.AST) -> Iterator[re.Pattern[str]]:
    """f-strings that begin with the name of an area, as patterns of the keys they may make."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        parts = [
            re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w.]+"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        ]
        if re.match(r"[a-z_]+\\\.", parts[0]):
            yield re.compile("".join(parts))


def looked_up(tree: ast.AST) -> Iterator[str]:
    """Keys that are asked for by a literal, codes of refusals included."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node.func)
        named = [keyword.value for keyword in node.keywords if keyword.arg in ("code", "key")]
        for first in [*node.args[:1], *named]:
            for text in chosen(first):
                if name in ERRORS or (name == "__init__" and is_super(node.func)):
                    yield f"error.{text}"
                elif name in LOOKUPS and "." in text:
                    yield text


def name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_super(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and name_of(node.value.func) == "super"


def chosen(node: ast.AST) -> Iterator[str]:
    """The text of a literal, or both of ``a if … else b``."""
    if isinstance(node, ast.IfExp):
        yield from chosen(node.body)
        yield from chosen(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def refusals(trees: Iterable[ast.AST]) -> set[str]:
    """Names of DomainError and of all that come from it, wherever they stand, and of what makes its sentences."""
    bases = {
        node.name: {name_of(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"DomainError"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found | {"Problem", "refusal"}


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}
ERRORS = refusals(TREES.values())
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard" / "assets").glob("*.js"))


def test_both_languages_have_the_same_keys() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert set(zh) == set(en)


@pytest.mark.parametrize("lang", LOCALES)
def test_no_key_stands_in_two_files(lang: str) -> None:
    seen: dict[str, str] = {}
    for path in sorted((FOLDER / lang).glob("*.json")):
        pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: pairs)
        for key, text in pairs:
            assert key not in seen, f"{key} in {path.name} and {seen[key]}"
            assert text.strip(), f"{key} is empty"
            seen[key] = path.name


def test_both_languages_fill_the_same_slots() -> None:
    def slots(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    # 'first of several' needs the total in one language and the rest in the other.
    odd = {"filter.and_more"}
    zh, en = catalogue("zh"), catalogue("en")
    assert {key: (slots(zh[key]), slots(en[key])) for key in zh if slots(zh[key]) != slots(en[key])}.keys() <= odd


def test_refusals_are_found_whatever_class_raises_them() -> None:
    code = """
class Grave(errors.DomainError): ...
class Graver(Grave): ...
class Other(Exception): ...
Graver("a"), Grave(code="b"), Other("c"), NotFound("d" if x else "e"), Problem(code="f", params={})
"""
    trees = [*TREES.values(), ast.parse(code)]
    assert {"Grave", "Graver", "NotFound", "StaleEdit"} <= refusals(trees) and "Other" not in refusals(trees)
    ERRORS.update({"Grave", "Graver"})
    try:
        assert sorted(looked_up(trees[-1])) == [f"error.{name}" for name in "abdef"]
    finally:
        ERRORS.difference_update({"Grave", "Graver"})


def test_a_slot_without_a_value_fails_a_test() -> None:
    with pytest.raises(AssertionError, match="port"):
        translator("en").t("error.port_taken", prot=1)


def test_a_slot_without_a_value_shows_its_name_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "unfilled", None)
    assert "{port}" in translator("en").t("error.port_taken", prot=1)


def test_every_refusal_fills_the_slots_of_its_sentence() -> None:
    lacking = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or name_of(node.func) not in ERRORS - {"Problem"} or not node.args:
                continue
            given = {keyword.arg for keyword in node.keywords}
            for code in chosen(node.args[0]) if None not in given else ():
                wanted = {name for _, name, _, _ in string.Formatter().parse(catalogue("en")[f"error.{code}"]) if name}
                lacking += [(path.name, code, name) for name in wanted - given]
    assert not lacking


def test_every_key_that_is_asked_for_exists() -> None:
    known = set(catalogue("en"))
    missing = {(path.name, key) for path, tree in TREES.items() for key in looked_up(tree) if key not in known}
    assert not missing


def test_every_key_is_used() -> None:
    used = {text for tree in TREES.values() for text in literals(tree)}
    used |= {key for tree in TREES.values() for key in looked_up(tree)}
    made = [pattern for tree in TREES.values() for pattern in patterns(tree)]
    unused = {key for key in catalogue("en") if key not in used and not any(pattern.fullmatch(key) for pattern in made)}
    assert not unused


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal() -> None:
    raised = {key for tree in TREES.values() for key in looked_up(tree) if key.startswith("error.")}
    sentences = {key for key in catalogue("en") if key.startswith("error.")}
    others = {text for tree in TREES.values() for text in literals(tree)}
    assert {key for key in sentences - raised if key.removeprefix("error.") not in others} == set()


def test_no_chinese_stands_in_code() -> None:
    found = []
    for path, tree in TREES.items():
        if any(part in path.as_posix() for part in DATA):
            continue
        docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if hasattr(node, "body") and
                isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}  # fmt: skip
        found += [(path.name, text) for text in literals(tree) if text not in docs and re.search("[一-鿿]", text)]
    assert not found
    assert not re.search("[一-鿿]", re.sub(r"/\*.*?\*/", "", SCRIPTS, flags=re.S))


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (None, "zh"), ("", "zh"), ("*", "zh"), ("zh-CN,zh;q=0.9", "zh"), ("zh-TW", "zh"), ("en-GB,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9", "en"), ("fr;q=0.9,zh;q=0.5,en;q=0.1", "zh"), ("en;q=0.1,zh;q=0.9", "zh"), ("x;q=y", "en"),
    ],
)  # fmt: skip
def test_the_browsers_wish_is_followed(header: str | None, lang: str) -> None:
    assert negotiate(header) == lang
