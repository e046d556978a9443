"""Requests from submission to their end, over HTTP and through the SDK."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from renshi_core.requests import service
from renshi_sdk.contracts import EndEmployment, JobChange, RequestAction, RequestState
from renshi_sdk.contributions import Condition, DepartmentHead, Flow, Manager, Person, RoleHolder, Step
from renshi_sdk.db import fetch
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NeedsAttention, NotFound, TooMany

from .kit import KIND, acting, effects_in_database, errands, unscoped

MANAGER = Step(title="经理", approvers=(Manager(),))
HR = Step(title="人事", approvers=(RoleHolder(role="hr"),))
TWO_GATES = Flow(steps=(MANAGER, HR))


async def test_a_request_passes_its_gates_over_http(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES) as kept:
        async with (
            tenant.client("employee") as me,
            tenant.client("manager") as boss,
            tenant.client("hr") as hr,
        ):
            kinds = (await me.get("/api/requests/kinds")).json()["items"]
            errand = next(k for k in kinds if k["name"] == KIND)
            assert errand["schema"]["properties"]["days"]["title"] == "天数"
            wrong = await me.post("/api/requests", json={"kind": KIND, "form": {"days": 99, "extra": 1}})
            assert wrong.status_code == 422
            assert "days" in wrong.text
            assert "extra" in wrong.text
            made = await me.post("/api/requests", json={"kind": KIND, "form": {"days": "2.5"}})
            assert made.status_code == 201, made.text
            request = made.json()
            assert (request["number"], request["state"]) == ("R20261123-0001", "pending")
            assert [(s["title"], s["state"]) for s in request["steps"]] == [
                ("经理", "waiting"),
                ("人事", "upcoming"),
            ]
            path = f"/api/requests/{request['id']}"
            assert (await hr.post(f"{path}/approve", json={})).status_code == 403
            assert (await me.post(f"{path}/approve", json={})).status_code == 403
            waiting = (await boss.get("/api/requests/waiting")).json()["items"]
            assert [(r["number"], r["summary"], r["waiting_for"]) for r in waiting] == [
                ("R20261123-0001", "差事2.5天", "李主管")
            ]
            assert (await boss.get(path)).json()["can"] == [
                "approve",
                "reject",
                "return",
                "delegate",
                "add_signer",
                "copy",
            ]
            first = await boss.post(f"{path}/approve", json={"comment": "同意", "version": 1})
            assert first.status_code == 200, first.text
            assert (await boss.post(f"{path}/approve", json={})).status_code == 403
            assert kept.effects == []
            stale = await hr.post(f"{path}/approve", json={"version": 1})
            assert stale.json()["code"] == "request.stale"
            last = await hr.post(f"{path}/approve", json={"version": 2})
            assert last.json()["state"] == "approved"
            history = (await me.get(path)).json()["history"]
            assert [(h["action"], h["actor_name"], h["step"], h["comment"]) for h in history] == [
                ("submit", "张员工", None, None),
                ("approve", "李主管", "经理", "同意"),
                ("approve", "王人事", "人事", None),
            ]
            closed = await hr.post(f"{path}/reject", json={})
            assert (closed.status_code, closed.json()["code"]) == (409, "request.closed")
    assert len(kept.effects) == 1
    assert kept.calls == ["on_submit:pending", "on_approve:approved"]
    kinds_told = [(n.kind, n.body.zh) for n in await tenant.notices(tenant.employee_person)]
    assert kinds_told == [("core.request.approved", "已通过：差事2.5天")]
    assert [n.kind for n in await tenant.notices(tenant.manager_person)] == ["core.request.waiting"]
    async with tenant.context():
        told = await fetch("SELECT name FROM core_event WHERE name LIKE 'Request%' ORDER BY created_at, id")
    assert [r["name"] for r in told] == ["RequestSubmitted", "RequestApproved"]


async def test_only_those_concerned_see_a_request(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stranger = await tenant.hire("外人")
    with errands(renshi, TWO_GATES):
        async with tenant.client("employee") as me:
            made = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
        path = f"/api/requests/{made['id']}"
        async with tenant.client(employee=stranger) as other:
            assert (await other.get(path)).status_code == 404
            assert (await other.post(f"{path}/approve", json={})).status_code == 404
            assert (await other.post(f"{path}/withdraw", json={})).status_code == 404
            assert (await other.get("/api/requests")).status_code == 403
            assert (await other.get("/api/requests/mine")).json()["items"] == []
            for_me = {"kind": KIND, "form": {"days": 1}, "employee_id": str(tenant.employee_person.id)}
            assert (await other.post("/api/requests", json=for_me)).status_code == 403
        async with tenant.client("hr") as hr:
            assert (await hr.get(path)).status_code == 200
            assert [r["id"] for r in (await hr.get("/api/requests")).json()["items"]] == [made["id"]]
            assert (await hr.get("/api/requests", params={"q": "张员"})).json()["items"][0]["id"] == made[
                "id"
            ]
        foreign = await renshi.new_tenant()
        async with foreign.client("admin") as admin:
            assert (await admin.get(path)).status_code == 404
            assert (await admin.post(f"{path}/approve", json={})).status_code == 404


async def test_nobody_decides_about_themselves_or_what_they_sent(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    boss, hr, worker = tenant.manager_person, tenant.hr_person, tenant.employee_person
    head = Flow(steps=(Step(title="负责人", approvers=(DepartmentHead(),)),))
    named = Flow(steps=(Step(title="指定", approvers=(Person(employee_id=worker.id),)),))
    async with tenant.context() as ctx:
        for flow, about, expected in (
            (Flow(steps=(MANAGER,)), worker, boss),
            (Flow(steps=(MANAGER,)), boss, hr),
            (head, boss, hr),
            (named, worker, hr),
        ):
            with errands(renshi, flow):
                made = await acting(ctx, about).requests.submit(KIND, {"days": 1})
                assert made.steps[0].approver_ids == (expected.id,)
                with pytest.raises(Forbidden):
                    await acting(ctx, about).requests.act(made.id, RequestAction.APPROVE)
        with errands(renshi, Flow(steps=(MANAGER,))):
            sent = await acting(ctx, boss).requests.submit(KIND, {"days": 1}, employee_id=worker.id)
            assert sent.steps[0].approver_ids == (hr.id,)
        with errands(renshi, Flow(steps=(MANAGER,), allow_self_approval=True)):
            sent = await acting(ctx, boss).requests.submit(KIND, {"days": 1}, employee_id=worker.id)
            assert sent.steps[0].approver_ids == (boss.id,)
            done = await acting(ctx, boss).requests.act(sent.id, RequestAction.APPROVE)
            assert done.state is RequestState.APPROVED
        with errands(renshi, Flow(steps=(HR,))), pytest.raises(NeedsAttention, match="nobody can decide"):
            await acting(ctx, hr).requests.submit(KIND, {"days": 1})
        assert await ctx.requests.open_of(hr.id) == []


async def test_steps_depend_on_the_form_and_on_who_is_there_when_they_are_reached(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    long = Condition(field="form.days", op="gt", value=3)
    flow = Flow(steps=(MANAGER, Step(title="长差事", approvers=(RoleHolder(role="hr"),), when=(long,))))
    successor = await tenant.hire("新主管", manager_id=tenant.hr_person.id)
    async with tenant.context() as ctx:
        me = acting(ctx, tenant.employee_person)
        with errands(renshi, flow) as kept:
            short = await me.requests.submit(KIND, {"days": 3})
            done = await acting(ctx, tenant.manager_person).requests.act(short.id, RequestAction.APPROVE)
            assert done.state is RequestState.APPROVED
            assert [s.state for s in done.steps] == ["approved", "skipped"]
            longer = await me.requests.submit(KIND, {"days": 4})
            await acting(ctx, tenant.manager_person).requests.act(longer.id, RequestAction.APPROVE)
            assert kept.effects == [short.id]
            assert [v.id for v in await acting(ctx, tenant.hr_person).requests.waiting_for_me()] == [
                longer.id
            ]
        with errands(renshi, Flow(steps=(HR, MANAGER))):
            late = await me.requests.submit(KIND, {"days": 1})
            await ctx.people.change_job(
                JobChange(
                    employee_id=tenant.employee_person.id,
                    effective_on=date(2026, 11, 23),
                    reason="x",
                    manager_id=successor.id,
                )
            )
            passed = await acting(ctx, tenant.hr_person).requests.act(late.id, RequestAction.APPROVE)
            assert passed.steps[1].approver_ids == (successor.id,)


async def test_all_of_a_gate_have_to_agree_where_it_says_so(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    both = Step(title="会签", mode="all", approvers=(Manager(), RoleHolder(role="hr")))
    with errands(renshi, Flow(steps=(both,))) as kept:
        async with tenant.context() as ctx:
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            boss, hr = acting(ctx, tenant.manager_person), acting(ctx, tenant.hr_person)
            half = await boss.requests.act(made.id, RequestAction.APPROVE)
            assert (half.state, half.steps[0].approved_by) == (
                RequestState.PENDING,
                (tenant.manager_person.id,),
            )
            with pytest.raises(Conflict, match="already"):
                await boss.requests.act(made.id, RequestAction.APPROVE)
            with pytest.raises(Invalid, match="already"):
                await hr.requests.act(made.id, RequestAction.DELEGATE, to=tenant.manager_person.id)
            assert kept.effects == []
            done = await hr.requests.act(made.id, RequestAction.APPROVE)
            assert done.state is RequestState.APPROVED
    assert kept.effects == [made.id]


async def test_a_request_comes_back_is_corrected_and_starts_again(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES) as kept:
        async with tenant.context() as ctx:
            me, boss, hr = (
                acting(ctx, p) for p in (tenant.employee_person, tenant.manager_person, tenant.hr_person)
            )
            made = await me.requests.submit(KIND, {"days": 1})
            with pytest.raises(Conflict, match="sent back"):
                await me.requests.act(made.id, RequestAction.RESUBMIT)
            await boss.requests.act(made.id, RequestAction.APPROVE)
            back = await hr.requests.act(made.id, RequestAction.RETURN, comment="天数不对")
            assert (back.state, kept.reserved[made.id]) == (RequestState.RETURNED, 0)
            with pytest.raises(Conflict):
                await hr.requests.act(made.id, RequestAction.APPROVE)
            with pytest.raises(Forbidden):
                await boss.requests.act(made.id, RequestAction.RESUBMIT)
            with pytest.raises(Invalid):
                await me.requests.act(made.id, RequestAction.RESUBMIT, form={"days": 0})
            again = await me.requests.act(made.id, RequestAction.RESUBMIT, form={"days": 2})
            assert (again.state, again.form["days"], kept.reserved[made.id]) == (RequestState.PENDING, "2", 1)
            assert [s.state for s in again.steps] == ["waiting", "upcoming"]
            await boss.requests.act(made.id, RequestAction.APPROVE)
            gone = await me.requests.act(made.id, RequestAction.WITHDRAW)
            assert (gone.state, kept.reserved[made.id], kept.effects) == (RequestState.WITHDRAWN, 0, [])
            with pytest.raises(Conflict, match="withdrawn"):
                await hr.requests.act(made.id, RequestAction.APPROVE)
    told = [n.body.zh for n in await tenant.notices(tenant.employee_person)]
    assert told == ["被退回，请修改后重新提交：差事1天\n意见：天数不对"]


async def test_withdrawing_what_was_sent_back_gives_nothing_back_twice(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES) as kept:
        async with tenant.context() as ctx:
            me = acting(ctx, tenant.employee_person)
            made = await me.requests.submit(KIND, {"days": 1})
            await acting(ctx, tenant.manager_person).requests.act(made.id, RequestAction.RETURN)
            await me.requests.act(made.id, RequestAction.WITHDRAW)
    assert kept.reserved[made.id] == 0
    assert kept.calls == ["on_submit:pending", "on_reject:returned"]


async def test_a_decision_is_handed_on_and_never_to_the_one_who_asked(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    deputy = await tenant.hire("代理人")
    gone = await tenant.hire("离职者")
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=gone.id, last_day=date(2026, 11, 1), reason="x")
        )
    with errands(renshi, TWO_GATES) as kept:
        async with tenant.context() as ctx:
            me, boss = acting(ctx, tenant.employee_person), acting(ctx, tenant.manager_person)
            made = await me.requests.submit(KIND, {"days": 1})
            for to in (tenant.employee_person.id, tenant.manager_person.id, gone.id, None):
                with pytest.raises(Invalid):
                    await boss.requests.act(made.id, RequestAction.DELEGATE, to=to)
            handed = await boss.requests.act(made.id, RequestAction.DELEGATE, to=deputy.id)
            assert handed.steps[0].approver_ids == (deputy.id,)
            with pytest.raises(Conflict):
                await boss.requests.act(made.id, RequestAction.APPROVE)
            back = await acting(ctx, deputy).requests.act(
                made.id, RequestAction.DELEGATE, to=tenant.manager_person.id
            )
            assert back.steps[0].approver_ids == (tenant.manager_person.id,)
            with pytest.raises(Forbidden):
                await unscoped(acting(ctx, tenant.employee_person)).requests.act(
                    made.id, RequestAction.DELEGATE, to=deputy.id
                )
            moved = await acting(ctx, tenant.hr_person).requests.act(
                made.id, RequestAction.DELEGATE, to=deputy.id
            )
            assert moved.steps[0].approver_ids == (deputy.id,)
            await acting(ctx, deputy).requests.act(made.id, RequestAction.APPROVE)
            assert kept.effects == []


async def test_a_refusing_callback_leaves_everything_as_it_was(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, Flow(steps=(MANAGER,))) as kept:
        async with tenant.context() as ctx:
            me, boss = acting(ctx, tenant.employee_person), acting(ctx, tenant.manager_person)
            kept.refuse = "on_submit"
            with pytest.raises(Conflict, match="refused by the test"):
                await me.requests.submit(KIND, {"days": 1})
            assert await ctx.requests.open_of(tenant.employee_person.id) == []
            kept.refuse = None
            made = await me.requests.submit(KIND, {"days": 1})
            assert made.number == "R20261123-0001"
            for refuse, action in (
                ("on_approve", RequestAction.APPROVE),
                ("on_reject", RequestAction.REJECT),
                ("on_reject", RequestAction.RETURN),
            ):
                kept.refuse = refuse
                with pytest.raises(Conflict, match="refused by the test"):
                    await boss.requests.act(made.id, action)
                after = await ctx.requests.get(made.id)
                assert (after.state, after.version, after.steps) == (made.state, made.version, made.steps)
            assert await effects_in_database(made.id) == 0
            kept.refuse = None
            await boss.requests.act(made.id, RequestAction.APPROVE)
            assert await effects_in_database(made.id) == 1
    assert len(await tenant.notices(tenant.employee_person)) == 1


async def test_approvals_at_the_same_moment_have_one_effect(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    both = Flow(steps=(Step(title="或签", approvers=(Manager(), RoleHolder(role="hr"))),))
    with errands(renshi, both) as kept:
        async with tenant.client("employee") as me:
            made = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
        path = f"/api/requests/{made['id']}/approve"

        async def approve(role: str) -> int:
            async with tenant.client(role) as client:
                status: int = (await client.post(path, json={})).status_code
            return status

        answers = await asyncio.gather(*(approve(role) for role in ("manager", "hr") * 8))
    assert sorted(answers) == [200] + [409] * 15
    assert len(kept.effects) == 1
    async with tenant.context():
        assert await effects_in_database(kept.effects[0]) == 1


async def test_a_running_request_finishes_on_the_flow_it_started_with(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES):
        async with (
            tenant.client("employee") as me,
            tenant.client("hr") as hr,
            tenant.client("manager") as boss,
        ):
            old = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
            shown = (await hr.get(f"/api/flows/{KIND}")).json()
            assert (shown["version"], shown["customised"]) == (0, False)
            flow = {"steps": [{"title": "只要人事", "approvers": [{"type": "role", "role": "hr"}]}]}
            saved = await hr.put(f"/api/flows/{KIND}", json={"flow": flow, "version": 0})
            assert (saved.status_code, saved.json()["version"]) == (200, 1)
            late = await hr.put(f"/api/flows/{KIND}", json={"flow": flow, "version": 0})
            assert late.status_code == 409
            new = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
            assert [s["title"] for s in new["steps"]] == ["只要人事"]
            await boss.post(f"/api/requests/{old['id']}/approve", json={})
            assert (await hr.get(f"/api/requests/{old['id']}")).json()["state"] == "pending"
            for wrong in (
                {"steps": [{"title": "x", "approvers": []}]},
                {
                    "steps": [
                        {
                            "title": "x",
                            "approvers": [{"type": "role", "role": "hr"}],
                            "when": [{"field": "form.dayz", "op": "gt", "value": 1}],
                        }
                    ]
                },
                {"steps": [{"title": "x", "approvers": [{"type": "person", "employee_id": made_up()}]}]},
                {"steps": "none"},
            ):
                answer = await hr.put(f"/api/flows/{KIND}", json={"flow": wrong})
                assert answer.status_code == 422, answer.text
            default = await hr.put(f"/api/flows/{KIND}", json={"flow": None})
            assert (default.json()["version"], default.json()["customised"]) == (2, False)
            assert (await me.put(f"/api/flows/{KIND}", json={"flow": None})).status_code == 403
    assert len(await tenant.audit("core.flow.change")) == 2


def made_up() -> str:
    """An id that belongs to nobody."""
    return "00000000-0000-7000-8000-000000000000"


async def test_who_waits_is_reminded_but_not_pestered(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES):
        async with tenant.context() as ctx:
            me = acting(ctx, tenant.employee_person)
            made = await me.requests.submit(KIND, {"days": 1})
            await me.requests.act(made.id, RequestAction.REMIND)
            with pytest.raises(TooMany):
                await me.requests.act(made.id, RequestAction.REMIND)
            with pytest.raises(Forbidden):
                await acting(ctx, tenant.manager_person).requests.act(made.id, RequestAction.REMIND)
    assert [n.title.zh for n in await tenant.notices(tenant.manager_person)] == [
        "催办：有申请等待您审批",
        "有申请等待您审批",
    ]


@pytest.mark.parametrize("on_timeout", ["remind", "escalate", "reject"])
async def test_an_overdue_gate_does_what_its_step_says(renshi: Any, on_timeout: Any) -> None:
    tenant = await renshi.new_tenant()
    step = Step(title="限时", approvers=(Manager(),), timeout_hours=24, on_timeout=on_timeout)
    with errands(renshi, Flow(steps=(step,))) as kept:
        async with tenant.context() as ctx:
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
        renshi.advance(hours=23)
        await renshi.run_schedule("core.request_timeouts", tenant)
        async with tenant.context() as ctx:
            assert await ctx.requests.get(made.id) == made
        renshi.advance(hours=2)
        await renshi.run_schedule("core.request_timeouts", tenant)
        renshi.advance(hours=1)
        await renshi.run_schedule("core.request_timeouts", tenant)
        async with tenant.context() as ctx:
            after = await ctx.requests.get(made.id)
            if on_timeout == "reject":
                assert (after.state, kept.reserved[made.id]) == (RequestState.REJECTED, 0)
            else:
                waiting = {"remind": tenant.manager_person, "escalate": tenant.hr_person}[on_timeout]
                assert (after.state, after.steps[0].approver_ids) == (RequestState.PENDING, (waiting.id,))
                due_at = after.steps[0].due_at
                assert due_at is not None
                # A reminder is sent once and the gate stays overdue; who is asked in its place has time again.
                assert (due_at > renshi.clock.now()) == (on_timeout == "escalate")
                assert after.steps[0].overdue == (on_timeout == "remind")
                done = await acting(ctx, waiting).requests.act(made.id, RequestAction.APPROVE)
                assert done.state is RequestState.APPROVED
    told = [n.title.zh for n in await tenant.notices(tenant.manager_person)]
    assert len(told) == (2 if on_timeout == "remind" else 1)


async def test_one_request_that_cannot_be_dealt_with_does_not_stop_the_others(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    step = Step(title="限时", approvers=(Manager(),), timeout_hours=1, on_timeout="reject")
    with errands(renshi, Flow(steps=(step,))) as kept:
        async with tenant.context() as ctx:
            me = acting(ctx, tenant.employee_person)
            made = [await me.requests.submit(KIND, {"days": n}) for n in (1, 2, 3)]
        stubborn = made[1].id
        give_back = kept.on_reject

        async def refuse(ctx: Any, request: Any, form: Any) -> None:
            if request.id == stubborn:
                raise Conflict("no")
            await give_back(ctx, request, form)

        kinds = renshi.platform.registry.request_kinds
        object.__setattr__(kinds[KIND].record, "on_reject", refuse)
        renshi.advance(hours=2)
        await renshi.run_schedule("core.request_timeouts", tenant)
        async with tenant.context() as ctx:
            states = [(await ctx.requests.get(m.id)).state for m in made]
    assert states == [RequestState.REJECTED, RequestState.PENDING, RequestState.REJECTED]


async def test_numbers_are_one_series_a_day_also_for_many_at_once(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES):

        async def ask() -> str:
            async with tenant.client("employee") as me:
                answer = await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})
            number: str = answer.json()["number"]
            return number

        numbers = await asyncio.gather(*(ask() for _ in range(10)))
        assert sorted(numbers) == [f"R20261123-{n:04d}" for n in range(1, 11)]
        renshi.advance(days=1)
        assert await ask() == "R20261124-0001"


async def test_a_plugin_that_is_off_takes_its_requests_along(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES):
        async with tenant.context() as ctx:
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
    async with tenant.context() as ctx:
        me = acting(ctx, tenant.employee_person)
        for call in (
            me.requests.submit(KIND, {"days": 1}),
            me.requests.get(made.id),
            acting(ctx, tenant.manager_person).requests.act(made.id, RequestAction.APPROVE),
        ):
            with pytest.raises(NotFound):
                await call


async def test_somebody_who_left_asks_for_nothing(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, TWO_GATES):
        async with tenant.context() as ctx:
            await ctx.people.end_employment(
                EndEmployment(employee_id=tenant.employee_person.id, last_day=date(2026, 11, 20), reason="x")
            )
            with pytest.raises(Conflict, match="has left"):
                await service.submit(acting(ctx, tenant.employee_person), renshi.platform, KIND, {"days": 1})


async def test_a_request_without_gates_takes_effect_when_submitted(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, Flow()) as kept:
        async with tenant.client("employee") as me:
            made = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
    assert made["state"] == "approved"
    assert kept.calls == ["on_submit:pending", "on_approve:approved"]
