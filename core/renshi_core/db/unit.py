"""Units of work: one request, job or delivery is one transaction.

Piccolo's own ``transaction()`` keeps its context variable when the block is left through a broken
connection, and nests without a savepoint; here every way out closes the transaction, and nesting is refused.
The role and the tenant are set in the same round trip as BEGIN.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from piccolo.engine.postgres import PostgresTransaction

from renshi_core.db import piccolo_conf
from renshi_sdk.db.session import _current_connection, _mark
from renshi_sdk.db.tables import _current_tenant

log = logging.getLogger(__name__)
Callback = Callable[[], Awaitable[None]]
Writer = Callable[[list[Any]], Awaitable[None]]
T = TypeVar("T")

_before_commit: ContextVar[dict[Writer, list[Any]] | None] = ContextVar("renshi_before_commit", default=None)
_after_commit: ContextVar[list[Callback] | None] = ContextVar("renshi_after_commit", default=None)


def in_unit() -> bool:
    """Whether a unit of work is open here."""
    return _current_connection.get() is not None


def after_commit(callback: Callback) -> None:
    """Run ``callback`` once the open unit has committed; it is dropped where the unit rolls back.

    A callback must not be needed for correctness: a crash right after the commit loses it.
    """
    callbacks = _after_commit.get()
    if callbacks is None:
        raise RuntimeError("after_commit needs an open unit of work")
    callbacks.append(callback)


def before_commit(write: Writer, item: Any) -> None:
    """Hand all items given for ``write`` in this unit to it, once, as the last thing before the commit.

    ``write(items)`` runs inside the transaction; raising undoes the unit.
    """
    writers = _before_commit.get()
    if writers is None:
        raise RuntimeError("before_commit needs an open unit of work")
    writers.setdefault(write, []).append(item)


def waits_for(write: Writer) -> bool:
    """Whether the open unit has items for ``write`` to take before its commit."""
    writers = _before_commit.get()
    return bool(writers and writers.get(write))


def unit_of_work(tenant_id: UUID) -> _Unit:
    """A transaction behind the wall of one tenant: ``async with unit_of_work(tenant_id):``."""
    return _unit(
        f"BEGIN; SET LOCAL ROLE renshi_app; SET LOCAL renshi.tenant_id = '{UUID(str(tenant_id))}'", tenant_id
    )


def system_unit() -> _Unit:
    """A transaction of the platform itself, across tenants, on the few tables opened to it."""
    return _unit("BEGIN; SET LOCAL ROLE renshi_system", None)


_Unit = Any  # an async context manager that yields None


@asynccontextmanager
async def _unit(begin: str, tenant_id: UUID | None) -> AsyncIterator[None]:
    if in_unit():
        raise RuntimeError("a unit of work is open already; use savepoint() inside it")
    engine = piccolo_conf.DB
    if engine is None or engine.pool is None:
        raise RuntimeError("the database is not open")
    async with engine.pool.acquire() as connection:
        callbacks: list[Callback] = []
        transaction = PostgresTransaction(engine)
        transaction.connection = connection
        await connection.execute(begin)
        tokens = (
            engine.current_transaction.set(transaction),
            _current_connection.set(connection),
            _current_tenant.set(tenant_id),
            _after_commit.set(callbacks),
            _before_commit.set({}),
            _mark.set(_marked),
        )
        try:
            yield
            await _write_last()
        except BaseException:
            if not connection.is_closed():
                await asyncio.shield(connection.execute("ROLLBACK"))
            raise
        else:
            await connection.execute("COMMIT")
        finally:
            engine.current_transaction.reset(tokens[0])
            _current_connection.reset(tokens[1])
            _current_tenant.reset(tokens[2])
            _after_commit.reset(tokens[3])
            _before_commit.reset(tokens[4])
            _mark.reset(tokens[5])
    for callback in callbacks:
        try:
            await callback()
        except Exception:
            log.exception("after_commit_failed")


def _marked() -> Callable[[], None]:
    callbacks, writers = _after_commit.get(), _before_commit.get()
    if callbacks is None or writers is None:
        raise RuntimeError("a mark needs an open unit of work")
    kept, lengths = len(callbacks), {write: len(items) for write, items in writers.items()}

    def undo() -> None:
        del callbacks[kept:]
        for write in list(writers):
            if write in lengths:
                del writers[write][lengths[write] :]
            else:
                del writers[write]

    return undo


async def _write_last() -> None:
    writers = _before_commit.get()
    while writers:
        write = next(iter(writers))
        await write(writers.pop(write))


def run_detached(coroutine: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
    """Start a task that inherits no unit of work: a task made inside one would write into a closed transaction."""
    return asyncio.get_running_loop().create_task(coroutine, name=name, context=contextvars.Context())
