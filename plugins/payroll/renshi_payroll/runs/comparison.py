"""A run against the month before: totals, and each slip with the reasons of its difference."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.permissions import SLIP_READ
from renshi_payroll.runs import repository
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch, fetch_row, where
from renshi_sdk.services import Clause

_FIGURES = (
    "gross",
    "employee_social",
    "employee_housing",
    "iit",
    "other_iit",
    "deductions",
    "net",
    "employer_cost",
)
_LAST = (
    "LEFT JOIN LATERAL (SELECT x.* FROM payroll_slip x JOIN payroll_run y ON y.id = x.run_id AND y.version = x.version"
    " WHERE x.company_id = s.company_id AND x.employee_id = s.employee_id AND x.period = {} AND y.kind = 'monthly'"
    " AND y.state IN ('closed', 'paid', 'filed') LIMIT 1) o ON true"
)


async def control_totals(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Totals of the run and of the month before, in yuan, and slips against people."""
    run = await repository.get_run(ctx.company_id, run_id)
    mine = await _totals(run.id, run.version)
    row = await fetch_row(
        "SELECT id, version FROM payroll_run WHERE company_id = $1 AND period = $2 AND kind = 'monthly'"
        " AND state IN ('closed', 'paid', 'filed')",
        ctx.company_id,
        str(run.period.previous()),
    )
    before = None if row is None else await _totals(row["id"], row["version"])
    counted = await fetch_row("SELECT headcount, errors FROM payroll_run WHERE id = $1", run.id)
    return {
        "period": str(run.period),
        "kind": run.kind,
        "now": mine,
        "before": before,
        "headcount": counted["headcount"] if counted else 0,
        "without_slip": (counted["headcount"] - mine["slips"]) if counted else 0,
    }


async def _totals(run_id: UUID, version: int) -> dict[str, Any]:
    sums = ", ".join(f"(coalesce(sum({name}), 0) / 100.0)::numeric(16,2) AS {name}" for name in _FIGURES)
    row = await fetch_row(
        f"SELECT count(*)::int AS slips, {sums} FROM payroll_slip WHERE run_id = $1 AND version = $2",
        run_id,
        version,
    )
    return {} if row is None else dict(row)


async def against_last_month(
    ctx: Context, run_id: UUID, *, offset: int, limit: int, threshold: Decimal
) -> dict[str, Any]:
    """Slips whose net differs from last month's by more than ``threshold`` yuan, the largest difference first."""
    run = await repository.get_run(ctx.company_id, run_id)
    clause = Clause(
        "s.run_id = {} AND s.version = {} AND abs(s.net - coalesce(o.net, 0)) > {}",
        (run.id, run.version, to_fen(threshold)),
    )
    sql, args = where(clause, ctx.access.employees(SLIP_READ, "s.employee_id"))
    join = _LAST.format(f"${len(args) + 1}")
    figures = ", ".join(f"s.{name}, o.{name} AS old_{name}" for name in _FIGURES)
    rows = await fetch(
        f"SELECT s.employee_id, s.employee_number, s.employee_name, s.department_name, s.inputs,"
        " o.inputs AS old_inputs,"
        f" o.id AS old_id, o.department_name AS old_department, {figures}, count(*) OVER () AS total"
        f" FROM payroll_slip s {join} WHERE {sql}"
        f" ORDER BY abs(s.net - coalesce(o.net, 0)) DESC, s.employee_id LIMIT {int(min(max(limit, 1), 200))}"
        f" OFFSET {int(max(offset, 0))}",
        *args,
        str(run.period.previous()),
    )
    items = [_row(row, ctx.locale) for row in rows]
    await ctx.audit.record(
        "payroll.slip.list",
        subject="payroll_run",
        subject_id=run.id,
        detail={"diff": [str(item["employee_id"]) for item in items]},
    )
    return {"items": items, "total": rows[0]["total"] if rows else 0}


def _row(row: Any, locale: str) -> dict[str, Any]:
    old = row["old_id"] is not None
    return {
        "employee_id": row["employee_id"],
        "employee_number": row["employee_number"],
        "employee_name": row["employee_name"],
        "department_name": row["department_name"],
        "net": to_yuan(row["net"]),
        "net_before": to_yuan(row["old_net"]) if old else None,
        "difference": to_yuan(row["net"] - (row["old_net"] or 0)),
        "reasons": [reason.of(locale) for reason in _reasons(row)],
    }


def _reasons(row: Any) -> list[Text]:
    """What changed between two slips, in the order a person would ask."""
    if row["old_id"] is None:
        return [Text("上月无工资", "no slip last month")]
    now, before = json.loads(row["inputs"]), json.loads(row["old_inputs"])
    found: list[Text] = []
    if row["department_name"] != row["old_department"]:
        found.append(
            Text(
                f"部门由{row['old_department']}变为{row['department_name']}",
                f"department {row['old_department']} → {row['department_name']}",
            )
        )
    new_items, old_items = _by_component(now["items"]), _by_component(before["items"])
    for component in dict.fromkeys([*old_items, *new_items]):
        was, is_now = old_items.get(component, (0, ""))[0], new_items.get(component, (0, ""))[0]
        if was != is_now:
            title = new_items.get(component, old_items.get(component, (0, "")))[1]
            known = CATALOGUE.get(component)
            zh = title or (known.zh if known else component)
            en = known.en if known else component
            found.append(_changed(zh, en, was, is_now))
    for name, zh, en in (
        ("social_base", "社保基数", "insurance base"),
        ("housing_base", "公积金基数", "housing-fund base"),
    ):
        if now[name] != before[name]:
            found.append(_changed(zh, en, before[name], now[name]))
    for name, zh, en in (
        ("employee_social", "个人社保", "employee insurance"),
        ("employee_housing", "个人公积金", "employee housing fund"),
        ("iit", "个人所得税", "income tax"),
        ("other_iit", "单独计税个税", "separate tax"),
        ("deductions", "税后扣款", "deductions after tax"),
    ):
        if row[name] != row[f"old_{name}"]:
            found.append(_changed(zh, en, row[f"old_{name}"], row[name]))
    return found


def _by_component(items: list[dict[str, Any]]) -> dict[str, tuple[int, str]]:
    sums: dict[str, tuple[int, str]] = {}
    for item in items:
        amount, title = sums.get(item["component"], (0, ""))
        sums[item["component"]] = (amount + item["amount"], title or item.get("title_zh", ""))
    return sums


def _changed(zh: str, en: str, was: int, now: int) -> Text:
    step = f"{to_yuan(was):,} → {to_yuan(now):,}"
    return Text(f"{zh} {step}", f"{en} {step}")
