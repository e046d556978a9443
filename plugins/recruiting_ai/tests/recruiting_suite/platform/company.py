"""A company that recruits: the steps the tests take again and again, over the platform's own doors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from renshi_recruiting_ai.notices import notices

from renshi_sdk.context import Actor
from renshi_sdk.contracts import Employee, RequestAction
from renshi_sdk.db import fetch, fetch_value
from renshi_sdk.testing import Harness, TestTenant

API = "/api/plugins/recruiting_ai"

ANSWERS = {
    "complex_problem": (
        "去年三月，二号车间的注塑线突然连续三天出现尺寸超差。我的任务是在一周之内让这条线恢复到可以交货的状态。"
        "我先安排停线，把两千件可疑品隔离起来，再用鱼骨图找根因，发现是模温机的传感器漂移。"
        "我统计了四十批的不良率数据，调整了保压参数，又给夹具加了防错销。"
        "我们把新的做法写进作业指导书，并给两个班组做了培训。最终不良率从6%降到了0.8%，客户没有再投诉。"
    ),
    "safety_story": (
        "前年夏天，冲压区一个月里出现了两次手指擦伤。我负责在入秋之前把这个问题解决掉。"
        "我带着班长逐台做隐患排查，给十二台设备装了防护罩，又在班前会上请老师傅做演练。"
        "我们把检查写进考核制度，每张整改单都有人闭环。结果后面八个月没有再发生擦伤。"
    ),
    "difficult_member": (
        "那年我带的班里有位老员工经常来晚，产量也落后。我需要让他回到正常的节奏，又不能伤了大家的和气。"
        "我先和他谈心，才知道他家里有病人要照顾，于是我调整了排班，让他上固定的早班。"
        "我请师傅手把手带教新设备，再按计件给奖励。后来他的产量提高了30%，还被评为当月标兵。"
    ),
    "urgent_order": (
        "我会先算两个单子每道工序的产能，找出瓶颈在哪里。然后和计划部重新排产，把急单的优先级提到前面。"
        "我会请质量部和仓库一起开协调会，说清楚谁在几点交什么。过程中每小时看进度，落后十件以上就预警。"
    ),
}


class RecruitingCompany:
    """A tenant with the plugin on."""

    def __init__(self, renshi: Harness, tenant: TestTenant) -> None:
        self.renshi = renshi
        self.tenant = tenant
        self.public = tenant.public_path("recruiting_ai")

    @classmethod
    async def new(cls, renshi: Harness, **settings: Any) -> RecruitingCompany:
        tenant = await renshi.new_tenant()
        await tenant.enable("recruiting_ai", settings=settings or None)
        return cls(renshi, tenant)

    def actor(self, employee: Employee) -> Actor:
        return Actor(kind="user", name=employee.name, id=employee.id, employee_id=employee.id)

    async def profile_id(self, key: str = "production_supervisor") -> UUID:
        async with self.tenant.context("recruiting_ai"):
            return await fetch_value(
                "SELECT id FROM recruiting_ai_profile WHERE key = $1 ORDER BY version DESC LIMIT 1", key
            )

    async def ask(self, kind: str, form: dict[str, Any], employee: Employee) -> UUID:
        async with self.tenant.context("recruiting_ai", actor=self.actor(employee)) as ctx:
            return (await ctx.requests.submit(kind, form, employee_id=employee.id)).id

    async def act(self, request_id: UUID, action: RequestAction, employee: Employee, **more: Any) -> None:
        async with self.tenant.context("recruiting_ai", actor=self.actor(employee)) as ctx:
            await ctx.requests.act(request_id, action, **more)

    async def requisition(self, key: str = "production_supervisor") -> UUID:
        """Ask for a requisition; returns the request's id."""
        return await self.ask(
            "recruiting_ai.requisition",
            {
                "title": "生产主管",
                "department_id": str(self.tenant.departments["PROD"]),
                "position_id": str(self.tenant.positions["LEAD"]),
                "profile_id": str(await self.profile_id(key)),
                "headcount": 2,
                "city": "上海",
                "salary_min": "9000.00",
                "salary_max": "13000.00",
                "description": "带一条产线。",
                "reason": "新增产线",
            },
            self.tenant.manager_person,
        )

    async def open_job(self, key: str = "production_supervisor") -> dict[str, Any]:
        """An approved requisition: its id and public code."""
        request = await self.requisition(key)
        await self.act(request, RequestAction.APPROVE, self.tenant.hr_person)
        async with self.tenant.context("recruiting_ai"):
            rows = await fetch(
                "SELECT id, public_code FROM recruiting_ai_requisition WHERE request_id = $1", request
            )
        return dict(rows[0])

    def form(self, *, ai: bool = True, **more: Any) -> dict[str, Any]:
        digests = {purpose: notice.digest for purpose, notice in notices().items()}
        return {
            "name": "赵候选",
            "phone": "+86 138 0013 8000",
            "email": "Zhao@Example.com",
            "channel": "referral",
            "facts": {"years_experience": 3, "shift_work": "是"},
            "consents": [
                {"purpose": "application", "granted": True, "digest": digests["application"]},
                {"purpose": "ai_scoring", "granted": ai, "digest": digests["ai_scoring"]},
            ],
        } | more

    async def apply(self, job: dict[str, Any], **more: Any) -> str:
        async with self.tenant.anonymous() as client:
            answer = await client.post(
                f"{self.public}/jobs/{job['public_code']}/applications", json=self.form(**more)
            )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    async def me(self, token: str, path: str = "", body: dict[str, Any] | None = None) -> Response:
        """A call of the candidate with their link."""
        async with self.tenant.anonymous() as client:
            return await self.link(client, token, f"/me{path}", body)

    async def link(
        self, client: AsyncClient, token: str, path: str, body: dict[str, Any] | None = None
    ) -> Response:
        headers = {"X-Candidate-Link": token}
        if body is None:
            return await client.get(self.public + path, headers=headers)
        return await client.post(self.public + path, json=body, headers=headers)

    async def interview(self, token: str, answers: dict[str, str] = ANSWERS) -> dict[str, Any]:
        """Begin, and answer everything that is asked; follow-ups get a short answer. Returns the last status."""
        status = (await self.me(token, "/interview", {"channel": "text"})).json()
        keys = list(answers)
        while status["interview"]["state"] == "in_progress":
            turn = status["interview"]["turns"][-1]
            text = (
                "就是前面说的那样。" if turn["follow_up"] else answers[keys[status["interview"]["asked"] - 1]]
            )
            answer = await self.me(token, f"/turns/{turn['turn_no']}", {"text": text})
            assert answer.status_code == 200, answer.text
            status = answer.json()
        return dict(status)

    async def hr(self, path: str, body: dict[str, Any] | None = None, role: str = "hr") -> Response:
        async with self.tenant.client(role) as client:
            return await (client.get(API + path) if body is None else client.post(API + path, json=body))

    async def only_application(self) -> dict[str, Any]:
        items = (await self.hr("/applications")).json()["items"]
        assert len(items) == 1
        return dict(items[0])

    async def rows(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        async with self.tenant.context("recruiting_ai"):
            return [dict(row) for row in await fetch(sql, *args)]
