"""A candidate in WeChat: bound by a one-time code, interviewed in writing, written to, never at night, forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from renshi_recruiting_ai.notices import notices
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_wechat.delivery.letters import quiet_until
from renshi_wechat.mock import MockWeChat, Platform

from renshi_sdk.clock import CHINA
from renshi_sdk.context import Actor
from renshi_sdk.contracts import RequestAction
from renshi_sdk.db import fetch
from renshi_sdk.testing import Harness, TestTenant

pytestmark = pytest.mark.asyncio(loop_scope="session")
APPID, SECRET = "wx2c2769f8efd9abc2", "mock-secret-0123456789abcdef0123"
TOKEN, AES_KEY = "spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ADDRESS = "https://hr.example.com/public/x/recruiting_ai"
API = "/api/plugins/recruiting_ai"
GOOD = (
    "去年三月，二号车间的注塑线连续三天尺寸超差。我的任务是一周内恢复交货。",
    "我用鱼骨图找根因，发现模温机传感器漂移，调整保压参数，给夹具加了防错销，并写进作业指导书。",
    "最终不良率从6%降到了0.8%，客户没有再投诉。",
)


class Firm:
    """A company that recruits and has a WeChat account, and somebody who applied."""

    def __init__(self, renshi: Harness, tenant: TestTenant, mock: MockWeChat) -> None:
        self.renshi, self.tenant, self.mock = renshi, tenant, mock
        self.account = self.token = self.application = ""
        self.public = tenant.public_path("recruiting_ai")
        self.platform = Platform(
            "http://unused.invalid/",
            appid=APPID,
            token=TOKEN,
            aes_key=AES_KEY,
            clock=lambda: renshi.clock.now().timestamp(),
        )

    async def set_up(self) -> None:
        """The account as an administrator adds it, an open job, an application."""
        body = {"name": "测试公众号", "appid": APPID, "token": TOKEN, "aes_key": AES_KEY, "secret": SECRET}
        async with self.tenant.client("admin") as admin:
            self.account = (await admin.post("/api/plugins/wechat/accounts", json=body)).json()["id"]
        boss, hr = self.tenant.manager_person, self.tenant.hr_person
        async with self.tenant.context("recruiting_ai") as ctx:
            await ctx.plugins.save_settings(RecruitingSettings(careers_address=ADDRESS, follow_ups=0))
            (profile,) = await fetch(
                "SELECT id FROM recruiting_ai_profile WHERE key = 'production_supervisor' AND company_id = $1",
                self.tenant.company_id,
            )
        form = {
            "title": "生产主管",
            "department_id": str(self.tenant.departments["PROD"]),
            "profile_id": str(profile["id"]),
            "description": "带一条产线。",
            "reason": "新增产线",
        }
        async with self.tenant.context("recruiting_ai", actor=_actor(boss)) as ctx:
            asked = await ctx.requests.submit("recruiting_ai.requisition", form, employee_id=boss.id)
        async with self.tenant.context("recruiting_ai", actor=_actor(hr)) as ctx:
            await ctx.requests.act(asked.id, RequestAction.APPROVE)
        async with self.tenant.anonymous() as web:
            (job,) = (await web.get(f"{self.public}/jobs")).json()["items"]
            applied = await web.post(
                f"{self.public}/jobs/{job['code']}/applications",
                json={
                    "name": "赵候选",
                    "phone": "13800138000",
                    "consents": [
                        {"purpose": name, "granted": True, "digest": notices()[name].digest}
                        for name in ("application", "ai_scoring")
                    ],
                },
            )
        self.token = applied.json()["token"]
        async with self.tenant.client("hr") as client:
            self.application = (await client.get(f"{API}/applications")).json()["items"][0]["id"]

    async def me(self, path: str = "", body: dict[str, Any] | None = None) -> Any:
        """The candidate's own page."""
        headers = {"X-Candidate-Link": self.token}
        async with self.tenant.anonymous() as web:
            if body is None:
                return await web.get(f"{self.public}/me{path}", headers=headers)
            return await web.post(f"{self.public}/me{path}", json=body, headers=headers)

    async def push(self, openid: str, fields: dict[str, str]) -> str:
        """One signed and encrypted push of WeChat; what the user reads back."""
        query, body = self.platform.envelope(self.platform.document(openid, fields))
        path = f"{self.tenant.public_path('wechat')}/callback/{self.account}"
        async with self.tenant.anonymous() as wechat:
            answer = await wechat.post(path, params=query, content=body, headers={"Content-Type": "text/xml"})
        assert answer.status_code == 200, answer.text
        return self.platform.read(answer.status_code, answer.text).text if answer.text else ""

    async def say(self, openid: str, text: str) -> str:
        """A user writes."""
        self.mock.touch(openid)
        return await self.push(openid, {"MsgType": "text", "Content": text, "MsgId": self.platform.next_id()})

    async def bind(self, openid: str = "o-candidate") -> str:
        """The code of the page, written to the account."""
        self.mock.user(openid)
        given = (await self.me("/chat-code", {})).json()
        return await self.say(openid, given["send"])

    async def hr(self, path: str, body: dict[str, Any]) -> Any:
        """HR does something."""
        async with self.tenant.client("hr") as client:
            return await client.post(API + path, json=body)

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of the tenant."""
        async with self.tenant.context("recruiting_ai"):
            return [dict(row) for row in await fetch(sql)]


def _actor(employee: Any) -> Actor:
    return Actor(kind="user", name=employee.name, id=employee.id, employee_id=employee.id)


@pytest_asyncio.fixture(loop_scope="session")
async def firm(renshi: Harness) -> AsyncIterator[Firm]:
    with MockWeChat(APPID, SECRET, clock=lambda: renshi.clock.now().timestamp()) as mock:
        tenant = await renshi.new_tenant()
        await tenant.enable("recruiting_ai")
        await tenant.enable("wechat", settings={"api_base_url": mock.base_url})
        firm = Firm(renshi, tenant, mock)
        await firm.set_up()
        yield firm
        # The mock goes away with this test, so nothing may be left to be sent to it.
        await renshi.settle()


async def test_a_code_of_the_page_binds_and_works_once(firm: Firm) -> None:
    assert (await firm.me()).json()["chats"] is True
    given = (await firm.me("/chat-code", {})).json()
    assert given["ways"] == ["在微信中关注公众号“测试公众号”，发送：应聘 和一次性代码"]
    firm.mock.user("o-candidate")
    firm.mock.user("o-other")
    assert (await firm.say("o-candidate", "你好")).startswith("您还没有绑定员工账号")
    assert await firm.say("o-other", "应聘 0123456789") == "代码不正确、已使用或已过期。请在原页面重新获取。"
    said = await firm.say("o-candidate", given["send"])
    assert said.startswith(
        "已连接。发送“解绑”可随时断开。\n“生产主管”的应聘进度：已投递。\n有一场文字面试等待您完成。"
    )
    assert "提问由人工智能程序进行，是否录用由人决定" in said
    assert await firm.say("o-other", given["send"]) == "代码不正确、已使用或已过期。请在原页面重新获取。"
    # What is kept names nobody.
    (guest,) = await firm.rows("SELECT * FROM wechat_guest")
    assert (guest["openid"], "赵" in str(guest), "138" in str(guest)) == ("o-candidate", False, False)
    (chat,) = await firm.rows("SELECT code_index, bound_at FROM recruiting_ai_chat")
    assert chat["code_index"] is None
    late = (await firm.me("/chat-code", {})).json()
    firm.renshi.clock.move_to(firm.renshi.clock.now() + timedelta(minutes=31))
    assert await firm.say("o-other", late["send"]) == "代码不正确、已使用或已过期。请在原页面重新获取。"


async def test_guessing_codes_ends_after_ten(firm: Firm) -> None:
    firm.mock.user("o-guess")
    for number in range(10):
        said = await firm.say("o-guess", f"应聘 {number:010d}")
        assert said == "代码不正确、已使用或已过期。请在原页面重新获取。"
    given = (await firm.me("/chat-code", {})).json()
    assert await firm.say("o-guess", given["send"]) == "尝试次数过多，请一小时后再试。"
    assert await firm.rows("SELECT FROM wechat_guest") == []


async def test_a_whole_interview_in_writing_counts_as_on_the_page(firm: Firm) -> None:
    await firm.bind()
    first = await firm.say("o-candidate", "开始")
    assert first.startswith("第 1 题，共 4 题\n")
    assert await firm.say("o-candidate", "提交") == "还没有写内容。请先回答，或发送“跳过”。"
    noted = await firm.say("o-candidate", GOOD[0])
    assert noted == f"已记下，共 {len(GOOD[0])} 字。可继续补充；发送“提交”交出，“重写”重来。"
    await firm.say("o-candidate", "说错了")
    assert await firm.say("o-candidate", "重写") == "已清空，请重新回答。"
    for part in GOOD:
        await firm.say("o-candidate", part)
    second = await firm.say("o-candidate", "提交")
    assert second.startswith("第 2 题，共 4 题\n")
    # The page shows the same interview.
    shown = (await firm.me()).json()["interview"]
    assert (shown["asked"], shown["turns"][0]["answer"]) == (2, "\n".join(GOOD))
    assert (await firm.say("o-candidate", "跳过")).startswith("确定跳过这一题？")
    assert (await firm.say("o-candidate", "跳过")).startswith("第 3 题，共 4 题\n")
    for _ in range(2):
        await firm.say("o-candidate", GOOD[1])
        said = await firm.say("o-candidate", "提交")
    assert said == "面试已完成，谢谢。招聘人员会阅读您的回答后作出决定。"
    await firm.renshi.settle()
    turns = await firm.rows("SELECT answer, answered_by FROM recruiting_ai_turn ORDER BY turn_no")
    assert [turn["answer"] for turn in turns] == ["\n".join(GOOD), "", GOOD[1], GOOD[1]]
    (score,) = await firm.rows("SELECT match_percent, version FROM recruiting_ai_score")
    assert score["version"] == 1
    assert await firm.say("o-candidate", "进度") == "“生产主管”的应聘进度：人工复核中。"
    assert await firm.say("o-candidate", "提交") == "面试已完成，谢谢。招聘人员会阅读您的回答后作出决定。"
    assert await firm.rows("SELECT draft FROM recruiting_ai_chat") == [{"draft": ""}]


async def test_a_push_that_comes_three_times_is_one_answer(firm: Firm) -> None:
    await firm.bind()
    await firm.say("o-candidate", "开始")
    await firm.say("o-candidate", GOOD[0])
    once = {"MsgType": "text", "Content": "提交", "MsgId": firm.platform.next_id()}
    said = {await firm.push("o-candidate", once) for _ in range(3)}
    assert len(said) == 1
    assert said.pop().startswith("第 2 题")
    turns = await firm.rows("SELECT answer FROM recruiting_ai_turn ORDER BY turn_no")
    assert [turn["answer"] for turn in turns] == [GOOD[0], None]


async def test_a_person_can_be_asked_for(firm: Firm) -> None:
    await firm.bind()
    await firm.say("o-candidate", "开始")
    assert (await firm.say("o-candidate", "人工")).startswith("将停止程序提问")
    assert await firm.say("o-candidate", "人工") == "已转人工，招聘人员会与您联系。"
    (appeal,) = await firm.rows("SELECT kind, state FROM recruiting_ai_appeal")
    assert (appeal["kind"], appeal["state"]) == ("human", "open")


async def test_an_invitation_comes_as_a_title_and_a_link(firm: Firm) -> None:
    await firm.bind()
    before = len(firm.mock.sent)
    path = f"/applications/{firm.application}/messages"
    assert (await firm.hr(path, {"template": "invitation"})).json()["state"] == "queued"
    await firm.renshi.settle()
    sent = firm.mock.sent[before:]
    assert [one.api for one in sent] == ["custom"]
    title, link = sent[0].text.split("\n")
    assert title == "【“生产主管”面试邀请】"
    assert link.startswith(f"{ADDRESS}/assets/candidate.html#me=")
    assert "赵候选" not in sent[0].text
    async with firm.tenant.client("hr") as client:
        (row,) = (await client.get(API + path)).json()["items"]
    assert (row["state"], row["channel"], row["sent_to"]) == ("sent", "wechat", None)


async def test_nothing_is_sent_at_night_and_all_of_it_in_the_morning(firm: Firm) -> None:
    await firm.bind()
    firm.renshi.clock.move_to(datetime(2026, 11, 23, 22, 30, tzinfo=CHINA))
    # Whoever writes at night is answered, and opens the window.
    assert (await firm.say("o-candidate", "进度")).startswith("“生产主管”的应聘进度：已投递。")
    before = len(firm.mock.sent)
    path = f"/applications/{firm.application}/messages"
    await firm.hr(path, {"template": "free", "note": "请带作品集"})
    await firm.renshi.settle()
    await firm.renshi.run_schedule("recruiting_ai.send_waiting", firm.tenant)
    assert len(firm.mock.sent) == before
    async with firm.tenant.client("hr") as client:
        (row,) = (await client.get(API + path)).json()["items"]
    assert (row["state"], row["not_before"]) == ("queued", "2026-11-24T00:00:00Z")
    firm.renshi.clock.move_to(datetime(2026, 11, 24, 8, 0, tzinfo=CHINA))
    await firm.renshi.run_schedule("recruiting_ai.send_waiting", firm.tenant)
    assert len(firm.mock.sent) == before + 1
    assert "请带作品集" in firm.mock.sent[-1].text


async def test_who_disconnects_or_is_erased_is_forgotten(firm: Firm) -> None:
    await firm.bind()
    copy = (await firm.me("/data")).json()
    assert [row["openid"] for row in copy["wechat: wechat_guest"]] == ["o-candidate"]
    assert await firm.say("o-candidate", "解绑") == "已解除绑定。"
    assert await firm.rows("SELECT FROM wechat_guest") == []
    await firm.bind()
    await firm.say("o-candidate", "开始")
    await firm.say("o-candidate", GOOD[0])
    assert (await firm.me("/erasure", {})).status_code == 200
    assert await firm.rows("SELECT FROM wechat_guest") == []
    assert await firm.rows("SELECT FROM recruiting_ai_chat") == []
    assert await firm.rows("SELECT FROM wechat_inbound") == []
    assert (await firm.say("o-candidate", "进度")).startswith("您还没有绑定员工账号")


async def test_switched_off_means_off_on_both_sides(firm: Firm) -> None:
    given = (await firm.me("/chat-code", {})).json()
    await firm.tenant.disable("recruiting_ai")
    firm.mock.user("o-candidate")
    assert (await firm.say("o-candidate", given["send"])).startswith("您还没有绑定员工账号")
    await firm.tenant.enable("recruiting_ai")
    await firm.tenant.disable("wechat")
    assert (await firm.me()).json()["chats"] is False
    refused = await firm.me("/chat-code", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "recruiting_ai.no_chat")


@pytest.mark.parametrize(
    ("hour", "first", "last", "until"),
    [
        (22, 21, 8, "2026-11-24 08:00"),
        (7, 21, 8, "2026-11-23 08:00"),
        (8, 21, 8, None),
        (20, 21, 8, None),
        (13, 12, 14, "2026-11-23 14:00"),
        (14, 12, 14, None),
        (3, 9, 9, None),
    ],
)
async def test_quiet_hours_end_at_their_hour(hour: int, first: int, last: int, until: str | None) -> None:
    now = datetime(2026, 11, 23, hour, 15, tzinfo=CHINA)
    end = quiet_until(now, "Asia/Shanghai", first, last)
    assert (end.strftime("%Y-%m-%d %H:%M") if end else None) == until
