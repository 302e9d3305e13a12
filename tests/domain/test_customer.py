"""Whom an order belongs to, and how alike two customers are."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest

from ordertrail.domain.customer import (
    SCORES,
    Contact,
    customer_key,
    likeness,
    phones_alike,
    plain_email,
    score,
)


def key(
    phone: str | None = None, email: str | None = None, name: str | None = None, company: str | None = None
) -> UUID:
    return customer_key("shopify", "1001", phone, email, name, company)


def md5(text: str) -> UUID:
    return UUID(hashlib.md5(text.encode()).hexdigest())


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("+86 138-0013-8000", "a@b.c", "张三", None), "p13800138000"),
        (("13800138000", None, None, None), "p13800138000"),
        (("021 8888 100", "a@b.c", None, None), "p0218888100"),
        (("123456", "Ann@B.c", None, None), "eann@b.c"),
        (("138****8000", "Ann@B.c", "张三", None), "eann@b.c"),
        (("138****8000", "a**@b.c", "张三", None), "nshopify|张三"),
        ((None, "no address", "Ann", "Mill"), "nshopify|ann"),
        ((None, None, None, "Mill Ltd"), "nshopify|mill ltd"),
        (("138****8000", None, "张*", None), "oshopify|1001"),
        ((None, None, None, None), "oshopify|1001"),
    ],
)
def test_the_key_is_of_the_best_that_is_known(cells: tuple[str | None, ...], told: str) -> None:
    assert key(*cells) == md5(told)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("(415) 555-0100", "+1 415 555 0100", True),
        ("020 7946 0123", "+44 20 7946 0123", True),
        ("88881000", "021-8888-1000", True),
        ("13812345678", "13912345678", False),
        ("1234567", "021 1234567", False),
        ("138****5678", "13812345678", False),
        (None, None, False),
    ],
)
def test_numbers_are_alike_where_one_is_the_end_of_the_other(one: str | None, other: str | None, same: bool) -> None:
    assert phones_alike(one, other) is phones_alike(other, one) is same


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        (" Ann.Lee+shop@GMail.com ", "annlee@gmail.com"),
        ("a.l@googlemail.com", "al@gmail.com"),
        ("A.L+x@mill.de", "a.l@mill.de"),
        ("a*@mill.de", ""),
        ("+x@mill.de", ""),
        ("nobody", ""),
        (None, ""),
    ],
)
def test_a_mailbox_has_one_spelling(email: str | None, mailbox: str) -> None:
    assert plain_email(email) == mailbox


def contact(phone: str = "", email: str = "", name: str = "", address: str = "", code: str = "") -> Contact:
    return Contact(frozenset({phone}), frozenset({email}), frozenset({(name, address, code)}))


def test_each_likeness_is_named_and_they_add_up() -> None:
    ann = contact("+14155550100", "Ann.Lee@gmail.com", "Ann Lee", "1 Mill Rd", "94016")
    assert likeness(ann, contact("4155550100", "annlee+x@gmail.com", "ann lee", "1 mill rd", "94016")) == {
        "phone": "+14155550100", "email": "Ann.Lee@gmail.com", "name_address": "Ann Lee · 1 Mill Rd",
    }  # fmt: skip
    assert likeness(ann, contact("", "", "ANN LEE", "another", "940 16")) == {"name_postal_code": "Ann Lee · 94016"}
    assert likeness(ann, contact("", "", "Bob", "1 Mill Rd", "94016")) == {}
    assert score(("name_postal_code",)) == 40 and score(tuple(SCORES)) == 99


def test_nothing_known_is_no_likeness() -> None:
    assert likeness(contact(), contact()) == likeness(Contact(), Contact()) == {}
    masked = contact(name="张*", address="上海市*", code="200000")
    assert likeness(masked, masked) == {}
