"""Putting, reading, removing and keeping files."""

from __future__ import annotations

import hashlib
import logging
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from asyncpg import ForeignKeyViolationError, RestrictViolationError

from renshi_core.db import after_commit
from renshi_core.files import repository
from renshi_core.files.names import safe_media_type, safe_name
from renshi_core.files.repository import FileRow
from renshi_core.files.store import FileStore, LocalFileStore
from renshi_core.secrets.keyring import SealBroken, TenantKeys, key_ring
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import savepoint
from renshi_sdk.errors import Conflict, Invalid, NeedsAttention, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
MAX_BYTES: Final = 50 * 1024 * 1024
PURPOSE: Final = b"files"
ORPHAN_SECONDS: Final = 24 * 3600.0
"""Contents that no row knows of for this long belong to a transaction that was undone."""
PURGE_BATCH: Final = 500


def store_of(platform: Platform) -> FileStore:
    """Where this platform's contents lie."""
    return LocalFileStore(platform.settings.var_dir / "files")


def _keys(platform: Platform, ctx: Context) -> TenantKeys:
    return key_ring(platform.secret_key).of(ctx.tenant_id)


async def put(
    platform: Platform,
    ctx: Context,
    name: str,
    content: bytes,
    *,
    media_type: str,
    keep_until: date | None = None,
) -> StoredFile:
    """Seal and store a file. The content is on disk before the row commits; what is undone is swept later.

    Raises:
        Invalid: larger than :data:`MAX_BYTES`.
    """
    if len(content) > MAX_BYTES:
        raise Invalid(
            Text(
                f"文件不能超过 {MAX_BYTES // 2**20} MB",
                f"a file may not be larger than {MAX_BYTES // 2**20} MB",
            ),
            code="file.too_large",
        )
    stored = StoredFile(
        id=new_id(),
        name=safe_name(name),
        media_type=safe_media_type(media_type),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=ctx.now(),
    )
    sealed = _keys(platform, ctx).seal(content, label=label_of(stored.id), purpose=PURPOSE)
    await store_of(platform).write(ctx.tenant_id, stored.id, sealed)
    await repository.insert(stored, keep_until, ctx)
    return stored


async def get(platform: Platform, ctx: Context, file_id: UUID) -> tuple[StoredFile, bytes]:
    """Read a file of the tenant.

    Raises:
        NotFound: no such file. NeedsAttention: its content is missing, damaged, or its key is gone.
    """
    row = await _row(file_id)
    try:
        sealed = await store_of(platform).read(ctx.tenant_id, file_id)
    except FileNotFoundError:
        raise NeedsAttention(
            Text(
                f"文件“{row.stored.name}”的内容不在存储中，请从备份恢复 files 目录。",
                f"the content of file {row.stored.name!r} is missing; restore the folder files from a backup",
            ),
            code="file.content_missing",
        ) from None
    content = _keys(platform, ctx).open(sealed, label=label_of(file_id), purpose=PURPOSE)
    if hashlib.sha256(content).hexdigest() != row.stored.sha256:
        raise SealBroken(
            Text("文件内容与登记的摘要不符", "the file's content has another digest than its row")
        )
    return row.stored, content


async def delete(platform: Platform, ctx: Context, file_id: UUID) -> None:
    """Remove a file; its content goes after the commit.

    Raises:
        NotFound: no such file. Conflict: a record still needs it.
    """
    await _row(file_id)
    if not await _remove(platform, ctx, file_id):
        raise Conflict(Text("文件仍被其他记录引用", "a record still needs this file"), code="file.in_use")


async def download(platform: Platform, ctx: Context, file_id: UUID) -> tuple[StoredFile, bytes]:
    """A file for whoever put it in and for those who may read files of its company. Audited.

    Raises:
        NotFound: no such file for this caller.
    """
    row = await repository.get(file_id)
    if row is None or not _may_have(ctx, row):
        raise _missing()
    await ctx.audit.record(
        "core.file.download",
        subject="file",
        subject_id=file_id,
        employee_id=row.employee_id,
        detail={"name": row.stored.name},
    )
    return await get(platform, ctx, file_id)


def _may_have(ctx: Context, row: FileRow) -> bool:
    if ctx.actor.id is not None and row.created_by == ctx.actor.id:
        return True
    if ctx.actor.employee_id is not None and row.employee_id == ctx.actor.employee_id:
        return True
    return row.company_id == ctx.company_id and ctx.access.allows("core.file.read")


async def purge(platform: Platform, ctx: Context) -> dict[str, Any]:
    """Remove files whose time is over, and contents that no row knows of."""
    removed = needed = 0
    for file_id in await repository.expired(ctx.company_id, ctx.today(), PURGE_BATCH):
        if await _remove(platform, ctx, file_id):
            removed += 1
        else:
            needed += 1
    if removed:
        await ctx.audit.record("core.file.purge", subject="file", detail={"files": removed})
    store = store_of(platform)
    old = await store.older_than(ctx.tenant_id, ORPHAN_SECONDS)
    orphans = set(old) - await repository.known(old)
    for file_id in orphans:
        await store.delete(ctx.tenant_id, file_id)
    return {"removed": removed, "still_needed": needed, "orphans": len(orphans)}


async def erase_of(platform: Platform, ctx: Context, employee_id: UUID) -> tuple[int, dict[str, str]]:
    """Remove the files that an employee put in, save those that must or are needed to stay."""
    removed = 0
    kept: dict[str, str] = {}
    for file_id, *_, keep_until in await repository.of_employee(employee_id):
        if keep_until is not None and keep_until >= ctx.today():
            kept["core_file"] = f"按保存期限保留至 {keep_until.isoformat()}"
        elif await _remove(platform, ctx, file_id):
            removed += 1
        else:
            kept.setdefault("core_file", "业务记录仍引用该附件，随该记录一并处理")
    return removed, kept


async def _remove(platform: Platform, ctx: Context, file_id: UUID) -> bool:
    try:
        async with savepoint():
            await repository.delete(file_id)
    # PostgreSQL 18 says RESTRICT where older ones say foreign key.
    except (ForeignKeyViolationError, RestrictViolationError):
        return False
    store, tenant_id = store_of(platform), ctx.tenant_id

    async def remove_content() -> None:
        await store.delete(tenant_id, file_id)

    after_commit(remove_content)
    return True


async def _row(file_id: UUID) -> FileRow:
    row = await repository.get(file_id)
    if row is None:
        raise _missing()
    return row


def _missing() -> NotFound:
    return NotFound(Text("没有这个文件", "there is no such file"))


def label_of(file_id: UUID) -> str:
    """What binds a sealed content to its row."""
    return f"core_file.content:{file_id}"
