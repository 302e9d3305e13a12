"""Who may ask, in which language, and which headers go back."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.uploading import BASE


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "[::1]:8050", "127.0.0.1"])
def test_own_addresses_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5", "127.0.0.1.evil.example"])
def test_foreign_host_is_refused_with_a_sentence(client: TestClient, host: str) -> None:
    answer = client.get("/healthz", headers={"host": host})
    assert answer.status_code == 403
    assert host in answer.text and "127.0.0.1" in answer.text
    assert client.get("/api/events/state", headers={"host": host}).json()["error"] == "foreign_host"


def test_foreign_client_is_refused(app: FastAPI) -> None:
    with TestClient(app, base_url=BASE, client=("192.168.1.9", 50000)) as stranger:
        answer = stranger.get("/api/events/state")
    assert (answer.status_code, answer.json()["error"]) == (403, "foreign_client")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_foreign_origin_may_change_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.delete("/api/imports/none", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "foreign_origin")


@pytest.mark.parametrize("headers", [{}, {"origin": BASE}, {"sec-fetch-site": "same-origin"}])
def test_own_pages_and_programs_reach_the_route(client: TestClient, headers: dict[str, str]) -> None:
    assert client.delete("/api/imports/none", headers=headers).status_code != 403


def test_every_answer_has_the_security_headers(client: TestClient) -> None:
    for path in ("/healthz", "/api/nowhere"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'self'" in headers["content-security-policy"]


def test_language_comes_from_the_browser_and_the_cookie_outranks_it(client: TestClient) -> None:
    def message(accept: str) -> str:
        return client.get("/api/nowhere", headers={"accept-language": accept}).json()["message"]

    assert message("zh-CN,zh;q=0.9,en;q=0.5") == "这个地址下没有内容。"
    assert message("fr,en;q=0.5") == "There is nothing at this address."
    client.get("/prefs?lang=en")
    assert message("zh-CN") == "There is nothing at this address."


def test_unknown_api_address_is_json(client: TestClient) -> None:
    for method in ("get", "post", "delete"):
        answer = getattr(client, method)("/api/nowhere/at/all")
        assert answer.status_code == 404
        assert set(answer.json()) == {"error", "message", "fields"}


@pytest.mark.parametrize(
    ("target", "landing"),
    [
        ("/orders?q=1", "/orders?q=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("http://evil.example/", "/"),
        ("", "/"),
    ],
)
def test_preferences_return_to_own_pages_only(client: TestClient, target: str, landing: str) -> None:
    answer = client.get("/prefs", params={"theme": "dark", "next": target})
    assert answer.status_code == 303
    assert answer.headers["location"] == landing
    assert "ot_theme=dark" in answer.headers["set-cookie"]


def test_unknown_preference_is_a_readable_refusal(client: TestClient) -> None:
    answer = client.get("/prefs", params={"lang": "xx"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"lang": "This value is missing or of the wrong kind."}
