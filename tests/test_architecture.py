"""The house keeps its shape: sizes, walls, ids and callbacks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard import ids, shell
from dashboard.app import PAGES, create_app
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("ordertrail", "etl", "api", "dashboard", "tests", "tools")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*")) if path.suffix in (".py", ".js", ".css")]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {path.relative_to(ROOT): count for path in SOURCES if (count := len(path.read_text().splitlines())) > 400}
    assert not long


def test_imports_keep_their_contracts() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_callbacks_are_registered_in_one_way() -> None:
    """dash.callback drains into the first app; a plain app.callback would run on the event loop."""
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        if path.name == "wiring.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bapp\.callback\(|from dash import [^\n]*\bcallback\b|dash\.callback\(", text), path


def test_nothing_is_loaded_from_elsewhere() -> None:
    allowed = ("http://www.w3.org/", "http://127.0.0.1", "http://{host}", "http://localhost")
    for path in SOURCES:
        if ROOT / "tests" in path.parents:
            continue
        for address in re.findall(r"https?://[^\s\"'`)]+", path.read_text(encoding="utf-8")):
            assert address.startswith(allowed), f"{path}: {address}"


def test_every_setting_is_explained() -> None:
    from ordertrail.settings import Settings

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"ORDERTRAIL_{name.upper()}" in readme and f"ORDERTRAIL_{name.upper()}" in chinese


# --- ids -------------------------------------------------------------------------------------------------------


def static_ids() -> dict[str, str]:
    """Every plain id of ids.py -> its constant."""
    return {
        value: f"{owner.__name__}.{name}"
        for owner in vars(ids).values()
        if isinstance(owner, type)
        for name, value in vars(owner).items()
        if name.isupper() and isinstance(value, str)
    }


def pattern_types() -> set[str]:
    tree = ast.parse(Path(ids.__file__).read_text(encoding="utf-8"))
    return {
        value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant)
    }


def walk(component: Any) -> Iterator[Component]:
    if isinstance(component, list | tuple):
        for part in component:
            yield from walk(part)
    elif isinstance(component, Component):
        yield component
        yield from walk(getattr(component, "children", None))


def ids_in(component: Any) -> list[Any]:
    found = [getattr(part, "id", None) for part in walk(component)]
    return [str(sorted(each.items())) if isinstance(each, dict) else each for each in found if each is not None]


@pytest.fixture
def dash_app(ctx: Context) -> Dash:
    use_locale("en")
    app: Dash = create_app(ctx).state.dash
    return app


def test_constants_are_unique() -> None:
    values = [
        value
        for owner in vars(ids).values()
        if isinstance(owner, type)
        for name, value in vars(owner).items()
        if name.isupper() and isinstance(value, str)
    ]
    assert [value for value, count in Counter(values).items() if count > 1] == []


def test_no_page_has_an_id_twice_or_one_that_is_not_declared(dash_app: Dash) -> None:
    frame = ids_in(shell.layout())
    for page in [*PAGES]:
        found = [*frame, *ids_in(page.layout(channel="manual", no="M-1"))]
        assert [each for each, count in Counter(found).items() if count > 1] == [], page.__name__
        unknown = {each for each in found if not each.startswith("[") and not each.startswith("_pages")}
        assert unknown - set(static_ids()) - {shell.CONTENT} == set(), page.__name__
    assert len(page_registry) == len(PAGES) + 1


def test_callbacks_speak_of_declared_ids_only(dash_app: Dash) -> None:
    plain, patterns = set(static_ids()), pattern_types()
    for callback in dash_app._callback_list:
        outputs = re.findall(r"(\{[^}]*\}|[\w-]+)\.[a-zA-Z]", callback["output"].strip("."))
        named = [part["id"] for part in (*callback["inputs"], *callback["state"])]
        for each in (*named, *outputs):
            if each.startswith("{"):
                kind = re.search(r'"type":\s*"([\w-]+)"', each)
                assert kind is None or kind.group(1) in patterns, each
            else:
                assert each.split("@")[0] in plain | {
                    "_pages_location",
                    "_pages_content",
                    "_pages_store",
                    "_pages_dummy",
                }, each


def test_scripts_speak_of_declared_ids_only() -> None:
    """getElementById and the ids that scripts set properties of."""
    plain = set(static_ids()) | {shell.CONTENT}
    made_by_scripts = set(re.findall(r"\.id = \"([\w-]+)\"", "".join(_scripts())))
    for text in _scripts():
        for name in re.findall(r"(?:getElementById|byId|closest|querySelector)\(\"#?([a-z]+-[\w-]+)\"\)", text):
            assert name in plain | made_by_scripts, name


def _scripts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "dashboard" / "assets").glob("*.js"))]
