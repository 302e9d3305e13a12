"""The names of stages in the reader's language, from the workflows in force."""

from __future__ import annotations

from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr


def stage_label(code: str | None) -> str:
    """A stage's name; the code itself where no workflow has it, '' for None."""
    return workflows().label(code, tr().lang) if code else ""


def workflow_label(code: str | None) -> str:
    """A workflow's name; that of the channels' own for None."""
    return workflows().of(code).label(tr().lang)
