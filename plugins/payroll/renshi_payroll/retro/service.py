"""Finding the differences of closed months and posting them into a run of an open month."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.engine.refusals import MissingFact, Refusal, UnresolvedParameters
from renshi_payroll.errors import needs_attention
from renshi_payroll.facts.repository import company_facts
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.periods import parse_period
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.retro.differences import Difference, differences
from renshi_payroll.retro.schemas import RetroIn, RetroPostIn
from renshi_payroll.runs import repository
from renshi_payroll.runs.assembly import PersonMonth, RuleSet, base_wage, rule_key
from renshi_payroll.runs.context import build_rule_set, load_people, month_of
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.runs.snapshot import slip_from_inputs
from renshi_payroll.settings import PayrollSettings
from renshi_sdk import Conflict, Context, Invalid, Text, new_id
from renshi_sdk.contracts import Employee
from renshi_sdk.db import execute, fetch, insert_rows

#: People per round of queries.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be made good of one closed slip."""

    run: RunRow
    employee_id: UUID
    employee_name: str
    lines: list[Difference]


async def preview(ctx: Context, data: RetroIn) -> dict[str, Any]:
    """The differences of the closed months from ``period_from`` on, without posting anything."""
    found, problems = await find(ctx, data)
    await ctx.audit.record(
        "payroll.retro.preview",
        subject="payroll_run",
        detail={"from": data.period_from, "slips": len(found)},
    )
    return {
        "items": [
            {
                "period": str(one.run.period),
                "run_id": one.run.id,
                "employee_id": one.employee_id,
                "employee_name": one.employee_name,
                "line": line.line,
                "label": Text(line.title_zh, line.title_en).of(ctx.locale),
                "was": to_yuan(line.was),
                "now": to_yuan(line.now),
                "posted": to_yuan(line.posted),
                "amount": to_yuan(line.amount),
            }
            for one in found
            for line in one.lines
        ],
        "problems": [
            {
                "employee_id": employee_id,
                "code": problem.code,
                "text": Text(problem.zh, problem.en).of(ctx.locale),
            }
            for employee_id, problem in problems
        ],
    }


async def post(ctx: Context, data: RetroPostIn) -> dict[str, Any]:
    """Post the differences as lines of ``run_id``, or of the month's regular run.

    Posting twice posts nothing the second time. ``Conflict`` where the run can't take items any more.
    """
    target = parse_period(data.into_period)
    if data.into_period <= data.period_from:
        raise Invalid(
            Text("补差只能记入之后的月份", "true-ups go into a later month"), code="payroll.retro.period"
        )
    await _require_open(ctx, str(target), data.run_id)
    # One at a time: two posts at once would both see the differences.
    await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"payroll.retro.{ctx.company_id}")
    found, problems = await find(ctx, data)
    rows = [
        (
            new_id(),
            ctx.company_id,
            one.employee_id,
            str(target),
            f"retro.{line.line}",
            line.amount,
            data.note,
            ctx.now(),
            ctx.actor.id,
            data.run_id,
            one.run.id,
            line.line,
            json.dumps(
                {
                    "treatment": line.treatment,
                    "was": line.was,
                    "now": line.now,
                    "period": str(one.run.period),
                    "title_zh": f"{one.run.period} {line.title_zh}",
                    "title_en": f"{one.run.period} {line.title_en}",
                },
                ensure_ascii=False,
            ),
        )
        for one in found
        for line in one.lines
    ]
    await insert_rows("payroll_adjustment", _COLUMNS, rows)
    await ctx.audit.record(
        "payroll.retro.post",
        subject="payroll_run",
        subject_id=data.run_id,
        detail={"from": data.period_from, "into": str(target), "lines": len(rows)},
    )
    return {"lines": len(rows), "employees": len({row[2] for row in rows}), "problems": len(problems)}


_COLUMNS = (
    "id",
    "company_id",
    "employee_id",
    "period",
    "component",
    "amount",
    "note",
    "recorded_at",
    "recorded_by",
    "run_id",
    "source_run_id",
    "line",
    "detail",
)


async def _require_open(ctx: Context, period: str, run_id: UUID | None) -> None:
    if run_id is not None:
        run = await repository.get_run(ctx.company_id, run_id, lock="FOR SHARE")
        if str(run.period) != period or run.kind == "monthly":
            raise Invalid(Text("批次与月份不符", "the run is of another month"), code="payroll.retro.run")
        state = run.state
    else:
        own = await repository.find_run(ctx.company_id, parse_period(period))
        state = "draft" if own is None else (await repository.get_run(ctx.company_id, own)).state
    if state in ("approved", "discarded", *repository.FINAL):
        raise Conflict(
            Text(f"{period} 的批次已审批或关账", f"the run of {period} is approved or closed"),
            code="payroll.adjustment.month_closed",
        )


async def find(
    ctx: Context, data: RetroIn, *, assume: Callable[[PersonMonth], PersonMonth] | None = None
) -> tuple[list[Found], list[tuple[UUID, Finding]]]:
    """The differences of closed months by what is known now, and of whom they can't be told.

    ``assume`` puts terms over the known ones that nobody has recorded yet, for a look at what they would do.
    """
    first = parse_period(data.period_from)
    rows = await fetch(
        "SELECT id FROM payroll_run WHERE company_id = $1 AND kind IN ('monthly', 'final') AND period >= $2"
        " AND state IN ('closed', 'paid', 'filed') ORDER BY period, id LIMIT 36",
        ctx.company_id,
        str(first),
    )
    found: list[Found] = []
    problems: list[tuple[UUID, Finding]] = []
    for row in rows:
        run = await repository.get_run(ctx.company_id, row["id"])
        await _of_run(ctx, run, data.employees, found, problems, assume)
    return found, problems


async def _of_run(
    ctx: Context,
    run: RunRow,
    employees: Sequence[UUID],
    found: list[Found],
    problems: list[tuple[UUID, Finding]],
    assume: Callable[[PersonMonth], PersonMonth] | None,
) -> None:
    rows = await fetch(
        "SELECT employee_id, employee_name, rule_set, inputs FROM payroll_slip WHERE run_id = $1 AND version = $2"
        " AND ($3::uuid[] IS NULL OR employee_id = ANY($3)) ORDER BY employee_id",
        run.id,
        run.version,
        list(employees) or None,
    )
    scope = ctx.access.employees(TERM_MANAGE, "e.id")
    allowed = await _allowed(scope.sql, scope.args, [row["employee_id"] for row in rows])
    rows = [row for row in rows if row["employee_id"] in allowed]
    rules = _RulesNow(await company_facts(ctx.company_id, run.period.first_day, ctx.now()), run)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        people = await _people(ctx, run, [row["employee_id"] for row in part])
        posted = await _posted(run.id, list(people))
        for row in part:
            person = people.get(row["employee_id"])
            if person is None or not person.terms:
                continue
            person = person if assume is None else assume(person)
            try:
                lines = _lines(run, row, person, rules, posted.get(row["employee_id"], {}))
            except UnresolvedParameters as missing:
                raise needs_attention(missing) from missing
            except (Refusal, ParameterError) as refusal:
                zh = refusal.zh if isinstance(refusal, Refusal) else str(refusal)
                problems.append((row["employee_id"], Finding("payroll.retro", zh, str(refusal), error=True)))
                continue
            if lines:
                found.append(Found(run, row["employee_id"], row["employee_name"], lines))


async def _allowed(sql: str, args: Sequence[Any], ids: list[UUID]) -> set[UUID]:
    """Those of ``ids`` in the actor's scope."""
    parts = sql.split("{}")
    numbered = parts[0] + "".join(f"${index}{part}" for index, part in enumerate(parts[1:], start=2))
    rows = await fetch(
        f"SELECT e.id FROM renshi_employee e WHERE e.id = ANY($1) AND ({numbered})", ids, *args
    )
    return {row["id"] for row in rows}


class _RulesNow:
    """Insurance rules of the run's month by today's facts, one build per kind of terms."""

    def __init__(self, facts: Mapping[str, Any], run: RunRow) -> None:
        self._facts = facts
        self._run = run
        self._built: dict[str, RuleSet | MissingFact] = {}

    def of(self, person: PersonMonth) -> RuleSet:
        terms = person.terms[-1]
        key = rule_key(terms)
        known = self._built.get(key)
        if not isinstance(known, RuleSet):
            known = build_rule_set(
                terms.jurisdiction, terms.profile, terms.housing_ppm, self._run.period, self._facts
            )
            self._built[key] = known
        return known


async def _people(ctx: Context, run: RunRow, ids: list[UUID]) -> dict[UUID, PersonMonth]:
    employees: dict[UUID, Employee] = await ctx.people.by_ids(ids, as_of=run.period.last_day)
    left = [one for one in ids if one not in employees]
    if left:
        employees |= await ctx.people.by_ids(left)
    people = await load_people(
        ctx, list(employees.values()), run.period, run.pay_date, ctx.now(), items_only=True, run_id=run.id
    )
    return {person.employee.id: person for person in people}


async def _posted(run_id: UUID, ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    rows = await fetch(
        "SELECT employee_id, line, sum(amount)::bigint AS amount FROM payroll_adjustment"
        " WHERE source_run_id = $1 AND employee_id = ANY($2) AND NOT cancelled GROUP BY 1, 2",
        run_id,
        ids,
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["employee_id"], {})[row["line"]] = row["amount"]
    return found


def _lines(
    run: RunRow, row: Any, person: PersonMonth, rules: _RulesNow, posted: Mapping[str, int]
) -> list[Difference]:
    stored = slip_from_inputs(json.loads(row["inputs"]), run.rule_sets[row["rule_set"]].rules)
    terms = person.terms[-1]
    settings = run.settings or PayrollSettings()
    wage: int | None = None
    if all(item.component != "pay.base" or not item.title_zh for item in stored.items):
        wage = base_wage(person, month_of(run.period, run.pay_date, settings, {}))
    return differences(
        stored,
        rules=rules.of(person).rules,
        social_base=terms.monthly_wage if terms.social_base is None else terms.social_base,
        housing_base=terms.monthly_wage if terms.housing_base is None else terms.housing_base,
        base_wage=wage,
        posted=posted,
    )
