"""WooCommerce: the orders report of its analytics, and the export of the WebToffee plugin.

Analytics: headers in the site's language, goods in one cell (``2× Name, 1× Other``). The formatted revenue is the
order's, with shipping and tax; Net Sales is what is left for goods. A row below zero is a refund of the order of its
number. The sign gives the currency: a bare ``$`` is the US dollar, unless a column Currency that is added says
otherwise; with a sign that names no currency (¥, kr) it is held.
WebToffee: one row an order, its items in as many columns as the largest order of the file needs.
Times are the site's, which no file names: the business time zone is taken. Both tell when an order is done, and never
when its goods left.
"""

from __future__ import annotations

from typing import Final

from etl.channels.base import BUSINESS, Explode, Field, Layout

_STAGES: Final = {
    "awaiting_payment": (
        "pending", "pending payment", "failed", "checkout-draft", "draft", "zahlung ausstehend", "ausstehende zahlung",
        "in attesa di pagamento", "fallito", "wachtend op betaling", "wacht op betaling",
        "in afwachting van betaling", "mislukt", "oczekujące na płatność", "nieudane", "pagamento pendente",
        "aguardando pagamento", "malsucedido", "falhado", "支払い待ち", "支払待ち", "等待付款",
        "fehlgeschlagen", "attente paiement", "en attente de paiement", "échouée", "echouée", "pendiente de pago",
        "pendiente", "fallido", "待付款", "待处理", "失败",
    ),
    "paid": (
        "processing", "in bearbeitung", "en cours", "procesando", "正在处理", "处理中", "in lavorazione",
        "in behandeling", "w trakcie realizacji", "przetwarzane", "processando", "em processamento", "処理中",
    ),
    "hold": (
        "on-hold", "on hold", "in wartestellung", "wartend", "en attente", "en espera", "保留", "保留中", "暂挂",
        "in sospeso", "in de wacht", "wstrzymane", "aguardando", "em espera",
    ),
    "done": (
        "completed", "complete", "abgeschlossen", "fertiggestellt", "terminée", "completado", "已完成", "completato",
        "afgerond", "voltooid", "zrealizowane", "ukończone", "concluído", "concluido", "完了",
    ),
    "cancelled": (
        "cancelled", "canceled", "refunded", "storniert", "erstattet", "rückerstattet", "annulée", "remboursée",
        "cancelado", "reembolsado", "已取消", "已退款", "trash", "annullato", "rimborsato", "geannuleerd",
        "terugbetaald", "anulowane", "zwrócone", "キャンセル", "キャンセル済み", "返金済み",
    ),
}  # fmt: skip
STATUS: Final = {prefix + word: stage for stage, words in _STAGES.items() for word in words for prefix in ("", "wc-")}
REFUNDED: Final = (
    "refunded", "wc-refunded", "erstattet", "rückerstattet", "remboursée", "reembolsado", "已退款", "rimborsato",
    "terugbetaald", "zwrócone", "返金済み",
)  # fmt: skip
_WAS_REFUNDED: Final = f"lower(status_text) IN ({', '.join(repr(word) for word in REFUNDED)})"

_DATE: Final = ("Date", "Datum", "Fecha", "日期", "Data", "日付")
_ORDER: Final = (
    "Order #", "Order No.", "Order Number", "Bestellung #", "Bestellung Nr.", "Bestell-Nr.", "Bestellnr.",
    "Bestellnummer", "Bestellung", "Commande #", "Commande n°", "Commande nº", "N° de commande", "Nº de commande",
    "Numéro de commande", "Pedido #", "Pedido nº", "Pedido n.º", "Nº de pedido", "N.º de pedido", "Número de pedido",
    "订单 #", "订单号", "订单编号", "Ordine #", "Ordine n.", "Ordine n°", "Numero ordine", "Bestelling #",
    "Bestelling nr.", "Bestelnummer", "Zamówienie #", "Numer zamówienia", "Zamówienie nr", "注文 #", "注文番号",
)  # fmt: skip
_FORMATTED: Final = (
    "N. Revenue (formatted)", "Net Revenue (formatted)", "Net Sales (formatted)", "N. Umsatz (formatiert)",
    "Nettoumsatz (formatiert)", "N. Einnahmen (formatiert)", "Netto-Umsatz (formatiert)", "Nettoeinnahmen (formatiert)",
    "Revenu net (formaté)", "Revenus nets (formatés)", "N. revenu (formaté)", "Revenu N. (formaté)",
    "Chiffre d’affaires net (formaté)", "Ingresos netos (formateado)", "Ingresos netos (formateados)",
    "Ingresos N. (formateado)", "Ingresos N. (formateados)", "净收入（格式化）", "净收入(已格式化)", "净营收（格式化）",
    "净收入（已设置格式）", "Ricavi netti (formattati)", "Netto-omzet (opgemaakt)", "Przychód netto (sformatowany)",
    "Receita líquida (formatada)", "純収益 (書式設定済み)",
)  # fmt: skip
_NET: Final = (
    "Net Sales", "N. Revenue", "Net Revenue", "Nettoumsatz", "Nettoumsätze", "Netto-Umsatz", "Nettoverkäufe",
    "N. Umsatz", "Ventes nettes", "Revenu net", "Ventas netas", "Ingresos netos", "净销售额", "净收入", "净营收",
    "Vendite nette", "Ricavi netti", "Netto verkopen", "Netto-omzet", "Netto omzet", "Sprzedaż netto",
    "Vendas líquidas", "Receita líquida", "純売上高", "純売上",
)  # fmt: skip
_STATUS_NAMES: Final = ("Status", "État", "Etat", "Statut", "Estado", "状态", "Stato", "ステータス")
_PRODUCTS: Final = (
    "Product(s)", "Products", "Produkt(e)", "Produkte", "Produit(s)", "Produits", "Producto(s)", "Productos", "产品",
    "商品", "产品（s）", "Prodotto/i", "Prodotti", "Product(en)", "Producten", "Produkt(y)", "Produto(s)", "Produtos",
    "製品",
)  # fmt: skip
_CURRENCY: Final = ("Currency", "Währung", "Devise", "Moneda", "货币", "币种", "Valuta", "Waluta", "Moeda", "通貨")

ANALYTICS: Final = Layout(
    code="woocommerce_analytics",
    channel="woocommerce",
    merges_as="woocommerce",
    follows="paid",
    key=Field("order_no", _ORDER),
    rows="block",
    opens="_part = 1 AND coalesce(formatted, net, 0) >= 0",
    zone=BUSINESS,
    dates=("named", "either"),
    decimals="either",
    signs={"$": "USD"},
    needs=(_DATE, _ORDER, _STATUS_NAMES, _PRODUCTS, (*_FORMATTED, *_NET)),
    explode=Explode(", ", _PRODUCTS, begins="[0-9.]+ ?× ?"),
    fields=(
        Field("placed_at", _DATE, "time", required=True),
        Field("stage", _STATUS_NAMES, "word", required=True, words=STATUS),
        Field("status_text", _STATUS_NAMES),
        Field("currency_text", _CURRENCY, "currency"),
        Field("sign", _FORMATTED, "sign"),
        Field("formatted", _FORMATTED, "money"),
        Field("net", _NET, "money"),
        Field("customer_name", ("Customer", "Kunde", "Kundin", "Client", "Cliente", "Klant", "Klient",
                                "客户", "顾客", "お客様", "顧客")),
        Field("promo_code", ("Coupon(s)", "Coupons", "Gutschein(e)", "Gutscheine", "Code(s) promo", "Code promo",
                             "Codes promo", "Cupón(es)", "Cupones", "优惠券")),
        Field("item_text", _PRODUCTS),
    ),
    sums={"given_back": "-sum(coalesce(formatted, net)) FILTER (_part = 1 AND coalesce(formatted, net) < 0)"},
    order={
        "currency": "coalesce(currency_text, sign)",
        "total": "coalesce(formatted, net)",
        "subtotal": "net",
        "paid": "CASE WHEN stage IN ('paid', 'done') OR " + _WAS_REFUNDED + " THEN coalesce(formatted, net)"
        " WHEN stage = 'awaiting_payment' THEN 0 END",
        "refunded": "coalesce(given_back, CASE WHEN " + _WAS_REFUNDED + " THEN coalesce(formatted, net) END)",
    },
    line_if="item_text IS NOT NULL AND coalesce(formatted, net, 0) >= 0",
    line={
        "name": "regexp_replace(item_text, '^[0-9.]+ ?× ?', '')",
        "quantity": "nullif(regexp_extract(item_text, '^([0-9.]+) ?× ?', 1), '')",
    },
)  # fmt: skip

_ITEM: Final = "nullif(regexp_extract(item_text, '(?:^|[|]){}:([^|]*)', 1), '')"


def _of_item(own: str, key: str, kind: str) -> str:
    """SQL: an item's own column, else its part of the joined cell."""
    return f"coalesce({own}, TRY_CAST({_ITEM.format(key)} AS {kind}))"


_QUANTITY: Final = _of_item("item_quantity", "quantity", "DECIMAL(18,3)")
_BEFORE: Final = _of_item("item_subtotal", "sub_total", "DECIMAL(18,4)")
_AFTER: Final = _of_item("item_total", "total", "DECIMAL(18,4)")

WEBTOFFEE: Final = Layout(
    code="woocommerce_webtoffee",
    channel="woocommerce",
    merges_as="woocommerce",
    follows="paid",
    key=Field("order_no", ("order_number", "order_id")),
    rows="single",
    zone=BUSINESS,
    dates=("named", "either"),
    decimals="either",
    needs=(("order_number", "order_id"), ("order_date", "date"), ("status",), ("order_total",)),
    forbids=frozenset({"item_name", "line_items"}),
    least=6,
    fields=(
        Field("placed_at", ("order_date", "date"), "time", required=True),
        Field("paid_at", ("paid_date", "date_paid"), "time"),
        Field("stage", ("status",), "word", required=True, words=STATUS),
        Field("status_text", ("status",)),
        Field("total", ("order_total",), "money", required=True),
        Field("subtotal", ("order_subtotal",), "money"),
        Field("shipping", ("shipping_total",), "money"),
        Field("tax", ("tax_total",), "money"),
        Field("fees", ("fee_total",), "money"),
        Field("discount_total", ("discount_total",), "money"),
        Field("cart_discount", ("cart_discount",), "money"),
        Field("order_discount", ("order_discount",), "money"),
        Field("currency_text", ("order_currency",), "currency"),
        Field("payment_method", ("payment_method_title", "payment_method")),
        Field("carrier", ("shipping_method",)),
        Field("customer_email", ("customer_email", "billing_email")),
        Field("billing_first", ("billing_first_name",)),
        Field("billing_last", ("billing_last_name",)),
        Field("shipping_first", ("shipping_first_name",)),
        Field("shipping_last", ("shipping_last_name",)),
        Field("shipping_company", ("shipping_company",)),
        Field("billing_company", ("billing_company",)),
        Field("shipping_phone", ("shipping_phone",)),
        Field("billing_phone", ("billing_phone",)),
        *(
            Field(f"{whose}_{what}", (f"{whose}_{header}",))
            for whose in ("shipping", "billing")
            for what, header in {
                "street1": "address_1", "street2": "address_2", "city": "city", "zip": "postcode",
                "region": "state", "country": "country",
            }.items()
        ),
        Field("note", ("customer_note",)),
        Field("coupons", ("coupon_items",)),
        Field("refunds", ("refund_items",)),
        Field("item_text", ("line_item_{n}",)),
        Field("item_name", ("Product Item {n} Name",)),
        Field("item_sku", ("Product Item {n} SKU",)),
        Field("item_quantity", ("Product Item {n} Quantity",), "quantity"),
        Field("item_total", ("Product Item {n} Total",), "money"),
        Field("item_subtotal", ("Product Item {n} Subtotal",), "money"),
    ),
    order={
        "currency": "coalesce(currency_text, file_currency)",
        "discount": "coalesce(discount_total, cart_discount + coalesce(order_discount, 0))",
        "surcharge": "fees",
        "paid": "CASE WHEN stage IN ('paid', 'done') OR " + _WAS_REFUNDED + " OR paid_at IS NOT NULL THEN total"
        " WHEN stage IN ('awaiting_payment', 'hold') THEN 0 END",
        "refunded": "coalesce(list_sum(list_transform(regexp_extract_all(refunds, 'amount:-?([0-9.]+)', 1),"
        " lambda amount: TRY_CAST(amount AS DECIMAL(18,4)))), CASE WHEN " + _WAS_REFUNDED + " THEN total END)",
        "promo_code": "nullif(array_to_string(regexp_extract_all(coupons, 'code:([^|;]+)', 1), ','), '')",
        "customer_name": "coalesce(nullif(concat_ws(' ', shipping_first, shipping_last), ''),"
        " nullif(concat_ws(' ', billing_first, billing_last), ''), shipping_company, billing_company)",
        "customer_phone": "coalesce(shipping_phone, billing_phone)",
        "company": "coalesce(shipping_company, billing_company)",
        "country_text": "coalesce(shipping_country, billing_country)",
        **{
            ours: f"CASE WHEN coalesce(shipping_street1, shipping_city, shipping_country) IS NULL THEN {theirs}"
            f" ELSE {theirs.replace('billing', 'shipping')} END"
            for ours, theirs in {
                "region_text": "billing_region", "city": "billing_city", "postal_code": "billing_zip",
                "address": "nullif(concat_ws(', ', billing_street1, billing_street2), '')",
            }.items()
        },
    },
    line_if="item_name IS NOT NULL OR item_text IS NOT NULL OR item_sku IS NOT NULL",
    line={
        "sku": f"coalesce(item_sku, {_ITEM.format('sku')})",
        "name": f"coalesce(item_name, {_ITEM.format('name')}, item_sku, item_text)",
        "quantity": _QUANTITY,
        "unit_price": f"CASE WHEN {_QUANTITY} > 0 THEN coalesce({_BEFORE}, {_AFTER}) / {_QUANTITY} END",
        "discount": f"{_BEFORE} - {_AFTER}",
        "amount": _AFTER,
    },
)  # fmt: skip
