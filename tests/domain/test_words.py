"""What spellings mean: our tables first, then the channel's words, then those of all channels."""

from __future__ import annotations

from ordertrail.domain.words import (
    CARRIER,
    KINDS,
    PAYMENT,
    Place,
    Word,
    Words,
    known_of,
    named,
    place_of,
    plain,
    read_words,
    spellings_of,
    values_of,
    words_json,
)

OWN = Words((
    Word("country", None, "Narnia", "GB"),
    Word("country", "shopify", "narnia", "NZ"),
    Word("region", None, "粤省", "CN-44"),
    Word("carrier", None, "快鸟", "sf"),
    Word("carrier", None, "who knows", None),
))  # fmt: skip


def test_no_spelling_means_two_things() -> None:
    for kind in (CARRIER, PAYMENT):
        owners: dict[str, set[str]] = {}
        for each in known_of(kind):
            for word in (each.code, *each.spellings):
                owners.setdefault(plain(word), set()).add(each.code)
        assert {word: codes for word, codes in owners.items() if len(codes) > 1} == {}


def test_the_usual_spellings_are_known() -> None:
    said = {"顺丰": "sf", "SF Express": "sf", " yunda ": "yunda", "J&T": "jtexpress", "DHL Paket": "dhl"}
    assert {text: named(CARRIER, text).code for text in said} == said  # type: ignore[union-attr]
    assert named(PAYMENT, "PayPal Express Checkout").code == "paypal"  # type: ignore[union-attr]
    assert named(CARRIER, "who knows") is None and named(CARRIER, "快鸟", OWN).code == "sf"  # type: ignore[union-attr]


def test_a_channels_word_outranks_that_of_all() -> None:
    assert OWN.known("country", "shopify", "NARNIA") == "NZ" and OWN.known("country", "etsy", "NARNIA") == "GB"
    assert OWN.word("carrier", None, "Who Knows") and OWN.known("carrier", None, "Who Knows") is None
    assert OWN.of_kind("country", "shopify") == {"narnia": "NZ"}


def test_places() -> None:
    assert place_of("中国", "粤省", OWN, "taobao") == Place("CN", "CN-44", True)
    assert place_of("Narnia", "Cair", OWN, None) == Place("GB", None, False)
    assert place_of("香港", None, OWN, None).region == "CN-HK"
    assert place_of(None, "广东", OWN, None) == Place(None, None, False)


def test_words_are_kept_and_read_again() -> None:
    assert words_json(read_words(words_json(OWN))) == words_json(OWN)
    fewer = OWN.changed([Word("country", None, "NARNIA", "FR")], [("carrier", None, "快鸟")])
    assert fewer.known("country", None, "narnia") == "FR" and fewer.word("carrier", None, "快鸟") is None


def test_every_kind_but_status_has_values() -> None:
    assert {kind for kind in KINDS if not values_of(kind)} == {"status"}
    assert len(spellings_of(CARRIER)) > 100
