"""Changes of a day to come over HTTP: they take effect by themselves, one after another, and can be called off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


async def department_on(client: Any, person: Any, day: str) -> str:
    return str(
        (await client.get(f"/api/employees/{person.id}", params={"as_of": day})).json()["department_name"]
    )


async def listed_in(client: Any, department_id: Any) -> list[str]:
    found = await client.get("/api/employees", params={"department_id": str(department_id)})
    return sorted(p["number"] for p in found.json()["items"])


async def moves(tenant: Any, client: Any) -> Any:
    person = tenant.employee_person
    for day, code in (("2026-12-01", "SALES"), ("2027-01-01", "HQ")):
        answer = await client.post(
            f"/api/employees/{person.id}/job-changes",
            json={"effective_on": day, "reason": "调岗", "department_id": str(tenant.departments[code])},
        )
        assert (answer.status_code, answer.json()["department_name"]) == (200, "生产部"), answer.text
    return person


async def test_two_transfers_in_a_row_take_effect_by_themselves(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        person = await moves(tenant, hr)
        again = await hr.post(
            f"/api/employees/{person.id}/job-changes",
            json={
                "effective_on": "2026-12-01",
                "reason": "重复",
                "department_id": str(tenant.departments["SALES"]),
            },
        )
        assert (again.status_code, again.json()["code"]) == (409, "people.no_change")
        wanted = {
            "2026-11-30": "生产部",
            "2026-12-01": "销售部",
            "2026-12-31": "销售部",
            "2027-01-01": "总部",
        }
        assert {day: await department_on(hr, person, day) for day in wanted} == wanted
        for moment, code in (
            (datetime(2026, 12, 1, 1, tzinfo=UTC), "SALES"),
            (datetime(2027, 1, 1, 1, tzinfo=UTC), "HQ"),
        ):
            assert "EM001" not in await listed_in(hr, tenant.departments[code])
            renshi.clock.move_to(moment)
            await renshi.run_schedule("core.roll_forward", tenant)
            assert "EM001" in await listed_in(hr, tenant.departments[code])
        assert {day: await department_on(hr, person, day) for day in wanted} == wanted


async def test_the_first_of_two_is_called_off_and_the_second_comes(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        person = await moves(tenant, hr)
        path = f"/api/employees/{person.id}/planned"
        first, second = (await hr.get(path)).json()["items"]
        known = renshi.clock.now().isoformat()
        renshi.advance(seconds=1)
        off = await hr.post(f"{path}/{first['record_id']}/cancel", json={"reason": "不调了"})
        assert off.status_code == 200, off.text
        assert [(p["on"], p["said"]) for p in (await hr.get(path)).json()["items"]] == [
            ("2027-01-01", "部门：生产部 → 总部")
        ]
        wanted = {"2026-12-01": "生产部", "2026-12-31": "生产部", "2027-01-01": "总部"}
        assert {day: await department_on(hr, person, day) for day in wanted} == wanted
        then = await hr.get(
            f"/api/employees/{person.id}/history", params={"as_of": "2026-12-15", "known_at": known}
        )
        assert [r["department_name"] for r in then.json()["items"]] == ["销售部"], (
            "what was planned stays known"
        )
        assert second["on"] == "2027-01-01"
