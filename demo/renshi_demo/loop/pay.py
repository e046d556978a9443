"""The month: attendance, the pay run, its four eyes, and the explanation of one line."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from renshi_demo.loop.checks import expect, needed, until
from renshi_demo.loop.round import Round, clock
from renshi_demo.loop.stage import Stage

ATTENDANCE = "/api/plugins/attendance"
PAYROLL = "/api/plugins/payroll"
PAID_DAYS = Decimal("21.75")
FEN = Decimal("0.01")


def attendance(go: Round) -> None:
    """HR computes the month: the leave stands in it. A month that isn't over can't be locked."""
    tell, hr, stage = go.tell, go.user("hr"), go.stage
    before = stage.period.previous()
    locked = hr.get(f"{ATTENDANCE}/months/{before}")
    if locked["state"] == "locked":
        tell.fact(
            "上月",
            f"{before} 已于 {clock(locked['locked_at'])} 锁定，{locked['employees']} 人，摘要 {locked['digest'][:12]}…",
        )
    path = f"{ATTENDANCE}/months/{stage.period}"
    if not stage.days.begun:
        refusal = hr.refused("POST", f"{path}/compute")
        tell.fact("本月", f"{stage.period} {refusal.detail}；薪酬读取实时记录")
        taken = hr.get(f"{ATTENDANCE}/leave", employee_id=go.facts["employee_id"])["items"]
        expect(
            [(row["leave_code"], row["state"]) for row in taken] == [("personal", "approved")],
            "请假没有记入考勤",
        )
        return
    hr.post(f"{path}/compute")

    def computed() -> dict[str, Any] | None:
        job = hr.get(f"{path}/job")
        expect(job["state"] not in ("failed", "cancelled"), f"考勤计算失败：{job['error']}")
        return hr.get(path) if job["state"] == "succeeded" else None

    month = until(computed, "考勤没有算完")
    expect(month["state"] == "computed" and not month["stale"], "考勤月应为已计算")
    rows = hr.get(f"{path}/rows", employee_id=go.facts["employee_id"])["items"]
    expect(len(rows) == 1, "考勤表里没有新员工")
    row = rows[0]
    personal = needed(row["leave"].get("personal"), "考勤表里没有这次事假")
    wanted = stage.days.leave_days
    expect(Decimal(personal["due_days"]) == wanted, f"事假应为 {wanted} 天，实际 {personal['due_days']}")
    tell.fact("本月", f"{stage.period} 已计算 {month['employees']} 人，异常 {month['exceptions']} 条")
    tell.fact(
        go.name,
        f"应出勤 {row['due_days']} 天，事假 {Decimal(personal['due_days']).normalize():f} 天（{stage.leave_on}）",
    )
    refusal = hr.refused("POST", f"{path}/lock", {"accept_exceptions": True})
    tell.fact("锁定", f"拒绝（{refusal.status}）：{refusal.detail}；月末锁定时与已付工资的差额自动转入下月")


def run(go: Round) -> None:
    """The pay run of the month, calculated in the background."""
    tell, payroll, stage = go.tell, go.user("payroll"), go.stage
    run_id = payroll.post(f"{PAYROLL}/runs", {"period": str(stage.period)})["id"]
    go.facts["run_id"] = run_id
    path = f"{PAYROLL}/runs/{run_id}"
    if payroll.get(path)["state"] == "approved":
        # Left over from a round that was cut short.
        go.user("finance").post(f"{path}/return", {"reason": "重新核算"})
    _calculate(go, path)
    problems = payroll.get(f"{path}/problems", severity="error", limit=200)["items"]
    others = [p for p in problems if p["employee_id"] and p["employee_id"] != go.facts["employee_id"]]
    if others:
        _complete(go, others)
        _calculate(go, path)
        problems = payroll.get(f"{path}/problems", severity="error", limit=200)["items"]
    expect(not problems, f"工资批次有错误：{'；'.join(p['text'] for p in problems[:3])}")
    whole = payroll.get(path)
    size = f"{whole['employees']} 人，{whole['warnings']} 条提醒"
    tell.fact("批次", f"{stage.plan.short} {stage.period}，第 {whole['version']} 版，{size}")
    found = payroll.get(f"{path}/slips", q=go.facts["number"])["items"]
    expect(len(found) == 1, "工资批次里没有新员工")
    slip = payroll.get(f"{PAYROLL}/slips/{found[0]['id']}")
    go.facts |= {"slip_id": slip["id"], "digest": whole["digest"]}
    _check_lines(go, slip)


def _calculate(go: Round, path: str) -> None:
    payroll = go.user("payroll")
    payroll.post(f"{path}/calculate")

    def calculated() -> bool:
        job = payroll.get(f"{path}/progress")
        expect(job["state"] not in ("failed", "cancelled"), f"工资核算失败：{job['error']}")
        return bool(job["state"] == "succeeded" and payroll.get(path)["state"] == "calculated")

    until(calculated, "工资没有算完")


def _complete(go: Round, problems: list[dict[str, Any]]) -> None:
    """Complete the terms of people whom an earlier round left behind half way."""
    payroll = go.user("payroll")
    for employee_id in {p["employee_id"] for p in problems}:
        kept = payroll.get(f"{PAYROLL}/terms/{employee_id}")["items"]
        expect(kept, f"{problems[0]['employee_name']} 没有薪资标准")
        payroll.post(
            f"{PAYROLL}/terms",
            {
                "employee_id": employee_id,
                "valid_from": kept[0]["valid_from"],
                "monthly_wage": str(kept[0]["monthly_wage"]),
                "profile": "none",
                "resident": True,
                "reason": "补录居民身份",
            },
        )
    go.tell.fact(
        "补录", f"{len({p['employee_id'] for p in problems})} 名员工的薪资标准不完整，已补录后重新核算"
    )


def _check_lines(go: Round, slip: dict[str, Any]) -> None:
    tell, stage = go.tell, go.stage
    wage = go.facts["salary"]
    deduction = (wage / PAID_DAYS * stage.days.leave_days).quantize(FEN, ROUND_HALF_UP)
    line = needed(
        next((item for item in slip["lines"] if item["code"] == "pay.leave_deduction"), None),
        "工资条里没有请假扣款",
    )
    for item in slip["lines"]:
        amount = Decimal(str(item["amount"]))
        if amount and item["kind"] != "employer":
            # The first line of an explanation repeats label and amount.
            why = [part for part in item["explanation"].splitlines()[1:] if not part.startswith("计入")]
            sums = [part for part in why if "=" in part or "×" in part]
            tell.line(item["label"], f"{amount:,.2f}", why if item is line else sums[-1:] or why[:1])
    expect(
        Decimal(str(line["amount"])) == -deduction,
        f"事假扣款应为 {wage} ÷ 21.75 × {stage.days.leave_days} = {deduction}，实际 {line['amount']}",
    )
    expect("21.75" in line["explanation"], "请假扣款没有说明算法")
    gross, net = Decimal(str(slip["gross"])), Decimal(str(slip["net"]))
    base = _base(wage, stage)
    expect(gross == base - deduction, f"应发应为 {base} − {deduction}，实际 {gross}")
    expect(0 < net <= gross, f"实发 {net} 不合理")
    go.facts |= {"gross": gross, "net": net}
    tell.line("应发", f"{gross:,.2f}", [])
    tell.line("实发", f"{net:,.2f}", [])


def _base(wage: Decimal, stage: Stage) -> Decimal:
    """The month's base pay: the whole wage, or the paid days since the start ÷ 21.75."""
    month = [stage.period.first_day + timedelta(days=n) for n in range(stage.period.last_day.day)]
    paid = [day for day in month if day.weekday() < 5]
    here = [day for day in paid if day >= stage.starts_on]
    if len(here) == len(paid):
        return wage
    return min(wage, (wage / PAID_DAYS * len(here)).quantize(FEN, ROUND_HALF_UP))


def approval(go: Round) -> None:
    """Whoever calculated can't approve; somebody else does, and the month closes for good."""
    tell, payroll, finance = go.tell, go.user("payroll"), go.user("finance")
    path = f"{PAYROLL}/runs/{go.facts['run_id']}"
    if payroll.get(path)["state"] == "calculated":
        payroll.post(f"{path}/check")
    own = payroll.refused("POST", f"{path}/approve")
    tell.fact("核算人审批", f"{payroll.name} 被拒绝（{own.status}）：{own.detail}")
    asked = payroll.post(f"{path}/submit")
    done = go.approve(finance, asked["request_id"], "核对无误")
    expect(done["state"] == "approved", "财务同意后审批单应为已通过")
    expect(payroll.get(path)["state"] == "approved", "审批通过后工资批次应为已批准")
    tell.fact("审批单", f"{done['number']} 由 {payroll.name} 提交，{finance.name} 同意")
    closed = payroll.post(f"{path}/close")
    expect(closed["digest"] == go.facts["digest"], "关账时的摘要与核算时不同")
    tell.fact("关账", f"{closed['slips']} 人，摘要 {closed['digest'][:16]}…")
    again = payroll.refused("POST", f"{path}/calculate")
    tell.fact("再次核算", f"拒绝（{again.status}）：{again.detail}")
    proof = payroll.post(f"{path}/verify")
    expect(proof["matches"], f"重新计算与关账结果不符：{proof['differing'][:3]}")
    tell.fact("复算", f"{proof['slips']} 张工资条由当时的数据重新计算，逐分一致")


def paid(go: Round) -> None:
    """The closed run is paid and declared, each with its reference and in this order alone."""
    tell, payroll, period = go.tell, go.user("payroll"), go.stage.period
    path = f"{PAYROLL}/runs/{go.facts['run_id']}"
    early = payroll.refused("POST", f"{path}/filed", {"reference": "演示申报"})
    tell.fact("先申报", f"拒绝（{early.status}）：{early.detail}")
    for step, what, reference in (
        ("paid", "发放", f"演示代发批次 {period}"),
        ("filed", "申报", f"演示个税申报 {period}"),
    ):
        state = payroll.post(f"{path}/{step}", {"reference": reference})["state"]
        expect(state == step, f"{what}后批次状态应为 {step}，实际 {state}")
        tell.fact(what, f"已登记，凭证“{reference}”")


def own_slip(go: Round) -> None:
    """The employee reads the slip; nobody else's is there for them."""
    me = go.employee
    mine = me.get(f"{PAYROLL}/my/slips")["items"]
    expect([item["period"] for item in mine] == [str(go.stage.period)], "本人的工资条应只有这一张")
    expect(Decimal(str(mine[0]["net"])) == go.facts["net"], "本人看到的实发与批次不同")
    others = [
        s
        for s in go.user("payroll").get(f"{PAYROLL}/runs/{go.facts['run_id']}/slips", limit=5)["items"]
        if s["id"] != go.facts["slip_id"]
    ]
    refusal = me.refused("GET", f"{PAYROLL}/my/slips/{others[0]['id']}")
    expect(refusal.status == 404, f"别人的工资条应返回 404，实际 {refusal.status}")
    go.tell.fact(
        "本人查看", f"{go.stage.period} 实发 {go.facts['net']:,.2f} 元；别人的工资条：{refusal.status}"
    )
    first = me.post(f"{PAYROLL}/my/slips/{go.facts['slip_id']}/confirm")["confirmed_at"]
    again = me.post(f"{PAYROLL}/my/slips/{go.facts['slip_id']}/confirm")["confirmed_at"]
    expect(first[:19] == again[:19], "重复确认不应改变确认时间")
    go.tell.fact("本人确认", clock(first))


def traces(go: Round) -> None:
    """The whole way stands in the person's file and in the audit chain."""
    tell = go.tell
    timeline = go.user("hr").get(f"/api/employees/{go.facts['employee_id']}/timeline")["items"]
    expect(timeline, "员工档案里没有经历")
    for entry in timeline[:6]:
        tell.fact(
            clock(entry["on"])[:11],
            f"{entry['title']}{'：' + entry['detail'] if entry.get('detail') else ''}",
        )
    chain = go.user("admin").get("/api/audit/verify")
    expect(chain["ok"], f"审计链不完整：{chain['finding']}")
    tell.fact("审计链", f"{chain['rows']} 条逐条校验，环环相扣，没有改动")
