"""Our own plain template: Chinese or English headers, one row an item, for orders of any other origin.

The head of an order may stand on its first row alone or be repeated. Without a status the stage follows from
the latest time given; without a total it is the sum of the lines, less discount, plus shipping and tax.
Times without an offset are of the business time zone. Without a tax of the order it is the sum of its lines'.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from etl.channels.base import Field, Layout, Parser
from etl.parsers import ident, quote
from ordertrail.domain.custom_fields import YES_NO, CustomField
from ordertrail.domain.headers import TEMPLATE_HEADERS
from ordertrail.domain.named import Named
from ordertrail.domain.order import CHANNELS
from ordertrail.domain.own_channels import OwnChannel
from ordertrail.domain.words import NO_WORDS, Words
from ordertrail.domain.workflow import Workflow
from ordertrail.store.custom_sql import object_of

_STAGES: Final = {
    "awaiting_payment": ("待付款", "awaiting payment", "unpaid", "pending"),
    "paid": ("已付款", "待发货"),
    "preparing": ("备货中", "部分发货"),
    "shipped": ("已发货",),
    "delivered": ("已送达", "已签收"),
    "done": ("已完成", "completed", "交易成功"),
    "hold": ("挂起", "on hold"),
    "exception": ("异常",),
    "cancelled": ("已取消", "canceled", "交易关闭"),
}

_CHANNEL_NAMES: Final = {
    "淘宝": "taobao", "天猫": "tmall", "抖音": "douyin", "抖店": "douyin", "亚马逊": "amazon", "京东": "jd",
    "拼多多": "pdd", "有赞": "youzan", "手工": "manual", "线下": "manual", **{code: code for code in CHANNELS},
}  # fmt: skip

HEADERS: Final = TEMPLATE_HEADERS

_MONEY: Final = (
    "item_price",
    "item_discount",
    "order_discount",
    "shipping",
    "tax",
    "given_total",
    "paid",
    "refunded",
    "item_tax",
    "surcharge",
)
_PRIORITIES: Final = {
    "low": ("低",), "normal": ("普通", "正常", "中"), "high": ("高",), "urgent": ("紧急", "加急", "特急"),
}  # fmt: skip
_LATEST: Final = ("cancelled_at", "delivered_at", "shipped_at", "paid_at")
_CUSTOM: Final = "own_"
_PARSERS: Final[dict[str, Parser]] = {"text": "short", "number": "number", "date": "day"}


@dataclass(frozen=True)
class Shape:
    """What a company shaped and its files may speak of; ``own`` are the channels that it made itself."""

    fields: Sequence[CustomField] = ()
    segments: Sequence[Named] = ()
    workflows: Sequence[Workflow] = ()
    words: Words = NO_WORDS
    own: tuple[OwnChannel, ...] = ()


def _field(name: str) -> Field:
    headers = HEADERS[name]
    if name == "status":
        words = {word: stage for stage, others in _STAGES.items() for word in (stage, *others)}
        return Field("given_stage", headers, "word", words=words)
    if name == "order_channel":
        return Field(name, headers, "word", words=_CHANNEL_NAMES, fault="unknown_channel")
    if name == "currency":
        return Field("currency_text", headers, "currency")
    if name == "priority":
        words = {word: code for code, others in _PRIORITIES.items() for word in (code, *others)}
        return Field(name, headers, "word", words=words, fault="unknown_priority")
    if name == "tags":
        return Field(name, headers, "tags")
    if name == "item_quantity":
        return Field(name, headers, "quantity")
    if name.endswith("_at"):
        return Field(name, headers, "time", required=name == "placed_at")
    return Field(name, headers, "money" if name in _MONEY else "text")


ORDERS: Final = Layout(
    code="template",
    channel="template",
    merges_as=None,
    key=Field("order_no", HEADERS["order_no"]),
    rows="block",
    opens="placed_at IS NOT NULL AND (currency_text IS NOT NULL OR given_stage IS NOT NULL)",
    needs=tuple(HEADERS[name] for name in ("order_no", "placed_at", "currency", "item_quantity", "item_price")),
    fields=tuple(_field(name) for name in HEADERS if name != "order_no"),
    sums={
        "lines_sum": "sum(item_quantity * item_price - coalesce(item_discount, 0))",
        "lines_tax": "sum(item_tax)",
    },
    order={
        "currency": "currency_text",
        "subtotal": "lines_sum",
        "discount": "order_discount",
        "tax": "coalesce(tax, lines_tax)",
        "total": "coalesce(given_total, lines_sum + coalesce(shipping, 0) + coalesce(surcharge, 0)"
        " + coalesce(tax, lines_tax, 0) - coalesce(order_discount, 0))",
        "stage": """coalesce(given_stage, CASE
            WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN delivered_at IS NOT NULL THEN 'delivered'
            WHEN shipped_at IS NOT NULL THEN 'shipped' WHEN paid_at IS NOT NULL THEN 'paid'
            ELSE 'awaiting_payment' END)""",
    },
    line_if="item_name IS NOT NULL OR item_sku IS NOT NULL",
    line={
        "sku": "item_sku",
        "name": "item_name",
        "spec": "item_spec",
        "quantity": "item_quantity",
        "unit_price": "item_price",
        "discount": "item_discount",
        "amount": "item_quantity * item_price - coalesce(item_discount, 0)",
        "tax": "item_tax",
    },
)


def shaped(own: Shape) -> Layout:
    """The layout with the company's own fields, segments and workflows; a word that names none of them is held."""
    fields = [_shaped(field, own) for field in ORDERS.fields]
    stage = {"stage": _stage_of(own.workflows)} if own.workflows else {}
    custom = {field.key: custom_field(field) for field in own.fields}
    value = object_of({key: ident(field.name) for key, field in custom.items()})
    order = {**ORDERS.order, **stage, **({"custom": value} if custom else {})}
    return replace(ORDERS, fields=(*fields, *custom.values()), order=order)


def shaped_field(name: str, own: Shape) -> Field:
    """The field that reads our column ``name`` (a key of HEADERS)."""
    return _shaped(_field(name), own)


def custom_field(field: CustomField) -> Field:
    """The field that reads one of the company's own."""
    return Field(_CUSTOM + field.key, field.headers, **_parser(field))


def _shaped(field: Field, own: Shape) -> Field:
    if field.name == "segment":
        return replace(field, parser="word", words=_words(own.segments), fault="unknown_segment")
    if field.name == "workflow":
        return replace(field, parser="word", words=_words(own.workflows), fault="unknown_workflow")
    if field.name == "given_stage" and own.workflows:
        # What a word means depends on the order's workflow; here it need only be one that some workflow knows.
        return replace(field, words={word: word for each in own.workflows for word in _stage_words(each)})
    return field


def _stage_words(workflow: Workflow) -> dict[str, str]:
    """Each word for a stage of the workflow -> its code: the code, both labels, and what the channels call it."""
    told = {word: code for code, others in _STAGES.items() if workflow.has(code) for word in (code, *others)}
    return {**told, **_words(workflow.stages)}


def _stage_of(workflows: Sequence[Workflow]) -> str:
    """SQL: the stage that the status, else the latest time names in the order's own workflow; NULL where none does."""
    cases = []
    for each in workflows:
        words = " ".join(f"WHEN {quote(word)} THEN {quote(code)}" for word, code in _stage_words(each).items())
        stamped = {stage.stamp: stage.code for stage in each.stages if stage.stamp}
        times = " ".join(f"WHEN {name} IS NOT NULL THEN {quote(stamped[name])}" for name in _LATEST if name in stamped)
        start = quote(each.path[0].code)
        by_time = f"CASE {times} ELSE {start} END" if times else start
        told = f"CASE WHEN given_stage IS NULL THEN {by_time} ELSE CASE given_stage {words} END END"
        cases.append(f"WHEN {quote(each.code)} THEN {told}")
    return f"CASE coalesce(workflow, {quote(workflows[0].code)}) {' '.join(cases)} END"


def _words(named: Iterable[Any]) -> dict[str, str]:
    """Code and both names of each -> its code."""
    words = {each.code: (each.code, each.zh, each.en) for each in named}
    return {plain_word(word): code for code, names in words.items() for word in names if word}


def _parser(field: CustomField) -> dict[str, Any]:
    if field.kind == "choice":
        words = {plain_word(choice): choice for choice in field.choices}
        return {"parser": "word", "words": words, "fault": "unknown_choice"}
    if field.kind == "yes_no":
        return {"parser": "word", "words": YES_NO, "fault": "not_yes_no"}
    return {"parser": _PARSERS[field.kind]}


def plain_word(word: str) -> str:
    """As the cells of a file are compared with it."""
    return word.lower().replace(",", "，")


_EXAMPLES: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "zh": (
        {
            "order_no": "M-1001", "status": "已付款", "currency": "CNY", "placed_at": "2026-01-15 10:30:00",
            "paid_at": "2026-01-15 10:31:00", "customer_name": "张三", "country_text": "中国",
            "region_text": "广东省", "city": "深圳市", "item_name": "示例商品", "item_sku": "SKU-1",
            "item_quantity": "2", "item_price": "50.00", "shipping": "8.00",
        },
        {"order_no": "M-1001", "item_name": "示例赠品", "item_sku": "SKU-2", "item_quantity": "1", "item_price": "0"},
    ),
    "en": (
        {
            "order_no": "M-1001", "status": "paid", "currency": "USD", "placed_at": "2026-01-15 10:30:00",
            "paid_at": "2026-01-15 10:31:00", "customer_name": "Jane Doe", "country_text": "United States",
            "region_text": "California", "city": "Fresno", "item_name": "Sample item", "item_sku": "SKU-1",
            "item_quantity": "2", "item_price": "50.00", "shipping": "8.00",
        },
        {
            "order_no": "M-1001", "item_name": "Sample gift", "item_sku": "SKU-2", "item_quantity": "1",
            "item_price": "0",
        },
    ),
}  # fmt: skip


def template_csv(lang: str, fields: Sequence[CustomField] = ()) -> str:
    """The empty template with two example rows of one order, as CSV text that starts with a byte order mark.

    The company's own ``fields`` stand behind its columns.
    """
    column = 0 if lang == "zh" else 1
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(headers[column] for headers in HEADERS.values()), *(own.label(lang) for own in fields)])
    for example in _EXAMPLES["zh" if lang == "zh" else "en"]:
        writer.writerow([*(example.get(name, "") for name in HEADERS), *("" for _ in fields)])
    return "\ufeff" + out.getvalue()
