"""Whom an order belongs to, and how likely it is that two customers are one person."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("person", "company")

# A whole phone number; of a longer one the last eleven digits count, so that +86 makes no difference.
FEWEST_DIGITS: Final = 7
COUNTED_DIGITS: Final = 11
# Two numbers are alike where the shorter one, of at least so many digits, ends the longer one.
ALIKE_DIGITS: Final = 8
MASK: Final = "*"

# How much each likeness says, of 100; several add up, and nothing is certain but a person's word.
SCORES: Final[Mapping[str, int]] = {"phone": 70, "email": 70, "name_address": 60, "name_postal_code": 40}
CERTAIN: Final = 99

_DOTLESS: Final = ("gmail.com", "googlemail.com")


def customer_key(
    channel: str, channel_order_no: str, phone: str | None, email: str | None, name: str | None, company: str | None
) -> uuid.UUID:
    """The customer's key: by a whole phone number, else an e-mail, else the name within the channel, else the order.

    What is masked tells nothing. ``ordertrail.store.drafts.customer_key`` says the same in SQL.
    """
    number, named = digits(phone), company if name is None else name
    if len(number) >= FEWEST_DIGITS and MASK not in (phone or ""):
        told = f"p{number[-COUNTED_DIGITS:]}"
    elif email and "@" in email and MASK not in email:
        told = f"e{email.lower()}"
    elif named is not None and MASK not in named:
        told = f"n{channel}|{named.lower()}"
    else:
        told = f"o{channel}|{channel_order_no}"
    return uuid.UUID(hashlib.md5(told.encode(), usedforsecurity=False).hexdigest())


def digits(text: str | None) -> str:
    """The ASCII digits of a text."""
    return re.sub("[^0-9]", "", text or "")


def plain_email(email: str | None) -> str:
    """An address as its mailbox: no case, no +tag, for Gmail no dots. '' where it is none or masked."""
    local, at, domain = (email or "").strip().lower().partition("@")
    if not at or not domain or MASK in local + domain:
        return ""
    mailbox = local.partition("+")[0]
    if not mailbox:
        return ""
    return f"{mailbox.replace('.', '')}@{_DOTLESS[0]}" if domain in _DOTLESS else f"{mailbox}@{domain}"


def plain_text(text: str | None) -> str:
    """A name or an address without blanks and case. '' where it is masked."""
    return "" if MASK in (text or "") else (text or "").replace(" ", "").lower()


def phones_alike(one: str | None, other: str | None) -> bool:
    """One number, written with and without its country or area code. Zeros before a number are not dialled abroad."""
    if MASK in f"{one or ''}{other or ''}":
        return False
    shorter, longer = sorted((digits(one).lstrip("0"), digits(other).lstrip("0")), key=len)
    return len(shorter) >= ALIKE_DIGITS and longer.endswith(shorter)


@dataclass(frozen=True)
class Contact:
    """Everything that one customer was ever reached by. ``places``: (name, address, postal code) told together."""

    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    places: frozenset[tuple[str | None, str | None, str | None]] = frozenset()


def likeness(one: Contact, other: Contact) -> tuple[str, ...]:
    """In what two customers agree, of ``SCORES``; the postal code counts where the address does not agree already."""
    found = []
    if any(phones_alike(each, its) for each in one.phones for its in other.phones):
        found.append("phone")
    if {*map(plain_email, one.emails)} & {*map(plain_email, other.emails)} - {""}:
        found.append("email")
    if _addresses(one) & _addresses(other):
        found.append("name_address")
    elif _postal_codes(one) & _postal_codes(other):
        found.append("name_postal_code")
    return tuple(found)


def _addresses(contact: Contact) -> set[tuple[str, str]]:
    found = {(plain_text(name), plain_text(address)) for name, address, _ in contact.places}
    return {(name, address) for name, address in found if name and address}


def _postal_codes(contact: Contact) -> set[tuple[str, str]]:
    found = {(plain_text(name), plain_text(code)) for name, _, code in contact.places}
    return {(name, code) for name, code in found if name and code}


def score(reasons: tuple[str, ...]) -> int:
    """How likely the two are one, of 100."""
    return min(sum(SCORES[reason] for reason in reasons), CERTAIN)
