"""Names under which files of shops anywhere bring the columns that we know, and the words of their statuses."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ordertrail.domain.headers import TEMPLATE_HEADERS

# Chinese first, behind the bar English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Japanese, Korean.
# Of several headers that are such names the one named earlier here is taken; a name that is a part of a longer header
# counts for less.
_NAMES: Final[dict[str, str]] = {
    "order_no": (
        "订单编号 订单号 单号 订单id 主订单编号 父订单号 交易号 流水号 销售单号 发票号 订单编码 平台订单号 "
        "网店订单号 原始单号|order number, order no, order id, order #, order ref, order reference, order name, "
        "order code, purchase order, po number, invoice no, invoice number, invoice, sales order, sale id, "
        "bestellnummer, bestell-nr, auftragsnummer, auftrag, rechnungsnummer, belegnummer, numero de commande, n° "
        "commande, commande, reference commande, facture, numero de pedido, n pedido, pedido, id pedido, id del "
        "pedido, numero do pedido, codigo do pedido, factura, order#, numero ordine, riferimento, ordine, "
        "bestelnummer, bestelling, numer zamówienia, zamówienie, nr zamówienia, n.º de venda, numero da venda, "
        "注文番号, 受注番号, 注文id, 주문번호, nomor pesanan, po#, transaction id, transaction no, id, receipt no"
    ),
    "placed_at": (
        "下单时间 下单日期 创建时间 订单创建时间 订单时间 订单日期 日期 成交时间 购买时间 开单日期 销售日期 "
        "订单提交时间 交易时间 拍下时间|order date, order time, date, created at, created, created on, creation "
        "date, date created, purchase date, purchase timestamp, order purchase timestamp, placed at, placed on, "
        "ordered at, sale date, invoice date, transaction date, timestamp, date ordered, bestelldatum, bestellt "
        "am, datum, auftragsdatum, kaufdatum, rechnungsdatum, date de commande, date commande, date de creation, "
        "fecha, fecha del pedido, fecha de pedido, fecha de compra, data do pedido, data, data da compra, data de "
        "criacao, created time, order creation date, order creation time, createtime, create time, time created, "
        "order placed date, data ordine, data dell'ordine, besteldatum, data zamówienia, data złożenia, data da "
        "venda, fecha de venta, 注文日時, 注文日, 受注日時, 주문일시, 주문일, 주문일자"
    ),
    "status": (
        "订单状态 状态 交易状态 进度 订单商品状态 是否发货|status, order status, order state, fulfillment status, "
        "stage, bestellstatus, auftragsstatus, statut, etat, statut de la commande, estado, estado del pedido, "
        "situacao, status do pedido, stato, stato ordine, status zamówienia, bestelstatus, ステータス, "
        "注文ステータス, 受注ステータス, 주문상태, 배송상태, payment status, financial status"
    ),
    "currency": (
        "币种 货币 币别 币种代码|currency, currency code, order currency, curr, waehrung, wahrung, devise, "
        "monnaie, moneda, divisa, moeda, order currency code, presentment currency, valuta, waluta, 通貨, 통화"
    ),
    "item_name": (
        "商品名称 商品名 宝贝标题 商品标题 商品 产品 产品名称 品名 货品 货品名称 物品 货品标题 产品标题 宝贝名称 "
        "选购商品|product, product name, item, item name, title, item title, description, product title, lineitem "
        "name, line item, goods, artikel, artikelname, produkt, produktname, bezeichnung, artikelbezeichnung, "
        "produit, nom du produit, article, designation, producto, nombre del producto, articulo, descripcion, "
        "produto, nome do produto, descricao, item description, listing title, nazwa produktu, nazwa, prodotto, "
        "nome prodotto, omschrijving, productnaam, titulo del anuncio, titulo do anuncio, título do anúncio, "
        "商品名, 品名, 상품명"
    ),
    "item_sku": (
        "sku编码 规格编码 商品编码 货号 商家编码 款号 条码 物料编码 商品编号 单品货号 商家sku 商家sku编码 "
        "规格商家编码 商品id|sku, stock code, item code, product code, item number, item no, article number, part "
        "number, asin, artikelnummer, artikel-nr, art nr, reference, ref, reference produit, codigo, referencia, "
        "codigo del producto, codigo do produto, seller sku, merchant sku, sku reference no, variant sku, codice "
        "articolo, codice prodotto, kod produktu, 商品番号, 商品コード, 품번, 상품코드, product id, item id, upc, "
        "barcode, ean, sku id, lineitem sku"
    ),
    "item_spec": (
        "规格 商品规格 型号 颜色 尺码 商品属性 属性 商品规格名称 颜色/尺码|variant, variation, variations, option, "
        "options, specification, size, colour, color, model, variante, groesse, farbe, taille, couleur, talla, "
        "tamanho, cor, variation name, variant name, lineitem variant, variation details, variazione, wariant, "
        "variação, 項目選択肢, 選択肢, 옵션"
    ),
    "item_quantity": (
        "数量 购买数量 件数 商品数量 销售数量 销量 成交数量 sku件数 购买件数 商品件数|quantity, qty, units, "
        "pieces, count, items, item quantity, quantity ordered, lineitem quantity, amount of items, menge, anzahl, "
        "stueck, stuck, quantite, qte, cantidad, unidades, quantidade, qtd, qtde, quantity purchased, quantity "
        "sold, quantità, quantita, aantal, ilość, liczba, 個数, 数量, 수량"
    ),
    "item_price": (
        "单价 商品单价 价格 售价 成交单价 零售价 商品价格 商品售价 销售单价 成交价|unit price, price, item price, "
        "price each, price per unit, selling price, lineitem price, sold for, einzelpreis, stueckpreis, preis, "
        "stuckpreis, prix, prix unitaire, precio, precio unitario, preco, preco unitario, valor unitario, deal "
        "price, item cost, sale price, selling unit price, price per item, prezzo, prezzo unitario, prijs, "
        "stukprijs, cena, cena jednostkowa, preco unitario de venda, 単価, 판매가, 단가, sku unit original price, "
        "unit cost"
    ),
    "item_amount": (
        "小计 商品小计 商品金额 行金额 货款 商品总价 货品总价 商品总额 商品总金额 商品金额合计|line total, line "
        "amount, item total, row total, extended price, subtotal, sub total, item subtotal, zeilensumme, "
        "positionssumme, gesamtpreis, sous-total, total ligne, importe, subtotal linea, product subtotal, sku "
        "subtotal after discount, totale riga, regeltotaal, wartość pozycji, 小計"
    ),
    "item_discount": (
        "单品优惠 商品优惠|line discount, item discount, lineitem discount, positionsrabatt, remise ligne, sku "
        "seller discount"
    ),
    "item_tax": "单品税费 商品税额|line tax, item tax, lineitem tax, positionssteuer, tva ligne",
    "item_no": (
        "行号 序号 子订单编号 子订单号 明细号|line number, line no, line id, item line, row number, position, pos, "
        "order item id, line item id, payment sequential, sequence, transaction item id, positionsnummer, ligne, "
        "line, orderitemid"
    ),
    "given_total": (
        "订单总额 订单应付金额 总金额 合计 总计 订单金额 应付金额 应付 金额 销售额 应付总额 应收订单金额 "
        "订单总价|total, order total, grand total, total amount, total price, amount, order amount, total paid, "
        "payment value, gesamtbetrag, gesamtsumme, summe, betrag, gesamt, montant, montant total, total ttc, total "
        "commande, importe total, total del pedido, valor, valor total, total do pedido, order products value, "
        "order total amount, order total inc tax, total order amount, total inc tax, grand total amount, totale, "
        "totale ordine, importo totale, totaal, totaalbedrag, wartość zamówienia, kwota, suma, razem, 合計金額, "
        "請求金額, 총금액, 결제금액, 주문금액, order value"
    ),
    "shipping": (
        "运费 邮费 快递费 配送费 订单运费 物流费用|shipping, shipping fee, shipping cost, shipping price, shipping "
        "amount, postage, freight, delivery fee, delivery cost, order freight value, versand, versandkosten, frais "
        "de port, frais de livraison, livraison, envio, gastos de envio, frete, valor do frete, buyer paid "
        "shipping fee, shipping fee after discount, shipping rate, shipping total, delivery charge, spedizione, "
        "spese di spedizione, costo spedizione, verzendkosten, koszt dostawy, koszty wysyłki, custo de envio, "
        "送料, 送料合計, 배송비"
    ),
    "order_discount": (
        "优惠 优惠金额 折扣 订单优惠 减免 优惠总金额 优惠总额|discount, discount amount, order discount, rabatt, "
        "nachlass, remise, reduction, descuento, desconto, total discount, sconto, korting, rabat, 値引, 할인금액"
    ),
    "tax": (
        "税费 税 税额|tax, taxes, vat, gst, sales tax, tax amount, mwst, steuer, ust, tva, taxe, impuesto, iva, "
        "imposto, total tax, tax total, sales tax amount, btw, podatek, imposta, 消費税, 消費税合計"
    ),
    "surcharge": "附加费 附加费用|surcharge, fee, handling fee, zuschlag, supplement, recargo, taxa",
    "paid": (
        "实付 实付金额 实收 实收金额 已付金额 付款金额 支付金额 实付款 用户实付 买家实付 买家实付金额 实际支付金额 "
        "订单实际支付金额 用户实付金额|paid amount, amount paid, payment amount, payment value, paid total, paid, "
        "bezahlt, bezahlter betrag, montant paye, importe pagado, valor pago"
    ),
    "refunded": (
        "退款金额 退款 已退金额|refunded amount, refund amount, refund, refunded, erstattung, erstattet, "
        "rembourse, remboursement, reembolso, devolucion, reembolsado, amount refunded, order refund amount, total "
        "refunded, rimborso, terugbetaald, zwrot, 返金額"
    ),
    "payment_method": (
        "付款方式 支付方式 收款方式 支付渠道|payment method, payment type, payment, pay method, gateway, tender, "
        "zahlungsart, zahlungsmethode, zahlung, mode de paiement, moyen de paiement, metodo de pago, forma de "
        "pago, forma de pagamento, meio de pagamento, pagamento, metodo di pagamento, betaalmethode, betaalwijze, "
        "metoda płatności, płatność, 支払方法, 支払方法名, 決済方法, 결제수단"
    ),
    "promo_code": (
        "优惠码 优惠券|promo code, coupon, coupon code, discount code, voucher, gutschein, code promo, cupon, cupom"
    ),
    "paid_at": (
        "付款时间 支付时间 付款日期 收款时间 订单支付时间 支付完成时间 订单付款时间|paid at, paid on, payment "
        "date, paid date, payment time, date paid, order approved at, approved at, order aproved at, bezahlt am, "
        "zahlungsdatum, date de paiement, fecha de pago, data do pagamento, paid time, order paid time, paid on "
        "date, data pagamento, betaaldatum, data płatności, 入金日, 결제일"
    ),
    "shipped_at": (
        "发货时间 发货日期 出库时间 订单发货时间|shipped at, shipped on, ship date, shipping date, shipment date, "
        "dispatch date, date shipped, dispatched, fulfilled at, order delivered carrier date, delivered carrier "
        "date, versanddatum, versendet am, date d'expedition, expedie le, fecha de envio, data de envio, shipped "
        "time, ship time, shipped on date, date posted, data spedizione, verzenddatum, data wysyłki, 発送日, "
        "出荷日, 발송일"
    ),
    "delivered_at": (
        "送达时间 签收时间 收货时间 确认收货时间 完成时间 订单完成时间 交易成功时间|delivered at, delivered on, "
        "delivery date, date delivered, received at, order delivered customer date, delivered customer date, "
        "zugestellt am, lieferdatum, date de livraison, livre le, fecha de entrega, data de entrega, data da "
        "entrega, delivered time, delivereddate, order complete time, completed time, data consegna, leverdatum, "
        "data dostawy, 배송완료일"
    ),
    "cancelled_at": (
        "取消时间 关闭时间 取消日期|cancelled at, canceled at, cancelled on, cancellation date, storniert am, "
        "annule le, fecha de cancelacion, data de cancelamento, cancelled time, canceled time, cancelled date, "
        "data annullamento"
    ),
    "promised_at": (
        "承诺送达时间 预计送达时间 最晚发货时间 交期 交货日期 要求到货 承诺发货时间|promised at, promise date, due "
        "date, expected delivery, estimated delivery date, order estimated delivery date, ship by, ship by date, "
        "deliver by, latest ship date, voraussichtliche lieferung, liefertermin, livraison prevue, entrega "
        "estimada, entrega prevista, previsao de entrega, estimated ship out date, ship by time, latest delivery "
        "date"
    ),
    "customer_name": (
        "收货人姓名 收件人姓名 收货人 收件人 客户姓名 姓名 联系人 收件人名称 客户 买家昵称 买家会员名 顾客 "
        "买家|customer name, customer, buyer, buyer name, name, full name, recipient, recipient name, ship to "
        "name, shipping name, client, client name, contact, kunde, kundenname, empfaenger, empfanger, kaeufer, "
        "kaufer, nom, nom du client, acheteur, destinataire, cliente, nombre, nombre del cliente, comprador, "
        "destinatario, nome, nome do cliente, receiver name, receiver, ship to, contact name, acquirente, naam, "
        "klant, klantnaam, kupujący, odbiorca, klient, imię i nazwisko, 送付先氏名, お届け先氏名, 氏名, 수령인, "
        "수취인, 구매자, customer id"
    ),
    "customer_phone": (
        "联系手机 手机号 手机 电话 联系电话 收货人电话 收件人手机 客户电话 收件人电话 收货人手机 收货人手机号 "
        "收件人手机号|phone, telephone, mobile, phone number, buyer phone, shipping phone, tel, cell, contact "
        "number, telefon, telefonnummer, handy, telephone portable, telefono, movil, telefone, celular, recipient "
        "phone, receiver phone, customer phone, telefoon, telefoonnummer, numer telefonu, 電話番号, "
        "送付先電話番号, 연락처, 전화번호, cellulare"
    ),
    "customer_email": (
        "邮箱 电子邮件 电子邮箱 客户邮箱|email, e-mail, mail, email address, buyer email, customer email, "
        "e-mail-adresse, courriel, adresse mail, correo, correo electronico, contact email, e-mailadres, adres "
        "e-mail, indirizzo email, メールアドレス, 注文者メールアドレス, 이메일"
    ),
    "company": (
        "公司 公司名称 企业 客户单位 购货单位|company, company name, business name, organisation, firma, "
        "unternehmen, societe, entreprise, empresa"
    ),
    "country_text": (
        "国家 国家地区 收货国家|country, country code, ship country, shipping country, ship to country, nation, "
        "land, pays, pais, delivery country, recipient country, destination country, paese, nazione, kraj, 国, "
        "국가, negara"
    ),
    "region_text": (
        "省份 省 州 省市 地区 收件人省份 收货人省份|province, state province, region, ship state, shipping "
        "province, shipping state, county, customer state, bundesland, departement, provincia, estado provincia, "
        "uf, state, delivery state, ship to state, regione, województwo, provincie, 都道府県, 送付先都道府県, 시도"
    ),
    "city": (
        "城市 市 收件人城市 收货人城市|city, town, ship city, shipping city, ship to city, customer city, stadt, "
        "ort, ville, ciudad, poblacion, cidade, municipio, delivery city, recipient city, suburb, shipping suburb, "
        "city town, città, comune, comune di residenza, plaats, woonplaats, miasto, miejscowość, 市区町村, "
        "送付先郡市区, 시군구"
    ),
    "address": (
        "地址 收货地址 详细地址 收件地址 送货地址 收件人地址 收件人详细地址 收货人地址 详细收货地址|address, "
        "shipping address, ship address, delivery address, street, address 1, address line 1, ship to address 1, "
        "shipping address1, adresse, lieferadresse, strasse, anschrift, adresse de livraison, rue, direccion, "
        "calle, direccion de envio, endereco, endereco de entrega, detail address, street address, shipping street "
        "1, ship to address, recipient address, indirizzo, via, adres, adres dostawy, adres wysyłki, straat, "
        "morada, 住所, 送付先住所, 送付先それ以降の住所, お届け先住所, 주소, 배송지"
    ),
    "postal_code": (
        "邮编 邮政编码|postal code, postcode, post code, zip, zip code, ship zip, ship postal code, shipping zip, "
        "customer zip code prefix, plz, postleitzahl, code postal, codigo postal, cp, cep, delivery zip postal "
        "code, zipcode, zip postal code, cap, codice postale, kod pocztowy, 郵便番号, 送付先郵便番号, 우편번호"
    ),
    "billing_address": (
        "账单地址 发票地址|billing address, bill address, billing street, rechnungsadresse, adresse de "
        "facturation, direccion de facturacion, endereco de cobranca"
    ),
    "carrier": (
        "物流公司 快递公司 承运商 快递 承运公司|carrier, shipping carrier, courier, shipping service, versandart, "
        "versandunternehmen, transporteur, transportista, transportadora, shipping provider name, shipping "
        "provider, corriere, vervoerder, przewoźnik, 配送会社, 택배사, shipping method, delivery method, delivery "
        "option"
    ),
    "tracking_no": (
        "物流单号 快递单号 运单号|tracking number, tracking no, tracking, tracking id, tracking code, awb, "
        "sendungsnummer, trackingnummer, numero de suivi, numero de seguimiento, codigo de rastreio, trackingcode, "
        "numero di tracking, codice tracking, numer przesyłki, track and trace, お荷物伝票番号, 伝票番号, "
        "送り状番号, 운송장번호, 송장번호"
    ),
    "note": (
        "备注 买家留言 订单备注 卖家备注 留言 说明 买家备注 用户备注|note, notes, comment, comments, remark, "
        "remarks, memo, buyer note, customer note, order notes, bemerkung, notiz, kommentar, anmerkung, remarque, "
        "commentaire, nota, observaciones, observacao, observacoes, remark from buyer, buyer message, customer "
        "message, note from customer, uwagi, opmerking, 備考, 메모"
    ),
    "tags": "标签|tags, tag, labels, etiketten, etiquettes, etiquetas",
    "priority": "优先级 紧急程度|priority, urgency, prioritaet, prioritat, priorite, prioridad, prioridade",
    "segment": (
        "客户分组 客户类型|segment, customer group, customer segment, customer type, kundengruppe, groupe client"
    ),
    "owner": (
        "负责人 业务员 销售员 跟单员|owner, sales rep, salesperson, assigned to, account manager, verkaeufer, "
        "vendeur, vendedor"
    ),
    "return_policy": "退货政策|return policy, returns, rueckgabe",
    "workflow": "流程|workflow",
}

_STATUSES: Final[dict[str, str]] = {
    "awaiting_payment": (
        "待付款 待支付 未付款 等待买家付款 等待付款|awaiting payment, unpaid, pending, pending payment, created, "
        "new, open, payment pending, on order, offen, unbezahlt, en attente, en attente de paiement, pendiente, "
        "pendente, aguardando pagamento, criado, awaiting payment confirmation, in attesa di pagamento, niet "
        "betaald, nieopłacone, oczekuje na płatność, 入金待ち, 支払い待ち, 결제대기"
    ),
    "paid": (
        "已付款 待发货 未发货 已支付 等待发货 待卖家发货 等待卖家发货 待揽收 已接单 待成团|paid, approved, "
        "unshipped, unfulfilled, to ship, ready to ship, confirmed, accepted, authorized, bezahlt, payee, paye, "
        "pagado, pago, aprovado, awaiting fulfillment, awaiting shipment, awaiting pickup, acknowledged, ready to "
        "fulfill, pagamento accettato, da spedire, pagato, betaald, nieuw, nowe, opłacone, do wysłania, 発送待ち, "
        "新規受付, 결제완료, 발송대기, ready_to_ship"
    ),
    "preparing": (
        "备货中 配货中 部分发货 待出库 处理中 生产中|processing, preparing, in progress, invoiced, packing, "
        "packed, picking, partially shipped, partial, in bearbeitung, en preparation, en cours, procesando, en "
        "proceso, em processamento, faturado, em preparacao, in lavorazione, in preparazione, preparazione in "
        "corso, in behandeling, w realizacji, w trakcie realizacji, 処理中, 準備中, 상품준비중, 배송준비중"
    ),
    "shipped": (
        "已发货 运输中 待收货 已出库 派送中 等待买家收货 等待买家确认收货 待签收 卖家已发货|shipped, dispatched, "
        "in transit, sent, out for delivery, fulfilled, on the way, versandt, versendet, expediee, expedie, "
        "enviado, en transito, despachado, em transito, awaiting collection, a caminho, spedito, in transito, "
        "verzonden, onderweg, wysłane, wysłano, 発送済, 発送済み, 出荷済, 배송중"
    ),
    "delivered": (
        "已签收 已送达 已收货|delivered, received, zugestellt, geliefert, livree, livre, entregado, entregue, "
        "recibido, consegnato, bezorgd, geleverd, doręczone, dostarczone, 配達完了, 배송완료"
    ),
    "done": (
        "已完成 完成 交易成功 成功 已完结 交易完成|completed, complete, done, closed, finished, fertig, "
        "abgeschlossen, terminee, termine, completado, concluido, finalizado, completato, voltooid, afgerond, "
        "zakończone, zrealizowane, 完了, 구매확정"
    ),
    "hold": (
        "挂起 暂停 锁定|on hold, held, hold, holded, zurueckgestellt, suspendue, en espera, em espera, in sospeso, "
        "in de wacht, wstrzymane, 保留, 보류"
    ),
    "exception": (
        "异常 问题件 缺货|exception, problem, failed, error, unavailable, out of stock, lost, fehler, echec, "
        "fallido, indisponivel, verification required, manual verification required, disputed"
    ),
    "cancelled": (
        "已取消 已关闭 交易关闭 作废 已退款 取消 退款成功 交易失败|cancelled, canceled, voided, void, refunded, "
        "returned, rejected, expired, storniert, annulee, annule, cancelado, anulado, devolvido, devuelto, "
        "declined, annullato, rimborsato, geannuleerd, anulowane, zwrócone, キャンセル, キャンセル済, 返品, 취소, "
        "취소완료, 환불"
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
