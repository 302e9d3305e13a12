"""A page for paper, without the frame of the screen: elements, and the document round them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, tostring

from ordertrail.i18n import tr

Child = Element | str | None


def tag(name: str, /, *children: Child, cls: str = "", **attributes: str) -> Element:
    """An element; texts are escaped when it is written, characters that no document may hold are left out."""
    element = Element(
        name, {**({"class": cls} if cls else {}), **{key.strip("_"): attributes[key] for key in attributes}}
    )
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif child and last is None:
            element.text = (element.text or "") + printable(child)
        elif child and last is not None:
            last.tail = (last.tail or "") + printable(child)
    return element


def printable(text: str) -> str:
    """Without control characters; line breaks stay."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")


def document(title: str, bar: Sequence[Child], notes: Sequence[str], sheets: Sequence[Element]) -> bytes:
    """The whole page. ``bar`` and ``notes`` are for the screen, ``sheets`` for the paper."""
    t = tr()
    button = tag("button", t.t("paper.print"), cls="paper-print", type="button")
    html = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", f"{title} · {t.t('shell.name')}"),
            tag("link", rel="icon", href="/assets/icon.svg"),
            tag("link", rel="stylesheet", href="/assets/paper.css"),
            tag("script", src="/assets/paper.js", defer="defer"),
        ),
        tag(
            "body",
            tag("header", tag("h1", title), *bar, button, cls="paper-bar"),
            *(tag("p", note, cls="paper-note", role="status") for note in notes),
            tag("main", *sheets),
        ),
        lang="zh-CN" if t.lang == "zh" else "en",
    )
    return b"<!DOCTYPE html>" + tostring(html, encoding="utf-8", method="html")


def table(head: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], foot: Sequence[Any] | None = None) -> Element:
    """``head``: (words, class) of each column; its cells take the class too. A cell is a text or an element."""

    def line(name: str, cells: Sequence[Any]) -> Element:
        return tag("tr", *(tag(name, cell, cls=cls) for cell, (_, cls) in zip(cells, head, strict=True)))

    return tag(
        "table",
        tag("thead", line("th", [words for words, _ in head])),
        tag("tbody", *(line("td", row) for row in rows)),
        tag("tfoot", line("td", foot)) if foot else None,
    )


def quantity(value: Decimal) -> str:
    """'2', '1.5'."""
    return tr().number(value)
