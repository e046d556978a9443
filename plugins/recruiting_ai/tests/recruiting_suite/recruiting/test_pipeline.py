"""Stages of a company's own, moves with reasons, the board, what is late; notes, tasks and letters."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.talk import letters

from renshi_sdk.errors import Forbidden
from renshi_sdk.testing import Harness

from ..platform.company import API, RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def _no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENSHI_RECRUITING_MAIL_URL", raising=False)


async def _stages(firm: RecruitingCompany, job: dict[str, Any]) -> dict[str, str]:
    board = (await firm.hr(f"/requisitions/{job['id']}/board")).json()
    return {column["kind"]: column["value"] for column in board["columns"]}


async def test_applying_stands_in_the_first_column_and_the_interview_moves_it(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    token = await firm.apply(job)
    board = (await firm.hr(f"/requisitions/{job['id']}/board")).json()
    assert [(c["title"], c["count"], c["sla_days"]) for c in board["columns"]] == [
        ("新投递", 1, 2),
        ("简历筛选", 0, 3),
        ("AI 面试", 0, 7),
        ("复核与面试", 0, 7),
        ("录用", 0, 7),
        ("已入职", 0, None),
        ("未通过", 0, None),
        ("已撤回", 0, None),
    ]
    card = board["columns"][0]["items"][0]
    assert (card["name"], card["overdue"], card["days"]) == ("赵候选", False, 0)
    await firm.interview(token)
    moved = (await firm.hr(f"/applications/{card['id']}/moves")).json()["items"]
    assert [(m["from_stage"], m["to_stage"], m["moved_by_name"]) for m in reversed(moved)] == [
        (None, "新投递", "candidate"),
        ("新投递", "AI 面试", "candidate"),
        ("AI 面试", "复核与面试", "candidate"),
    ]


async def test_a_person_moves_with_a_reason_and_nothing_else_reaches_the_end(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    await firm.apply(job)
    await firm.apply(job, name="钱候选", phone="13900139000", email=None)
    stages = await _stages(firm, job)
    ids = {item["name"]: item["id"] for item in (await firm.hr("/applications")).json()["items"]}
    move = f"/applications/{ids['赵候选']}/move"
    done = (await firm.hr(move, {"stage_id": stages["screen"]})).json()
    assert (done["moved"], done["stayed"], done["stage"]) == (1, [], "简历筛选")
    hired = await firm.hr(move, {"stage_id": stages["hired"], "reason": "直接入职"})
    assert (hired.status_code, hired.json()["code"]) == (409, "recruiting_ai.hired_by_offer")
    short = await firm.hr(move, {"stage_id": stages["rejected"], "reason": "不"})
    assert (short.status_code, short.json()["code"]) == (422, "recruiting_ai.reason_needed")
    assert await firm.rows("SELECT FROM recruiting_ai_decision") == []
    bulk = await firm.hr(
        "/applications/move",
        {
            "ids": ",".join(ids.values()),
            "stage_id": stages["rejected"],
            "reason": "岗位已招满",
            "message": "rejection",
        },
    )
    assert bulk.json()["moved"] == 2
    assert [m["problem"] for m in bulk.json()["messages"]] == [
        "没有可用的发送方式（未设置邮件，或候选人未绑定微信），内容只显示在候选人页面",
        "候选人没有留下邮箱，也未绑定微信，内容只显示在候选人页面",
    ]
    rows = await firm.rows(
        "SELECT a.stage, d.decision, d.reason FROM recruiting_ai_application a"
        " JOIN recruiting_ai_decision d ON d.application_id = a.id"
    )
    assert [(r["stage"], r["decision"], r["reason"]) for r in rows] == [
        ("rejected", "reject", "岗位已招满")
    ] * 2
    back = (await firm.hr(move, {"stage_id": stages["interview"], "reason": "复议通过"})).json()
    assert back["moved"] == 1
    assert {i["name"]: i["stage"] for i in (await firm.hr("/applications")).json()["items"]} == {
        "赵候选": "review",
        "钱候选": "rejected",
    }


async def test_a_program_moves_nobody(renshi: Harness) -> None:
    from renshi_recruiting_ai.pipeline import moves

    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    await firm.apply(job)
    stages = await _stages(firm, job)
    application = await firm.only_application()
    async with firm.tenant.context("recruiting_ai") as ctx:
        from uuid import UUID

        with pytest.raises(Forbidden):
            await moves.by_person(ctx, [UUID(application["id"])], UUID(stages["rejected"]), "系统自动淘汰")
    assert (await firm.only_application())["stage"] == "applied"


async def test_what_waits_too_long_is_late(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    await firm.apply(job)
    application = await firm.only_application()
    planned = await firm.hr(
        f"/applications/{application['id']}/next-action",
        {
            "next_action": "电话初筛",
            "next_action_on": "2026-11-24",
            "owner_id": str(firm.tenant.manager_person.id),
        },
    )
    assert planned.status_code == 200
    cards = (await firm.hr(f"/requisitions/{job['id']}/cards")).json()["items"]
    assert [(c["overdue"], c["next_action"], c["owner"]) for c in cards] == [(False, "电话初筛", "李主管")]
    await renshi.settle()
    told = [n.title.zh for n in await firm.tenant.notices(firm.tenant.manager_person)]
    assert "招聘待办" in told
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=2, minutes=1))
    cards = (await firm.hr(f"/requisitions/{job['id']}/cards")).json()["items"]
    assert [(c["overdue"], c["days"]) for c in cards] == [(True, 2)]


async def test_a_company_orders_its_own_stages_for_a_job_family(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    stages = [
        {"title": "收到", "kind": "new"},
        {"title": "笔试", "title_en": "Written test", "kind": "screen", "sla_days": 5},
        {"title": "面谈", "kind": "interview"},
        {"title": "发放录用", "kind": "offer"},
        {"title": "入职", "kind": "hired"},
        {"title": "淘汰", "kind": "rejected"},
        {"title": "放弃", "kind": "withdrawn"},
    ]
    missing = await firm.hr("/pipelines", {"name": "校招", "family": "校招", "stages": stages[:-1]})
    assert (missing.status_code, missing.json()["code"]) == (422, "recruiting_ai.pipeline")
    made = (await firm.hr("/pipelines", {"name": "校招", "family": "校招", "stages": stages})).json()
    assert [s["title"] for s in made["stages"]] == [s["title"] for s in stages]
    profile = await firm.profile_id()
    form = {
        "title": "管培生",
        "department_id": str(firm.tenant.departments["PROD"]),
        "profile_id": str(profile),
        "family": "校招",
        "description": "轮岗培养。",
        "reason": "年度校招",
    }
    from renshi_sdk.contracts import RequestAction

    request = await firm.ask("recruiting_ai.requisition", form, firm.tenant.manager_person)
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    job = (await firm.rows("SELECT id, public_code FROM recruiting_ai_requisition"))[0]
    await firm.apply(job)
    board = (await firm.hr(f"/requisitions/{job['id']}/board")).json()
    assert [(c["title"], c["count"]) for c in board["columns"]][:2] == [("收到", 1), ("笔试", 0)]
    async with firm.tenant.client("hr") as client:
        now = [
            {key: s[key] for key in ("id", "title", "title_en", "kind", "sla_days", "auto_invite")}
            for s in made["stages"]
        ]
        gone = await client.put(
            f"{API}/pipelines/{made['id']}", json={"name": "校招", "family": "校招", "stages": [
                {"title": "重新开始", "kind": "new"}, *now[1:]]},
        )  # fmt: skip
        assert (gone.status_code, gone.json()["code"]) == (409, "recruiting_ai.stage_in_use")
        swapped = [now[0], now[2], now[1], *now[3:]]
        done = await client.put(
            f"{API}/pipelines/{made['id']}", json={"name": "校园招聘", "family": "校招", "stages": swapped}
        )
        assert [s["title"] for s in done.json()["stages"]][:3] == ["收到", "面谈", "笔试"]
    default = next(p for p in (await firm.hr("/pipelines")).json()["items"] if p["is_default"])
    other = (await firm.hr(f"/pipelines/{default['id']}")).json()["stages"][1]["id"]
    application = await firm.only_application()
    stayed = (await firm.hr(f"/applications/{application['id']}/move", {"stage_id": other})).json()
    assert (stayed["moved"], stayed["stayed"][0]["why"]) == (0, "该阶段属于另一个招聘流程")


async def test_notes_tell_those_who_are_mentioned_and_tasks_get_done(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    application = await firm.only_application()
    base = f"/applications/{application['id']}"
    manager = firm.tenant.manager_person
    note = await firm.hr(f"{base}/notes", {"words": "请看一下作品集", "mentions": [str(manager.id)]})
    assert note.json()["mentioned"] == ["李主管"]
    unknown = await firm.hr(f"{base}/notes", {"words": "x", "mentions": [application["id"]]})
    assert unknown.status_code == 404
    assert [n["words"] for n in (await firm.hr(f"{base}/notes")).json()["items"]] == ["请看一下作品集"]
    task = (await firm.hr(f"{base}/tasks", {"title": "要离职证明", "due_on": "2026-11-22"})).json()
    assert (await firm.hr(f"{base}/tasks")).json()["items"][0]["overdue"] is True
    assert (await firm.hr(f"/tasks/{task['id']}/done", {})).status_code == 200
    assert (await firm.hr(f"/tasks/{task['id']}/done", {})).status_code == 409
    await renshi.settle()
    assert "提到了您" in (await firm.tenant.notices(manager))[0].title.zh
    kinds = [item["kind"] for item in (await firm.hr(f"{base}/timeline")).json()["items"]]
    assert sorted(kinds) == ["apply", "move", "note"]


async def test_a_letter_of_the_companys_own(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    async with firm.tenant.client("hr") as client:
        wrong = await client.put(f"{API}/letters/rejection/zh-CN", json={"subject": "x", "body": "{salary}"})
        assert wrong.status_code == 422
        no_link = await client.put(
            f"{API}/letters/invitation/zh-CN", json={"subject": "x", "body": "请来面试"}
        )
        assert no_link.status_code == 422
        own = await client.put(
            f"{API}/letters/rejection/zh-CN", json={"subject": "感谢应聘", "body": "{name}：{note}"}
        )
        assert own.json()["own"] is True
        back = await client.delete(f"{API}/letters/rejection/zh-CN")
        assert back.json()["own"] is False
    assert letters.fill("{name} {job}", {"name": "{job}", "job": "会计"}) == "{job} 会计\n"


@asynccontextmanager
async def _mailbox() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A mail server on loopback that keeps what it is given."""
    kept: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line.strip().upper()
            if word == b"DATA":
                writer.write(b"354 go\r\n")
                kept.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 kept\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            elif b"REFUSED@" in word:
                writer.write(b"550 no such person\r\n")
            else:
                writer.write(b"250 ok\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], kept


async def test_an_invitation_leaves_by_mail_and_its_link_is_kept_nowhere(
    renshi: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    old = await firm.apply(job)
    async with firm.tenant.context("recruiting_ai") as ctx:
        await ctx.plugins.save_settings(
            RecruitingSettings(careers_address="https://hr.example.com/public/x/recruiting_ai")
        )
    application = await firm.only_application()
    stages = await _stages(firm, job)
    async with _mailbox() as (port, kept):
        monkeypatch.setenv("RENSHI_RECRUITING_MAIL_URL", f"smtp://127.0.0.1:{port}")
        moved = (
            await firm.hr(f"/applications/{application['id']}/move", {"stage_id": stages["ai_interview"]})
        ).json()
        assert [m["state"] for m in moved["messages"]] == ["queued"]
        await renshi.settle()
        assert len(kept) == 1
        letter = email.message_from_bytes(kept[0])
        body = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
        token = body.split("#me=")[1].split()[0]
        assert letter["To"] == "zhao@example.com"
        assert (await firm.me(token)).json()["stage"] == "applied"
        assert (await firm.me(old)).status_code == 404
        log = (await firm.hr(f"/applications/{application['id']}/messages")).json()["items"][0]
        assert (log["state"], log["sent_to"]) == ("sent", "zhao@example.com")
        assert "链接仅发送给候选人" in log["body"]
        rows = await firm.rows("SELECT attachment, body FROM recruiting_ai_message")
        assert rows[0]["attachment"] is None
        assert token not in rows[0]["body"]
        shown = (await firm.me(token)).json()["messages"]
        assert [m["subject"] for m in shown] == ["“生产主管”面试邀请"]
    monkeypatch.delenv("RENSHI_RECRUITING_MAIL_URL")
    kept_here = await firm.hr(
        f"/applications/{application['id']}/messages", {"template": "free", "note": "请补充作品集"}
    )
    assert (kept_here.json()["state"], kept_here.json()["problem"]) == (
        "not_sent",
        "没有可用的发送方式（未设置邮件，或候选人未绑定微信），内容只显示在候选人页面",
    )


async def test_a_form_that_is_loaded_and_sent_back_changes_nothing(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    default = (await firm.hr("/pipelines")).json()["items"][0]
    form = (await firm.hr(f"/pipelines/{default['id']}/form")).json()
    profile = await firm.profile_id()
    async with firm.tenant.client("hr") as client:
        saved = await client.put(f"{API}/pipelines/{default['id']}", json=form)
        assert saved.status_code == 200, saved.text
        assert (await client.get(f"{API}/pipelines/{default['id']}/form")).json() == form
        scales = (await client.get(f"{API}/profiles/{profile}/competencies")).json()
        sent = {key: scales[key] for key in ("title", "family", "competencies")}
        same = await client.put(f"{API}/profiles/{profile}/competencies", json=sent)
        assert (same.status_code, same.json()["version"]) == (200, 1)
        rules = (await client.get(f"{API}/profiles/{profile}/screening")).json()
        kept = await client.put(f"{API}/profiles/{profile}/screening", json=rules)
        assert (kept.status_code, kept.json()["version"]) == (200, 1)
