"""Exports of other years, sites and languages than the samples: what must come of a made-up row, by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.etl.reading import Read, read

Row = Mapping[str, str]


def file_of(path: Path, header: str, *rows: Row, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A file with the columns that ``header`` names between bars; cells that a row does not name are empty."""
    names = header.split("|")
    assert all(set(row) <= set(names) for row in rows)
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return path


def facts(got: Read, *names: str) -> list[tuple[str, ...]]:
    """Of each order, in the order of their numbers."""
    orders = sorted(got.orders, key=lambda order: str(order["channel_order_no"]))
    return [tuple(_shown(order[name]) for name in names) for order in orders]


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text


SHOPIFY = {
    "Name": "#1001", "Financial Status": "paid", "Currency": "EUR", "Total": "23.00", "Taxes": "3.67",
    "Created at": "2018-05-01 10:00:00 +0200", "Lineitem quantity": "2", "Lineitem name": "Mug",
    "Lineitem price": "10.00", "Shipping Country": "AT",
}  # fmt: skip


@pytest.mark.parametrize("more", ["", "|Receipt Number|Duties|Payment ID|Payment Terms Name|Next Payment Due At|Id"])
def test_shopify_with_fewer_and_more_columns(tmp_path: Path, more: str) -> None:
    header = "|".join(SHOPIFY) + "|Fulfillment Status|Cancelled at|Tax 1 Name|Tax 1 Value" + more
    back = {**SHOPIFY, "Name": "#1002", "Fulfillment Status": "restocked", "Cancelled at": "2018-05-02 10:00:00 +0200"}
    got = read(tmp_path, file_of(tmp_path / "s.csv", header, SHOPIFY, back))
    assert facts(got, "channel", "stage", "total", "placed_at", "country") == [
        ("shopify", "paid", "23", "2018-05-01 08:00:00", "AT"),
        ("shopify", "cancelled", "23", "2018-05-01 08:00:00", "AT"),
    ]


def test_amazon_takes_tax_as_held_in_the_price_but_in_north_america(tmp_path: Path) -> None:
    header = (
        "amazon-order-id|purchase-date|order-status|sales-channel|sku|item-status|quantity|currency|item-price|item-tax|"
        "shipping-price|shipping-tax|price-designation|is-iba|order-invoice-type"
    )
    row = {
        "purchase-date": "2026-05-01T08:00:00+00:00", "order-status": "Shipped - Delivered to Buyer", "sku": "A",
        "item-status": "Shipped", "quantity": "1", "item-price": "20.00", "item-tax": "3.19", "shipping-price": "4.00",
        "shipping-tax": "0.64",
    }  # fmt: skip
    rows = [
        {**row, "amazon-order-id": number, "currency": currency}
        for number, currency in (("1", "EUR"), ("2", "JPY"), ("3", "USD"), ("4", "CAD"))
    ]
    got = read(tmp_path, file_of(tmp_path / "a.txt", header, *rows, delimiter="\t"))
    assert facts(got, "total", "tax", "stage") == [
        ("24", "3.83", "delivered"), ("24", "3.83", "delivered"),
        ("27.83", "3.83", "delivered"), ("27.83", "3.83", "delivered"),
    ]  # fmt: skip


def test_amazon_japan_in_shift_jis_with_its_own_columns(tmp_path: Path) -> None:
    header = (
        "order-id|order-item-id|purchase-date|payments-date|promise-date|days-past-promise|buyer-email|sku|product-name|"
        "quantity-purchased|quantity-shipped|quantity-to-ship|recipient-name|ship-address-1|ship-state|ship-postal-code|"
        "ship-country|payment-method|cod-collectible-amount|already-paid|payment-method-fee|points-granted|is-prime"
    )
    row = {
        "order-id": "249-1", "order-item-id": "1", "purchase-date": "2026-05-01T08:00:00+09:00", "sku": "CUP",
        "product-name": "見本カップ", "quantity-purchased": "1", "quantity-shipped": "0", "recipient-name": "見本太郎",
        "ship-state": "東京都", "ship-country": "JP", "buyer-email": "x@marketplace.amazon.co.jp",
    }  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "a.txt", header, row, delimiter="\t", encoding="cp932"))
    assert facts(got, "currency", "placed_at", "customer_name", "region") == [
        ("JPY", "2026-04-30 23:00:00", "見本太郎", "JP-13")
    ]


def test_amazon_shipments_downloaded_as_a_table(tmp_path: Path) -> None:
    header = (
        "Amazon Order Id|Shipment ID|Shipment Item Id|Purchase Date|Shipment Date|Merchant SKU|Title|"
        "Dispatched Quantity|Currency|Item Price|Item Tax|Delivery Price|Dispatch Address 1|Dispatch City|"
        "Dispatch Country Code|Carrier|Tracking Number|FC"
    )
    row = {
        "Amazon Order Id": "026-1", "Shipment Item Id": "D1", "Purchase Date": "2026-05-01T08:00:00+01:00",
        "Shipment Date": "2026-05-02T08:00:00+01:00", "Merchant SKU": "A", "Title": "Mug", "Dispatched Quantity": "2",
        "Currency": "GBP", "Item Price": "10.00", "Dispatch Country Code": "GB", "Dispatch City": "Leeds",
        "Tracking Number": "T1",
    }  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "a.csv", header, row))
    assert facts(got, "total", "shipped_at", "country", "city", "tracking_no") == [
        ("10", "2026-05-02 07:00:00", "GB", "Leeds", "T1")
    ]


OLD_SALES = (
    "Sales Record Number|{user}|Buyer Fullname|{place}|Item Title|Quantity|Sale Price|{post}|Total Price|Sale Date|"
    "Paid on Date|{sent}"
)


@pytest.mark.parametrize(
    ("user", "place", "post", "sent", "sign", "day", "currency", "placed"),
    [
        ("User Id", "Buyer Country", "Postage and Packaging", "Dispatched on Date", "£", "12-Mar-16", "GBP",
         "2016-03-12 00:00:00"),
        ("User ID", "Post To Country", "Postage and Handling", "Posted on Date", "AU $", "12-Mar-16", "AUD",
         "2016-03-11 13:00:00"),
        ("User Id", "Buyer Country", "Shipping and Handling", "Shipped on Date", "$", "Mar-12-16", "USD",
         "2016-03-12 08:00:00"),
    ],
)  # fmt: skip
def test_ebay_sales_of_old_on_three_sites(
    tmp_path: Path, user: str, place: str, post: str, sent: str, sign: str, day: str, currency: str, placed: str
) -> None:
    header = OLD_SALES.format(user=user, place=place, post=post, sent=sent)
    row = {
        user: "buyer", "Item Title": "Mug", "Quantity": "2", "Sale Price": f"{sign}10.00",
        post: f"{sign}2.00", "Sale Date": day, "Paid on Date": day,
    }  # fmt: skip
    rows = [
        {**row, "Sales Record Number": number, "Total Price": f"{sign}{total}"}
        for number, total in (("7", "22.00"), ("8", "12.00"), ("9", "99.00"))
    ]
    got = read(tmp_path, file_of(tmp_path / "e.csv", header, *rows))
    assert facts(got, "channel_order_no", "currency", "stage", "placed_at") == [
        (number, currency, "paid", placed) for number in ("7", "8", "9")
    ]
    # Ten is the price of one, of two, or of nobody knows how many.
    assert [_shown(got.lines_of(number)[0]["amount"]) for number in ("7", "8", "9")] == ["20", "10", ""]


def test_ebay_germany_by_its_names_of_2019(tmp_path: Path) -> None:
    header = (
        "Verkaufsprotokollnummer|Mitgliedsname|Vollständiger Name des Käufers|Land des Käufers|Bestellnummer|"
        "Artikelnummer|Artikelbezeichnung|Stückzahl|Verkaufspreis|Verpackung und Versand|Gesamtpreis|Verkaufsdatum|"
        "Kaufabwicklungsdatum|Bezahldatum|Versanddatum|Bestandseinheit|eBay Plus|Nebenkosten"
    )
    row = {
        "Mitgliedsname": "b", "Land des Käufers": "Österreich", "Artikelbezeichnung": "Tasse", "Stückzahl": "1",
        "Verkaufspreis": "EUR 10,00", "Gesamtpreis": "EUR 12,00", "Bezahldatum": "13.03.19",
    }  # fmt: skip
    rows = [{**row, "Bestellnummer": "1", "Verkaufsdatum": "12-Mär-19"},
            {**row, "Bestellnummer": "2", "Verkaufsdatum": "12.03.19"}]  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "e.csv", header, *rows, delimiter=";", encoding="cp1252"))
    assert facts(got, "total", "country", "placed_at") == [("12", "AT", "2019-03-11 23:00:00")] * 2


@pytest.mark.parametrize(
    ("header", "word", "day"),
    [
        ("Sale Date|Order ID|Full Name|Ship Country|Date Shipped|Currency|Order Value|Shipping|Order Total|Status",
         "Shipping", "12/30/14"),
        ("Sale Date|Order ID|Full Name|Delivery Country|Date Posted|Currency|Order Value|Coupon Details|Delivery|"
         "Order Total|VAT Paid by Buyer|Date Paid", "Delivery", "12/30/2014"),
    ],
)  # fmt: skip
def test_etsy_of_several_years(tmp_path: Path, header: str, word: str, day: str) -> None:
    row = {"Sale Date": day, "Order ID": "39001", "Currency": "GBP", "Order Value": "20.00", word: "3.00",
           "Order Total": "23.00"}  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "e.csv", header, row), zone="UTC")
    assert facts(got, "total", "shipping", "currency", "placed_at") == [("23", "3", "GBP", "2014-12-30 00:00:00")]


@pytest.mark.parametrize(
    ("header", "status", "stage"),
    [
        ("日期|订单 #|净收入（格式化）|状态|客户|产品|已售商品|优惠券|净销售额|归因", "处理中", "paid"),
        ("Fecha|Pedido #|Ingresos netos (formateado)|Estado|Cliente|Producto(s)|Ventas netas", "Completado", "done"),
        ("Data|Ordine #|Ricavi netti (formattati)|Stato|Cliente|Prodotto/i|Vendite nette", "In sospeso", "hold"),
        ("Datum|Bestelling #|Netto-omzet (opgemaakt)|Status|Klant|Product(en)|Netto omzet", "Afgerond", "done"),
    ],
)
def test_woocommerce_in_other_languages(tmp_path: Path, header: str, status: str, stage: str) -> None:
    names = header.split("|")
    net = next(name for name in names if name in ("净销售额", "Ventas netas", "Vendite nette", "Netto omzet"))
    goods = next(name for name in names if name in ("产品", "Producto(s)", "Prodotto/i", "Product(en)"))
    row = {names[0]: "2026-05-13 10:00:00", names[1]: "9", names[2]: "1.012,00 €", names[3]: status, goods: "2× Taza",
           net: "1012"}  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "w.csv", header, row))
    assert facts(got, "total", "currency", "stage") == [("1012", "EUR", stage)]
    assert _shown(got.lines_of("9")[0]["quantity"]) == "2"


def test_woocommerce_joined_items_are_cut_where_an_item_begins(tmp_path: Path) -> None:
    from tests.etl.reading import SAMPLES

    got = read(tmp_path, SAMPLES / "woocommerce_line_items.csv")
    lines = [(line["name"], line["sku"], _shown(line["amount"]), _shown(line["discount"])) for line in got.lines]
    assert lines == [("Becher; rot", "CUP-R", "20", "2"), ("Kanne", "POT-B", "30", "0")]


def test_magento_one(tmp_path: Path) -> None:
    header = "Order #|Purchased From (Store)|Purchased On|Bill to Name|Ship to Name|G.T. (Base)|G.T. (Purchased)|Status"
    row = {"Order #": "100000001", "Purchased On": "Jan 5, 2015 10:20:11 AM", "Bill to Name": "Jo",
           "G.T. (Base)": "€10.00", "G.T. (Purchased)": "€10.00", "Status": "Complete"}  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "m.csv", header, row))
    assert facts(got, "total", "stage", "customer_name", "placed_at") == [("10", "done", "Jo", "2015-01-05 02:20:11")]
