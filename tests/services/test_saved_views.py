"""Views are their makers' own; what they share everybody sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import Invalid, NotAllowed, NotFound
from ordertrail.services.context import Context
from ordertrail.services.saved_views import (
    MOST_VIEWS,
    change_view,
    default_of,
    delete_view,
    order_views,
    save_view,
    saved_views,
)

LIN, WU = Actor("lin", "staff"), Actor("wu", "manager")


def save(ctx: Context, name: str, query: str = "?q=a", who: Actor = LIN, **more: Any) -> UUID:
    return save_view(ctx, who, name=name, query=query, **more)


def names(ctx: Context, who: Actor = LIN) -> list[str]:
    return [view.name for view in saved_views(ctx, who)]


def test_a_view_keeps_the_query_without_what_is_of_the_moment(ctx: Context) -> None:
    save(ctx, "  Late  ones ", "?sort=placed_at:desc&open=a:1&saved=x&q=杯&cols=a,b&density=dense&view=gantt")
    (view,) = saved_views(ctx, LIN)
    assert (view.name, view.own, view.shared, view.is_default) == ("Late ones", True, False, False)
    assert view.query == "cols=a,b&density=dense&q=%E6%9D%AF&sort=placed_at:desc&view=gantt"


def test_only_shared_views_are_seen_by_others_and_only_the_maker_changes_them(ctx: Context) -> None:
    hidden, shared = save(ctx, "Mine"), save(ctx, "Ours", shared=True)
    save(ctx, "Theirs", who=WU)
    assert names(ctx) == ["Mine", "Ours"]
    assert names(ctx, WU) == ["Theirs", "Ours"]
    assert [view.own for view in saved_views(ctx, WU)] == [True, False]
    for view_id in (hidden, shared):
        with pytest.raises(NotAllowed):
            change_view(ctx, WU, view_id, {"name": "X"})
        with pytest.raises(NotAllowed):
            delete_view(ctx, WU, view_id)
    assert names(ctx) == ["Mine", "Ours"]
    with pytest.raises(NotFound):
        delete_view(ctx, LIN, uuid4())


def test_views_are_renamed_written_anew_shared_ordered_and_deleted(ctx: Context) -> None:
    first, second = save(ctx, "A"), save(ctx, "B")
    change_view(ctx, LIN, first, {"name": "C", "query": "?q=b", "shared": True})
    view = saved_views(ctx, LIN)[0]
    assert (view.name, view.query, view.shared) == ("C", "q=b", True)
    order_views(ctx, LIN, [second, first])
    assert names(ctx) == ["B", "C"]
    delete_view(ctx, LIN, second)
    assert names(ctx) == ["C"]


def test_one_view_opens_the_page(ctx: Context) -> None:
    first, second, theirs = save(ctx, "A"), save(ctx, "B"), save(ctx, "C", who=WU, shared=True)
    assert default_of(saved_views(ctx, LIN)) is None
    change_view(ctx, WU, theirs, {"is_default": True})
    found = default_of(saved_views(ctx, LIN))
    assert found and found.view_id == theirs
    change_view(ctx, LIN, first, {"is_default": True})
    change_view(ctx, LIN, second, {"is_default": True})
    assert [view.name for view in saved_views(ctx, LIN) if view.is_default] == ["B", "C"]
    found = default_of(saved_views(ctx, LIN))
    assert found and found.view_id == second
    change_view(ctx, LIN, second, {"is_default": False})
    found = default_of(saved_views(ctx, LIN))
    assert found and found.view_id == theirs


@pytest.mark.parametrize(("name", "code"), [(" ", "required"), ("x" * 41, "too_long"), ("mine", "name_taken")])
def test_a_bad_name_is_refused_at_its_field(ctx: Context, name: str, code: str) -> None:
    save(ctx, "Mine")
    with pytest.raises(Invalid) as refused:
        save(ctx, name)
    assert refused.value.fields["name"].code == code
    assert names(ctx) == ["Mine"]


def test_a_query_and_the_number_of_views_have_an_end(ctx: Context) -> None:
    with pytest.raises(Invalid) as refused:
        save(ctx, "Long", "?q=" + "x" * 5000)
    assert set(refused.value.fields) == {"query"}
    for number in range(MOST_VIEWS):
        save(ctx, f"V{number}")
    with pytest.raises(Invalid):
        save(ctx, "One more")


def test_who_may_only_look_saves_nothing(ctx: Context) -> None:
    with pytest.raises(NotAllowed):
        save(ctx, "A", who=Actor("guest", "viewer"))
