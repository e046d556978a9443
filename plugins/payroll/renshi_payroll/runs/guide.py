"""Leading a payroll officer through a run: what to do next, which facts are missing, what to look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.facts.service import missing_facts
from renshi_payroll.parameters.labels import full_title, unit_of
from renshi_payroll.runs import comparison, repository
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.runs.titles import code_title
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch, fetch_value

_NEXT: dict[str, Text] = {
    "missing": Text(
        "第 1 步：还有 {n} 项参数没有确定的数值。请在下方逐项录入并注明依据，再点“核算”。",
        "Step 1: {n} parameters have no settled value. Record each below with its reference, then press Calculate.",
    ),
    "draft": Text(
        "第 1 步：参数齐全。点“核算”，按现在已知的薪资标准、考勤和申报数据计算每个人的工资。",
        "Step 1: nothing is missing. Press Calculate to compute everybody from what is known now.",
    ),
    "calculating": Text("正在核算，完成后本页自动更新。", "Being calculated; this page updates itself."),
    "errors": Text(
        "第 2 步：有 {n} 个错误。请在“错误与提醒”中逐条处理，然后重新核算。",
        "Step 2: {n} errors. Deal with each under Problems, then calculate again.",
    ),
    "calculated": Text(
        "第 2 步：请看“核对清单”和“与上月对比”，逐项确认后点“复核通过”。",
        "Step 2: go through the checklist and the comparison with last month, then press Mark as checked.",
    ),
    "checked": Text(
        "第 3 步：点“提交审批”，由未参与核算的人审批。",
        "Step 3: press Ask for approval; somebody who didn't calculate decides.",
    ),
    "submitted": Text(
        "第 3 步：已提交审批，等待审批人处理。", "Step 3: submitted; waiting for the approvers."
    ),
    "approved": Text(
        "第 4 步：在“文件”中生成银行代发文件并核对总额，然后“关账并发布”，员工即可看到工资条。",
        "Step 4: make the bank file under Files and compare its total, then Close and publish; employees see slips.",
    ),
    "closed": Text(
        "第 5 步：工资条已发布。银行付款后点“登记发放”，填写回单或批次号。",
        "Step 5: the slips are published. When the bank has paid, record it with the bank's reference.",
    ),
    "paid": Text(
        "第 6 步：在“文件”中生成个税申报表和社保公积金清单，申报受理后点“登记申报”。",
        "Step 6: make the tax declaration and the insurance lists under Files, then record the declaration.",
    ),
    "filed": Text("本批次已全部完成。", "This run is complete."),
    "discarded": Text("本批次已作废。", "This run was discarded."),
}


async def guide(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """What to do next, in a sentence; how many facts are missing and errors are left."""
    run = await repository.get_run(ctx.company_id, run_id)
    missing = await _missing(ctx, run)
    request_id = run.request_id
    step = run.state
    count = 0
    if run.state == "draft" and missing:
        step, count = "missing", len(missing)
    elif run.state == "calculated" and run.errors:
        step, count = "errors", run.errors
    elif run.state == "checked" and request_id is not None:
        step = "submitted"
    text = _NEXT[step]
    return {
        "step": step,
        "text": text.of(ctx.locale).format(n=count),
        "missing": len(missing),
        "errors": run.errors,
        "request_id": request_id,
    }


async def missing_of_run(ctx: Context, run_id: UUID) -> list[dict[str, Any]]:
    """The facts to record before the run can be calculated, as rows whose value and reference are to be filled in."""
    run = await repository.get_run(ctx.company_id, run_id)
    return [
        {
            "key": fact.key,
            "label": full_title(fact.key).of(ctx.locale),
            "unit": unit_of(fact.key).of(ctx.locale),
            "valid_from": fact.on,
            "note": Text(fact.note_zh or "—", fact.note_en or fact.note_zh or "—").of(ctx.locale),
        }
        for fact in await _missing(ctx, run)
    ]


async def _missing(ctx: Context, run: RunRow) -> list[Any]:
    if run.items_only or run.state not in ("draft", "calculated", "checked"):
        return []
    return list(await missing_facts(ctx, run.period))


async def checklist(ctx: Context, run_id: UUID) -> list[dict[str, Any]]:
    """What is to be looked at before approval: people, totals against last month, findings by kind, shared accounts.

    Each line says how it stands (``ok``, ``warning``, ``error``) and what to do about it.
    """
    run = await repository.get_run(ctx.company_id, run_id)
    if run.version == 0:
        return []
    totals = await comparison.control_totals(ctx, run_id)
    lines = [_people(totals)]
    if run.kind == "monthly":
        lines += [_sum(totals, name, label) for name, label in _SUMS]
        lines.append(await _moves(ctx, run))
    lines += await _findings(run)
    lines.append(await _accounts(ctx, run))
    return [
        {
            "code": line["code"],
            "state": line["state"],
            "title": line["title"].of(ctx.locale),
            "result": line["result"].of(ctx.locale),
            "advice": line["advice"].of(ctx.locale) if line.get("advice") else "",
        }
        for line in lines
    ]


_SUMS = (
    ("gross", Text("应发合计与上月", "Gross against last month")),
    ("net", Text("实发合计与上月", "Net against last month")),
    ("iit", Text("工资个税合计与上月", "Wage tax against last month")),
    ("employer_cost", Text("单位社保公积金与上月", "Employer shares against last month")),
)
#: A total that moves by more than this is worth a look before it is approved, percent.
_NOTABLE = Decimal(10)


def _people(totals: dict[str, Any]) -> dict[str, Any]:
    slips, headcount = totals["now"]["slips"], totals["headcount"]
    return {
        "code": "people",
        "state": "ok" if slips == headcount else "error",
        "title": Text("人数与人事一致", "People as HR has them"),
        "result": Text(
            f"在册应发 {headcount} 人，工资条 {slips} 张", f"{headcount} people to be paid, {slips} slips"
        ),
        "advice": None
        if slips == headcount
        else Text("没有工资条的人员见“错误与提醒”", "people without a slip are named under Problems"),
    }


def _sum(totals: dict[str, Any], name: str, label: Text) -> dict[str, Any]:
    now, before = totals["now"][name], (totals["before"] or {}).get(name)
    code = f"total.{name}"
    if not before:
        nothing = Text(f"本月 {now:,}，上月没有已关账的批次", f"{now:,} now; no closed run last month")
        return {"code": code, "state": "ok", "title": label, "result": nothing}
    percent = (now - before) * 100 / before
    shown = f"{percent:+.1f}%"
    notable = abs(percent) > _NOTABLE
    return {
        "code": code,
        "state": "warning" if notable else "ok",
        "title": label,
        "result": Text(f"{before:,} → {now:,}（{shown}）", f"{before:,} → {now:,} ({shown})"),
        "advice": Text(
            "变动较大，请看“与上月对比”的原因", "a large move: see Against last month for the reasons"
        )
        if notable
        else None,
    }


async def _moves(ctx: Context, run: RunRow) -> dict[str, Any]:
    rows = await fetch(
        "SELECT count(*) FILTER (WHERE o.employee_id IS NULL)::int AS joined,"
        " count(*) FILTER (WHERE n.employee_id IS NULL)::int AS gone FROM"
        " (SELECT employee_id FROM payroll_slip WHERE run_id = $1 AND version = $2) n FULL JOIN"
        " (SELECT s.employee_id FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        "  WHERE r.company_id = $3 AND r.period = $4 AND r.kind = 'monthly'"
        "  AND r.state IN ('closed', 'paid', 'filed')) o ON o.employee_id = n.employee_id",
        run.id,
        run.version,
        ctx.company_id,
        str(run.period.previous()),
    )
    joined, gone = rows[0]["joined"], rows[0]["gone"]
    return {
        "code": "moves",
        "state": "ok",
        "title": Text("与上月相比的人员", "People against last month"),
        "result": Text(f"新增 {joined} 人，减少 {gone} 人", f"{joined} more, {gone} fewer"),
    }


async def _findings(run: RunRow) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT severity, code, count(*)::int AS n, min(zh) AS zh, min(en) AS en FROM payroll_problem"
        " WHERE run_id = $1 AND version = $2 GROUP BY severity, code ORDER BY severity, n DESC, code",
        run.id,
        run.version,
    )
    if not rows:
        return [
            {
                "code": "findings",
                "state": "ok",
                "title": Text("发放前检查", "Pre-pay checks"),
                "result": Text("没有错误和提醒", "no errors and no warnings"),
            }
        ]
    return [
        {
            "code": row["code"],
            "state": row["severity"],
            "title": code_title(row["code"]),
            "result": Text(f"{row['n']} 条，如：{row['zh']}", f"{row['n']}, such as: {row['en']}"),
            "advice": Text("请逐条处理后重新核算", "deal with each and calculate again")
            if row["severity"] == "error"
            else Text("请确认属实", "make sure that it is right"),
        }
        for row in rows
    ]


#: Comparing accounts of more people than this belongs to the bank file, which refuses shared ones anyway.
_MOST_ACCOUNTS = 20_000


async def _accounts(ctx: Context, run: RunRow) -> dict[str, Any]:
    title = Text("多人共用工资账号", "Salary accounts shared by several people")
    count = await fetch_value(
        "SELECT count(*) FROM payroll_slip WHERE run_id = $1 AND version = $2", run.id, run.version
    )
    if count > _MOST_ACCOUNTS:
        later = Text("人数较多，生成银行文件时检查", "checked when the bank file is made")
        return {"code": "accounts", "state": "ok", "title": title, "result": later}
    rows = await fetch(
        "SELECT employee_id FROM payroll_slip WHERE run_id = $1 AND version = $2", run.id, run.version
    )
    shared = await ctx.people.shared_bank_accounts([row["employee_id"] for row in rows])
    return {
        "code": "accounts",
        "state": "warning" if shared else "ok",
        "title": title,
        "result": Text(f"{len(shared)} 组", f"{len(shared)} groups") if shared else Text("没有", "none"),
        "advice": Text(
            "请核对账号，银行文件默认拒绝共用账号", "check them; the bank file refuses shared ones"
        )
        if shared
        else None,
    }
