"""Files whose header no layout knows come out in the right text, or with the encodings that they may be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.decode import Decoded, decode
from ordertrail.domain.errors import FileRefused

CHINESE = "订单编号,买家,金额,商品标题\n1001,样例甲,12.50,蓝色陶瓷茶杯\n1002,样例乙,8.00,玻璃水壶 两只装\n"
TRADITIONAL = "訂單編號,買家,金額,商品名稱\n1001,陳小姐,12.50,藍色陶瓷茶杯\n1002,林先生,8.00,玻璃水壺兩只裝\n"
JAPANESE = "注文番号,購入者,金額,商品名\n1001,見本花子,1250,青いティーカップ\n1002,見本太郎,800,ガラスの水差し\n"
KOREAN = "주문번호,구매자,금액,상품명\n1001,홍길동,12500,파란 도자기 찻잔\n1002,김철수,8000,유리 물병\n"
RUSSIAN = "Номер,Покупатель,Сумма,Товар\n1001,Иван,12.50,Синяя чашка\n1002,Анна,8.00,Кувшин\n"
GERMAN = "Bestellung;Käufer;Summe;Artikel\n1001;Jörg Müller;12,50;Große Schüssel\n1002;Änne Weiß;8,00 €;Krüge\n"
FRENCH = "Commande,Acheteur,Montant\n1001,Hélène Lefèvre,12.50\n1002,François Noël,8.00\n1003,Benoît Hervé,5\n"
SPANISH = "Pedido,Comprador,Importe\n1001,Íñigo Muñoz,12.50\n1002,José Peñalver,8.00\n"
DANISH = "Ordre,Køber,Beløb\n1001,Søren Kjær,12.50\n1002,Åse Bjørn,8.00\n"
POLISH = "Zamówienie,Kupujący,Kwota\n1001,Paweł Wójcik,12.50\n1002,Łucja Żak z Łodzi,8.00\n1003,Świętosław,3\n"
CZECH = "Objednávka,Zákazník,Částka\n1001,Jiří Dvořák,12.50\n1002,Žaneta Růžičková,8.00\n1003,Šárka Němcová,1\n"
MIXED = "Order,Buyer,Sum\n1001,Hélène Lefèvre,12.50\n1002,Søren Kjær,8.00\n"


def taken(folder: Path, content: bytes, encoding: str | None = None) -> tuple[Decoded, str]:
    path = folder / "file.csv"
    path.write_bytes(content)
    found = decode(path, path.name, folder, lambda _: False, encoding)
    return found, found.path.read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"), (CHINESE, "utf-8-sig"), (CHINESE, "gb18030"), (CHINESE, "gbk"),
        (TRADITIONAL, "big5"), (JAPANESE, "cp932"), (GERMAN, "cp1252"), (GERMAN.replace("€", "EUR"), "latin-1"),
        (FRENCH, "cp1252"), (FRENCH, "gb18030"), (GERMAN, "gb18030"), (SPANISH, "latin-1"),
            (DANISH, "cp1252"), (POLISH, "cp1250"),
        *((text, wide) for text in (CHINESE, JAPANESE, GERMAN, POLISH) for wide in (
            "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_told_without_a_known_header(tmp_path: Path, text: str, encoding: str, ends: str) -> None:
    found, got = taken(tmp_path, text.replace("\n", ends).encode(encoding))
    assert got == text.replace("\n", ends) and not found.damaged


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(KOREAN, "cp949"), (RUSSIAN, "cp1251"), (CZECH, "cp1250"), (MIXED, "cp1252")],
)
def test_right_or_a_choice_that_holds_the_right_one(tmp_path: Path, text: str, encoding: str) -> None:
    try:
        _, got = taken(tmp_path, text.encode(encoding))
    except FileRefused as refusal:
        assert refusal.code == "unknown_encoding" and encoding in refusal.params["encodings"]
        _, got = taken(tmp_path, text.encode(encoding), encoding)
    assert got == text


def test_what_tells_the_encoding_may_stand_far_below(tmp_path: Path) -> None:
    text = "Order,Buyer,Sum\n" + "1001,Smith,12.50\n" * 100_000 + "1002,Jörg Müller,8.00\n"
    assert taken(tmp_path, text.encode("cp1252"))[1] == text


@pytest.mark.parametrize("content", [b"%PDF-1.7\x00\x01\n,", b"\x00\x01\x02\x03" * 50, bytes(range(256)) * 4])
def test_no_text(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileRefused, match="not_text"):
        taken(tmp_path, content)
