"""Files that wait for one word of a person: in which encoding they are, or whether their dates have the day first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from etl.learn.questions import ENCODING, Answer, Question
from etl.learn.unknown import KEPT_DAYS, Kept
from ordertrail.i18n import tr


def questions_view(asked: Sequence[tuple[Kept, Question]]) -> Component | None:
    """Each file with its answers and what it reads like by each; nothing where nothing is asked."""
    if not asked:
        return None
    t = tr()
    return html.Section(
        [
            html.H2(t.t("question.title"), className="ot-card-title"),
            html.P(t.t("question.hint", days=t.number(KEPT_DAYS)), className="ot-muted ot-waiting-hint"),
            html.Ul([_file(kept, question) for kept, question in asked], className="ot-waiting ot-questions"),
        ],
        className="ot-card ot-waiting-card",
    )


def _file(kept: Kept, question: Question) -> Component:
    t = tr()
    words = t.t("question.encoding") if question.about == ENCODING else t.t("question.dates")
    return html.Li(
        [
            html.Span(kept.name, className="ot-waiting-name"),
            html.Span(t.datetime(datetime.fromisoformat(kept.kept_at)), className="ot-muted"),
            html.Button(
                t.t("mapping.drop"), type="button", className="ot-button is-small", **data(mapping_drop=kept.id)
            ),
            html.P(words if question.answers else t.t("question.none"), className="ot-question-words"),
            html.Ul([_answer(kept, question, each) for each in question.answers], className="ot-answers"),
        ]
    )


def _answer(kept: Kept, question: Question, answer: Answer) -> Component:
    t = tr()
    read = [t.t("question.reads", cell=cell, day=t.date(day)) for cell, day in answer.days]
    return html.Li(
        [
            html.Div(
                [
                    html.Strong(t.t(f"question.{answer.value}")),
                    html.Div(
                        [html.Div(each, className="ot-answer-line") for each in (*answer.samples, *read)],
                        className="ot-answer-sample",
                    ),
                ],
                className="ot-answer-words",
            ),
            html.Button(
                t.t("question.choose"),
                type="button",
                className="ot-button is-small is-primary",
                **data(question_file=kept.id, question_about=question.about, question_answer=answer.value),
            ),
        ]
    )
