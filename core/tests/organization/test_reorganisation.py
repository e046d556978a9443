"""Reorganisations: what the preview says is what happens, and can be taken back."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from renshi_core.people import posts
from renshi_sdk import new_id
from renshi_sdk.contracts import JobChange
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

TODAY = date(2026, 11, 23)


async def state(tenant: Any, day: date) -> dict[str, Any]:
    """Everything a reorganisation may touch, as of a day."""
    async with tenant.context():
        people = await fetch(
            "SELECT e.number, d.code, j.valid_from FROM core_job_record j JOIN core_employee e ON e.id = j.employee_id"
            " JOIN core_department d ON d.id = j.department_id WHERE j.superseded_at IS NULL ORDER BY 1, 3"
        )
        tree = await fetch(
            "SELECT d.code, r.name, p.code AS parent FROM core_department_record r"
            " JOIN core_department d ON d.id = r.department_id LEFT JOIN core_department p ON p.id = r.parent_id"
            " WHERE r.superseded_at IS NULL AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to > $1)"
            " ORDER BY 1",
            day,
        )
        current = await fetch(
            "SELECT c.number, d.code FROM core_employee_current c JOIN core_department d ON d.id = c.department_id"
            " ORDER BY 1"
        )
        positions = await fetch(
            "SELECT p.code, d.code AS department FROM core_position p"
            " LEFT JOIN core_department d ON d.id = p.department_id ORDER BY 1"
        )
        lines = await fetch(
            "SELECT d.code, l.planned FROM core_headcount_line l JOIN core_department d ON d.id = l.department_id"
            " ORDER BY 1"
        )
        second = await fetch(
            "SELECT d.code, p.share FROM core_post p JOIN core_department d ON d.id = p.department_id"
            " WHERE p.superseded_at IS NULL AND (p.valid_to IS NULL OR p.valid_to > $1) ORDER BY 1",
            day,
        )
    return {
        name: [tuple(r) for r in rows]
        for name, rows in (
            ("people", people),
            ("tree", tree),
            ("current", current),
            ("positions", positions),
            ("lines", lines),
            ("posts", second),
        )
    }


def brief(effects: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(e["kind"], e.get("name") or e.get("from"), e.get("to"), e.get("count")) for e in effects]


async def with_everything(tenant: Any) -> None:
    """A planned transfer into PROD, a second post and a position there, a sub-department and a plan."""
    async with tenant.client("hr") as hr:
        prod = str(tenant.departments["PROD"])
        made = await hr.post("/api/departments", json={"code": "L1", "name": "一线", "parent_id": prod})
        assert made.status_code == 201
        pos = await hr.post("/api/positions", json={"code": "QC", "title": "质检", "department_id": prod})
        assert pos.status_code == 201
        plan = (
            await hr.post(
                "/api/headcount/plans",
                json={"title": "编制", "period_from": "2026-01-01", "period_to": "2026-12-31"},
            )
        ).json()
        lines = [{"department_code": "PROD", "planned": 5}, {"department_code": "SALES", "planned": 2}]
        await hr.put(f"/api/headcount/plans/{plan['id']}/lines", json={"lines": lines})
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(
                employee_id=tenant.hr_person.id,
                effective_on=date(2027, 2, 1),
                reason="调入",
                department_id=tenant.departments["PROD"],
            )
        )
        await posts.add(
            ctx,
            tenant.hr_person.id,
            posts.Wanted(
                kind="concurrent",
                department_id=tenant.departments["PROD"],
                share=Decimal(10),
                starts_on=date(2026, 11, 1),
            ),
            reason="x",
        )


async def test_a_merge_takes_everything_along_and_can_be_taken_back(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await with_everything(tenant)
    before = await state(tenant, TODAY)
    body = {
        "title": "产销合并",
        "effective_on": "2026-11-23",
        "steps": [
            {
                "kind": "merge",
                "source_ids": [str(tenant.departments["PROD"])],
                "into_id": str(tenant.departments["SALES"]),
            }
        ],
    }
    async with tenant.client("hr") as hr:
        draft = (await hr.post("/api/reorganisations", json=body)).json()
        assert draft["blockers"] == []
        assert sorted(brief(draft["effects"]), key=str) == sorted(
            [
                ("closed", "生产部", None, None),
                ("moved", "一线", "销售部", None),
                ("people", "生产部", "销售部", 2),
                ("planned", "生产部", "销售部", 1),
                ("posts", "生产部", "销售部", 1),
                ("positions", None, None, 1),
                ("lines", None, None, 1),
            ],
            key=str,
        )
        # Looking changes nothing.
        assert await state(tenant, TODAY) == before
        applied = await hr.post(f"/api/reorganisations/{draft['id']}/apply")
        assert applied.status_code == 200, applied.text
        assert brief(applied.json()["effects"]) == brief(draft["effects"])
        after = await state(tenant, TODAY)
        assert after["tree"] == [("HQ", "总部", None), ("L1", "一线", "SALES"), ("SALES", "销售部", "HQ")]
        assert after["current"] == [("EM001", "SALES"), ("HR001", "HQ"), ("MG001", "SALES")]
        assert after["people"] == [
            ("EM001", "PROD", date(2024, 1, 1)),
            ("EM001", "SALES", TODAY),
            ("HR001", "HQ", date(2024, 1, 1)),
            ("HR001", "SALES", date(2027, 2, 1)),
            ("MG001", "PROD", date(2024, 1, 1)),
            ("MG001", "SALES", TODAY),
        ]
        assert (after["lines"], after["posts"]) == ([("SALES", 7)], [("SALES", Decimal("10.00"))])
        assert ("QC", "SALES") in after["positions"]
        again = await hr.post(f"/api/reorganisations/{draft['id']}/apply")
        assert again.status_code == 409
        async with tenant.context():
            told = await fetch_value(
                "SELECT count(*) FROM core_event WHERE name = 'EmployeeTransferred'"
                " AND payload ->> 'effective_on' = '2026-11-23'"
            )
        assert told == 2
        await renshi.settle()
        undone = await hr.post(f"/api/reorganisations/{draft['id']}/undo", json={"reason": "叫停"})
        assert undone.status_code == 200, undone.text
        assert await state(tenant, TODAY) == before
        # What was believed meanwhile stays readable.
        assert len(await tenant.audit("core.reorganisation.undo")) == 1


async def test_a_reorganisation_of_a_day_to_come_comes_by_itself(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await with_everything(tenant)
    before = await state(tenant, TODAY)
    prod, hq = tenant.departments["PROD"], tenant.departments["HQ"]
    body = {
        "title": "生产拆分",
        "effective_on": "2026-12-01",
        "steps": [
            {
                "kind": "split",
                "source_id": str(prod),
                "into": [
                    {
                        "code": "P2",
                        "name": "生产二部",
                        "head_id": str(tenant.employee_person.id),
                        "employee_ids": [str(tenant.employee_person.id)],
                    }
                ],
            },
            {"kind": "rename", "department_id": str(prod), "name": "生产一部"},
            {"kind": "abolish", "department_id": str(tenant.departments["SALES"]), "into_id": str(hq)},
        ],
    }
    async with tenant.client("hr") as hr:
        draft = (await hr.post("/api/reorganisations", json=body)).json()
        assert draft["blockers"] == [], draft
        applied = await hr.post(f"/api/reorganisations/{draft['id']}/apply")
        assert applied.status_code == 200, applied.text
        today = await state(tenant, TODAY)
        assert {n: today[n] for n in ("tree", "current", "lines", "positions")} == {
            n: before[n] for n in ("tree", "current", "lines", "positions")
        }
        renshi.advance(days=8)
        await renshi.run_schedule("core.roll_forward", tenant)
        then = await state(tenant, date(2026, 12, 1))
        assert then["tree"] == [
            ("HQ", "总部", None),
            ("L1", "一线", "PROD"),
            ("P2", "生产二部", "HQ"),
            ("PROD", "生产一部", "HQ"),
        ]
        assert then["current"] == [("EM001", "P2"), ("HR001", "HQ"), ("MG001", "PROD")]
        assert then["lines"] == [("HQ", 2), ("PROD", 5)]
        undone = await hr.post(f"/api/reorganisations/{draft['id']}/undo", json={"reason": "x"})
        assert undone.status_code == 200, undone.text
        back = await state(tenant, date(2026, 12, 1))
        assert {n: back[n] for n in ("tree", "current", "lines", "people")} == {
            n: before[n] for n in ("tree", "current", "lines", "people")
        }


async def test_what_stands_against_it_is_said_and_nothing_is_done(renshi: Any) -> None:
    tenant, other = await renshi.new_tenant(), await renshi.new_tenant()
    prod, sales, hq = (str(tenant.departments[c]) for c in ("PROD", "SALES", "HQ"))
    before = await state(tenant, TODAY)
    steps: list[tuple[dict[str, Any], str]] = [
        ({"kind": "move", "department_id": hq, "parent_id": prod}, "上级关系不成立"),
        ({"kind": "merge", "source_ids": [prod], "into_id": prod}, "不能并入自身"),
        ({"kind": "abolish", "department_id": str(other.departments["HQ"]), "into_id": prod}, "没有这个部门"),
        ({"kind": "merge", "source_ids": [prod], "into": {"code": "SALES", "name": "x"}}, "已被使用"),
        (
            {
                "kind": "split",
                "source_id": sales,
                "into": [
                    {"code": "S2", "name": "x", "employee_ids": [str(tenant.employee_person.id)]},
                ],
            },
            "不在被拆分的部门",
        ),
    ]
    async with tenant.client("hr") as hr:
        for step, why in steps:
            draft = (
                await hr.post(
                    "/api/reorganisations",
                    json={"title": "x", "effective_on": "2026-11-23", "steps": [step]},
                )
            ).json()
            assert any(why in b for b in draft["blockers"]), (step, draft)
            refused = await hr.post(f"/api/reorganisations/{draft['id']}/apply")
            assert (refused.status_code, refused.json()["code"]) == (409, "reorganisation.blocked")
        assert await state(tenant, TODAY) == before


async def test_a_plugin_may_refuse_the_day(renshi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = await renshi.new_tenant()

    async def refuse(ctx: Any, change: Any) -> None:
        raise Conflict(Text("该月考勤已锁定", "the month is locked"))

    monkeypatch.setattr(renshi.platform.hooks, "before_job_change", refuse)
    before = await state(tenant, TODAY)
    async with tenant.client("hr") as hr:
        draft = (
            await hr.post(
                "/api/reorganisations",
                json={
                    "title": "并",
                    "effective_on": "2026-10-01",
                    "steps": [
                        {
                            "kind": "abolish",
                            "department_id": str(tenant.departments["PROD"]),
                            "into_id": str(tenant.departments["HQ"]),
                        }
                    ],
                },
            )
        ).json()
        assert draft["blockers"] == ["该月考勤已锁定"]
        assert (await hr.post(f"/api/reorganisations/{draft['id']}/apply")).status_code == 409
    assert await state(tenant, TODAY) == before


async def test_a_reorganisation_that_others_built_on_is_not_undone(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    prod, sales = tenant.departments["PROD"], tenant.departments["SALES"]
    async with tenant.client("hr") as hr:
        draft = (
            await hr.post(
                "/api/reorganisations",
                json={
                    "title": "并",
                    "effective_on": "2026-11-23",
                    "steps": [{"kind": "merge", "source_ids": [str(prod)], "into_id": str(sales)}],
                },
            )
        ).json()
        assert (await hr.post(f"/api/reorganisations/{draft['id']}/apply")).status_code == 200
        renshi.advance(seconds=5)
        async with tenant.context() as ctx:
            await ctx.people.change_job(
                JobChange(
                    employee_id=tenant.employee_person.id,
                    effective_on=date(2026, 12, 1),
                    reason="x",
                    grade="P9",
                )
            )
        before = await state(tenant, TODAY)
        undone = await hr.post(f"/api/reorganisations/{draft['id']}/undo", json={"reason": "x"})
        assert (undone.status_code, undone.json()["code"]) == (409, "reorganisation.built_on")
        assert await state(tenant, TODAY) == before


@pytest.mark.parametrize("count", [20_000])
async def test_twenty_thousand_people_merge_in_seconds(renshi: Any, count: int) -> None:
    tenant = await renshi.new_tenant()
    prod, sales = tenant.departments["PROD"], tenant.departments["SALES"]
    ids = [(new_id(), new_id(), new_id()) for _ in range(count)]
    async with tenant.context():
        people, spells, records = zip(*ids, strict=True)
        await execute(
            "INSERT INTO core_employee (id, number, name, name_pinyin, search_text)"
            " SELECT id, 'B' || n, '张三', 'zs', 'zs' FROM unnest($1::uuid[]) WITH ORDINALITY AS x(id, n)",
            list(people),
        )
        await execute(
            "INSERT INTO core_spell (id, employee_id, company_id, hired_on) SELECT s, e, $3, '2020-01-01'"
            " FROM unnest($1::uuid[], $2::uuid[]) AS x(e, s)",
            list(people),
            list(spells),
            tenant.company.id,
        )
        await execute(
            "INSERT INTO core_job_record (id, employee_id, spell_id, valid_from, company_id, department_id,"
            " work_regime, recorded_at, reason, recorded_by) SELECT r, e, s, '2020-01-01', $4, $5, 'standard',"
            " '2020-01-01', 'x', 'x' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS x(e, s, r)",
            list(people),
            list(spells),
            list(records),
            tenant.company.id,
            prod,
        )
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    await owner.execute("ANALYZE")
    await owner.close()
    async with tenant.client("hr") as hr:
        draft = (
            await hr.post(
                "/api/reorganisations",
                json={
                    "title": "大合并",
                    "effective_on": (TODAY + timedelta(days=0)).isoformat(),
                    "steps": [{"kind": "merge", "source_ids": [str(prod)], "into_id": str(sales)}],
                },
            )
        ).json()
        assert ("people", "生产部", "销售部", count + 2) in brief(draft["effects"])
        started = time.monotonic()
        applied = await hr.post(f"/api/reorganisations/{draft['id']}/apply")
        took = time.monotonic() - started
        assert applied.status_code == 200, applied.text
    # Person by person it would be minutes.
    assert took < 60, f"{took:.1f} s"
    async with tenant.context():
        there = await fetch_value(
            "SELECT count(*) FROM core_employee_current WHERE department_id = $1", sales
        )
    assert there == count + 2
