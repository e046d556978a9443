"""Files: sealed on disk, given to whom they belong, removed in time."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from renshi_core.files import service
from renshi_core.files.records import PERSONAL_DATA
from renshi_core.secrets.keyring import SealBroken
from renshi_sdk import Invalid, NeedsAttention, NotFound
from renshi_sdk.db import execute

pytestmark = pytest.mark.asyncio(loop_scope="session")
CONTENT = "银行卡号 6222 0000 1111 2222".encode()


def on_disk(renshi: Any, tenant: Any) -> list[Any]:
    return sorted((renshi.platform.settings.var_dir / "files" / str(tenant.id)).glob("*/*"))


async def put(tenant: Any, name: str = "卡.txt", **more: Any) -> Any:
    async with tenant.context() as ctx:
        return await ctx.files.put(name, CONTENT, media_type="text/plain", **more)


async def test_what_is_put_comes_back_and_the_disk_shows_nothing(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stored = await put(tenant)
    async with tenant.context() as ctx:
        found, content = await ctx.files.get(stored.id)
    assert (found, content) == (stored, CONTENT)
    assert (stored.name, stored.size, stored.media_type) == ("卡.txt", len(CONTENT), "text/plain")
    (path,) = on_disk(renshi, tenant)
    assert CONTENT[:12] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert path.name == str(stored.id)


async def test_a_changed_or_moved_content_is_refused_and_a_missing_one_named(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two = await put(tenant), await put(tenant)
    paths = {p.name: p for p in on_disk(renshi, tenant)}
    paths[str(one.id)].write_bytes(paths[str(two.id)].read_bytes())
    paths[str(two.id)].unlink()
    async with tenant.context() as ctx:
        with pytest.raises(SealBroken):
            await ctx.files.get(one.id)
        with pytest.raises(NeedsAttention, match="missing"):
            await ctx.files.get(two.id)


async def test_another_tenant_finds_nothing(renshi: Any) -> None:
    mine, theirs = await renshi.new_tenant(), await renshi.new_tenant()
    stored = await put(mine)
    async with theirs.context() as ctx:
        with pytest.raises(NotFound):
            await ctx.files.get(stored.id)
        with pytest.raises(NotFound):
            await ctx.files.delete(stored.id)
    async with theirs.client("admin") as other:
        assert (await other.get(f"/api/files/{stored.id}")).status_code == 404


async def test_a_deletion_takes_the_content_after_the_commit(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stored = await put(tenant)
    try:
        async with tenant.context() as ctx:
            await ctx.files.delete(stored.id)
            assert len(on_disk(renshi, tenant)) == 1
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert len(on_disk(renshi, tenant)) == 1
    async with tenant.context() as ctx:
        await ctx.files.delete(stored.id)
    assert on_disk(renshi, tenant) == []


async def test_too_large_is_refused(renshi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = await renshi.new_tenant()
    monkeypatch.setattr(service, "MAX_BYTES", 10)
    async with tenant.context() as ctx:
        with pytest.raises(Invalid):
            await ctx.files.put("x", b"x" * 11, media_type="text/plain")
    assert on_disk(renshi, tenant) == []


async def test_upload_and_download_over_http(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("employee") as mine:
        answer = await mine.post("/api/files", files={"data": ("../<证明>.html", b"<script>", "text/html")})
        assert answer.status_code == 201, answer.text
        assert answer.json()["name"] == "_证明_.html"
        path = f"/api/files/{answer.json()['id']}"
        back = await mine.get(path)
        assert (back.status_code, back.content) == (200, b"<script>")
        assert back.headers["content-disposition"].startswith("attachment;")
        assert back.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in back.headers["content-security-policy"]
    async with tenant.client("manager") as manager:
        assert (await manager.get(path)).status_code == 404
    async with tenant.client("hr") as hr:
        assert (await hr.get(path)).status_code == 200
        assert (await hr.get(f"/api/files/{uuid4()}")).status_code == 404
    async with tenant.anonymous() as anybody:
        assert (await anybody.get(path)).status_code == 401
    assert len(await tenant.audit("core.file.download")) == 2


async def test_what_is_out_of_time_goes_and_what_is_needed_stays(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    today = renshi.clock.today()
    over = await put(tenant, keep_until=today - timedelta(days=1))
    last_day = await put(tenant, keep_until=today)
    forever = await put(tenant)
    async with tenant.context() as ctx:
        outcome = await service.purge(renshi.platform, ctx)
    assert outcome == {"removed": 1, "still_needed": 0, "orphans": 0}
    assert {p.name for p in on_disk(renshi, tenant)} == {str(last_day.id), str(forever.id)}
    async with tenant.context() as ctx:
        with pytest.raises(NotFound):
            await ctx.files.get(over.id)


async def test_contents_of_undone_transactions_are_swept(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    kept = await put(tenant)
    try:
        async with tenant.context() as ctx:
            await ctx.files.put("x", b"x", media_type="text/plain")
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert len(on_disk(renshi, tenant)) == 2
    async with tenant.context() as ctx:
        assert (await service.purge(renshi.platform, ctx))["orphans"] == 0, "it may still be under way"
    yesterday = time.time() - service.ORPHAN_SECONDS - 10
    for path in on_disk(renshi, tenant):
        os.utime(path, (yesterday, yesterday))
    async with tenant.context() as ctx:
        assert (await service.purge(renshi.platform, ctx))["orphans"] == 1
    assert [p.name for p in on_disk(renshi, tenant)] == [str(kept.id)]


async def test_a_persons_files_are_exported_and_erased_save_those_held(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("employee") as mine:
        ids = [
            (await mine.post("/api/files", files={"data": (n, b"x", "text/plain")})).json()["id"]
            for n in ("a.txt", "b.txt")
        ]
    async with tenant.context() as ctx:
        await execute(
            "UPDATE core_file SET keep_until = $2 WHERE id = $1", ids[1], ctx.today() + timedelta(days=365)
        )
        exported = await PERSONAL_DATA.export(ctx, tenant.employee_person.id)
        assert [f["name"] for f in exported["core_file"]] == ["a.txt", "b.txt"]
        erasure = await PERSONAL_DATA.erase(ctx, tenant.employee_person.id)
    assert erasure.erased == {"core_file": 1}
    assert "2027-11-23" in erasure.kept["core_file"]
    assert [p.name for p in on_disk(renshi, tenant)] == [ids[1]]
