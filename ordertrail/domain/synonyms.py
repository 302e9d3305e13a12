"""Names under which files of shops anywhere bring the columns that we know, and the words of their statuses."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ordertrail.domain.headers import TEMPLATE_HEADERS

# Chinese, English, German, French, Spanish, Portuguese. A name that is a part of a longer header counts for less.
_NAMES: Final[dict[str, str]] = {
    "order_no": (
        "订单编号 订单号 单号 订单id 主订单编号 父订单号 交易号 流水号 销售单号 发票号|order number, order no, "
        "order id, order #, order ref, id, order reference, order name, order code, purchase order, po number, "
        "invoice no, invoice number, invoice, sales order, transaction id, transaction no, receipt no, sale id, "
        "bestellnummer, bestell-nr, auftragsnummer, auftrag, rechnungsnummer, belegnummer, numero de commande, "
        "n° commande, commande, reference commande, facture, numero de pedido, n pedido, pedido, id pedido, id "
        "del pedido, numero do pedido, codigo do pedido, factura"
    ),
    "placed_at": (
        "下单时间 下单日期 创建时间 订单创建时间 订单时间 订单日期 日期 成交时间 购买时间 开单日期 销售日期|"
        "order date, order time, date, created at, created, created on, creation date, date created, purchase "
        "date, purchase timestamp, order purchase timestamp, placed at, placed on, ordered at, sale date, "
        "invoice date, transaction date, timestamp, date ordered, bestelldatum, bestellt am, datum, "
        "auftragsdatum, kaufdatum, rechnungsdatum, date de commande, date commande, date de creation, fecha, "
        "fecha del pedido, fecha de pedido, fecha de compra, data do pedido, data, data da compra, data de "
        "criacao"
    ),
    "status": (
        "订单状态 状态 交易状态 进度 是否发货|status, order status, state, order state, fulfillment status, "
        "stage, bestellstatus, auftragsstatus, statut, etat, statut de la commande, estado, estado del pedido, "
        "situacao, status do pedido"
    ),
    "currency": (
        "币种 货币 币别|currency, currency code, order currency, curr, waehrung, wahrung, devise, monnaie, "
        "moneda, divisa, moeda"
    ),
    "item_name": (
        "商品名称 商品名 宝贝标题 商品标题 商品 产品 产品名称 品名 货品 货品名称 物品|product, product name, "
        "item, item name, title, item title, description, product title, lineitem name, line item, goods, "
        "artikel, artikelname, produkt, produktname, bezeichnung, artikelbezeichnung, produit, nom du produit, "
        "article, designation, producto, nombre del producto, articulo, descripcion, produto, nome do produto, "
        "descricao"
    ),
    "item_sku": (
        "商品编码 货号 商家编码 规格编码 款号 条码 物料编码 商品编号 商品id|sku, stock code, item code, product "
        "code, product id, item id, item number, item no, article number, part number, barcode, ean, upc, asin, "
        "lineitem sku, artikelnummer, artikel-nr, art nr, reference, ref, reference produit, codigo, referencia, "
        "codigo del producto, codigo do produto"
    ),
    "item_spec": (
        "规格 商品规格 型号 颜色 尺码 商品属性 属性|variant, variation, variations, option, options, "
        "specification, size, colour, color, model, variante, groesse, farbe, taille, couleur, talla, tamanho, "
        "cor"
    ),
    "item_quantity": (
        "数量 购买数量 件数 商品数量 销售数量 销量|quantity, qty, units, pieces, count, items, item quantity, "
        "quantity ordered, lineitem quantity, amount of items, menge, anzahl, stueck, stuck, quantite, qte, "
        "cantidad, unidades, quantidade, qtd, qtde"
    ),
    "item_price": (
        "单价 商品单价 价格 售价 成交单价 零售价|unit price, price, item price, price each, price per unit, unit "
        "cost, selling price, lineitem price, sold for, einzelpreis, stueckpreis, preis, stuckpreis, prix, prix "
        "unitaire, precio, precio unitario, preco, preco unitario, valor unitario"
    ),
    "item_amount": (
        "小计 商品小计 商品金额 行金额 货款|line total, line amount, item total, row total, extended price, "
        "subtotal, sub total, item subtotal, zeilensumme, positionssumme, gesamtpreis, sous-total, total ligne, "
        "importe, subtotal linea"
    ),
    "item_discount": (
        "单品优惠 商品优惠|line discount, item discount, lineitem discount, positionsrabatt, remise ligne"
    ),
    "item_tax": "单品税费 商品税额|line tax, item tax, lineitem tax, positionssteuer, tva ligne",
    "item_no": (
        "行号 序号 子订单编号 子订单号 明细号|line number, line no, line id, item line, row number, position, "
        "pos, order item id, line item id, payment sequential, sequence, transaction item id, positionsnummer, "
        "ligne"
    ),
    "given_total": (
        "订单总额 总金额 合计 总价 总计 订单金额 应付金额 应付 金额 销售额|total, order total, grand total, "
        "total amount, total price, amount, order amount, total paid, order value, payment value, gesamtbetrag, "
        "gesamtsumme, summe, betrag, gesamt, montant, montant total, total ttc, total commande, importe total, "
        "total del pedido, valor, valor total, total do pedido, order products value"
    ),
    "shipping": (
        "运费 邮费 快递费 配送费|shipping, shipping fee, shipping cost, shipping price, shipping amount, "
        "postage, freight, delivery fee, delivery cost, order freight value, versand, versandkosten, frais de "
        "port, frais de livraison, livraison, envio, gastos de envio, frete, valor do frete"
    ),
    "order_discount": (
        "优惠 优惠金额 折扣 订单优惠 减免|discount, discount amount, order discount, rabatt, nachlass, remise, "
        "reduction, descuento, desconto"
    ),
    "tax": (
        "税费 税 税额|tax, taxes, vat, gst, sales tax, tax amount, mwst, steuer, ust, tva, taxe, impuesto, iva, imposto"
    ),
    "surcharge": "附加费 附加费用|surcharge, fee, handling fee, zuschlag, supplement, recargo, taxa",
    "paid": (
        "实付 实付金额 实收 实收金额 已付金额 付款金额 支付金额|paid amount, amount paid, payment amount, "
        "payment value, paid total, paid, bezahlt, bezahlter betrag, montant paye, importe pagado, valor pago"
    ),
    "refunded": (
        "退款金额 退款 已退金额|refunded amount, refund amount, refund, refunded, erstattung, erstattet, "
        "rembourse, remboursement, reembolso, devolucion, reembolsado"
    ),
    "payment_method": (
        "付款方式 支付方式 收款方式 支付渠道|payment method, payment type, payment, pay method, gateway, tender, "
        "zahlungsart, zahlungsmethode, zahlung, mode de paiement, moyen de paiement, metodo de pago, forma de "
        "pago, forma de pagamento, meio de pagamento"
    ),
    "promo_code": (
        "优惠码 优惠券|promo code, coupon, coupon code, discount code, voucher, gutschein, code promo, cupon, cupom"
    ),
    "paid_at": (
        "付款时间 支付时间 付款日期 收款时间|paid at, paid on, payment date, paid date, payment time, date paid, "
        "order approved at, approved at, order aproved at, bezahlt am, zahlungsdatum, date de paiement, fecha de "
        "pago, data do pagamento"
    ),
    "shipped_at": (
        "发货时间 发货日期 出库时间|shipped at, shipped on, ship date, shipping date, shipment date, dispatch "
        "date, date shipped, dispatched, fulfilled at, order delivered carrier date, delivered carrier date, "
        "versanddatum, versendet am, date d'expedition, expedie le, fecha de envio, data de envio"
    ),
    "delivered_at": (
        "送达时间 签收时间 收货时间 确认收货时间 完成时间|delivered at, delivered on, delivery date, date "
        "delivered, received at, order delivered customer date, delivered customer date, zugestellt am, "
        "lieferdatum, date de livraison, livre le, fecha de entrega, data de entrega, data da entrega"
    ),
    "cancelled_at": (
        "取消时间 关闭时间 取消日期|cancelled at, canceled at, cancelled on, cancellation date, storniert am, "
        "annule le, fecha de cancelacion, data de cancelamento"
    ),
    "promised_at": (
        "承诺送达时间 预计送达时间 最晚发货时间 交期 交货日期 要求到货|promised at, promise date, due date, "
        "expected delivery, estimated delivery date, order estimated delivery date, ship by, ship by date, "
        "deliver by, latest ship date, voraussichtliche lieferung, liefertermin, livraison prevue, entrega "
        "estimada, entrega prevista, previsao de entrega"
    ),
    "customer_name": (
        "客户姓名 收货人 收件人 姓名 客户 顾客 买家 买家昵称 买家会员名 收货人姓名 收件人姓名 联系人|customer "
        "name, customer, buyer, buyer name, name, full name, recipient, recipient name, ship to name, shipping "
        "name, client, client name, customer id, contact, kunde, kundenname, empfaenger, empfanger, kaeufer, "
        "kaufer, nom, nom du client, acheteur, destinataire, cliente, nombre, nombre del cliente, comprador, "
        "destinatario, nome, nome do cliente"
    ),
    "customer_phone": (
        "电话 手机 手机号 联系电话 联系手机 收货人电话 收件人手机 客户电话|phone, telephone, mobile, phone "
        "number, buyer phone, shipping phone, tel, cell, contact number, telefon, telefonnummer, handy, "
        "telephone portable, telefono, movil, telefone, celular"
    ),
    "customer_email": (
        "邮箱 电子邮件 电子邮箱 客户邮箱|email, e-mail, mail, email address, buyer email, customer email, "
        "e-mail-adresse, courriel, adresse mail, correo, correo electronico"
    ),
    "company": (
        "公司 公司名称 单位 企业|company, company name, business name, organisation, firma, unternehmen, "
        "societe, entreprise, empresa"
    ),
    "country_text": (
        "国家 国家地区 收货国家|country, country code, ship country, shipping country, ship to country, nation, "
        "land, pays, pais"
    ),
    "region_text": (
        "省份 省 州 省市 地区|province, state province, region, ship state, shipping province, shipping state, "
        "county, customer state, bundesland, departement, provincia, estado provincia, uf, state"
    ),
    "city": (
        "城市 市|city, town, ship city, shipping city, ship to city, customer city, stadt, ort, ville, ciudad, "
        "poblacion, cidade, municipio"
    ),
    "address": (
        "地址 收货地址 详细地址 收件地址 送货地址|address, shipping address, ship address, delivery address, "
        "street, address 1, address line 1, ship to address 1, shipping address1, adresse, lieferadresse, "
        "strasse, anschrift, adresse de livraison, rue, direccion, calle, direccion de envio, endereco, endereco "
        "de entrega"
    ),
    "postal_code": (
        "邮编 邮政编码|postal code, postcode, post code, zip, zip code, ship zip, ship postal code, shipping "
        "zip, customer zip code prefix, plz, postleitzahl, code postal, codigo postal, cp, cep"
    ),
    "billing_address": (
        "账单地址 发票地址|billing address, bill address, billing street, rechnungsadresse, adresse de "
        "facturation, direccion de facturacion, endereco de cobranca"
    ),
    "carrier": (
        "物流公司 快递公司 承运商 快递|carrier, shipping carrier, courier, shipping method, delivery method, "
        "shipping service, versandart, versandunternehmen, transporteur, transportista, transportadora"
    ),
    "tracking_no": (
        "物流单号 快递单号 运单号|tracking number, tracking no, tracking, tracking id, tracking code, awb, "
        "sendungsnummer, trackingnummer, numero de suivi, numero de seguimiento, codigo de rastreio"
    ),
    "note": (
        "备注 买家留言 订单备注 卖家备注 留言 说明|note, notes, comment, comments, remark, remarks, memo, buyer "
        "note, customer note, order notes, bemerkung, notiz, kommentar, anmerkung, remarque, commentaire, nota, "
        "observaciones, observacao, observacoes"
    ),
    "tags": "标签|tags, tag, labels, etiketten, etiquettes, etiquetas",
    "priority": "优先级 紧急程度|priority, urgency, prioritaet, prioritat, priorite, prioridad, prioridade",
    "segment": (
        "客户分组 客户类型|segment, customer group, customer segment, customer type, kundengruppe, groupe client"
    ),
    "owner": (
        "负责人 业务员 销售员 跟单员|owner, sales rep, salesperson, assigned to, account manager, seller, "
        "verkaeufer, vendeur, vendedor"
    ),
    "return_policy": "退货政策|return policy, returns, rueckgabe",
    "workflow": "流程|workflow",
}

_STATUSES: Final[dict[str, str]] = {
    "awaiting_payment": (
        "待付款 待支付 未付款 等待买家付款|awaiting payment, unpaid, pending, pending payment, created, new, "
        "open, payment pending, on order, offen, unbezahlt, en attente, en attente de paiement, pendiente, "
        "pendente, aguardando pagamento, criado"
    ),
    "paid": (
        "已付款 待发货 未发货 已支付 等待发货|paid, approved, unshipped, unfulfilled, to ship, ready to ship, "
        "confirmed, accepted, authorized, bezahlt, payee, paye, pagado, pago, aprovado"
    ),
    "preparing": (
        "备货中 配货中 部分发货 待出库 处理中 生产中|processing, preparing, in progress, invoiced, packing, "
        "packed, picking, partially shipped, partial, in bearbeitung, en preparation, en cours, procesando, en "
        "proceso, em processamento, faturado, em preparacao"
    ),
    "shipped": (
        "已发货 运输中 待收货 已出库 派送中|shipped, dispatched, in transit, sent, out for delivery, fulfilled, "
        "on the way, versandt, versendet, expediee, expedie, enviado, en transito, despachado, em transito"
    ),
    "delivered": (
        "已签收 已送达 已收货|delivered, received, zugestellt, geliefert, livree, livre, entregado, entregue, recibido"
    ),
    "done": (
        "已完成 完成 交易成功 成功|completed, complete, done, closed, finished, fertig, abgeschlossen, terminee, "
        "termine, completado, concluido, finalizado"
    ),
    "hold": "挂起 暂停 锁定|on hold, held, hold, holded, zurueckgestellt, suspendue, en espera, em espera",
    "exception": (
        "异常 问题件 缺货|exception, problem, failed, error, unavailable, out of stock, lost, fehler, echec, "
        "fallido, indisponivel"
    ),
    "cancelled": (
        "已取消 已关闭 交易关闭 作废 已退款 取消|cancelled, canceled, voided, void, refunded, returned, "
        "rejected, expired, storniert, annulee, annule, cancelado, anulado, devolvido, devuelto"
    ),
}

# Signs that stand for one currency only; a bare $ does not.
CURRENCY_SIGNS: Final[dict[str, str]] = {
    "£": "GBP",
    "€": "EUR",
    "元": "CNY",
    "￥": "CNY",
    "R$": "BRL",
    "US$": "USD",
    "₹": "INR",
    "₩": "KRW",
}


def plain_name(text: str) -> str:
    """A header or word in lower case without accents, blanks and signs, so that ways of writing it are alike."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", bare.lower().replace("ß", "ss"))


def words_of_name(text: str) -> frozenset[str]:
    """The plain words of a header: ``OrderID`` and ``order_id`` have the same two."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return frozenset(filter(None, map(plain_name, re.split(r"[\W_]+", apart))))


def _listed(text: str) -> list[str]:
    chinese, _, others = text.partition("|")
    return [*chinese.split(), *(each.strip() for each in others.split(","))]


SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    target: tuple(dict.fromkeys((*TEMPLATE_HEADERS.get(target, ()), *_listed(names))))
    for target, names in _NAMES.items()
    for target, names in _NAMES.items()
}
STATUS_WORDS: Final[dict[str, str]] = {
    plain_name(word): stage for stage, words in _STATUSES.items() for word in (stage, *_listed(words))
}
