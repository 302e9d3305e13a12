"""The orders that a job is yet to judge, kept while it goes on, so that another process can go on with it.

One compressed text a job among the documents: a million orders are then a few megabytes and one row, not a million.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from ordertrail.domain.order import order_id
from ordertrail.store.bulk_edits import Target
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.jobs import Job
from ordertrail.store.tables import documents, job_results

_NAME: Final = "job targets "


def keep_targets(uow: UnitOfWork, job: Job, targets: Sequence[Target]) -> None:
    """Remember what the job is to judge; a target's event is not kept."""
    told = json.dumps([[each.channel, each.no, each.seen] for each in targets], ensure_ascii=False)
    body = json.dumps(b64encode(zlib.compress(told.encode(), 1)).decode())
    row = {"name": _name(job.job_id), "body": body, "version": 1, "actor": job.actor, "updated_at": job.created_at}
    uow.connection.execute(insert(documents), [row])


def forget_targets(uow: UnitOfWork, job_id: UUID) -> None:
    """The job has come to its end."""
    uow.connection.execute(delete(documents).where(documents.c.name == _name(job_id)))


def kept_targets(connection: Connection, job_id: UUID) -> list[Target]:
    """What the job was to judge from its beginning; empty where nothing is kept."""
    body = connection.execute(select(documents.c.body).where(documents.c.name == _name(job_id))).scalar()
    if body is None:
        return []
    told = json.loads(zlib.decompress(b64decode(json.loads(body))))
    return [Target(order_id(channel, no), channel, no, seen) for channel, no, seen in told]


def judged(connection: Connection, job_id: UUID) -> set[UUID]:
    """Keys of the orders of which the job has a result."""
    query = select(job_results.c.order_id).where(job_results.c.job_id == job_id)
    return set(connection.execute(query).scalars())


def _name(job_id: UUID) -> str:
    return f"{_NAME}{job_id}"
