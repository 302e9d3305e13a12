"""Magento 2 order grid, as the admin exports it: the columns that are visible, no lines.

Times are the admin's, in the company's time zone, written ``Dec 25, 2025, 15:04:05`` or as the admin's language has it.
No column names the currency: the sign on the amounts does (a bare ``$`` is the US dollar), or a column Currency that
is added; else the order is held.
Grand Total (Purchased) is what the customer pays; Grand Total (Base) stands in where it is hidden.
The grid tells of an order's end, and never when its goods left.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import BUSINESS, Field, Layout

_STAGES: Final = {
    "awaiting_payment": (
        "in attesa", "in attesa di pagamento", "in afwachting", "oczekujące", "pendente", "pagamento pendente",
        "pending", "pending payment", "pending_payment", "pending paypal", "pending_paypal", "payment review",
        "payment_review", "ausstehend", "zahlung ausstehend", "zahlungsüberprüfung", "en attente",
        "en attente de paiement", "en attente du paiement", "examen du paiement", "pendiente", "pendiente de pago",
        "pago pendiente", "revisión de pago", "待处理", "待付款", "等待付款", "付款审核",
    ),
    "paid": (
        "in elaborazione", "in lavorazione", "in behandeling", "w trakcie realizacji", "przetwarzanie",
        "em processamento", "processing", "verarbeitung", "in bearbeitung", "traitement", "en cours de traitement",
        "traitement en cours", "procesando", "en proceso", "处理中", "正在处理",
    ),
    "done": (
        "voltooid", "zakończone", "zrealizowane", "concluído", "complete", "completed", "vollständig",
        "abgeschlossen", "terminé", "terminée", "completo", "completado", "completa", "完成", "已完成",
    ),
    "cancelled": (
        "annullato", "chiuso", "geannuleerd", "gesloten", "anulowane", "zamknięte", "fechado", "canceled",
        "cancelled", "closed", "storniert", "abgebrochen", "geschlossen", "annulé", "annulée", "fermé", "fermée",
        "cancelado", "cancelada", "cerrado", "cerrada", "已取消", "取消", "已关闭", "关闭",
    ),
    "hold": (
        "in sospeso", "in de wacht", "wstrzymane", "em espera", "holded", "on hold", "zurückgestellt", "angehalten",
        "suspendu", "suspendue", "en suspens", "retenido", "retenida", "en espera", "挂起", "暂停", "保留",
    ),
    "exception": (
        "fraud", "suspected fraud", "betrugsverdacht", "suspicion de fraude", "fraude suspectée",
        "sospecha de fraude", "疑似欺诈",
    ),
}  # fmt: skip
_BASE: Final = (
    "Grand Total (Base)", "G.T. (Base)", "Gesamtbetrag (Basis)", "Gesamtsumme (Basis)", "Total général (base)",
    "Montant global (base)", "Total general (base)", "Suma total (base)", "总计（基础）", "总计（基本）", "总计(基准)",
)  # fmt: skip
_PURCHASED: Final = (
    "Grand Total (Purchased)", "G.T. (Purchased)", "Grand Total", "Gesamtbetrag (Bestellt)", "Gesamtbetrag (Gekauft)",
    "Gesamtsumme (Gekauft)", "Total général (acheté)", "Montant global (acheté)", "Total general (comprado)",
    "Suma total (comprado)", "总计（购买）", "总计（已购买）", "总计(已购)",
)  # fmt: skip
_PLACED: Final = (
    "Purchase Date", "Purchased On", "Kaufdatum", "Bestelldatum", "Date d'achat", "Date de l'achat",
    "Fecha de compra", "购买日期", "购买时间",
)  # fmt: skip
_STATUS: Final = ("Status", "Statut", "État", "Estado", "状态")

GRID: Final = Layout(
    code="magento_grid",
    channel="magento",
    merges_as="magento",
    follows="paid",
    key=Field("order_no", ("ID", "Order #", "Order ID", "Increment ID", "编号")),
    rows="single",
    zone=BUSINESS,
    dates=("named", "either"),
    decimals="either",
    signs={"$": "USD"},
    needs=(("ID", "Order #", "Order ID", "Increment ID", "编号"), _PLACED, (*_PURCHASED, *_BASE), _STATUS),
    fields=(
        Field("placed_at", _PLACED, "time", required=True),
        Field("stage", _STATUS, "word", required=True,
              words={word: stage for stage, words in _STAGES.items() for word in words}),
        Field("purchased", _PURCHASED, "money"),
        Field("base", _BASE, "money"),
        Field("purchased_sign", _PURCHASED, "sign"),
        Field("base_sign", _BASE, "sign"),
        Field("currency_text", ("Currency", "Order Currency", "Währung", "Devise", "Moneda", "货币", "币种"),
              "currency"),
        Field("subtotal", ("Subtotal", "Zwischensumme", "Sous-total", "小计"), "money"),
        Field("shipping", ("Shipping and Handling", "Versand und Bearbeitung", "Versand & Bearbeitung",
                           "Livraison et traitement", "Envío y manipulación", "运费和手续费"), "money"),
        Field("refunded", ("Total Refunded", "Insgesamt erstattet", "Gesamt erstattet", "Total remboursé",
                           "Total reembolsado", "退款总额"), "money"),
        Field("ship_to", ("Ship-to Name", "Ship to Name", "Versand an Name", "Lieferung an", "Nom du destinataire",
                          "Nombre de envío", "收货人")),
        Field("bill_to", ("Bill-to Name", "Bill to Name", "Rechnung an Name", "Rechnung an", "Nom de facturation",
                          "Nombre de facturación", "账单姓名")),
        Field("customer", ("Customer Name", "Kundenname", "Nom du client", "Nombre del cliente", "客户姓名")),
        Field("customer_email", ("Customer Email", "Kunden-E-Mail", "E-Mail des Kunden", "E-mail du client",
                                 "Correo electrónico del cliente", "客户邮箱")),
        Field("ship_address", ("Shipping Address", "Versandadresse", "Lieferadresse", "Adresse de livraison",
                               "Dirección de envío", "收货地址")),
        Field("billing_address", ("Billing Address", "Rechnungsadresse", "Adresse de facturation",
                                  "Dirección de facturación", "账单地址")),
        Field("carrier", ("Shipping Information", "Versandinformationen", "Versandinformation",
                          "Informations de livraison", "Información de envío", "配送信息")),
        Field("payment_method", ("Payment Method", "Zahlungsmethode", "Zahlungsart", "Mode de paiement",
                                 "Forma de pago", "Método de pago", "付款方式", "支付方式")),
    ),
    order={
        "currency": "coalesce(currency_text, CASE WHEN purchased IS NULL THEN base_sign ELSE purchased_sign END)",
        "total": "coalesce(purchased, base)",
        # The grid gives these in the base currency.
        "subtotal": "CASE WHEN purchased_sign IS NOT DISTINCT FROM base_sign THEN subtotal END",
        "shipping": "CASE WHEN purchased_sign IS NOT DISTINCT FROM base_sign THEN shipping END",
        "paid": "CASE WHEN stage IN ('paid', 'done') THEN coalesce(purchased, base)"
        " WHEN stage = 'awaiting_payment' THEN 0 END",
        "customer_name": "coalesce(ship_to, bill_to, customer)",
        "address": "coalesce(ship_address, billing_address)",
    },
    line_if="FALSE",
    line={},
)  # fmt: skip
