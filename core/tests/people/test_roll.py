"""A company read as columns says of everybody what reading them one by one says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from renshi_sdk.contracts import EndEmployment, JobChange

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


async def test_a_roll_is_whoever_was_employed_with_their_days_here(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    other = await tenant.add_company("RETAIL")
    stays = await tenant.hire("老张", starts_on=date(2020, 1, 1))
    joins = await tenant.hire("新李", starts_on=date(2026, 3, 16))
    leaves = await tenant.hire("赵离", starts_on=date(2024, 5, 6))
    gone = await tenant.hire("钱走", starts_on=date(2024, 5, 6))
    moves = await tenant.hire("孙调", starts_on=date(2024, 5, 6))
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=leaves.id, last_day=date(2026, 3, 20), reason="辞职")
        )
        await ctx.people.end_employment(
            EndEmployment(employee_id=gone.id, last_day=date(2026, 2, 28), reason="辞职")
        )
    renshi.advance(hours=1)
    before_move = renshi.clock.now() - timedelta(minutes=1)
    async with tenant.context(company=other) as ctx:
        department = (await ctx.organization.departments(other.id)) or []
    if not department:
        from renshi_core.organization import service as organization

        async with tenant.context(company=other) as ctx:
            department = [await organization.create_department(ctx, code="R", name="零售部", parent_id=None)]
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(
                employee_id=moves.id,
                effective_on=date(2026, 3, 11),
                reason="集团内调动",
                department_id=department[0].id,
            )
        )
        roll = await ctx.people.roll(*MARCH, seen_from=date(2026, 1, 1))
        one_by_one = {one.id: one for one in await ctx.people.employed_between(*MARCH)}
        some = await ctx.people.employed_between(*MARCH, employee_ids=[leaves.id, gone.id])
        known = await ctx.people.roll(*MARCH, seen_from=date(2026, 1, 1), known_at=before_move)
        halves = [
            await ctx.people.roll(*MARCH, upto=joins.id),
            await ctx.people.roll(*MARCH, after=joins.id),
        ]
        changed = await ctx.people.changed_since([stays.id, moves.id], before_move)
    assert list(roll.ids) == sorted(one_by_one)
    assert [one.id for one in some] == [leaves.id]
    assert changed == {moves.id}
    for place, one in enumerate(roll.ids):
        person = one_by_one[one]
        assert (roll.numbers[place], roll.names[place], roll.department_ids[place]) == (
            person.number, person.name, person.department_id,
        )  # fmt: skip
        assert (roll.department_names[place], roll.hired_on[place]) == (
            person.department_name,
            person.hired_on,
        )
    days = {one: (roll.joined[place], roll.until[place]) for place, one in enumerate(roll.ids)}
    assert gone.id not in days
    assert days[stays.id] == (date(2020, 1, 1), None)
    assert days[joins.id] == (date(2026, 3, 16), None)
    assert days[leaves.id] == (date(2024, 5, 6), date(2026, 3, 20))
    assert days[moves.id] == (date(2024, 5, 6), date(2026, 3, 10))
    # Who is there is what is believed now; since when, what was known then: the move was not.
    assert known.until[list(known.ids).index(moves.id)] is None
    assert [one for half in halves for one in half.ids] == list(roll.ids)
    assert (await _empty(tenant)) == ()


async def _empty(tenant: Any) -> Any:
    async with tenant.context() as ctx:
        return (await ctx.people.roll(date(2001, 1, 1), date(2001, 1, 31))).ids
