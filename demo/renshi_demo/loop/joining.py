"""The first day: the file, the account, the course, the pay terms."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from renshi_demo.cast import TENANT
from renshi_demo.generator.calendar import month_after
from renshi_demo.loop.api import Caller, Session
from renshi_demo.loop.checks import expect, until
from renshi_demo.loop.round import Round
from renshi_demo.world.months import CITIES, RATES

TRAINING = "/api/plugins/training"
PAYROLL = "/api/plugins/payroll"
CONTRACTS = "/api/plugins/contracts"


def hired(go: Round) -> None:
    """Accepting the offer hired the person; every plugin heard of it."""
    stage, tell, hr = go.stage, go.tell, go.user("hr")
    found = hr.get("/api/employees", q=go.name, hired_on=stage.starts_on.isoformat())["items"]
    expect(len(found) == 1, f"应有一名新员工 {go.name}，实际 {len(found)} 名")
    person = found[0]
    expect(person["manager_name"] == go.manager.name, "直接上级与录用时不同")
    go.facts |= {"employee_id": person["id"], "number": person["number"]}
    tell.fact(
        "员工", f"{person['number']} {person['name']}，{person['department_name']} {person['position_title']}"
    )
    tell.fact("直接上级", person["manager_name"])
    tell.fact(
        "状态", f"{_STATUS[person['status']]}，{person['hired_on']} 入职，试用至 {person['probation_until']}"
    )
    history = hr.get(f"/api/employees/{person['id']}/history")["items"]
    expect(len(history) == 1 and history[0]["valid_from"] == stage.starts_on.isoformat(), "任职记录应有一条")

    def enrolled() -> list[dict[str, Any]] | None:
        items = hr.get(f"{TRAINING}/enrolments", employee_id=person["id"])["items"]
        return items or None

    courses = until(enrolled, "EmployeeHired 之后没有报名入职培训")
    tell.fact("入职事件", f"已报名《{courses[0]['course_title']}》，应于 {courses[0]['due_on']} 前完成")

    def terms() -> list[dict[str, Any]] | None:
        items = go.user("payroll").get(f"{PAYROLL}/terms/{person['id']}")["items"]
        return items or None

    agreed = until(terms, "OfferAccepted 之后没有记录约定薪资")
    expect(Decimal(str(agreed[0]["monthly_wage"])) == go.facts["salary"], "约定薪资与录用时不同")
    tell.fact("录用事件", f"薪酬已记下约定月薪 {agreed[0]['monthly_wage']} 元（{agreed[0]['reason']}）")


def contract(go: Round) -> None:
    """The labour contract: the law is checked, the draft is prepared, and both signatures are recorded."""
    stage, tell, hr = go.stage, go.tell, go.user("hr")
    state = next((p["state"] for p in _market(go) if p["id"] == "contracts"), None)
    if state != "on":
        tell.fact("劳动合同", "本公司未启用该插件，略过")
        return
    body = {
        "employee_id": go.facts["employee_id"],
        "kind": "labour",
        "term": "fixed",
        "starts_on": stage.starts_on.isoformat(),
        "months": 24,
        "probation_months": 3,
        "work": stage.plan.position(stage.script["position"]).title,
        "workplace": stage.plan.city,
    }
    refusal = hr.refused("POST", f"{CONTRACTS}/contracts", body)
    expect(refusal.status == 422, f"两年期合同约定 3 个月试用期应返回 422，实际 {refusal.status}")
    tell.fact("两年期合同", f"试用 3 个月被拒绝（{refusal.status}）：{refusal.detail}")
    made = hr.post(f"{CONTRACTS}/contracts", body | {"months": 36})
    expect(made["state"] == "draft", "签字之前合同应为待签订")
    tell.fact(
        "起草",
        f"{made['number']}，{made['starts_on']} 至 {made['ends_on']}，试用至 {made['probation_ends_on']}",
    )
    today = stage.days.today.isoformat()
    signed = hr.post(f"{CONTRACTS}/contracts/{made['id']}/sign", {"signed_on": today})
    expect(signed["state"] == "signed" and signed["signed_on"] == today, "合同没有登记为已签订")
    tell.fact("签订", f"{today} 双方签字，由 {hr.name} 登记")


def _market(go: Round) -> list[dict[str, Any]]:
    """The plugins and their state in the round's company."""
    items: list[dict[str, Any]] = go.user("admin").get("/api/market")["items"]
    return items


def account(go: Round) -> None:
    """The administrator opens an account; the new person sets the password by a one-time link."""
    tell, admin = go.tell, go.user("admin")
    login = go.facts["number"].lower()
    made = admin.post(
        "/api/users",
        {"login": login, "name": go.name, "employee_id": go.facts["employee_id"], "role": "employee"},
    )
    invited = admin.post(f"/api/users/{made['id']}/invitation")
    password = f"{secrets.token_hex(8)}-Xin"
    guest = Caller(go.name, go.base_url)
    try:
        guest.post("/api/invitations/accept", {"token": invited["token"], "password": password})
        second = guest.refused(
            "POST", "/api/invitations/accept", {"token": invited["token"], "password": password}
        )
        expect(second.status == 404, "邀请链接用过一次后应失效")
    finally:
        guest.close()
    go.employ(Session(go.base_url, TENANT, login, password))
    expect(go.employee.employee_id == go.facts["employee_id"], "账号没有关联到本人的员工档案")
    tell.fact("账号", f"{login}，由 {admin.name} 开通；邀请链接只能用一次")
    refusal = go.employee.refused("GET", "/api/employees/" + str(go.manager.employee_id))
    tell.fact("权限", f"本人看不到上级的档案：{refusal.status} {refusal.detail}")


def course(go: Round) -> None:
    """Read the course and pass its exam; the right answers stay on the server until it is handed in."""
    tell, me = go.tell, go.employee
    mine = me.get(f"{TRAINING}/mine")["items"]
    expect(len(mine) >= 1, "本人的学习任务是空的")
    enrolment = mine[0]
    opened = me.post(f"{TRAINING}/mine/{enrolment['id']}/open")
    expect(all("answer" not in q for q in opened["questions"]), "考题不应带着答案下发")
    tell.fact(
        "打开课程",
        f"《{opened['title']}》{opened['minutes']} 分钟，{len(opened['questions'])} 题，{opened['pass_mark']} 分及格",
    )
    whole = go.user("hr").get(f"{TRAINING}/courses/{enrolment['course_id']}")
    right = {str(q["seq"]): q["answer"] for q in whole["questions"]}
    first = dict(list(right.items())[: len(right) // 2])
    failed = me.post(f"{TRAINING}/mine/{enrolment['id']}/exam", {"answers": first})
    expect(not failed["passed"], "只答一半不应及格")
    tell.fact(
        "第一次",
        f"{failed['score']} 分，未通过，错 {len(failed['wrong'])} 题，还可考 {failed['attempts_left']} 次",
    )
    passed = me.post(f"{TRAINING}/mine/{enrolment['id']}/exam", {"answers": right})
    expect(passed["passed"] and Decimal(str(passed["score"])) == 100, "全部答对应为 100 分并通过")
    tell.fact("第二次", f"{passed['score']} 分，通过")


def pay_terms(go: Round) -> None:
    """The payroll officer completes the terms that the offer could not know, and the rates that nobody ships."""
    stage, tell, payroll = go.stage, go.tell, go.user("payroll")
    month = stage.period.first_day
    city = CITIES[stage.plan.city]
    for suffix in ("unemployment.employee_rate", "unemployment.employer_rate"):
        _record(payroll, f"{city}.{suffix}", month)
    shown = payroll.get(f"{PAYROLL}/parameters", jurisdiction=city, period=str(stage.period))["items"]
    rate = next(item for item in shown if item["key"] == f"{city}.unemployment.employee_rate")
    expect(rate["status"] == "recorded", "录入的失业保险费率没有生效")
    tell.fact("参数", f"2026 年失业保险费率没有定论，系统不猜：由 {payroll.name} 录入 {rate['value']}%")
    tell.fact("依据", rate["source"])
    wage = f"{go.facts['salary']}.00"
    steps = (
        [(stage.starts_on, "standard", "居民个人，当月参保")]
        if stage.days.insured
        else [
            (stage.starts_on, "none", "居民个人，15 日后入职，次月起参保"),
            (month_after(stage.starts_on), "standard", "参保"),
        ]
    )
    for valid_from, profile, reason in steps:
        payroll.post(
            f"{PAYROLL}/terms",
            {
                "employee_id": go.facts["employee_id"],
                "valid_from": valid_from.isoformat(),
                "monthly_wage": wage,
                "profile": profile,
                "resident": True,
                "reason": reason,
            },
        )
        tell.fact("薪资标准", f"{valid_from} 起月薪 {wage} 元，{reason}")
    for item in payroll.get(f"{PAYROLL}/facts/missing", period=str(stage.period))["items"]:
        _record(payroll, item["key"], month)
        tell.fact("补录参数", f"{item['key']}：{RATES[item['key'].split('.', 1)[1]][1]}")
    missing = payroll.get(f"{PAYROLL}/facts/missing", period=str(stage.period))["items"]
    expect(not missing, f"仍缺参数：{'、'.join(item['key'] for item in missing)}")
    tell.fact("检查", f"{stage.period} 所需参数齐全")


def _record(payroll: Session, key: str, month: date) -> None:
    value, reference = RATES[key.split(".", 1)[1]]
    body = {"key": key, "value": value, "valid_from": month.isoformat(), "reference": reference}
    payroll.post(f"{PAYROLL}/facts/parameters", body)


_STATUS = {"pending": "待入职", "probation": "试用期", "active": "正式"}
