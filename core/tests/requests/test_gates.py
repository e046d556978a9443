"""What a gate can be and what people can do at it: order, signers, substitutes, copies, steps back, undoing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from renshi_core.identity import service as identity
from renshi_core.identity.roles import seed_roles
from renshi_core.organization import service as organization
from renshi_core.requests import gates, substitutes
from renshi_core.requests.schemas import SubstituteBody
from renshi_sdk.contracts import EmployeeStatus, Hire, RequestAction, RequestState
from renshi_sdk.contributions import (
    Condition,
    DataScope,
    Flow,
    Group,
    HrPartner,
    Manager,
    ManagerLine,
    Person,
    PositionHolder,
    RequesterChoice,
    RoleHolder,
    Step,
)
from renshi_sdk.db import execute
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound

from .kit import KIND, acting, errands, unscoped

MANAGER = Step(title="经理", approvers=(Manager(),))
HR = Step(title="人事", approvers=(RoleHolder(role="hr"),))
TODAY = date(2026, 11, 23)


def person(*people: Any) -> tuple[Person, ...]:
    return tuple(Person(employee_id=p.id) for p in people)


async def test_each_decides_after_the_one_before_where_the_step_is_in_order(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    first, second = await tenant.hire("甲"), await tenant.hire("乙")
    flow = Flow(steps=(Step(title="依次", mode="in_order", approvers=person(first, second)),))
    with errands(renshi, flow) as kept:
        async with tenant.context() as ctx:
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            with pytest.raises(Conflict, match="not your turn"):
                await acting(ctx, second).requests.act(made.id, RequestAction.APPROVE)
            assert await acting(ctx, second).requests.waiting_for_me() == []
            half = await acting(ctx, first).requests.act(made.id, RequestAction.APPROVE)
            assert (half.state, half.steps[0].approved_by) == (RequestState.PENDING, (first.id,))
            done = await acting(ctx, second).requests.act(made.id, RequestAction.APPROVE)
            assert done.state is RequestState.APPROVED
    assert kept.effects == [made.id]
    assert [len(await tenant.notices(p)) for p in (first, second)] == [1, 1]


async def test_the_line_of_managers_ends_with_a_grade_or_a_number_of_levels(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    top = await tenant.hire("总经理", grade="M5")
    middle = await tenant.hire("总监", grade="M3", manager_id=top.id)
    low = await tenant.hire("经理", grade="M2", manager_id=middle.id)
    worker = await tenant.hire("员工", manager_id=low.id)
    for line, expected in (
        (ManagerLine(until_grades=("M3", "M4")), (low, middle)),
        (ManagerLine(levels=1), (low,)),
        (ManagerLine(until_grades=("M9",)), (low, middle, top)),
    ):
        with errands(renshi, Flow(steps=(Step(title="逐级", mode="in_order", approvers=(line,)),))):
            async with tenant.context() as ctx:
                made = await acting(ctx, worker).requests.submit(KIND, {"days": 1})
                assert made.steps[0].approver_ids == tuple(p.id for p in expected)


async def test_holders_of_a_position_and_partners_of_the_nearest_department_decide(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    far, near = await tenant.hire("总部伙伴"), await tenant.hire("生产伙伴")
    seller = await tenant.hire("销售", department_id=tenant.departments["SALES"])
    async with tenant.context() as ctx:
        for who, department in ((far, "HQ"), (near, "PROD")):
            user = await identity.create_user(ctx, login=f"p{who.number}", name=who.name, employee_id=who.id)
            await identity.grant_role(
                ctx,
                user_id=user,
                role="hr",
                scope=DataScope.DEPARTMENT,
                department_id=tenant.departments[department],
            )
        flow = Flow(
            steps=(
                Step(title="伙伴", approvers=(HrPartner(),)),
                Step(title="岗位", approvers=(PositionHolder(position_id=tenant.positions["LEAD"]),)),
            )
        )
        with errands(renshi, flow):
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            assert made.steps[0].approver_ids == (near.id,)
            after = await acting(ctx, near).requests.act(made.id, RequestAction.APPROVE)
            assert after.steps[1].approver_ids == (tenant.manager_person.id,)
            other = await acting(ctx, seller).requests.submit(KIND, {"days": 1})
            assert other.steps[0].approver_ids == (far.id,)


async def test_the_requester_names_who_decides_where_the_step_says_so(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two = await tenant.hire("甲"), await tenant.hire("乙")
    free = Step(title="自选", approvers=(RequesterChoice(most=2),))
    never = Step(
        title="不经过",
        approvers=(RequesterChoice(),),
        when=(Condition(field="form.days", op="gt", value=20),),
    )
    only_hr = Step(title="自选人事", approvers=(RequesterChoice(role="hr"),))
    with errands(renshi, Flow(steps=(free, never))):
        async with tenant.client("employee") as me:
            refused = await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})
            assert (refused.status_code, list(refused.json()["fields"])) == (422, ["choices.自选"])
            for wrong in (
                [str(tenant.employee_person.id)],
                [str(uuid4())],
                [str(one.id), str(two.id), str(tenant.hr_person.id)],
            ):
                answer = await me.post(
                    "/api/requests", json={"kind": KIND, "form": {"days": 1}, "choices": {"自选": wrong}}
                )
                assert answer.status_code == 422, answer.text
            chosen = f"{one.id},{two.id}"
            made = await me.post(
                "/api/requests", json={"kind": KIND, "form": {"days": 1}, "choices": {"自选": chosen}}
            )
            assert made.json()["steps"][0]["approver_ids"] == [str(one.id), str(two.id)]
            assert len((await me.get("/api/requests/mine")).json()["items"]) == 1
    with errands(renshi, Flow(steps=(only_hr,))):
        async with tenant.context() as ctx:
            me = acting(ctx, tenant.employee_person)
            with pytest.raises(Invalid):
                await me.requests.submit(KIND, {"days": 1}, choices={"自选人事": [one.id]})
            held = await me.requests.submit(KIND, {"days": 1}, choices={"自选人事": [tenant.hr_person.id]})
            assert held.steps[0].approver_ids == (tenant.hr_person.id,)


async def test_signers_before_after_and_beside_an_approver_all_have_to_agree(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    before, after, beside = [await tenant.hire(n) for n in ("前", "后", "并")]
    boss, hr = tenant.manager_person, tenant.hr_person
    either = Step(title="或签", approvers=person(boss, hr))
    with errands(renshi, Flow(steps=(either,))) as kept:
        async with tenant.context() as ctx:
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            mine = acting(ctx, boss).requests
            for where, who in (("after", after), ("beside", beside), ("before", before)):
                await mine.act(made.id, RequestAction.ADD_SIGNER, to=who.id, where=where)
            with pytest.raises(Conflict, match="not your turn"):
                await mine.act(made.id, RequestAction.APPROVE)
            with pytest.raises(Conflict, match="not your turn"):
                await acting(ctx, after).requests.act(made.id, RequestAction.APPROVE)
            await acting(ctx, before).requests.act(made.id, RequestAction.APPROVE)
            await mine.act(made.id, RequestAction.APPROVE)
            await acting(ctx, after).requests.act(made.id, RequestAction.APPROVE)
            assert (await ctx.requests.get(made.id)).state is RequestState.PENDING
            assert kept.effects == []
            done = await acting(ctx, beside).requests.act(made.id, RequestAction.APPROVE)
            assert done.state is RequestState.APPROVED
    assert len(kept.effects) == 1


async def test_signers_are_refused_where_they_may_not_be(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    boss, hr, me = tenant.manager_person, tenant.hr_person, tenant.employee_person
    either = Step(title="或签", approvers=person(boss, hr))
    closed = Step(title="不加签", approvers=person(boss), allow_add_signer=False)
    async with tenant.context() as ctx:
        with errands(renshi, Flow(steps=(either,))):
            made = await acting(ctx, me).requests.submit(KIND, {"days": 1})
            for to in (me.id, hr.id, boss.id, uuid4(), None):
                with pytest.raises(Invalid):
                    await acting(ctx, boss).requests.act(made.id, RequestAction.ADD_SIGNER, to=to)
            with pytest.raises(Forbidden):
                await acting(ctx, me).requests.act(made.id, RequestAction.ADD_SIGNER, to=hr.id)
        with errands(renshi, Flow(steps=(closed,))):
            made = await acting(ctx, me).requests.submit(KIND, {"days": 1})
            with pytest.raises(Forbidden, match="no signers"):
                await acting(ctx, boss).requests.act(made.id, RequestAction.ADD_SIGNER, to=hr.id)


async def stand_in(ctx: Any, away: Any, who: Any, **more: Any) -> UUID:
    facts = {"from_day": TODAY, "until_day": TODAY + timedelta(days=3)} | more
    return await substitutes.name(acting(ctx, away), SubstituteBody(substitute_id=who.id, **facts))


async def test_a_substitute_decides_for_who_is_away_and_it_shows(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    deputy = await tenant.hire("代理人")
    with errands(renshi, Flow(steps=(MANAGER, HR))):
        async with tenant.context() as ctx:
            made_of = await stand_in(ctx, tenant.manager_person, deputy)
            me = acting(ctx, tenant.employee_person)
            made = await me.requests.submit(KIND, {"days": 1})
            assert made.steps[0].approver_ids == (deputy.id,)
            with pytest.raises(Conflict):
                await acting(ctx, tenant.manager_person).requests.act(made.id, RequestAction.APPROVE)
            await acting(ctx, deputy).requests.act(made.id, RequestAction.APPROVE)
            other = await me.requests.submit("core.resignation", {"last_day": "2026-12-31", "reason": "x"})
            await substitutes.end(acting(ctx, tenant.manager_person), made_of)
            later = await me.requests.submit(KIND, {"days": 1})
            assert later.steps[0].approver_ids == (tenant.manager_person.id,)
            assert other.steps[0].approver_ids == (deputy.id,)
        async with tenant.client("employee") as mine:
            sheet = (await mine.get(f"/api/requests/{made.id}")).json()
    assert sheet["steps"][0]["approvers"] == "李主管（已转出）、代理人（代 李主管，已同意 11-23 09:00）"
    assert [(h["action"], h["note"]) for h in sheet["history"]] == [
        ("submit", ""),
        ("substitute", "李主管 → 代理人；已设代理"),
        ("approve", "代 李主管"),
    ]
    assert (await tenant.notices(deputy))[-1].body.zh.endswith("您代 李主管 审批")


async def test_nobody_decides_about_themselves_through_a_substitute(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    colleague = await tenant.hire("同事", manager_id=tenant.manager_person.id)
    with errands(renshi, Flow(steps=(MANAGER,))):
        async with tenant.context() as ctx:
            await stand_in(ctx, tenant.manager_person, tenant.employee_person)
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            assert made.steps[0].approver_ids == (tenant.manager_person.id,)
            with pytest.raises(Forbidden):
                await acting(ctx, tenant.employee_person).requests.act(made.id, RequestAction.APPROVE)
            theirs = await acting(ctx, colleague).requests.submit(KIND, {"days": 1})
            assert theirs.steps[0].approver_ids == (tenant.employee_person.id,)


async def test_substitutes_count_for_their_days_and_kinds_and_never_in_a_circle(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two, three = [await tenant.hire(n) for n in ("甲", "乙", "丙")]
    with errands(renshi, Flow(steps=(Step(title="甲", approvers=person(one)),))):
        async with tenant.context() as ctx:
            me = acting(ctx, tenant.employee_person)
            await stand_in(ctx, one, three, kinds=["attendance.leave"])
            await stand_in(ctx, one, three, from_day=date(2026, 12, 1), until_day=date(2026, 12, 2))
            assert (await me.requests.submit(KIND, {"days": 1})).steps[0].approver_ids == (one.id,)
            await stand_in(ctx, one, two)
            await stand_in(ctx, two, three)
            chained = await me.requests.submit(KIND, {"days": 1})
            assert chained.steps[0].approver_ids == (three.id,)
            for wrong in (
                SubstituteBody(substitute_id=one.id),
                SubstituteBody(substitute_id=three.id, from_day=TODAY),
                SubstituteBody(substitute_id=two.id, from_day=TODAY, until_day=TODAY - timedelta(days=1)),
                SubstituteBody(substitute_id=uuid4()),
            ):
                with pytest.raises(Invalid):
                    await substitutes.name(acting(ctx, three), wrong)
            with pytest.raises(NotFound):
                await substitutes.end(unscoped(acting(ctx, three)), UUID(int=1))


async def test_who_is_on_leave_is_stood_in_for_when_it_begins_and_what_waited_goes_along(renshi: Any) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    deputy = await tenant.hire("代理人")
    boss = tenant.manager_person
    with errands(renshi, Flow(steps=(MANAGER,))):
        async with tenant.context() as ctx:
            await substitutes.name(acting(ctx, boss), SubstituteBody(substitute_id=deputy.id))
            me = acting(ctx, tenant.employee_person)
            waits = await me.requests.submit(KIND, {"days": 1})
            assert waits.steps[0].approver_ids == (boss.id,)
            leave = await acting(ctx, boss).requests.submit(
                "attendance.leave",
                {"leave_code": "personal", "start_on": "2026-11-25", "end_on": "2026-11-26", "reason": "事"},
            )
            approver = leave.steps[0].approver_ids[0]
            assert approver == tenant.hr_person.id
            await acting(ctx, tenant.hr_person).requests.act(leave.id, RequestAction.APPROVE)
            assert (await me.requests.submit(KIND, {"days": 1})).steps[0].approver_ids == (boss.id,)
        renshi.advance(days=2)
        await renshi.run_schedule("core.request_timeouts", tenant)
        await renshi.run_schedule("core.request_timeouts", tenant)
        async with tenant.context() as ctx:
            assert (await ctx.requests.get(waits.id)).steps[0].approver_ids == (deputy.id,)
            fresh = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            assert fresh.steps[0].approver_ids == (deputy.id,)
        told = [n for n in await tenant.notices(deputy) if n.kind == "core.request.waiting"]
        assert len(told) == 3
        renshi.advance(days=2)
        async with tenant.context() as ctx:
            back = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            assert back.steps[0].approver_ids == (boss.id,)


async def test_copies_are_told_and_may_read_but_not_decide(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    start, passed, end, extra = [await tenant.hire(n) for n in ("起", "过", "终", "补")]
    flow = Flow(
        steps=(Step(title="经理", approvers=(Manager(),), copy_to=person(passed)), HR),
        copy_on_submit=person(start),
        copy_on_approve=person(end),
    )
    with errands(renshi, flow):
        async with tenant.client("employee") as me, tenant.client("manager") as boss:
            made = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
            path = f"/api/requests/{made['id']}"

            async def reads(who: Any) -> bool:
                async with tenant.client(employee=who) as client:
                    listed = (await client.get("/api/requests/copied")).json()["items"]
                    answer = await client.get(path)
                    assert (answer.status_code == 200) == bool(listed)
                    assert (await client.post(f"{path}/approve", json={})).status_code in (403, 404, 409)
                    return answer.status_code == 200

            assert [await reads(p) for p in (start, passed, end, extra)] == [True, False, False, False]
            assert (await boss.post(f"{path}/copy", json={"to": str(extra.id)})).status_code == 200
            await boss.post(f"{path}/approve", json={})
            assert [await reads(p) for p in (start, passed, end, extra)] == [True, True, False, True]
            async with tenant.client("hr") as hr:
                await hr.post(f"{path}/approve", json={})
            assert [await reads(p) for p in (start, passed, end, extra)] == [True, True, True, True]
            async with tenant.client(employee=extra) as client:
                assert (await client.post(f"{path}/copy", json={"to": str(end.id)})).status_code == 403
    for who in (start, passed, end, extra):
        assert [n.kind for n in await tenant.notices(who)] == ["core.request.copied"]


async def test_a_gate_can_be_asked_again_and_what_was_before_it_stays(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    third = await tenant.hire("丙")
    flow = Flow(steps=(MANAGER, HR, Step(title="终审", approvers=person(third))))
    with errands(renshi, flow) as kept:
        async with tenant.context() as ctx:
            me, boss, hr, last = (
                acting(ctx, p).requests
                for p in (tenant.employee_person, tenant.manager_person, tenant.hr_person, third)
            )
            made = await me.submit(KIND, {"days": 1})
            await boss.act(made.id, RequestAction.APPROVE)
            await hr.act(made.id, RequestAction.APPROVE)
            for wrong in (2, 5):
                with pytest.raises(Invalid):
                    await last.act(made.id, RequestAction.RETURN, step=wrong)
            back = await last.act(made.id, RequestAction.RETURN, step=1, comment="再看看")
            assert (back.state, [s.state for s in back.steps]) == (
                RequestState.PENDING,
                ["approved", "waiting", "upcoming"],
            )
            assert back.steps[0].approved_by == (tenant.manager_person.id,)
            with pytest.raises(Forbidden):
                await last.act(made.id, RequestAction.APPROVE)
            await hr.act(made.id, RequestAction.APPROVE)
            done = await last.act(made.id, RequestAction.APPROVE)
            assert done.state is RequestState.APPROVED
    assert (len(kept.effects), kept.reserved[made.id]) == (1, 1)
    assert kept.calls == ["on_submit:pending", "on_approve:approved"]


async def test_who_agreed_at_the_step_before_is_not_asked_again_where_the_flow_merges(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    boss, hr = tenant.manager_person, tenant.hr_person
    steps = (
        MANAGER,
        Step(title="同一人", approvers=person(boss)),
        Step(title="两人", mode="all", approvers=person(boss, hr)),
    )
    for merge, asked in ((False, 3), (True, 1)):
        with errands(renshi, Flow(steps=steps, merge_repeats=merge)) as kept:
            async with tenant.context() as ctx:
                made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
                for _ in range(asked):
                    after = await acting(ctx, boss).requests.act(made.id, RequestAction.APPROVE)
                assert (after.state, kept.effects) == (RequestState.PENDING, [])
                assert after.steps[2].approved_by == (boss.id,)
                done = await acting(ctx, hr).requests.act(made.id, RequestAction.APPROVE)
                assert done.state is RequestState.APPROVED


async def test_an_approved_request_is_undone_by_whom_its_kind_allows(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    undone: list[UUID] = []

    async def undo(ctx: Any, request: Any, form: Any) -> None:
        undone.append(request.id)

    async with tenant.context() as ctx:
        me, boss = acting(ctx, tenant.employee_person), acting(ctx, tenant.manager_person)
        with errands(renshi, Flow(steps=(MANAGER,))):
            final = await me.requests.submit(KIND, {"days": 1})
            await boss.requests.act(final.id, RequestAction.APPROVE)
            with pytest.raises(Conflict, match="can't be undone"):
                await ctx.requests.act(final.id, RequestAction.CANCEL)
        with errands(renshi, Flow(steps=(MANAGER,)), on_cancel=undo):
            made = await me.requests.submit(KIND, {"days": 1})
            with pytest.raises(Conflict, match="only an approved"):
                await ctx.requests.act(made.id, RequestAction.CANCEL)
            await boss.requests.act(made.id, RequestAction.APPROVE)
            for nobody in (me, unscoped(boss)):
                with pytest.raises(Forbidden):
                    await nobody.requests.act(made.id, RequestAction.CANCEL)
            assert undone == []
            gone = await acting(ctx, tenant.hr_person).requests.act(made.id, RequestAction.CANCEL)
            assert (gone.state, undone) == (RequestState.CANCELLED, [made.id])
            with pytest.raises(Conflict):
                await acting(ctx, tenant.hr_person).requests.act(made.id, RequestAction.CANCEL)
        with errands(renshi, Flow(), on_cancel=undo, owner_cancels=True):
            own = await me.requests.submit(KIND, {"days": 1})
            await unscoped(me).requests.act(own.id, RequestAction.CANCEL)
    assert undone == [made.id, own.id]
    assert (await tenant.notices(tenant.employee_person))[0].kind == "core.request.cancelled"


async def test_a_cancelled_leave_gives_its_days_back(renshi: Any) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    form = {"leave_code": "personal", "start_on": "2026-12-01", "end_on": "2026-12-01", "reason": "事"}
    async with tenant.context() as ctx:
        me = acting(ctx, tenant.employee_person)
        made = await me.requests.submit("attendance.leave", form)
        await acting(ctx, tenant.manager_person).requests.act(made.id, RequestAction.APPROVE)
        with pytest.raises(Conflict):
            await me.requests.submit("attendance.leave", form)
        await acting(ctx, tenant.hr_person).requests.act(made.id, RequestAction.CANCEL)
        again = await me.requests.submit("attendance.leave", form)
    assert again.state is RequestState.PENDING


async def test_staff_of_the_group_ask_in_another_company_where_the_kind_says_so(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    sister = await tenant.add_company("SIS")
    async with tenant.context(company=sister) as there:
        await seed_roles(there, [o.record for o in renshi.platform.registry.permissions.values()])
        place = await organization.create_department(there, code="ALL", name="全公司")
        local = await there.people.hire(
            Hire(company_id=sister.id, name="本地人事", department_id=place.id, starts_on=date(2024, 1, 1))
        )
        user = await identity.create_user(there, login="local", name="本地人事", employee_id=local.id)
        await identity.grant_role(there, user_id=user, role="hr", scope=DataScope.COMPANY)
        key = await identity.create_api_key(there, user_id=user, name="test")
    for where, company, approver in (
        ("employee", tenant.company_id, tenant.hr_person.id),
        ("context", sister.id, local.id),
    ):
        with errands(renshi, Flow(steps=(HR,)), company=where):
            async with tenant.context(company=sister) as ctx:
                made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
                assert (made.company_id, made.steps[0].approver_ids) == (company, (approver,))
            async with tenant.anonymous() as client:
                head = {"Authorization": f"Bearer {key}", "X-Renshi-Company": str(sister.id)}
                listed = (await client.get("/api/requests", headers=head)).json()["items"]
                assert [r["id"] for r in listed] == ([str(made.id)] if where == "context" else [])


async def test_groups_of_conditions_over_form_person_and_own_fields(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        made = await admin.post(
            "/api/custom-fields",
            json={"code": "shift_lead", "title_zh": "班长", "title_en": "Lead", "kind": "boolean"},
        )
        assert made.status_code == 201, made.text
    own = Condition(field="employee.custom.shift_lead", op="eq", value=True)
    long = Condition(field="form.days", op="gt", value=3)
    rule = Group(match="any", tests=(long, Group(match="all", tests=(own,))))
    with errands(renshi, Flow(steps=(Step(title="有条件", approvers=(Manager(),), when=(rule,)),))):
        async with tenant.context() as ctx:
            me = acting(ctx, tenant.employee_person)
            assert (await me.requests.submit(KIND, {"days": 1})).state is RequestState.APPROVED
            assert (await me.requests.submit(KIND, {"days": 4})).state is RequestState.PENDING
            await execute(
                "UPDATE core_employee SET custom = '{\"shift_lead\": true}' WHERE id = $1",
                tenant.employee_person.id,
            )
            person_now = await ctx.people.get(tenant.employee_person.id)
            assert (person_now.custom, person_now.status) == ({"shift_lead": True}, EmployeeStatus.ACTIVE)
            assert (await me.requests.submit(KIND, {"days": 1})).state is RequestState.PENDING


class Part:
    def __init__(self, state: str, *, must: bool = False) -> None:
        self.id = self.employee_id = UUID(int=0)
        self.state, self.must = state, must


@pytest.mark.parametrize(
    ("mode", "parts", "expected"),
    [
        ("any", [], False),
        ("any", [Part("waiting"), Part("approved")], True),
        ("any", [Part("approved"), Part("waiting", must=True)], False),
        ("any", [Part("waiting"), Part("approved", must=True)], False),
        ("any", [Part("delegated"), Part("approved", must=True)], True),
        ("all", [Part("approved"), Part("waiting")], False),
        ("all", [Part("approved"), Part("escalated")], True),
        ("all", [Part("delegated"), Part("escalated")], False),
        ("in_order", [Part("approved"), Part("upcoming")], False),
        ("in_order", [Part("approved"), Part("approved")], True),
    ],
)
def test_when_a_gate_is_passed(mode: str, parts: list[Any], expected: bool) -> None:
    assert gates.passed(mode, parts) is expected


def test_chains_of_substitutes_end_somewhere_or_nowhere() -> None:
    a, b, c = UUID(int=1), UUID(int=2), UUID(int=3)
    nobody: frozenset[UUID] = frozenset()
    assert gates.next_of_chain(a, {a: b, b: c}, nobody) == (b, c)
    assert gates.next_of_chain(a, {a: b, b: a}, nobody) == ()
    assert gates.next_of_chain(a, {a: b, b: c, c: b}, nobody) == ()
    assert gates.next_of_chain(a, {a: b}, frozenset({b})) == ()
    assert gates.next_of_chain(a, {}, nobody) == ()


async def test_who_manages_requests_does_not_choose_the_judge_of_their_own(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    friend = await tenant.hire("朋友")
    boss, hr = tenant.manager_person, tenant.hr_person
    with errands(renshi, Flow(steps=(Step(title="主管", approvers=person(boss)),))):
        async with tenant.context() as ctx:
            mine = await acting(ctx, hr).requests.submit(KIND, {"days": 1})
            with pytest.raises(Forbidden, match="about or sent by themselves"):
                await acting(ctx, hr).requests.act(mine.id, RequestAction.DELEGATE, to=friend.id)
            assert (await ctx.requests.get(mine.id)).steps[0].approver_ids == (boss.id,)
            theirs = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})
            moved = await acting(ctx, hr).requests.act(theirs.id, RequestAction.DELEGATE, to=friend.id)
            assert moved.steps[0].approver_ids == (friend.id,)
