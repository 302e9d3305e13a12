"""The users' own fields on their way into the store: key by key, what staff set stays theirs, on both engines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ordertrail.domain.actor import local_owner
from ordertrail.domain.custom_fields import CustomField, as_cell, fields_json
from ordertrail.store.custom_sql import CUSTOM_FIELDS, custom_value, field_keys, filled, object_of
from ordertrail.store.documents import put_document
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import Store
from ordertrail.store.merge import MergeResult, land, preview
from ordertrail.store.orders import OrderView, get_order
from ordertrail.store.tables import orders
from tests.store.drafting import draft, staging

NOW = datetime(2026, 11, 24, 3, 0)
CLERK = local_owner("web")
KEYS = ("colour", "floor", "gate")


@pytest.fixture
def shaped(store: Store) -> Store:
    fields = fields_json(CustomField(key, en=key, hidden=key == "gate") for key in KEYS)
    store.run(lambda uow: put_document(uow, CUSTOM_FIELDS, fields, seen_version=0, actor=CLERK, now=NOW))
    return store


def told(store: Store, folder: Path, custom: dict[str, str | None], **cells: Any) -> MergeResult:
    path = staging(folder / "s.duckdb", [draft("1", custom=as_cell(custom), **cells)])
    with store.source(path) as source:
        return store.run(lambda uow: land(uow, source, "i", CLERK, NOW), aside=True)


def order(store: Store) -> OrderView:
    with store.read() as connection:
        found = get_order(connection, "shopify", "1")
    assert found is not None
    return found


def test_a_file_changes_only_the_keys_that_it_speaks_of(shaped: Store, tmp_path: Path) -> None:
    told(shaped, tmp_path, {"colour": "Red", "gate": 'a"\\b'})
    assert order(shaped).order["custom"] == '{"colour":"Red","gate":"a\\"\\\\b"}'
    assert told(shaped, tmp_path, {"floor": "3"}).changed == 1
    assert order(shaped).order["custom"] == '{"colour":"Red","floor":"3","gate":"a\\"\\\\b"}'
    assert told(shaped, tmp_path, {}, customer_name="Bob").changed == 1
    assert order(shaped).order["custom"] == '{"colour":"Red","floor":"3","gate":"a\\"\\\\b"}'
    # The file that says again what is known changes nothing, whatever else is there.
    assert told(shaped, tmp_path, {"floor": "3"}, customer_name="Bob").unchanged == 1
    assert [event["note"] for event in order(shaped).events[:2]] == ["customer_name", "custom.floor"]


def test_a_key_that_staff_set_stays_theirs_and_the_others_the_files(shaped: Store, tmp_path: Path) -> None:
    told(shaped, tmp_path, {"colour": "Red", "floor": "3"})
    edit = Edit("edited", {"custom": as_cell({"colour": "Blue", "floor": "3"})})
    edit_order(shaped, "shopify", "1", 1, lambda _: edit, CLERK, NOW)
    assert order(shaped).order["staff_fields"] == ",custom.colour,"
    path = staging(tmp_path / "p.duckdb", [draft("1", custom=as_cell({"colour": "Green", "floor": "4"}))])
    sample = preview(shaped, path).samples[0]
    assert sample["changes"] == {"custom.floor": ["3", "4"], "custom.colour": ["Blue", "Green"]}
    assert sample["disputed"] == ["custom.colour"]
    assert told(shaped, tmp_path, {"colour": "Green", "floor": "4"}).conflict == 1
    found = order(shaped)
    assert found.order["custom"] == '{"colour":"Blue","floor":"4"}'
    assert [(each["field"], each["ours"], each["theirs"]) for each in found.conflicts] == [
        ("custom.colour", "Blue", "Green")
    ]


def test_what_staff_emptied_stays_empty(shaped: Store, tmp_path: Path) -> None:
    told(shaped, tmp_path, {"colour": "Red"})
    edit_order(shaped, "shopify", "1", 1, lambda _: Edit("edited", {"custom": None}), CLERK, NOW)
    told(shaped, tmp_path, {"colour": "Green", "floor": "4"})
    assert order(shaped).order["custom"] == '{"floor":"4"}'


def test_one_value_is_read_by_its_key(shaped: Store, tmp_path: Path) -> None:
    told(shaped, tmp_path, {"colour": "Red"})
    with shaped.read() as connection:
        query = select(orders.c.channel_order_no).where(custom_value("colour") == "Red")
        assert connection.execute(query).scalars().all() == ["1"]
        assert (filled(connection, "colour"), filled(connection, "floor")) == (True, False)
        assert field_keys(connection) == KEYS


# What cells cannot hold: control characters and halves of characters.
SOUND = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(st.sampled_from(KEYS), SOUND))
def test_sql_and_python_write_the_same_cell(store: Store, values: dict[str, str]) -> None:
    marks = {key: f"CAST(:{key} AS TEXT)" for key in KEYS}
    given_values = {key: values.get(key) for key in KEYS}
    with store.read() as connection:
        made = connection.execute(text(f"SELECT {object_of(marks)}"), given_values).scalar_one()
    assert made == as_cell(given_values)
