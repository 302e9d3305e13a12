"""The source of a value as a sentence, in the present language."""

from __future__ import annotations

from ordertrail.domain.blame import IMPORT, Source
from ordertrail.i18n import tr


def source_text(source: Source) -> str:
    """From which file and row, or which person and when; what made the value of it where a rule did."""
    t = tr()
    when = t.datetime(source.at)
    if source.file:
        told = t.t("blame.import", file=source.file, line=t.number(source.line or 0), when=when)
    else:
        who = t.t("event.who_owner") if source.who == "owner" else source.who
        told = t.t("blame.person", who=who, when=when, deed=t.t(f"event.{source.event}"))
    if source.kind == IMPORT or not source.rule:
        return told
    return t.t("blame.rule", rule=t.t(f"blame.rule_{source.rule}"), told=told)
