"""Where a store is: what can be read as an address, and that no password is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordertrail.domain.errors import DomainError
from ordertrail.store.address import place_of, server_url, shown_url
from ordertrail.store.engine import Store

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:s3cret@h:5/db", "postgresql://ann:***@h:5/db"),
        ("postgres://ann@h/db", "postgres://ann@h/db"),
        ("postgresql://ann@h/db?password=s3cret&sslmode=require", "postgresql://ann@h/db?password=***&sslmode=require"),
        ("postgresql:///db?host=/run/pg&sslpassword=s3cret", "postgresql:///db?host=%2Frun%2Fpg&sslpassword=***"),
        ("postgresql://ann:p@s3cret@h/db", "postgresql://…"),
        ("postgresql://ann:p@h?s3cret@h/db", "postgresql://…"),
        ("postgresql://ann:s3cret@h:many/db", "postgresql://…"),
        ("host=h user=ann password=s3cret", "…"),
        ("ann:s3cret@h/db", "…"),
    ],
)
def test_an_address_is_shown_as_it_was_written_but_for_its_password(address: str, shown: str) -> None:
    assert shown_url(address) == shown


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("mysql://ann:s3cret@h/db", "store_engine_unknown"),
        ("orders", "store_engine_unknown"),
        ("postgresql://ann:p@s3cret@h/db", "store_url_unreadable"),
        ("postgresql://ann:s3cret@h:many/db", "store_url_unreadable"),
        ("host=h user=ann password=s3cret", "store_url_unreadable"),
        ("ann:s3cret@h/db", "store_url_unreadable"),
        ("s3cret@h/db", "store_url_unreadable"),
    ],
)
def test_what_is_no_address_of_ours_is_refused_without_a_word_of_the_password(address: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        Store(address, zone="Asia/Shanghai", base_currency="CNY")
    assert refusal.value.code == code
    assert SECRET not in str(refusal.value.params)


def test_a_password_may_hold_any_sign_that_is_written_as_a_number() -> None:
    url = server_url("postgresql://ann:a%40b%3Ac%2Fd@h/db")
    assert (url.password, url.host, url.drivername) == ("a@b:c/d", "h", "postgresql+psycopg")


@pytest.mark.parametrize("words", ["u:pw@h/x", "postgresql:u:pw@h/x", "postgresql:/u:pw@h/x", "host=h password=pw"])
def test_an_address_without_its_scheme_is_no_file(words: str) -> None:
    with pytest.raises(DomainError) as refusal:
        place_of(words)
    assert (refusal.value.code, refusal.value.params) == ("place_unclear", {})


def test_places_of_files_and_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of("postgresql://h/db") == "postgresql://h/db"
    assert place_of("orders.duckdb") == tmp_path / "orders.duckdb"
    assert place_of("./u:pw@h") == tmp_path / "u:pw@h"
    assert place_of("at@home.duckdb") == tmp_path / "at@home.duckdb"
