"""Layouts are told by their header row, whatever a shop did to it, and what lacks is said."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.channels.base import NUMBERED, plain_header
from etl.channels.registry import LAYOUTS
from etl.detect import Detected, detect
from ordertrail.domain.errors import FileRefused
from tests.etl.reading import SAMPLES, write
from tests.shared_data import SHARED, needs_shared_data

WESTERN = {
    "shopify_75col_2021": "shopify_orders",
    "shopify_79col_2026": "shopify_orders",
    "amazon_seller_all_orders": "amazon_all_orders",
    "amazon_seller_unshipped": "amazon_unshipped",
    "amazon_seller_new_orders": "amazon_new_orders",
    "etsy_sold_orders": "etsy_orders",
    "etsy_sold_order_items": "etsy_items",
    "ebay_us_orders_report_80col": "ebay_us",
    "ebay_de": "ebay_de",
    "woocommerce_core_analytics_orders": "woocommerce_analytics",
    "woocommerce_webtoffee_plugin": "woocommerce_webtoffee",
    "magento2_order_grid": "magento_grid",
}
OF_SAMPLE = {
    "shopify_orders.csv": "shopify_orders",
    "amazon_all_orders.tsv": "amazon_all_orders",
    "amazon_unshipped.tsv": "amazon_unshipped",
    "amazon_new_orders.tsv": "amazon_new_orders",
    "amazon_shipments.tsv": "amazon_shipments",
    "ebay_us.csv": "ebay_us",
    "ebay_us_2025.csv": "ebay_us",
    "ebay_uk.csv": "ebay_uk",
    "ebay_de.csv": "ebay_de",
    "ebay_file_exchange.csv": "ebay_file_exchange_us",
    "etsy_orders.csv": "etsy_orders",
    "etsy_items.csv": "etsy_items",
    "woocommerce_analytics.csv": "woocommerce_analytics",
    "woocommerce_analytics_de.csv": "woocommerce_analytics",
    "woocommerce_webtoffee.csv": "woocommerce_webtoffee",
    "woocommerce_advanced.csv": "woocommerce_advanced",
    "woocommerce_item_rows.csv": "woocommerce_item_rows",
    "woocommerce_line_items.csv": "woocommerce_line_items",
    "taobao_orders.csv": "taobao_orders",
    "taobao_items.csv": "taobao_items",
    "taobao_sub_orders.csv": "taobao_sub_orders",
    "tmall_report.csv": "tmall_report",
    "jd_orders.csv": "jd_orders",
    "pdd_orders.csv": "pdd_orders",
    "douyin_orders.csv": "douyin_orders",
    "youzan_orders.csv": "youzan_orders",
    "youzan_items.csv": "youzan_items",
    "magento_grid.csv": "magento_grid",
}


def told(folder: Path, columns: list[str], delimiter: str = ",") -> str:
    path = folder / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows([columns, ["x"] * len(columns)])
    return detect(path, path.name).layout.code


@cache
def sample_of(name: str) -> Detected:
    """A sample as text, and what it is told to be."""
    content = (SAMPLES / name).read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        western = name.startswith(("amazon", "ebay"))
        content = content.decode("cp1252" if western else "gb18030").encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return detect(path, name)


def header_of(name: str) -> tuple[list[str], str]:
    """The columns of a sample and what parts them."""
    found = sample_of(name)
    return list(found.spelled), found.delimiter


@needs_shared_data
@pytest.mark.parametrize("name", WESTERN)
def test_every_known_header_is_told(tmp_path: Path, name: str) -> None:
    layout = json.loads((SHARED / "channel_headers.json").read_text(encoding="utf-8"))[name]
    assert told(tmp_path, layout["columns"], layout.get("delimiter", ",")) == WESTERN[name]


@pytest.mark.parametrize("sample", OF_SAMPLE)
def test_every_sample_is_told(sample: str) -> None:
    assert sample_of(sample).layout.code == OF_SAMPLE[sample]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sample", OF_SAMPLE)
def test_case_blanks_order_and_delimiter_do_not_matter(tmp_path: Path, sample: str, delimiter: str) -> None:
    columns, _ = header_of(sample)
    changed = [f" {name.upper().replace(' ', '  ')} " for name in reversed(columns)]
    assert told(tmp_path, changed, delimiter) == OF_SAMPLE[sample]


@pytest.mark.parametrize("sample", OF_SAMPLE)
def test_columns_that_are_not_needed_may_lack(tmp_path: Path, sample: str) -> None:
    columns, delimiter = header_of(sample)
    layout = sample_of(sample).layout
    for name in columns:
        left = [each for each in columns if each != name]
        if not layout.lacking(set(layout.declared(left))):
            assert told(tmp_path, left, delimiter) == layout.code


@pytest.mark.parametrize("sample", OF_SAMPLE)
def test_a_layout_that_nearly_fits_says_what_lacks(tmp_path: Path, sample: str) -> None:
    columns, delimiter = header_of(sample)
    layout = sample_of(sample).layout
    group = {plain_header(name) for name in layout.needs[1]}
    left = [name for name in columns if plain_header(name) not in group]
    with pytest.raises(FileRefused) as refusal:
        told(tmp_path, left, delimiter)
    assert refusal.value.code == "missing_columns"
    assert (refusal.value.params["channel"], refusal.value.params["columns"]) == (layout.channel, layout.needs[1][0])


@given(st.data())
def test_a_part_of_a_header_is_its_own_layout_or_refused(tmp_path_factory: pytest.TempPathFactory, data) -> None:  # type: ignore[no-untyped-def]
    sample = data.draw(st.sampled_from(sorted(OF_SAMPLE)))
    columns, delimiter = header_of(sample)
    left = data.draw(st.lists(st.sampled_from(columns), min_size=1, unique=True))
    channel = sample_of(sample).layout.channel
    try:
        found = told(tmp_path_factory.mktemp("part"), left, delimiter)
    except FileRefused as refusal:
        assert refusal.code in ("missing_columns", "unknown_layout", "empty_file")
    else:
        assert next(layout.channel for layout in LAYOUTS if layout.code == found) == channel


def test_the_header_may_stand_below_a_preamble(tmp_path: Path) -> None:
    text = (SAMPLES / "etsy_orders.csv").read_text(encoding="utf-8")
    found = detect(write(tmp_path, "e.csv", "Shop: Sample\n,,,\nDownloaded on 2026-06-05\n\n" + text), "e.csv")
    assert (found.layout.code, found.header_line, found.preamble) == ("etsy_orders", 5, 2)


def test_a_report_of_no_orders_says_so(tmp_path: Path) -> None:
    lines = (SAMPLES / "ebay_us.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    with pytest.raises(FileRefused) as refusal:
        detect(write(tmp_path, "e.csv", "".join([*lines[:3], *lines[-2:]])), "e.csv")
    assert (refusal.value.code, refusal.value.channel) == ("no_rows", "ebay")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.code)
def test_no_two_names_of_a_layout_are_one(layout) -> None:  # type: ignore[no-untyped-def]
    plain = [plain_header(name) for name in layout.known_headers]
    assert sorted(plain) == sorted(set(plain))
    assert all(NUMBERED not in name for group in layout.needs for name in group)
