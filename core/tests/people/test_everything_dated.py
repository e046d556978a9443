"""Hires, changes, planned changes, corrections, cancellations, ends and re-hires in any order, against a slow model
that keeps every day's facts after every operation: each (as of, known at) pair has to agree."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_core.people import corrections, planned
from renshi_sdk.contracts import EndEmployment, Hire, JobChange
from renshi_sdk.db import fetch
from renshi_sdk.errors import Conflict, Invalid, NotFound

FIRST = date(2026, 11, 5)
DAYS = 50
IDENTITY = "11010519491231002X"
LAST = FIRST + timedelta(days=DAYS)
FACTS = ("department", "grade", "employment_type", "workplace")
Spell = dict[date, dict[str, Any]]

edits = st.fixed_dictionaries(
    {},
    optional={
        "department": st.sampled_from(["PROD", "SALES"]),
        "grade": st.sampled_from(["P1", "P2"]),
        "employment_type": st.sampled_from(["full_time", "intern"]),
        "workplace": st.sampled_from(["一厂", "二厂"]),
    },
).filter(bool)
day_number = st.integers(0, DAYS - 5)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("hire"), day_number),
        st.tuples(st.just("change"), day_number, edits),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("replan"), st.integers(0, 5), day_number, edits),
        st.tuples(st.just("correct"), st.integers(0, 5), edits),
        st.tuples(st.just("end"), day_number),
        st.tuples(st.just("revoke")),
        st.tuples(st.just("call off")),
        st.tuples(st.just("tomorrow"), st.integers(1, 6)),
    ),
    min_size=3,
    max_size=14,
)


class Model:
    """Every spell as the facts of each of its days, up to the horizon; open spells go on after it."""

    def __init__(self) -> None:
        self.spells: list[Spell] = []
        self.open: list[bool] = []

    def copy(self) -> Model:
        return copy.deepcopy(self)

    def on(self, day: date) -> dict[str, Any] | None:
        return next((s[day] for s in self.spells if day in s), None)

    def spell_on(self, day: date) -> int | None:
        return next((i for i, s in enumerate(self.spells) if day in s), None)

    def change(self, day: date, edit: dict[str, Any]) -> bool:
        """A fact changes from a day on, until it next changes anyway."""
        index = self.spell_on(day)
        if index is None:
            return False
        spell, different = self.spells[index], False
        for name, value in edit.items():
            before = spell[day][name]
            later = day
            while later in spell and spell[later][name] == before:
                spell[later][name] = value
                different |= value != before
                later += timedelta(days=1)
        return different

    def undo(self, day: date) -> None:
        """What changed on a day didn't."""
        index = self.spell_on(day)
        assert index is not None
        spell = self.spells[index]
        before, now = dict(spell[day - timedelta(days=1)]), dict(spell[day])
        for name in FACTS:
            if before[name] != now[name]:
                later = day
                while later in spell and spell[later][name] == now[name]:
                    spell[later][name] = before[name]
                    later += timedelta(days=1)


def columns(tenant: Any, edit: dict[str, Any]) -> dict[str, Any]:
    return {
        ("department_id" if n == "department" else n): (tenant.departments[v] if n == "department" else v)
        for n, v in edit.items()
    }


def outcome(model: Model, before: Model, fits: bool) -> Model | None:
    return model if fits and (model.spells, model.open) != (before.spells, before.open) else None


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
async def test_any_life_of_employment_answers_as_the_model_does(renshi: Any, steps: list[Any]) -> None:
    renshi.reset()
    tenant = await renshi.new_tenant()
    names = {v: k for k, v in tenant.departments.items()}
    model = Model()
    known: list[tuple[datetime, Model]] = []
    person = None
    for step in steps:
        renshi.advance(seconds=1)
        after, fits = model.copy(), False
        async with tenant.context() as ctx:
            if person is None and step[0] not in ("hire", "tomorrow"):
                continue
            records = await ctx.people.history(person) if person else []
            today = ctx.today()
            try:
                match step:
                    case ("hire", n):
                        day = FIRST + timedelta(days=n)
                        fits = not any(
                            o or max(s) >= day for s, o in zip(model.spells, model.open, strict=True)
                        )
                        facts = {
                            "department": "PROD",
                            "grade": "P1",
                            "employment_type": "full_time",
                            "workplace": None,
                        }
                        after.spells.append(
                            {day + timedelta(days=k): dict(facts) for k in range((LAST - day).days)}
                        )
                        after.open.append(True)
                        person = (
                            await ctx.people.hire(
                                Hire(
                                    company_id=tenant.company.id,
                                    name="全时态",
                                    identity_number=IDENTITY,
                                    department_id=tenant.departments["PROD"],
                                    starts_on=day,
                                    grade="P1",
                                )
                            )
                        ).id
                    case ("change", n, edit):
                        day = FIRST + timedelta(days=n)
                        fits = after.change(day, edit)
                        await ctx.people.change_job(
                            JobChange(
                                employee_id=person, effective_on=day, reason="x", **columns(tenant, edit)
                            )
                        )
                    case ("cancel", index):
                        if index >= len(records):
                            continue
                        record = records[index]
                        first = any(min(s) == record.valid_from for s in model.spells)
                        fits = record.valid_from > today and not first
                        if fits:
                            after.undo(record.valid_from)
                        await planned.call_off(ctx, person, record.id, reason="x")
                        assert fits
                        # Two records may say the same where a correction made them so: then no day changes.
                        model = after
                        known.append((renshi.clock.now(), model.copy()))
                        continue
                    case ("replan", index, n, edit):
                        if index >= len(records):
                            continue
                        record, day = records[index], FIRST + timedelta(days=n)
                        first = any(min(s) == record.valid_from for s in model.spells)
                        spell = model.spell_on(record.valid_from)
                        fits = record.valid_from > today and not first and model.spell_on(day) == spell
                        if fits:
                            assert spell is not None
                            before = model.spells[spell][record.valid_from - timedelta(days=1)]
                            now = model.spells[spell][record.valid_from]
                            wanted = {k: now[k] for k in FACTS if now[k] != before[k]} | edit
                            after.undo(record.valid_from)
                            after.change(day, wanted)
                        await planned.replan(
                            ctx, person, record.id, columns(tenant, edit), effective_on=day, reason="x"
                        )
                        if (after.spells, after.open) == (model.spells, model.open):
                            known.append((renshi.clock.now(), model.copy()))
                            continue
                    case ("correct", index, edit):
                        if index >= len(records):
                            continue
                        record, fits = records[index], True
                        for s in after.spells:
                            for day in s:
                                if record.valid_from <= day and (
                                    record.valid_to is None or day < record.valid_to
                                ):
                                    s[day] |= edit
                        await corrections.correct_record(
                            ctx, person, record.id, columns(tenant, edit), reason="x"
                        )
                    case ("end", n):
                        day = FIRST + timedelta(days=n)
                        index = model.spell_on(day)
                        fits = index is not None and model.open[index]
                        if fits:
                            assert index is not None
                            after.spells[index] = {d: f for d, f in after.spells[index].items() if d <= day}
                            after.open[index] = False
                        await ctx.people.end_employment(
                            EndEmployment(employee_id=person, last_day=day, reason="x")
                        )
                    case ("revoke",):
                        fits = bool(model.spells) and not model.open[-1]
                        if fits:
                            last = max(after.spells[-1])
                            for k in range(1, (LAST - last).days):
                                after.spells[-1][last + timedelta(days=k)] = dict(after.spells[-1][last])
                            after.open[-1] = True
                        await corrections.revoke_end(ctx, person, reason="x")
                    case ("call off",):
                        fits = bool(model.spells) and min(model.spells[-1]) > today
                        if fits:
                            after.spells.pop()
                            after.open.pop()
                        await corrections.call_off_hire(ctx, person, reason="x")
                    case ("tomorrow", n):
                        renshi.advance(days=n)
                        continue
            except (Conflict, Invalid, NotFound):
                assert outcome(after, model, fits) is None, f"the model does {step}, the platform refuses"
                continue
            assert outcome(after, model, fits) is not None, f"the platform does {step}, the model refuses"
        model = after
        known.append((renshi.clock.now(), model.copy()))
    if person is None:
        return
    await renshi.run_schedule("core.roll_forward", tenant)
    async with tenant.context() as ctx:
        for moment, then in known:
            found = (await ctx.people.history_between([person], FIRST, LAST, known_at=moment))[person]
            for n in range(DAYS):
                day = FIRST + timedelta(days=n)
                told = [
                    {
                        "department": names[r.department_id],
                        "grade": r.grade,
                        "employment_type": r.employment_type,
                        "workplace": r.workplace,
                    }
                    for r in found
                    if r.valid_from <= day and (r.valid_to is None or day < r.valid_to)
                ]
                wanted = then.on(day)
                assert told == ([wanted] if wanted else []), (moment, day)
        if model.spells:
            now = await ctx.people.get(person)
            row = (await fetch("SELECT * FROM core_employee_current WHERE id = $1", person))[0]
            for name in (
                "department_id",
                "grade",
                "employment_type",
                "workplace",
                "status",
                "hired_on",
                "left_on",
            ):
                assert row[name] == getattr(now, name), name
