"""What goes with requests: many at once, comments, attachments, paper, searching."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_sdk.contributions import Flow, Manager, RoleHolder, Step

from .kit import KIND, errands

MANAGER = Step(title="经理", approvers=(Manager(),), timeout_hours=24)
HR = Step(title="人事", approvers=(RoleHolder(role="hr"),))
EVIL = "<script>alert('x')</script>"


async def ask(client: Any, **form: Any) -> str:
    answer = await client.post("/api/requests", json={"kind": KIND, "form": {"days": 1, **form}})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


async def test_many_are_decided_at_once_and_each_on_its_own(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, Flow(steps=(MANAGER,))) as kept:
        async with tenant.client("employee") as me, tenant.client("manager") as boss:
            ids = [await ask(me) for _ in range(3)]
            await me.post(f"/api/requests/{ids[1]}/withdraw", json={})
            answer = await boss.post("/api/requests/bulk", json={"ids": [*ids, ids[0]], "comment": "同意"})
            assert answer.status_code == 200
            body = answer.json()
            assert [(i["ok"], i["state"], i["code"]) for i in body["items"]] == [
                (True, "approved", None),
                (False, None, "request.closed"),
                (True, "approved", None),
            ]
            assert (body["done"], body["failed"]) == (2, 1)
            assert body["message"] == "已处理 2 份，1 份未处理：该申请已撤回，不能再处理"
            again = (await boss.post("/api/requests/bulk", json={"ids": ",".join(ids)})).json()
            assert (again["done"], again["failed"]) == (0, 3)
            own = await me.post("/api/requests/bulk", json={"ids": ids})
            assert own.json()["done"] == 0
            assert (await boss.post("/api/requests/bulk", json={"ids": []})).status_code == 422
    assert len(kept.effects) == 2


async def test_people_with_a_part_talk_and_are_told_when_mentioned(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stranger = await tenant.hire("外人")
    with errands(renshi, Flow(steps=(MANAGER, HR))):
        async with tenant.client("employee") as me, tenant.client("manager") as boss:
            path = f"/api/requests/{await ask(me)}"
            refused = await boss.post(
                f"{path}/comments", json={"body": "看看", "mentions": [str(stranger.id)]}
            )
            assert (refused.status_code, list(refused.json()["fields"])) == (422, ["mentions"])
            assert (await boss.post(f"{path}/comments", json={"body": "  "})).status_code == 422
            said = await boss.post(
                f"{path}/comments", json={"body": "请补充说明", "mentions": str(tenant.employee_person.id)}
            )
            assert said.status_code == 201
            await me.post(f"{path}/comments", json={"body": EVIL})
            listed = (await me.get(f"{path}/comments")).json()["items"]
            assert [(c["author"], c["body"], c["mentioned"]) for c in listed] == [
                ("李主管", "请补充说明", "张员工"),
                ("张员工", EVIL, None),
            ]
            options = (await me.get(f"{path}/participants")).json()["options"]
            assert [o["label"] for o in options] == ["李主管"]
        async with tenant.client(employee=stranger) as other:
            assert (await other.get(f"{path}/comments")).status_code == 404
            assert (await other.post(f"{path}/comments", json={"body": "x"})).status_code == 404
    (told,) = await tenant.notices(tenant.employee_person)
    assert (told.kind, told.title.zh) == ("core.request.mentioned", "李主管 在评论中提到了您")


async def test_attachments_are_for_whoever_sees_the_request(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stranger = await tenant.hire("外人")
    with errands(renshi, Flow(steps=(MANAGER,))):
        async with (
            tenant.client("employee") as me,
            tenant.client("manager") as boss,
            tenant.client(employee=stranger) as other,
        ):
            path = f"/api/requests/{await ask(me)}"
            upload = {"data": ("病历.pdf", b"%PDF-1.4 sick", "application/pdf")}
            mine = (await me.post("/api/files", files=upload)).json()["id"]
            theirs = (await other.post("/api/files", files=upload)).json()["id"]
            assert (await boss.get(f"/api/files/{mine}")).status_code == 404
            assert (await me.post(f"{path}/attachments", json={"file_id": theirs})).status_code == 404
            assert (await me.post(f"{path}/attachments", json={"file_id": mine})).status_code == 201
            assert (await me.post(f"{path}/attachments", json={"file_id": mine})).status_code == 409
            got = await boss.get(f"{path}/attachments/{mine}")
            assert (got.status_code, got.content) == (200, b"%PDF-1.4 sick")
            assert "attachment" in got.headers["content-disposition"]
            assert got.headers["x-content-type-options"] == "nosniff"
            assert (await other.get(f"{path}/attachments/{mine}")).status_code == 404
            assert (await boss.get(f"{path}/attachments/{theirs}")).status_code == 404
            assert (await boss.delete(f"{path}/attachments/{mine}")).status_code == 403
            await boss.post(f"{path}/approve", json={})
            assert (await me.delete(f"{path}/attachments/{mine}")).status_code == 409
            assert [a["name"] for a in (await me.get(f"{path}/attachments")).json()["items"]] == ["病历.pdf"]
    assert len(await tenant.audit("core.request.download")) == 1


async def test_the_print_out_has_everything_and_runs_nothing(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stranger = await tenant.hire("外人")
    with errands(renshi, Flow(steps=(MANAGER, HR))):
        async with tenant.client("employee") as me, tenant.client("manager") as boss:
            path = f"/api/requests/{await ask(me, note=EVIL)}"
            await boss.post(f"{path}/approve", json={"comment": "同意 & <b>"})
            page = await me.get(f"{path}/print")
            english = await me.get(f"{path}/print", headers={"Accept-Language": "en-US"})
            async with tenant.client(employee=stranger) as other:
                assert (await other.get(f"{path}/print")).status_code == 404
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.text.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
    for part in (
        "R20261123-0001",
        "张员工（EM001）",
        "差事",
        "李主管",
        "已同意",
        "同意 &amp; &lt;b&gt;",
        "待审批",
    ):
        assert part in page.text, part
    assert "Agreed" not in page.text
    for part in ("Errand", "agreed", "Pending", "Approver"):
        assert part in english.text, part
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


async def test_requests_are_found_by_kind_state_person_day_and_being_overdue(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, Flow(steps=(MANAGER,))):
        async with (
            tenant.client("employee") as me,
            tenant.client("hr") as hr,
            tenant.client("manager") as boss,
        ):
            first = await ask(me)
            renshi.advance(days=2)
            second = await ask(me)
            moment = renshi.clock.now()

            async def found(**query: Any) -> list[str]:
                answer = await hr.get("/api/requests", params=query)
                assert answer.status_code == 200, answer.text
                return [item["id"] for item in answer.json()["items"]]

            assert await found() == [second, first]
            assert await found(overdue="true") == [first]
            assert await found(overdue="false") == [second]
            assert await found(kind=KIND, employee_id=str(tenant.employee_person.id)) == [second, first]
            assert await found(kind="core.transfer") == []
            assert await found(**{"submitted_at.ge": (moment - timedelta(hours=1)).isoformat()}) == [second]
            assert [i["overdue"] for i in (await hr.get("/api/requests")).json()["items"]] == [False, True]
            await boss.post(f"/api/requests/{first}/approve", json={})
            assert await found(state="approved") == [first]
            assert await found(overdue="true") == []
            decided = (await boss.get("/api/requests/decided")).json()["items"]
            assert [i["id"] for i in decided] == [first]


async def test_how_long_decisions_take_is_reported_by_kind_and_step(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, Flow(steps=(MANAGER, HR))):
        async with (
            tenant.client("employee") as me,
            tenant.client("hr") as hr,
            tenant.client("manager") as boss,
        ):
            for hours in (1, 3, 11):
                path = f"/api/requests/{await ask(me)}"
                renshi.advance(hours=hours)
                await boss.post(f"{path}/approve", json={})
                renshi.advance(hours=2)
                await hr.post(f"{path}/approve", json={})
            report = (await hr.get("/api/reports/core.request_times", params={"kind": KIND})).json()
            lines = [(r["kind"], r["step"], r["count"], float(r["median_hours"])) for r in report["items"]]
            assert lines == [("差事", "人事", 3, 2.0), ("差事", "经理", 3, 3.0), ("差事", "整份申请", 3, 5.0)]
            assert (await me.get("/api/reports/core.request_times")).status_code == 403
            book = await hr.get("/api/reports/core.request_list/export", params={"kind": KIND})
            assert (book.status_code, book.content[:2]) == (200, b"PK")
            listed = (await hr.get("/api/reports/core.request_list", params={"state": "approved"})).json()
            assert len(listed["items"]) == 3
