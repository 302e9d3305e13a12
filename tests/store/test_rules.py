"""What DuckDB forgives nobody: forms of SQL that it applies twice, or chokes on, stand nowhere in the program.

On tables of more than one row group an UPDATE … RETURNING, or an UPDATE of an indexed column, can be applied twice.
So a value is computed from what was read, never from the row that is being written: ``version = m.version + 1`` is
one, where m is a table of what was read; ``version = version + 1`` and ``version = orders.version + 1`` are none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from ordertrail.store import migrations
from ordertrail.store.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for room in ("ordertrail", "etl", "api", "dashboard") for path in sorted((ROOT / room).rglob("*.py"))]

FORBIDDEN = {
    # In capitals, as statements are written here: "returning" is a word of channels too.
    "RETURNING": r"(?-i:\bRETURNING\b)",
    "an UPDATE that reckons with the row it writes": (
        r"\bUPDATE\s+(\w+)\s+SET\b[^;]*?\b(\w+)\s*=\s*(?:\1\.)?\2\s*[-+*/|]"
    ),
    "a foreign key": r"\bFOREIGN\s+KEY\b|\bREFERENCES\s+\w+\s*\(",
    "a trigger": r"\bCREATE\s+(OR\s+REPLACE\s+)?TRIGGER\b",
    "a sequence": r"\bCREATE\s+SEQUENCE\b|\bnextval\s*\(|\bGENERATED\s+\w+(\s+\w+)?\s+AS\s+IDENTITY\b|\b(BIG)?SERIAL\b",
    "a savepoint": r"\bSAVEPOINT\b",
    "a commit in SQL": r"^\s*COMMIT\b",
}
# The one commit of all work stands in engine.py, through ``engine.begin()``; the relay's readings end in outbox.py.
MAY_COMMIT = {"ordertrail/store/outbox.py", "ordertrail/store/postgres_backend.py"}
CALLS = {"commit", "begin_nested", "returning"}

NEVER_CHANGED = {("order_lines", "order_id")}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of the code that is no docstring; of an f-string its fixed parts, with a word for each slot."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "slot" for part in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | inner:
            yield node.lineno, node.value


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_statement_has(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, text in strings(path)
        if re.search(FORBIDDEN[what], text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("RETURNING", "UPDATE orders SET stage = 'x' RETURNING version"),
        ("an UPDATE that reckons with the row it writes", "UPDATE orders SET stage = :s, version = version + 1"),
        ("an UPDATE that reckons with the row it writes", "UPDATE orders SET version = orders.version + 1 FROM m"),
        ("a foreign key", "order_id UUID REFERENCES orders (order_id)"),
        ("a sequence", "id BIGSERIAL"),
    ],
)
def test_the_rules_see_what_they_forbid(what: str, statement: str) -> None:
    assert re.search(FORBIDDEN[what], statement, re.IGNORECASE)


def test_a_value_reckoned_from_what_was_read_is_allowed() -> None:
    statement = "UPDATE orders SET version = m.version + 1 FROM (SELECT * FROM merged) AS m"
    assert not re.search(FORBIDDEN["an UPDATE that reckons with the row it writes"], statement)


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            yield node.lineno, node.func.attr


def test_nobody_commits_but_the_unit_of_work_and_the_relay() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {name}"
        for path in SOURCES
        for number, name in calls(path)
        if name != "commit" or path.relative_to(ROOT).as_posix() not in MAY_COMMIT
    ]
    assert found == []


def test_on_duckdb_no_index_stands_on_a_column_that_changes() -> None:
    """On a server an index may: there an UPDATE is applied once."""
    statements: list[str] = []
    for name in migrations.STEPS.values():
        import_module(f"ordertrail.store.migrations.{name}").up(statements.append, "duckdb")
    found = [re.search(r"\bINDEX\s+\w+\s+ON\s+(\w+)\s*\(([^)]*)\)", statement) for statement in statements]
    assert {match.groups() for match in found if match} <= NEVER_CHANGED
    keys = [re.search(r"CREATE TABLE (\w+) \((?:.*, )?(\w+) \w+ PRIMARY KEY", statement) for statement in statements]
    assert {match.groups() for match in keys if match} == {
            ("orders", "order_id"), ("customers", "customer_key"), ("documents", "name"), ("meta", "key"),
        }  # fmt: skip
    assert not any(re.search(r"\bUNIQUE\b", statement) for statement in statements)


def test_the_program_knows_no_key_that_duckdb_would_choke_on() -> None:
    for table in metadata.tables.values():
        assert not table.foreign_keys, table.name
        assert [column.name for column in table.primary_key] in (
            ["order_id"],
            ["customer_key"],
            ["name"],
            ["key"],
            [],
        ), table.name
        assert all(not index.unique for index in table.indexes), table.name
