"""The whole way round, step by step."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from random import Random

from renshi_demo.cast import TENANT
from renshi_demo.generator.identity import Identities
from renshi_demo.generator.names import Names, reading
from renshi_demo.loop import chat, joining, pay, recruiting
from renshi_demo.loop.api import Caller, Session
from renshi_demo.loop.branch import Founder
from renshi_demo.loop.chat import WeChat
from renshi_demo.loop.narrator import Narrator
from renshi_demo.loop.round import Round
from renshi_demo.loop.stage import Stage, choose, days_from
from renshi_sdk.clock import CHINA

Step = tuple[str, str, Callable[[Round], None]]


def go_round(base_url: str, password: str, wechat: WeChat, tell: Narrator) -> None:
    """One new candidate from the requisition to the pay slip in WeChat.

    Raises:
        StepFailed: a step doesn't hold.
    """
    chance = Random(secrets.token_bytes(16))
    tell.title("一名候选人走完全程", "one candidate, all the way")
    stage = _stage(base_url, password, tell, chance)
    names = Names(chance)
    name = names.draw("male" if chance.random() < 0.5 else "female", 1994)
    go = Round(
        base_url=base_url,
        password=password,
        stage=stage,
        tell=tell,
        candidate=Caller(name, base_url),
        name=name,
        phone=Identities(chance).phone(),
        email=f"{reading(name)}.{secrets.token_hex(2)}@example.com",
    )
    tell.say()
    tell.say(
        f"    {stage.plan.name} · {stage.plan.city} · 工资月份 {stage.period}"
        f" · 到岗 {stage.starts_on} · 请假 {stage.leave_on}"
    )
    try:
        for zh, en, step in _steps(wechat):
            with tell.step(zh, en):
                step(go)
    finally:
        go.close()


def _stage(base_url: str, password: str, tell: Narrator, chance: Random) -> Stage:
    """An open month of an example company, or of a new one."""
    payroll = Session(base_url, TENANT, "payroll", password)
    today = datetime.now(CHINA).date()
    try:
        found = choose(payroll, today)
    finally:
        payroll.close()
    if found is not None:
        return found
    founder = Founder(base_url, password, tell, chance)
    try:
        with tell.step("集团新设公司", "a new company of the group"):
            branch = founder.found(today)
    finally:
        founder.close()
    return Stage(
        branch.plan,
        branch.company_id,
        "production_supervisor",
        branch.manager,
        branch.recruiter,
        days_from(today),
    )


def _steps(wechat: WeChat) -> tuple[Step, ...]:
    def with_wechat(step: Callable[[Round, WeChat], None]) -> Callable[[Round], None]:
        return lambda go: step(go, wechat)

    return (
        ("招聘需求", "requisition", recruiting.requisition),
        ("知情同意与投递", "application with consent", recruiting.application),
        ("文字面试", "text interview", recruiting.interview),
        ("评分与依据", "scores with evidence", recruiting.scores),
        ("由人决定", "a person decides", recruiting.decision),
        ("录用审批", "offer", recruiting.offer),
        ("接受录用", "acceptance", recruiting.acceptance),
        ("入职", "hired", joining.hired),
        ("劳动合同", "labour contract", joining.contract),
        ("开通账号", "account", joining.account),
        ("入职培训", "onboarding course", joining.course),
        ("薪资标准与参数", "pay terms and parameters", joining.pay_terms),
        ("接入微信", "WeChat account", with_wechat(chat.account)),
        ("微信绑定", "binding", with_wechat(chat.binding)),
        ("微信请假", "leave in words", with_wechat(chat.leave)),
        ("上级审批", "the manager approves", with_wechat(chat.leave_approved)),
        ("考勤月", "attendance month", pay.attendance),
        ("核算工资", "pay run", pay.run),
        ("双人复核与关账", "four eyes and closing", pay.approval),
        ("发放与申报", "paid and declared", pay.paid),
        ("微信工资条", "pay slip in WeChat", with_wechat(chat.slip)),
        ("本人查看", "one's own slip", pay.own_slip),
        ("档案与审计", "file and audit chain", pay.traces),
    )
