"""eBay orders report: United States (80 columns, and that of 2025), United Kingdom, Germany.

Comma-only lines stand around the header and two footers behind the rows. An order of several items has a row of its
own before theirs, whose Sold For is the sum of theirs: it gives the order its subtotal, and no line.
There is no status: shipped when Shipped On is filled, paid when Paid On is, else awaiting payment.
Dates are days without a clock, of the site's zone. The currency is the sign of the amounts, without one the site's;
a bare ``$`` is the US dollar, as the reports of Australia and Canada write ``AU $`` and ``C $``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from etl.channels.base import Field, Layout

FOOTERS: Final = (
    r"[0-9,. ]+ (?i:record\(s\) downloaded|datensätze? heruntergeladen|datensatz/datensätze heruntergeladen).*",
    r"(?i:seller ID|verkäufer-?ID|verkäufer) ?:.*",
)

_ENGLISH: Final[Mapping[str, tuple[str, ...]]] = {
    "order_no": ("Order Number",),
    "placed_at": ("Sale Date",),
    "total": ("Total Price",),
    "shipping": ("Shipping And Handling", "Postage And Packaging", "Postage And Handling"),
    "seller_tax": ("Seller Collected Tax",),
    "ebay_tax": ("eBay Collected Tax",),
    "paid_at": ("Paid On Date",),
    "shipped_at": ("Shipped On Date", "Dispatched On Date", "Posted On Date", "Sent On Date"),
    "promised_at": ("Ship By Date", "Dispatch By Date", "Post By Date"),
    "payment_method": ("Payment Method",),
    "buyer": ("Buyer Username",),
    "buyer_name": ("Buyer Name",),
    "customer_email": ("Buyer Email",),
    "buyer_note": ("Buyer Note",),
    "item_number": ("Item Number",),
    "item_name": ("Item Title",),
    "item_sku": ("Custom Label", "Custom Label (SKU)"),
    "item_spec": ("Variation Details",),
    "item_quantity": ("Quantity",),
    "item_sold": ("Sold For",),
    "item_tracking": ("Tracking Number",),
    "item_service": ("Shipping Service", "Delivery Service", "Postage Service"),
    "item_id": ("Transaction ID",),
}
_SHIP_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "recipient": ("Ship To Name",),
    "customer_phone": ("Ship To Phone",),
    "street1": ("Ship To Address 1",),
    "street2": ("Ship To Address 2",),
    "city": ("Ship To City",),
    "region_text": ("Ship To State",),
    "postal_code": ("Ship To Zip",),
    "country_text": ("Ship To Country",),
    "buyer_country": ("Buyer Country",),
}
_POST_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "recipient": ("Post To Name",),
    "customer_phone": ("Post To Phone",),
    "street1": ("Post To Address 1",),
    "street2": ("Post To Address 2",),
    "street3": ("Post To Address 3",),
    "city": ("Post To City", "Post To Suburb"),
    "region_text": ("Post To County", "Post To State"),
    "postal_code": ("Post To Postcode",),
    "country_text": ("Post To Country",),
    "buyer_country": ("Buyer Country",),
}
_GERMAN: Final[Mapping[str, tuple[str, ...]]] = {
    "order_no": ("Bestellnummer",),
    "placed_at": ("Verkauft am", "Verkaufsdatum"),
    "total": ("Gesamtbetrag", "Gesamtpreis"),
    "shipping": ("Verpackung und Versand", "Versand und Verpackung", "Versandkosten"),
    "seller_tax": ("Vom Verkäufer eingezogene Steuer", "Vom Verkäufer eingezogene Steuern"),
    "ebay_tax": ("Von eBay eingezogene Steuer", "Von eBay eingezogene Steuern"),
    "paid_at": ("Zahlungsdatum", "Bezahlt am", "Bezahldatum"),
    "shipped_at": ("Versanddatum", "Versandt am", "Versendet am", "Verschickt am"),
    "promised_at": ("Versand bis", "Versenden bis", "Zu versenden bis", "Verschicken bis"),
    "payment_method": ("Zahlungsmethode",),
    "buyer": ("Nutzername des Käufers", "Mitgliedsname des Käufers", "Mitgliedsname"),
    "buyer_name": ("Name des Käufers", "Vollständiger Name des Käufers"),
    "customer_email": ("E-Mail des Käufers", "E-Mail-Adresse des Käufers"),
    "buyer_note": ("Hinweis des Käufers", "Nachricht des Käufers", "Anmerkung des Käufers"),
    "recipient": ("Versand an Name", "Versandziel - Name", "Name des Empfängers", "Empfängername"),
    "customer_phone": ("Versand an Telefon", "Versandziel - Telefon", "Telefon des Empfängers"),
    "street1": (
        "Versand an Adresse 1", "Versandziel - Adresse 1", "Versandadresse 1", "Käuferadresse 1",
        "Adresse 1 des Käufers",
    ),
    "street2": (
        "Versand an Adresse 2", "Versandziel - Adresse 2", "Versandadresse 2", "Käuferadresse 2",
        "Adresse 2 des Käufers",
    ),
    "city": ("Versand an Ort", "Versandziel - Ort", "Versand an Stadt", "Ort des Käufers", "Stadt des Käufers"),
    "region_text": (
        "Versand an Bundesland", "Versandziel - Bundesland", "Versandziel - Region", "Staat des Käufers",
        "Bundesland des Käufers",
    ),
    "postal_code": (
        "Versand an PLZ", "Versandziel - PLZ", "Versand an Postleitzahl", "Postleitzahl des Käufers", "PLZ des Käufers",
    ),
    "country_text": ("Versand an Land", "Versandziel - Land"),
    "buyer_country": ("Land des Käufers",),
    "item_number": ("Artikelnummer", "Artikelnr.", "Angebotsnummer"),
    "item_name": ("Angebotstitel", "Artikelbezeichnung", "Artikeltitel"),
    "item_sku": ("Bestandseinheit", "Bestandseinheit (SKU)", "Individuelle Bezeichnung", "SKU"),
    "item_spec": ("Variantendetails", "Variationsdetails"),
    "item_quantity": ("Anzahl", "Stückzahl", "Menge"),
    "item_sold": ("Verkauft für", "Verkaufspreis", "Zwischensumme Artikel"),
    "item_tracking": ("Sendungsnummer", "Trackingnummer"),
    "item_service": ("Versandservice", "Versandart"),
    "item_id": ("Transaktions-ID", "Transaktionsnummer"),
}  # fmt: skip

_PARSERS: Final = {
    **dict.fromkeys(("placed_at", "paid_at", "shipped_at", "promised_at"), "time"),
    **dict.fromkeys(("total", "shipping", "seller_tax", "ebay_tax", "item_sold"), "money"),
    "item_quantity": "quantity",
}
_OF_ITEM: Final = "item_name IS NOT NULL OR item_number IS NOT NULL"


def _fields(names: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    gathers = {"shipped_at": "max", "paid_at": "max", "promised_at": "min"}
    plain = [
        Field(name, headers, _PARSERS.get(name, "text"), name == "placed_at", gathers.get(name, "first"))  # type: ignore[arg-type]
        for name, headers in names.items()
        if name != "order_no"
    ]
    signs = (Field("total_sign", names["total"], "sign"), Field("item_sign", names["item_sold"], "sign"))
    return (*plain, *signs)


def _report(
    site: str, names: Mapping[str, tuple[str, ...]], proof: tuple[str, ...], zone: str, currency: str, decimals: str
) -> Layout:
    """``proof`` are headers of which the site's report has one at least."""
    known = set(names)
    address = ", ".join(name for name in ("street1", "street2", "street3") if name in known)
    return Layout(
        code=f"ebay_{site}",
        channel="ebay",
        merges_as="ebay",
        follows="shipped",
        key=Field("order_no", names["order_no"]),
        rows="block",
        opens="total IS NOT NULL OR placed_at IS NOT NULL OR buyer IS NOT NULL",
        needs=(names["order_no"], names["placed_at"], names["total"], proof),
        least=5,
        zone=zone,
        dates=("named", "either"),
        decimals=decimals,  # type: ignore[arg-type]
        signs={"$": "USD"},
        empty=("--", "—"),
        footers=FOOTERS,
        fields=_fields(names),
        sums={
            "subtotal": f"coalesce(max(item_sold) FILTER (NOT ({_OF_ITEM})), sum(item_sold))",
            "sold_sign": "max(item_sign)",
            "tracking_no": "string_agg(DISTINCT item_tracking, ', ' ORDER BY item_tracking)",
            "carrier": "max(item_service)",
        },
        order={
            "currency": f"coalesce(total_sign, sold_sign, '{currency}')",
            "stage": "CASE WHEN shipped_at IS NOT NULL THEN 'shipped' WHEN paid_at IS NOT NULL THEN 'paid'"
            " ELSE 'awaiting_payment' END",
            "paid": "CASE WHEN paid_at IS NOT NULL THEN total ELSE 0 END",
            "tax": "CASE WHEN seller_tax IS NOT NULL OR ebay_tax IS NOT NULL"
            " THEN coalesce(seller_tax, 0) + coalesce(ebay_tax, 0) END",
            "customer_name": "coalesce(recipient, buyer_name, buyer)",
            "country_text": "coalesce(country_text, buyer_country)",
            "address": f"nullif(concat_ws(', ', {address}), '')",
            "note": "buyer_note",
            # Until the end of that day.
            "promised_at": "promised_at + INTERVAL 86399 SECOND",
        },
        line_if=_OF_ITEM,
        line={
            "sku": "coalesce(item_sku, item_number)",
            "name": "coalesce(item_name, item_number)",
            "spec": "item_spec",
            "quantity": "item_quantity",
            "unit_price": "CASE WHEN item_quantity > 0 THEN item_sold / item_quantity END",
            "amount": "item_sold",
        },
    )


def _any(names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(header for name, headers in names.items() if name != "buyer_country" for header in headers)


UNITED_STATES: Final = _report(
    "us", {**_ENGLISH, **_SHIP_TO}, ("Sold For", "Buyer Username", "Item Number"), "America/Los_Angeles", "USD", "point"
)
UNITED_KINGDOM: Final = _report("uk", {**_ENGLISH, **_POST_TO}, _any(_POST_TO), "Europe/London", "GBP", "point")
GERMANY: Final = _report("de", _GERMAN, (*_GERMAN["buyer"], *_GERMAN["item_sold"]), "Europe/Berlin", "EUR", "comma")
