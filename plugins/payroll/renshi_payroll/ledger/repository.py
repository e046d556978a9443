"""Queries on the year ledger."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renshi_payroll.engine.slip import NOTHING_YET
from renshi_payroll.engine.withholding import YearToDate, eligible_for_full_year
from renshi_payroll.who import People, those
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import execute, fetch, fetch_value


@dataclass(frozen=True, slots=True)
class YearState:
    """The year of one employee at one company before a payment. Money in fen."""

    before: YearToDate = NOTHING_YET
    bonus_used: bool = False
    first_month: int | None = None
    resident: bool | None = None


NO_ENTRIES = YearState()


#: The year of payment before a payment, a row per employee that has any entry. ``run`` leaves out what that run wrote
#: and what others wrote after its cut.
YEAR_SUMS = (
    "SELECT employee_id, sum(income)::bigint AS income, sum(exempt)::bigint AS exempt,"
    " sum(special)::bigint AS special, sum(tax)::bigint AS tax, bool_or(bonus_used) AS bonus_used,"
    " min(pay_month) AS first_month, bool_and(resident) AS all_resident, bool_or(resident) AS any_resident"
    " FROM payroll_year_entry"
    " WHERE company_id = {company} AND {mine} AND tax_year = {year} AND pay_month <= {month}"
    " AND ({run}::uuid IS NULL OR run_id IS NULL OR (run_id <> {run} AND run_id IN (SELECT r.id FROM payroll_run r"
    " WHERE r.closed_at <= (SELECT c.known_at FROM payroll_run c WHERE c.id = {run})))) GROUP BY employee_id"
)


async def year_states(
    company_id: UUID,
    employee_ids: Sequence[UUID],
    tax_year: int,
    pay_month: int,
    before_run: UUID | None = None,
) -> dict[UUID, YearState]:
    """Sums of the entries paid up to and including ``pay_month``, per employee that has any.

    ``before_run`` leaves out what that run wrote and what others wrote after its cut.
    """
    rows = await fetch(
        YEAR_SUMS.format(company="$1", mine="employee_id = ANY($2)", year="$3", month="$4", run="$5"),
        company_id,
        list(employee_ids),
        tax_year,
        pay_month,
        before_run,
    )
    return {
        row["employee_id"]: YearState(
            before=YearToDate(
                income=row["income"], exempt=row["exempt"], special=row["special"], tax=row["tax"]
            ),
            bonus_used=row["bonus_used"],
            first_month=row["first_month"],
            resident=row["all_resident"] if row["all_resident"] == row["any_resident"] else None,
        )
        for row in rows
    }


async def full_year_eligibility(company_id: UUID, people: People, last_year: int) -> dict[UUID, bool]:
    """Whether ``last_year`` meets 2020 No.19, for employees that have entries of that year."""
    mine, who = those(people, 3)
    rows = await fetch(
        "SELECT employee_id, (coalesce(sum(months_withheld) FILTER (WHERE kind = 'opening'), 0)"
        " + count(DISTINCT pay_month) FILTER (WHERE kind = 'run'))::int AS months,"
        " sum(income + separate_income)::bigint AS wages,"
        " bool_and(resident) AS resident FROM payroll_year_entry"
        f" WHERE company_id = $1 AND {mine} AND tax_year = $2 GROUP BY employee_id",
        company_id,
        last_year,
        *who,
    )
    return {
        row["employee_id"]: eligible_for_full_year(
            resident=row["resident"], months_withheld=row["months"], wages_last_year=row["wages"]
        )
        for row in rows
    }


async def closed_until(company_id: UUID, employee_id: UUID) -> date | None:
    """The last day of the newest closed month in which the employee has a slip."""
    period = await fetch_value(
        "SELECT max(s.period) FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id"
        " WHERE s.company_id = $1 AND s.employee_id = $2"
        " AND r.state IN ('closed', 'paid', 'filed') AND s.version = r.version",
        company_id,
        employee_id,
    )
    if period is None:
        return None
    month = PayPeriod.parse(period)
    return date(month.year, month.month, monthrange(month.year, month.month)[1])


async def write_entries(run_id: UUID, version: int, pay_date: date) -> int:
    """Add the slips of a run to the year of payment, in one statement. Returns how many."""
    tag = await execute(
        "INSERT INTO payroll_year_entry (id, company_id, employee_id, tax_year, pay_month, kind, run_id, income,"
        " exempt, special, tax, separate_income, separate_tax, resident, bonus_used, months_withheld, reference)"
        " SELECT gen_random_uuid(), company_id, employee_id, $3, $4, 'run', run_id, wage_income + exempt_income,"
        " exempt_income, employee_social + employee_housing, iit, separate_income, other_iit,"
        " (inputs->>'resident')::boolean, inputs->'items' @> '[{\"component\": \"pay.annual_bonus\"}]', 1, period"
        " FROM payroll_slip WHERE run_id = $1 AND version = $2",
        run_id,
        version,
        pay_date.year,
        pay_date.month,
    )
    return int(tag.split()[-1])
