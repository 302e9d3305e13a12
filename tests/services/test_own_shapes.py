"""Own fields, surcharges and segments: who may shape them, at which version, and how soon everybody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ordertrail.app import open_context
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import Invalid, NotAllowed, StaleEdit
from ordertrail.domain.own_words import NONE, use_own_words
from ordertrail.i18n import use_locale
from ordertrail.own_labels import segment_label, surcharge_label
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields, every_field, put_fields
from ordertrail.services.own_lists import GROUPS, SURCHARGES, put_list, segments, surcharge_kinds
from ordertrail.services.own_words import words_of
from ordertrail.services.place_order import place_order
from ordertrail.settings import Settings
from ordertrail.store.orders import get_order

OWNER = local_owner("test")
FLOOR = {"key": "floor", "zh": "楼层", "en": "Floor", "kind": "number"}


@pytest.fixture(autouse=True)
def _nothing_in_force() -> Iterator[None]:
    yield
    use_own_words(NONE)


def place(ctx: Context, **wish: Any) -> dict[str, Any]:
    line = {"name": "Mug", "quantity": "1", "unit_price": "10"}
    _, no = place_order(ctx, OWNER, {"customer_name": "Ann", "lines": [line], **wish})
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return {**found.order, "surcharges": found.surcharges}


def test_a_field_is_there_for_the_next_order_and_its_kind_stays_once_it_has_values(either_ctx: Context) -> None:
    assert custom_fields(either_ctx) == ()
    assert put_fields(either_ctx, OWNER, [FLOOR], 0) == 1
    assert put_fields(either_ctx, OWNER, [{**FLOOR, "kind": "text"}], 1) == 2
    assert place(either_ctx, custom={"floor": "3"})["custom"] == '{"floor":"3"}'
    with pytest.raises(Invalid) as refused:
        put_fields(either_ctx, OWNER, [{**FLOOR, "kind": "number"}], 2)
    assert refused.value.fields["rows.0.kind"].code == "kind_fixed"
    # Hidden, it keeps its values and is asked for no more.
    put_fields(either_ctx, OWNER, [], 2)
    assert custom_fields(either_ctx) == () and [each.key for each in every_field(either_ctx)] == ["floor"]
    with pytest.raises(Invalid):
        place(either_ctx, custom={"floor": "3"})


def test_only_managers_shape_and_only_what_they_saw(ctx: Context) -> None:
    staff = Actor("s", role="staff")
    for put in (lambda: put_fields(ctx, staff, [FLOOR], 0), lambda: put_list(ctx, staff, GROUPS, [], 0)):
        with pytest.raises(NotAllowed):
            put()
    put_list(ctx, Actor("m", role="manager"), GROUPS, [{"en": "Campus"}], 0)
    with pytest.raises(StaleEdit) as refused:
        put_list(ctx, OWNER, GROUPS, [{"en": "Club"}], 0)
    assert (refused.value.current["version"], refused.value.current["actor"]) == (1, "m")
    assert [each.code for each in segments(ctx)] == ["retail", "vip", "b2b", "campus"]


def test_another_process_knows_at_once(postgres: Any, laid_out: str, tmp_path: Any) -> None:
    url = postgres.database(laid_out)
    one, other = (open_context(Settings(data_dir=tmp_path / name, database_url=url)) for name in ("a", "b"))
    try:
        assert custom_fields(other) == ()
        heard = other.store.subscribe()
        other.store.follow()
        put_fields(one, OWNER, [FLOOR], 0)
        assert heard.get(10) == [{"bulk": "shaped"}]
        assert [each.key for each in custom_fields(other)] == ["floor"]
    finally:
        one.store.close()
        other.store.close()
        postgres.drop(url)


def test_an_own_surcharge_is_charged_and_called_by_its_name(ctx: Context) -> None:
    put_list(ctx, OWNER, SURCHARGES, [{"zh": "安装费", "en": "Fitting"}], 0)
    order = place(ctx, surcharges=[{"kind": "fitting", "amount": "5"}, {"kind": "shipping", "amount": "2"}])
    assert (order["surcharge"], order["total"]) == (5, 17)
    assert [each["kind"] for each in order["surcharges"]] == ["fitting"]
    use_own_words(words_of(ctx))
    use_locale("zh")
    assert (surcharge_label("fitting"), surcharge_label("packing"), surcharge_label("gone")) == (
        "安装费",
        "包装费",
        "gone",
    )
    use_locale("en")
    assert (segment_label("b2b"), segment_label("gone")) == ("B2B", "gone")
    # Hidden, no new order may have it, but it keeps its name.
    put_list(ctx, OWNER, SURCHARGES, [], 1)
    assert surcharge_kinds(ctx)[-1].hidden
    with pytest.raises(Invalid):
        place(ctx, surcharges=[{"kind": "fitting", "amount": "5"}])


def test_a_column_of_our_template_is_no_name_for_a_field(ctx: Context) -> None:
    with pytest.raises(Invalid) as refused:
        put_fields(replace(ctx), OWNER, [{**FLOOR, "zh": "备注"}], 0)
    assert refused.value.fields["rows.0.zh"].code == "label_taken"
