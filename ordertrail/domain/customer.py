"""Whom an order belongs to, and how likely it is that two customers are one person."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
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


def likeness(one: Contact, other: Contact) -> dict[str, str]:
    """In what two customers agree, of ``SCORES`` -> what they share, as the one writes it.

    The postal code counts where the address does not agree already.
    """
    found: dict[str, list[str]] = {
        "phone": [each for each in one.phones if any(phones_alike(each, its) for its in other.phones)],
        "email": _shared(_mailboxes(one), _mailboxes(other)),
        "name_address": _shared(_addresses(one), _addresses(other)),
    }
    if not found["name_address"]:
        found["name_postal_code"] = _shared(_postal_codes(one), _postal_codes(other))
    return {reason: min(values) for reason, values in found.items() if values}


def _shared(one: Mapping[object, str], other: Mapping[object, str]) -> list[str]:
    return [value for plain, value in one.items() if plain in other]


def _mailboxes(contact: Contact) -> dict[object, str]:
    """Each mailbox -> how it is written; likewise those below."""
    return {box: email for email in sorted(contact.emails) if (box := plain_email(email))}


def _addresses(contact: Contact) -> dict[object, str]:
    return _named((name, address) for name, address, _ in contact.places)


def _postal_codes(contact: Contact) -> dict[object, str]:
    return _named((name, code) for name, _, code in contact.places)


def _named(places: Iterable[tuple[str | None, str | None]]) -> dict[object, str]:
    told = sorted((name, place) for name, place in places if plain_text(name) and plain_text(place) and name and place)
    return {(plain_text(name), plain_text(place)): f"{name} · {place}" for name, place in told}


def score(reasons: Iterable[str]) -> int:
    """How likely the two are one, of 100."""
    return min(sum(SCORES[reason] for reason in reasons), CERTAIN)
