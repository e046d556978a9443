"""Leave in words, and approvals by code, over the real platform with the attendance plugin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from renshi_sdk.contracts import RequestState, RequestView

if TYPE_CHECKING:
    from conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORM = (
    "请核对请假申请：\n类型：{kind}\n时间：{when}\n事由：{reason}\n"
    "回复“确认”提交，“取消”放弃；要修改请直接说，例如“改成后天上午”。30 分钟内有效。"
)
NO_DRAFT = "没有待确认的申请，可能已提交或已过期。"


async def requests_of(talk: Talk) -> list[RequestView]:
    async with talk.tenant.context("wechat") as ctx:
        rows = await talk.rows_here("core_request", "id")
        return [await ctx.requests.get(row["id"]) for row in rows]


async def test_leave_in_words_is_shown_then_submitted_on_confirmation(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    await talk.bind(employee, "o-emp")
    assert await talk.say("o-emp", "明天下午请半天事假，家里有事") == FORM.format(
        kind="事假", when="11月24日（周二）下午", reason="家里有事"
    )
    assert await requests_of(talk) == []
    answer = await talk.say("o-emp", "确认")
    (request,) = await requests_of(talk)
    assert answer == (
        f"已提交，申请编号 {request.number}。\n{request.summary}\n"
        f"等待 {talk.tenant.manager_person.name} 审批，结果会通知您。"
    )
    assert (request.kind, request.employee_id, request.state) == (
        "attendance.leave",
        employee.id,
        RequestState.PENDING,
    )
    expected = {
        "leave_code": "personal",
        "start_on": "2026-11-24",
        "start_half": "pm",
        "end_on": "2026-11-24",
        "end_half": "pm",
        "reason": "家里有事",
    }
    assert {name: request.form[name] for name in expected} == expected
    assert await talk.say("o-emp", "确认") == NO_DRAFT
    assert len(await requests_of(talk)) == 1
    (draft,) = await talk.rows("wechat_draft")
    assert (draft["state"], draft["request_id"]) == ("submitted", request.id)


async def test_what_is_missing_is_asked_for_and_may_be_changed(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    assert await talk.say("o-emp", "请假") == (
        "请假申请还缺：假期类型（年假、事假、病假、调休等）；日期（如“明天”“11月25日到27日”）；事由。\n回复“取消”放弃。"
    )
    assert await talk.say("o-emp", "后天请半天病假") == (
        "请假申请还缺：上午还是下午；事由。\n已知：病假，11月25日（周三）\n回复“取消”放弃。"
    )
    assert await talk.say("o-emp", "上午") == (
        "请假申请还缺：事由。\n已知：病假，11月25日（周三）上午\n回复“取消”放弃。"
    )
    assert await talk.say("o-emp", "去医院复查") == FORM.format(
        kind="病假", when="11月25日（周三）上午", reason="去医院复查"
    )
    assert await talk.say("o-emp", "改成周五到下周一") == FORM.format(
        kind="病假", when="11月27日（周五） 至 11月30日（周一）", reason="去医院复查"
    )
    assert await talk.say("o-emp", "取消") == "已放弃，没有提交任何申请。"
    assert await talk.say("o-emp", "确认") == NO_DRAFT
    assert await requests_of(talk) == []


async def test_an_incomplete_draft_is_not_submitted(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.say("o-emp", "明天请年假")
    assert (await talk.say("o-emp", "确认")).startswith("请假申请还缺：事由。")
    assert await talk.say("o-emp", "11月31日请年假") == "没有这一天，请重新说明日期。"
    assert await talk.say("o-emp", "确认") == "没有这一天，请重新说明日期。"
    assert await requests_of(talk) == []


async def test_a_draft_expires_after_half_an_hour(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.say("o-emp", "明天下午请半天事假，家里有事")
    talk.renshi.clock.move_to(talk.renshi.clock.now() + timedelta(minutes=30))
    assert await talk.say("o-emp", "确认") == NO_DRAFT
    assert await requests_of(talk) == []


async def test_a_refusal_is_told_and_the_draft_can_be_mended(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    # 28 and 29 November 2026 are a weekend, for which no leave is needed.
    await talk.say("o-emp", "周六到周日请事假，家里有事")
    refused = await talk.say("o-emp", "确认")
    assert refused.startswith("没有提交：")
    assert refused.endswith("可以直接说要怎么改，或回复“取消”放弃。")
    assert await requests_of(talk) == []
    await talk.say("o-emp", "改成周五")
    assert (await talk.say("o-emp", "确认")).startswith("已提交")


async def test_a_draft_is_not_inherited_with_the_phone(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-phone")
    await talk.say("o-phone", "明天下午请半天事假，家里有事")
    async with talk.tenant.client("employee") as own:
        await own.post("/api/plugins/wechat/my/bindings/end")
    await talk.bind(talk.tenant.manager_person, "o-phone")
    assert await talk.say("o-phone", "确认") == NO_DRAFT
    assert await requests_of(talk) == []


async def test_without_attendance_leave_is_not_in_use(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.tenant.disable("attendance")
    assert await talk.say("o-emp", "明天下午请半天事假，家里有事") == "公司没有启用请假功能。"
    assert await talk.say("o-emp", "余额") == "没有可显示的假期余额。"


async def test_a_menu_tap_speaks_too(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    assert (await talk.event("o-emp", "CLICK", EventKey="TODO")) == "没有待您审批的申请。"


async def ask(talk: Talk, text: str = "明天下午请半天事假，家里有事") -> RequestView:
    known = {request.id for request in await requests_of(talk)}
    await talk.say("o-emp", text)
    assert (await talk.say("o-emp", "确认")).startswith("已提交")
    return next(request for request in await requests_of(talk) if request.id not in known)


async def state(talk: Talk, request: RequestView) -> RequestState:
    async with talk.tenant.context("wechat") as ctx:
        return (await ctx.requests.get(request.id)).state


async def code_of(talk: Talk, request: RequestView) -> str:
    rows = await talk.rows("wechat_approval_code")
    return next(str(row["code"]) for row in rows if row["request_id"] == request.id)


@pytest.fixture
async def pair(talk: Talk) -> Any:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.bind(talk.tenant.manager_person, "o-man")
    return talk


async def test_the_manager_is_told_and_approves_by_code(pair: Talk) -> None:
    talk, employee = pair, pair.tenant.employee_person
    request = await ask(talk)
    await talk.renshi.settle()
    code = await code_of(talk, request)
    told = [sent.text for sent in talk.mock.sent if sent.openid == "o-man"]
    assert len(told) == 1
    assert f"\n回复“同意 {code}”或“拒绝 {code} 原因”即可审批。" in told[0]
    answer = await talk.say("o-man", f"同意 {code}")
    assert answer == f"已同意：{employee.name} {request.summary}（{request.number}）"
    assert await state(talk, request) is RequestState.APPROVED
    gone = f"编号 {code} 无效或已过期，申请可能已被处理。发送“待办”查看。"
    assert await talk.say("o-man", f"同意 {code}") == gone


async def test_the_list_of_what_waits_and_a_rejection(pair: Talk) -> None:
    talk, employee = pair, pair.tenant.employee_person
    request = await ask(talk)
    listed = await talk.say("o-man", "待办")
    code = await code_of(talk, request)
    assert listed == (
        f"待您审批（1）：\n{code}  {employee.name} {request.summary}\n回复“同意 编号”或“拒绝 编号 原因”。"
    )
    assert await talk.say("o-man", "待办") == listed
    assert await talk.say("o-man", f"拒绝 {code}") == f"请写明拒绝的原因，例如“拒绝 {code} 当天人手不足”。"
    assert await talk.say("o-man", "拒绝") == "请带上申请的编号，例如“同意 4821”。发送“待办”查看。"
    assert await state(talk, request) is RequestState.PENDING
    answer = await talk.say("o-man", f"拒绝 {code} 当天人手不足")
    assert answer == f"已拒绝：{employee.name} {request.summary}（{request.number}）"
    assert await state(talk, request) is RequestState.REJECTED


async def test_a_code_is_for_its_recipient_and_its_time(pair: Talk) -> None:
    talk = pair
    request = await ask(talk)
    await talk.say("o-man", "待办")
    code = await code_of(talk, request)
    gone = f"编号 {code} 无效或已过期，申请可能已被处理。发送“待办”查看。"
    assert await talk.say("o-emp", f"同意 {code}") == gone
    talk.renshi.clock.move_to(talk.renshi.clock.now() + timedelta(days=7))
    assert await talk.say("o-man", f"同意 {code}") == gone
    assert await state(talk, request) is RequestState.PENDING


async def test_three_repeats_of_an_approval_approve_once(pair: Talk) -> None:
    talk = pair
    request = await ask(talk)
    await talk.say("o-man", "待办")
    code = await code_of(talk, request)
    fields = {"MsgType": "text", "Content": f"同意 {code}", "MsgId": "88001"}
    xml = talk.platform.document("o-man", fields)
    answers = [await talk.deliver(xml) for _ in range(3)]
    assert len(set(answers)) == 1
    assert answers[0].startswith("已同意：")
    assert await state(talk, request) is RequestState.APPROVED


async def test_what_was_decided_elsewhere_is_told(pair: Talk) -> None:
    talk = pair
    request = await ask(talk)
    await talk.say("o-man", "待办")
    code = await code_of(talk, request)
    async with talk.tenant.client("manager") as manager:
        answer = await manager.post(f"/api/requests/{request.id}/approve", json={})
        assert answer.status_code in (200, 201), answer.text
    assert await talk.say("o-man", f"同意 {code}") == (
        f"编号 {code} 无效或已过期，申请可能已被处理。发送“待办”查看。"
    )
