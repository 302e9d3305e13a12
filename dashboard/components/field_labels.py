"""What staff call the columns of an order."""

from __future__ import annotations

from ordertrail.i18n import tr
from ordertrail.own_labels import own_field


def field_label(column: str) -> str:
    """Name of an order's column; the column itself where it has none."""
    t = tr()
    names = {
        "stage": t.t("imports.field_stage"),
        "currency": t.t("imports.field_currency"),
        "subtotal": t.t("imports.field_subtotal"),
        "shipping": t.t("imports.field_shipping"),
        "tax": t.t("imports.field_tax"),
        "discount": t.t("imports.field_discount"),
        "surcharge": t.t("imports.field_surcharge"),
        "total": t.t("imports.field_total"),
        "paid": t.t("imports.field_paid"),
        "refunded": t.t("imports.field_refunded"),
        "placed_at": t.t("imports.field_placed_at"),
        "paid_at": t.t("imports.field_paid_at"),
        "shipped_at": t.t("imports.field_shipped_at"),
        "delivered_at": t.t("imports.field_delivered_at"),
        "closed_at": t.t("imports.field_closed_at"),
        "cancelled_at": t.t("imports.field_cancelled_at"),
        "promised_at": t.t("imports.field_promised_at"),
        "followed_to": t.t("imports.field_followed_to"),
        "customer_name": t.t("imports.field_customer_name"),
        "customer_phone": t.t("imports.field_customer_phone"),
        "customer_email": t.t("imports.field_customer_email"),
        "country": t.t("imports.field_country"),
        "region": t.t("imports.field_region"),
        "region_text": t.t("imports.field_region_text"),
        "city": t.t("imports.field_city"),
        "address": t.t("imports.field_address"),
        "postal_code": t.t("imports.field_postal_code"),
        "payment_method": t.t("imports.field_payment_method"),
        "carrier": t.t("imports.field_carrier"),
        "tracking_no": t.t("imports.field_tracking_no"),
        "note": t.t("imports.field_note"),
        "lines": t.t("imports.field_lines"),
        "workflow": t.t("field.workflow"),
        "company": t.t("field.company"),
        "segment": t.t("field.segment"),
        "billing_address": t.t("field.billing_address"),
        "priority": t.t("field.priority"),
        "tags": t.t("field.tags"),
        "owner": t.t("field.owner"),
        "promo_code": t.t("field.promo_code"),
        "return_policy": t.t("field.return_policy"),
        "custom": t.t("field.custom"),
    }
    own = own_field(column)
    return own.label(t.lang) if own else names.get(column, column)
