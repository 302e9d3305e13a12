"""Unknown files: what their columns are, what becomes of their rows, and the channels that are made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.mapping_json import look_json, trial_json
from api.routes.imports import prepare_kept
from api.state import ApiState, Ctx, State, Who
from etl.learn.mapping import look_into, try_mapping
from etl.learn.unknown import drop_unknown, kept_file, kept_files, opened, path_of
from etl.pipeline import shape_of
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import FilesRefused, Invalid, Problem
from ordertrail.domain.own_channels import channels_json, read_channels
from ordertrail.services.own_channels import DOCUMENT, judged, save_layout, show_channel
from ordertrail.store.documents import get_document

router = APIRouter(prefix="/api/mappings")


class Wish(BaseModel):
    """A mapping as it shall be: role, rows, columns, headers, zone, currency, dates, decimal, status, …"""

    layout: dict[str, Any]


class Save(Wish):
    """Of which channel: a ``code`` that is known adds to that one, ``at`` replaces one of its layouts."""

    code: str = Field(default="", max_length=64)
    zh: str = Field(default="", max_length=200)
    en: str = Field(default="", max_length=200)
    at: int | None = Field(default=None, ge=0)
    version: int


class Files(BaseModel):
    """Ids of kept files that go together."""

    files: list[str] = Field(min_length=1, max_length=50)


class Said(BaseModel):
    """What a person says of a file: one of ``answers`` of its question."""

    encoding: str | None = Field(default=None, max_length=40)
    dates: Literal["day_first", "month_first"] | None = None


class Shown(BaseModel):
    """Whether files of the channel are recognised."""

    shown: bool
    version: int


@router.get("/files")
def waiting(ctx: Ctx) -> list[dict[str, Any]]:
    """Files that wait for their columns to be mapped, the newest first."""
    return [vars(each) for each in kept_files(ctx)]


@router.get("/files/{file_id}")
def look(file_id: str, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Its columns with samples, the proposed mapping with how certain each column is, and what is missing."""
    with opened(ctx, actor, file_id) as file:
        return look_json(file, look_into(file, shape_of(ctx)))


@router.post("/files/{file_id}/try")
def attempt(file_id: str, wish: Wish, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """What the first rows become with this mapping. Faults come back as 422 with ``fields``."""
    layout = judged(ctx, actor, wish.layout)
    with opened(ctx, actor, file_id) as file:
        trial = try_mapping(file, layout, shape_of(ctx), ctx.settings.business_timezone)
    return trial_json(trial)


@router.delete("/files/{file_id}", status_code=204)
def drop(file_id: str, ctx: Ctx, actor: Who) -> Response:
    """Keep the file no longer."""
    drop_unknown(ctx, actor, file_id)
    return Response(status_code=204)


@router.post("/import", status_code=201)
async def bring_in(wish: Files, state: State, actor: Who) -> dict[str, Any]:
    """Import kept files whose layout is known by now; the answer is that of an upload."""
    return await to_thread.run_sync(_bring_in, state, actor, wish.files)


@router.post("/files/{file_id}/answer", status_code=201)
def answer(file_id: str, wish: Said, state: State, actor: Who) -> dict[str, Any]:
    """Import a kept file with what was asked about it; the answer is that of an upload.

    A file that is refused then for another reason waits anew, under the id that its refusal names as ``kept``.
    """
    kept = kept_file(state.ctx, file_id)
    encodings = {kept.encoding, *(kept.params.get("encodings") or ())}
    if wish.encoding and wish.encoding not in encodings:
        raise Invalid({"encoding": Problem("bad_value")})
    said = replace(kept, encoding=wish.encoding or kept.encoding, dates=wish.dates or kept.dates)
    try:
        found = prepare_kept(state, actor, [said.file_at(path_of(state.ctx, kept))])
    except FilesRefused as refused:
        if any(getattr(each, "kept", None) for each in refused.refusals):
            drop_unknown(state.ctx, actor, kept.id)
        raise
    drop_unknown(state.ctx, actor, kept.id)
    return found


def _bring_in(state: ApiState, actor: Actor, ids: list[str]) -> dict[str, Any]:
    kept = [kept_file(state.ctx, each) for each in dict.fromkeys(ids)]
    files = [each.file_at(path_of(state.ctx, each)) for each in kept]
    answer = prepare_kept(state, actor, files)
    refused = {each["file"] for each in answer["refused"]}
    for each in kept:
        if each.name not in refused:
            drop_unknown(state.ctx, actor, each.id)
    return answer


@router.get("/channels")
def channels(ctx: Ctx) -> dict[str, Any]:
    """The channels of the company's own with their layouts, hidden ones too, and the version to save with."""
    with ctx.store.read() as connection:
        found = get_document(connection, DOCUMENT)
    return {"version": found.version, "rows": channels_json(read_channels(found.body)), "actor": found.actor}


@router.post("/channels", status_code=201)
def save(wish: Save, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Keep a mapping as a channel's. Faults as 422 with ``fields``: columns.<target>, zh, …; 409 when stale."""
    saved = save_layout(ctx, actor, wish.model_dump(), wish.layout, wish.at, wish.version)
    return {"code": saved.channel.code, "at": saved.at, "version": saved.version}


@router.patch("/channels/{code}")
def show(code: str, wish: Shown, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Let files of the channel be recognised, or not any more; its orders stay. 409 when stale."""
    show_channel(ctx, actor, code, shown=wish.shown, seen_version=wish.version)
    return channels(ctx)
