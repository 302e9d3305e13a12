"""The frame, the wiring of callbacks, and the files that every page needs."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, Input, Output
from fastapi import FastAPI
from starlette.testclient import TestClient

from dashboard.app import PAGES, create_app
from dashboard.callbacks.wiring import callback
from dashboard.ids import Shell
from dashboard.shell import active_place, layout, page_title
from ordertrail.app import open_context
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr, use_locale
from ordertrail.settings import Settings
from tests.dashboard.screen import links, parts

BASE = "http://127.0.0.1:8050"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    context = open_context(Settings(data_dir=tmp_path))
    yield create_app(context)
    context.store.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE, client=("127.0.0.1", 50000)) as each:
        each.headers["accept-language"] = "en"
        yield each


def test_pages_carry_language_and_only_local_addresses(client: TestClient) -> None:
    english = client.get("/")
    assert english.status_code == 200 and '<html lang="en"' in english.text
    assert '<html lang="zh-CN"' in client.get("/", headers={"accept-language": "zh-CN"}).text
    used = re.findall(r'(?:src|href)="([^"]+)"', english.text)
    assert used and all(address.startswith("/") and not address.startswith("//") for address in used)
    for address in used:
        assert client.get(address).status_code == 200, address


def test_every_page_address_answers_and_others_are_404(client: TestClient) -> None:
    for page in PAGES:
        shape = getattr(page, "PATH", None) or page.PATH_TEMPLATE
        assert client.get(re.sub(r"<[^>]*>", "x", shape)).status_code == 200
    missing = client.get("/no/such/page")
    assert missing.status_code == 404 and "react-entry-point" in missing.text
    assert client.get("/api/nowhere").headers["content-type"] == "application/json"


def test_inline_scripts_are_those_the_policy_names(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    scripts = policy.partition("script-src")[2].partition(";")[0]
    assert "sha256-" in scripts and "unsafe" not in scripts


def test_styles_fonts_and_boundaries_come_from_here(client: TestClient) -> None:
    for path in ("/theme.css", "/vendor/css/bootstrap.min.css", "/vendor/css/font/bootstrap-icons.min.css"):
        answer = client.get(path)
        assert answer.headers["content-type"].startswith("text/css")
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", answer.text)
    for name in ("china", "world"):
        boundaries = client.get(f"/regions/{name}.json")
        assert boundaries.json()["type"] == "FeatureCollection"
    assert client.get("/regions/mars.json").status_code == 404


def test_the_icon_is_found_where_browsers_look_for_it(client: TestClient) -> None:
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert icon.text.startswith("<svg")


def test_the_page_is_drawn_in_the_theme_that_the_browser_shows(client: TestClient) -> None:
    assert 'data-bs-theme="light"' in client.get("/").text
    assert 'data-bs-theme="dark"' in client.get("/", headers={"cookie": "ot_scheme=dark"}).text
    assert 'data-bs-theme="light"' in client.get("/", headers={"cookie": "ot_scheme=purple"}).text


def test_the_search_finds_orders_of_all_times_even_without_a_script() -> None:
    form = next(part for part in parts(layout()) if type(part).__name__ == "Form")
    fields = {part.name: getattr(part, "value", None) for part in parts(form) if getattr(part, "name", None)}
    assert (form.action, form.method, fields) == ("/orders", "get", {"q": None, "preset": "all"})


def test_the_rail_leads_to_all_orders() -> None:
    rail = next(part for part in parts(layout()) if getattr(part, "id", None) == Shell.NAV)
    places = ["/", "/orders?preset=all", "/orders/new", "/customers", "/import", "/settings"]
    # What the bar of a phone has no room for stands once more in its menu.
    assert links(rail)[1:] == [*places, "/import", "/settings"]


def test_static_files_are_sent_small(client: TestClient) -> None:
    plain = client.get("/vendor/css/bootstrap.min.css", headers={"accept-encoding": "identity"})
    small = client.get("/vendor/css/bootstrap.min.css", headers={"accept-encoding": "br"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "br"
    assert int(small.headers["content-length"]) * 4 < int(plain.headers["content-length"])


@pytest.mark.parametrize(
    ("path", "place", "title"),
    [
        ("/", "/", "Overview"),
        ("/orders", "/orders", "Orders"),
        ("/orders/new", "/orders/new", "Add order"),
        ("/orders/shopify/%231001", "/orders", "Order #1001"),
        ("/import/", "/import", "Import"),
        ("/nowhere", "", "There is no such page"),
    ],
)
def test_rail_and_title_follow_the_address(path: str, place: str, title: str) -> None:
    use_locale("en")
    assert active_place(path) == place
    assert page_title(path) == title


def call(client: TestClient, value: str) -> Any:
    body = {
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{"id": "in", "property": "value", "value": value}],
        "changedPropIds": ["in.value"],
    }
    return client.post("/_dash-update-component", json=body)


@pytest.fixture
def wired(app: FastAPI) -> Iterator[TestClient]:
    dash_app: Dash = app.state.dash

    @callback(dash_app, Output("out", "children"), Input("in", "value"))
    def answer(value: str) -> str:
        if value == "refused":
            raise DomainError("no_such_import")
        if value == "broken":
            raise ValueError("secret detail")
        return f"{tr().lang} {threading.current_thread() is threading.main_thread()}"

    with TestClient(app, base_url=BASE, client=("127.0.0.1", 50000)) as each:
        each.headers["accept-language"] = "en"
        yield each


def test_callbacks_run_in_a_thread_in_the_readers_language(wired: TestClient) -> None:
    answer = call(wired, "fine")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["response"]["out"]["children"] == "en False"


def test_a_refusal_becomes_a_toast(wired: TestClient) -> None:
    toast = call(wired, "refused").json()["sideUpdate"][Shell.TOAST]["data"]
    assert (toast["tone"], toast["text"]) == ("bad", "There is no such import.")


def test_an_unexpected_fault_is_logged_and_shown_without_its_traceback(
    wired: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = call(wired, "broken")
    assert answer.status_code == 200
    assert "secret detail" not in answer.text
    assert json.loads(answer.text)["sideUpdate"][Shell.TOAST]["data"]["tone"] == "bad"
    assert "secret detail" in caplog.text
