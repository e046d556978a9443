"""Background work, clocks, event handlers, and ways to reach people."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel

from renshi_sdk.context import Context
from renshi_sdk.events import DomainEvent
from renshi_sdk.text import Text

NAME = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


class JobRun(Protocol):
    """A running job, as its handler sees it."""

    id: UUID
    attempt: int

    async def progress(self, done: int, total: int | None = None, message: Text | None = None) -> None:
        """Show how far it is; visible at once. Raises ``JobCancelled`` where somebody cancelled the job."""
        ...

    def step(self, key: str) -> AbstractAsyncContextManager[Context | None]:
        """One committed step of a stepwise job.

        ``async with run.step("shard-3") as ctx:`` yields a context inside a transaction of its own, or
        ``None`` where an earlier attempt finished this step. The step's writes and its mark commit together.
        """
        ...


JobHandler = Callable[[Context, Any, JobRun], Awaitable[dict[str, Any] | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work done in the background, ``<plugin>.<verb>``.

    ``handler(ctx, params, run)`` returns a small JSON result. A plain job runs in one transaction, which
    also marks it done. A ``stepwise`` job is called with a context that has no open transaction and uses
    ``run.step`` for each committed piece, so that it can be killed and resumed.
    """

    name: str
    title: Text
    handler: JobHandler
    params: type[BaseModel] | None = None
    queue: Literal["default", "ai", "solve"] = "default"
    timeout: timedelta = timedelta(minutes=5)
    max_attempts: int = 5
    stepwise: bool = False

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise ValueError(f"job {self.name!r} must read <plugin>.<verb>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A clock for a job: five-field cron in the company's own time zone, once per company that has it on."""

    job: str
    cron: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A handler of a domain event: ``handler(ctx, event)``, in one transaction with its mark "done".

    ``name`` (``training.enrol_new_hire``) identifies the deliveries; keep it when the code changes.
    """

    event: type[DomainEvent]
    handler: Callable[[Context, Any], Awaitable[None]]
    name: str
    timeout: timedelta = timedelta(seconds=30)
    max_attempts: int = 8

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise ValueError(f"subscription {self.name!r} must read <plugin>.<verb>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice on its way to an employee; ``id`` is stable over repeated attempts.

    ``locale`` is the language the person chose. ``attachments`` are ids of stored files; a channel that can't
    carry them sends the notice without.
    """

    id: UUID
    employee_id: UUID
    kind: str
    title: Text
    body: Text
    link: str | None = None
    locale: str = "zh-CN"
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a channel fared: ``sent``, or ``unreachable`` (the next channel is tried), with a reason."""

    state: Literal["sent", "unreachable"]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to reach a person. ``deliver`` raises ``Temporary`` where another attempt may work.

    Lower ``order`` is tried first; the in-app inbox always gets the notice too.
    """

    name: str
    title: Text
    deliver: Callable[[Context, Notice], Awaitable[Delivery]]
    order: int = 100
