"""What a person says of a channel of one's own, judged field by field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.theme import channel_colours, css
from ordertrail.analytics.filters import Filters
from ordertrail.domain.errors import Invalid
from ordertrail.domain.own_channels import OwnChannel, OwnLayout, channels_json, read_channels
from ordertrail.domain.own_channels_check import Known, check_channel, check_layout
from ordertrail.domain.own_words import OwnWords, channel_codes, use_own_words
from ordertrail.domain.synonyms import SYNONYMS, plain_name, words_of_name

KNOWN = Known(("awaiting_payment", "paid", "done", "cancelled"), {"CNY", "GBP"}, ("floor",))
SOUND: dict[str, Any] = {
    "role": "orders",
    "rows": "single",
    "headers": ["No", "Day", "Sum", "Word", "Floor"],
    "columns": {"order_no": "No", "placed_at": "Day", "given_total": "Sum", "status": "Word", "custom.floor": "Floor"},
    "currency": "gbp",
    "status": {"Paid, waiting": "paid", "Odd": ""},
}


def faults(**changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check_layout({**SOUND, **changes}, KNOWN)
    return {path: problem.code for path, problem in refused.value.fields.items()}


def test_a_sound_mapping_is_read_and_kept_as_it_is() -> None:
    layout = check_layout(SOUND, KNOWN)
    assert (layout.currency, layout.columns["custom.floor"]) == ("GBP", "Floor")
    # As the parser compares words; one without a stage stays unknown.
    assert layout.status == {"paid， waiting": "paid"}
    channel = OwnChannel("shop", "小店", "", False, (layout,))
    assert read_channels(channels_json([channel])) == (channel,)
    assert (channel.label("en"), channel.label("zh")) == ("小店", "小店")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"columns": {}}, {"columns.order_no": "column_needed", "columns.placed_at": "column_needed"}),
        ({"columns": {"order_no": "No", "placed_at": "No"}}, {"columns.placed_at": "column_twice"}),
        ({"columns": {**SOUND["columns"], "tax": "VAT"}}, {"columns.tax": "no_such_column"}),
        ({"columns": {**SOUND["columns"], "custom.gate": "Sum"}}, {"columns.custom.gate": "unknown_target"}),
        ({"currency": "XYZ"}, {"currency": "unknown_currency_code"}),
        ({"currency": ""}, {"currency": "currency_needed"}),
        ({"zone": "Mars/Base"}, {"zone": "unknown_timezone"}),
        ({"dates": "backwards"}, {"dates": "unknown_choice_here"}),
        ({"cancel_prefix": "CANCELLED"}, {"cancel_prefix": "too_long"}),
        ({"status": {"Odd": "lost"}}, {"status.Odd": "unknown_choice_here"}),
        ({"headers": []}, {"headers": "headers_needed"}),
    ],
)
def test_each_fault_stands_at_its_field(changes: dict[str, Any], expected: dict[str, str]) -> None:
    found = faults(**changes)
    assert expected.items() <= found.items()


def test_payments_need_no_day_and_no_currency() -> None:
    wish = {"role": "payments", "headers": ["No", "Paid"], "columns": {"order_no": "No", "paid": "Paid"}}
    assert check_layout(wish, KNOWN).rows == "items"


def test_a_channel_is_new_grows_or_has_a_layout_replaced() -> None:
    first = check_channel({"en": "Corner shop"}, OwnLayout(), None, (), ())
    assert (first.code, len(first.layouts)) == ("corner_shop", 1)
    payments = OwnLayout(role="payments")
    grown = check_channel({"code": "corner_shop", "en": "Corner"}, payments, None, (first,), ())
    assert (grown.code, [each.role for each in grown.layouts]) == ("corner_shop", ["orders", "payments"])
    again = check_channel({"code": "corner_shop", "en": "Corner"}, OwnLayout(rows="items"), 0, (grown,), ())
    assert [each.rows for each in again.layouts] == ["items", "single"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"en": " "}, {"zh": "name_needed"}),
        ({"code": "shopify", "en": "Mine"}, {"code": "own_code_taken"}),
        ({"code": "Ours!", "en": "Mine"}, {"code": "own_code_bad"}),
        ({"en": "amazon"}, {"en": "label_taken"}),
        ({"zh": "小店"}, {"zh": "label_taken"}),
    ],
)
def test_a_channel_is_no_other(name: dict[str, str], expected: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        check_channel(name, OwnLayout(), None, (OwnChannel("shop", "小店"),), {"amazon"})
    assert {path: problem.code for path, problem in refused.value.fields.items()} == expected


def test_a_name_of_a_later_product_channel_is_never_given() -> None:
    assert check_channel({"en": "eBay"}, OwnLayout(), None, (), ()).code == "ebay_2"


def test_names_are_alike_however_they_are_written() -> None:
    assert plain_name("Número de Pedido") == plain_name("numero_de_pedido")
    assert words_of_name("OrderID") == words_of_name("order_id") == {"order", "id"}
    assert all(plain_name(name) for names in SYNONYMS.values() for name in names)


def test_own_channels_stand_behind_the_products_in_filters() -> None:
    use_own_words(OwnWords(channels=(OwnChannel("shop", "小店"), OwnChannel("fair", "", "Fair", hidden=True))))
    try:
        assert channel_codes()[-2:] == ("shop", "fair")
        filters = Filters.from_query("?channel=fair,shopify,shop,nobody", date(2026, 1, 1))
        assert filters.channels == ("shopify", "shop", "fair")
        colours = channel_colours("light")
        assert colours["shop"] != colours["fair"] and "--channel-shop" in css()
    finally:
        use_own_words(OwnWords())
