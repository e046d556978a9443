"""The answers that people wait for read ranges of indexes, however large the group: the plans, not the time.

With 5,000 people PostgreSQL may well prefer to read a small table whole. Where that is forbidden (``enable_seqscan``
off) a plan that still does so, or walks an index from end to end, has no index to go by, and would read everybody in a
group of 100,000.
"""

from __future__ import annotations

from typing import Any

import asyncpg

from benchmarks import core_hr
from benchmarks.group import group
from benchmarks.plans import noted, read_through
from renshi_core.people.custom import definitions
from renshi_sdk.db import execute, fetch_value

PEOPLE = 5_000
LARGE = 2_000


async def test_no_answer_reads_a_large_table_from_end_to_end(renshi: Any) -> None:
    made = await group(renshi, people=PEOPLE, enable=("reporting",))
    await renshi.settle()
    async with made.tenant.context() as ctx:
        field = await definitions.add_field(ctx, {
            "code": "shirt", "title_zh": "衣服尺码", "title_en": "Shirt", "kind": "text", "options": (),
            "required": False, "position": 1,
        })  # fmt: skip
        await execute(
            "UPDATE core_employee SET custom = jsonb_build_object('shirt', 'S' || right(number, 2))"
        )
        await definitions.change_field(ctx, field.id, {"searchable": True})
    # So many people are indexed by a job.
    await renshi.settle()
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    await owner.execute("ANALYZE core_employee_current")
    await owner.close()
    asked = await core_hr.questions(made) | {"list, custom field": "/api/employees?custom.shirt=S07"}
    found: dict[str, list[str]] = {}
    async with made.tenant.client("hr") as hr:
        for name, path in asked.items():
            with noted() as statements:
                answer = await hr.get(path)
            assert answer.status_code == 200, answer.text
            assert len(statements) > 1, name
            found[name] = await read_through(made.tenant.id, statements, large=LARGE, avoidable=True)
    assert {name: tables for name, tables in found.items() if tables} == {}


async def test_the_look_at_plans_sees_a_table_that_is_read_whole(renshi: Any) -> None:
    made = await group(renshi, people=PEOPLE)
    statement = "SELECT count(*) FROM core_employee_current WHERE name = $1"
    assert await read_through(made.tenant.id, [(statement, ("张伟",))], large=LARGE, avoidable=True) != []
    by_key = "SELECT name FROM core_employee_current WHERE id = $1"
    async with made.tenant.context():
        somebody = await fetch_value("SELECT id FROM core_employee_current LIMIT 1")
    assert await read_through(made.tenant.id, [(by_key, (somebody,))], large=LARGE, avoidable=True) == []


async def test_the_group_is_what_it_says(renshi: Any) -> None:
    made = await group(renshi, people=PEOPLE)
    assert (made.employed, made.left, len(made.departments), len(made.companies)) == (5_000, 500, 800, 5)
    async with made.tenant.context():
        # The keys are those that the triggers would have made.
        wrong = await fetch_value(
            "SELECT count(*) FROM core_employee e WHERE NOT EXISTS (SELECT FROM core_search_key k"
            " WHERE k.employee_id = e.id AND k.key = lower(e.number) AND k.rank = 0)"
        )
        assert wrong == 0
        stale = await fetch_value(
            "SELECT count(*) FROM core_employee_current c JOIN core_job_record j ON j.spell_id = c.spell_id"
            " AND j.superseded_at IS NULL AND j.valid_from <= '2026-11-23'"
            " AND (j.valid_to IS NULL OR j.valid_to > '2026-11-23') WHERE j.department_id <> c.department_id"
        )
        assert stale == 0
        trigger = await fetch_value(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'search_key_add' AND tgenabled = 'O'"
        )
        assert trigger == 1
