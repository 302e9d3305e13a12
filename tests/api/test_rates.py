"""Exchange rates over HTTP."""

from __future__ import annotations

from starlette.testclient import TestClient


def test_rates_are_set_uploaded_told_and_removed(client: TestClient) -> None:
    wish = {"rates": [{"currency": "USD", "day": "2026-01-15", "rate": 7.2}]}
    assert client.put("/api/rates", json=wish).json() == {"set": 1}
    sent = client.post("/api/rates/file", content="币种,日期,汇率\nEUR,2026-01-15,8.1\n".encode())
    assert sent.json() == {"set": 1}
    told = client.get("/api/rates").json()
    assert told["base"] == "CNY" and told["reference"]["USD"] == "7.1" and "CNY" not in told["reference"]
    assert [(each["currency"], each["day"], each["rate"]) for each in told["rates"]] == [
        ("EUR", "2026-01-15", "8.1"), ("USD", "2026-01-15", "7.2"),
    ]  # fmt: skip
    again = client.post("/api/rates/file", content=client.get("/api/rates/file.csv").content)
    assert again.json() == {"set": 2}
    assert client.delete("/api/rates/usd/2026-01-15").status_code == 200
    assert [each["currency"] for each in client.get("/api/rates").json()["rates"]] == ["EUR"]


def test_bad_rates_are_told_at_their_field_and_nothing_is_set(client: TestClient) -> None:
    wish = {"rates": [{"currency": "USD", "day": "2026-01-15", "rate": "7.2"}, {"currency": "USD", "day": "x"}]}
    refused = client.put("/api/rates", json=wish)
    assert refused.status_code == 422 and set(refused.json()["fields"]) == {"rates.1.day", "rates.1.rate"}
    assert client.get("/api/rates").json()["rates"] == []
    for body in (b"", b"a,b\n", "币种,日期,汇率\n".encode("gbk"), "币种,日期,汇率\n".encode()):
        answer = client.post("/api/rates/file", content=body)
        assert answer.status_code in (400, 422) and answer.json()["message"]
