"""From the requisition to the offer that is accepted."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from renshi_demo.loop.checks import expect, until
from renshi_demo.loop.round import Round, clock

API = "/api/plugins/recruiting_ai"
_BREAKS = "，。；！？"


def requisition(go: Round) -> None:
    """The manager asks for somebody, HR agrees, and the job is public."""
    script, stage, tell = go.stage.script, go.stage, go.tell
    department = stage.plan.department(script["department"]).name
    position = stage.plan.position(script["position"]).title
    low, high = script["salary_range"]
    form = {
        "title": script["title"],
        "department_id": go.option(go.manager, "/api/departments/options", department),
        "position_id": go.option(go.manager, "/api/positions/options", position),
        "profile_id": go.option(go.manager, f"{API}/profiles/options", script["title"]),
        "headcount": 1,
        "city": stage.plan.city,
        "salary_min": f"{low}.00",
        "salary_max": f"{high}.00",
        "description": script["description"],
        "reason": script["reason"],
    }
    go.facts |= {"department_id": form["department_id"], "position_id": form["position_id"]}
    room = go.manager.get(
        f"{API}/headcount/standing", department_id=form["department_id"], position_id=form["position_id"]
    )
    tell.fact("编制", room["note"])
    if room["room"] is not None and room["room"] < 1:
        refusal = go.manager.refused(
            "POST", "/api/requests", {"kind": "recruiting_ai.requisition", "form": form}
        )
        tell.fact("超编", f"没有说明时拒绝（{refusal.status}）：{refusal.detail}")
        form["beyond_plan"] = script["reason"]
    asked = go.ask(go.manager, "recruiting_ai.requisition", form)
    expect(asked["state"] == "pending", "招聘需求提交后应等待审批")
    tell.fact("提出", f"{go.manager.name}：{script['title']} 1 人，{department}，月薪 {low}–{high} 元")
    tell.fact("申请编号", f"{asked['number']}，{clock(asked['submitted_at'])}")
    recruiter, hr = go.recruiter, go.user("hr")
    before = {
        r["id"] for r in recruiter.get(f"{API}/requisitions", limit=200)["items"] if r["state"] == "open"
    }
    done = go.approve(hr, asked["id"], "同意，尽快到岗")
    expect(done["state"] == "approved", "人力资源同意后，招聘需求应为已通过")
    tell.fact("审批", f"{hr.name} 同意，{clock(done['decided_at'])}")
    items = recruiter.get(f"{API}/requisitions", limit=200)["items"]
    opened = [r for r in items if r["state"] == "open" and r["id"] not in before]
    expect(len(opened) == 1 and opened[0]["title"] == script["title"], "审批通过后应开放一个职位")
    mine = opened[0]
    go.facts |= {"requisition_id": mine["id"], "job": mine["public_code"]}
    public = go.candidate.get(f"{stage.public}/recruiting_ai/jobs")["items"]
    expect(any(job["code"] == mine["public_code"] for job in public), "招聘页面上没有这个职位")
    tell.fact("公开职位", f"{go.base_url}{stage.public}/recruiting_ai/jobs/{mine['public_code']}")


def application(go: Round) -> None:
    """Somebody reads the notices, agrees, and applies; without agreement nothing is taken."""
    script, tell = go.stage.script, go.tell
    path = f"{go.stage.public}/recruiting_ai/jobs/{go.facts['job']}"
    job = go.candidate.get(path)
    notices = {notice["purpose"]: notice for notice in job["notices"]}
    form = {
        "key": secrets.token_hex(32),
        "name": go.name,
        "phone": go.phone,
        "email": go.email,
        "channel": "careers",
        "facts": script["facts"],
        "resume": script["resume"],
        "consents": [],
    }
    refusal = go.candidate.refused("POST", f"{path}/applications", form)
    expect(refusal.status == 422, f"没有同意个人信息处理时应返回 422，实际 {refusal.status}")
    tell.fact("未同意", f"拒收：{refusal.detail}")
    form["consents"] = [
        {"purpose": purpose, "granted": True, "digest": notice["digest"]}
        for purpose, notice in notices.items()
    ]
    token = go.candidate.post(f"{path}/applications", form)["token"]
    go.facts["link"] = {"X-Candidate-Link": token}
    me = go.candidate.get(f"{go.stage.public}/recruiting_ai/me", headers=go.facts["link"])
    expect(me["stage"] == "applied", "投递后应为“已投递”")
    expect(all(me["consents"][purpose] for purpose in notices), "同意没有被记录")
    tell.fact("候选人", f"{go.name}，{go.phone}，{script['resume']}")
    for notice in notices.values():
        tell.fact("已同意", f"《{notice['title']}》第 {notice['version']} 版，摘要 {notice['digest'][:12]}…")


def interview(go: Round) -> None:
    """The interview, turn by turn, each answer kept once."""
    script, tell = go.stage.script, go.tell
    base = f"{go.stage.public}/recruiting_ai/me"
    link = go.facts["link"]
    status = go.candidate.post(f"{base}/interview", {"channel": "text"}, headers=link)
    keys = list(script["answers"])
    turns: list[dict[str, Any]] = []
    while status["interview"]["state"] == "in_progress":
        turn = status["interview"]["turns"][-1]
        answer = (
            script["follow_up"]
            if turn["follow_up"]
            else script["answers"][keys[status["interview"]["asked"] - 1]]
        )
        tell.bubble("追问" if turn["follow_up"] else f"第 {turn['turn_no']} 题", turn["asked"])
        tell.bubble(go.name, answer if len(answer) < 70 else f"{answer[:66]}……")
        status = go.candidate.post(f"{base}/turns/{turn['turn_no']}", {"text": answer}, headers=link)
        again = go.candidate.post(f"{base}/turns/{turn['turn_no']}", {"text": answer}, headers=link)
        expect(
            len(again["interview"]["turns"]) == len(status["interview"]["turns"]),
            "同一回答重复提交时不应产生新的题目",
        )
        turns.append({"turn_no": turn["turn_no"], "answer": answer})
    expect(status["interview"]["state"] in ("completed", "scored"), "答完后面试应为已完成")
    go.facts["turns"] = turns
    tell.fact("完成", f"{status['interview']['questions']} 题，{len(turns)} 轮问答")


def scores(go: Round) -> None:
    """Scored in the background; each score points at the candidate's own words."""
    tell = go.tell
    recruiter = go.recruiter

    def look() -> dict[str, Any] | None:
        items = recruiter.get(f"{API}/applications", requisition_id=go.facts["requisition_id"])["items"]
        mine = next((a for a in items if a["name"] == go.name), None)
        return mine if mine and mine["interview_state"] == "scored" else None

    mine = until(look, "后台没有完成面试评分")
    go.facts |= {"application_id": mine["id"], "interview_id": mine["interview_id"]}
    whole = recruiter.get(f"{API}/interviews/{mine['interview_id']}")
    expect(whole["report_intact"], "评分报告与其摘要不符")
    expect(whole["match_percent"] is not None, "应有匹配度")
    go.facts["score_id"] = whole["score_id"]
    tell.fact("匹配度", f"{whole['match_percent']}%（{whole['match_band']}），{whole['calibration']}")
    tell.fact("算式", whole["formula"])
    transcript = {
        turn["turn_no"]: turn["answer"]
        for turn in recruiter.get(f"{API}/interviews/{mine['interview_id']}/turns")["items"]
    }
    quotes = 0
    for dimension in whole["report"]["dimensions"]:
        if dimension["score"] is None:
            continue
        expect(dimension["evidence"], f"维度“{dimension['label']}”有分数却没有依据")
        for evidence in dimension["evidence"]:
            quote = evidence["quote"]
            said = transcript[quote["turn_no"]][quote["start"] : quote["end"]]
            expect(said == quote["words"], f"引文“{quote['words']}”与第 {quote['turn_no']} 轮原话不符")
            quotes += 1
        shown = dimension["evidence"][0]["quote"]
        tell.fact(
            dimension["label"],
            f"{dimension['score']}（{dimension['low']}–{dimension['high']}）"
            f" {_in_clause(transcript[shown['turn_no']], shown)} 第 {shown['turn_no']} 轮",
        )
    expect(quotes >= 4, "依据太少")
    tell.fact("核对", f"{quotes} 处引文逐字与原话一致；报告摘要 {whole['report']['digest'][:12]}…")
    mine_shown = go.candidate.get(f"{go.stage.public}/recruiting_ai/me/explanation", headers=go.facts["link"])
    expect(mine_shown["match_percent"] == whole["match_percent"], "候选人看到的匹配度与报告不同")
    tell.fact("候选人", f"可查看同一份说明；不使用：{'、'.join(mine_shown['not_used'][:6])}等")


def decision(go: Round) -> None:
    """HR reads the report and decides, with a reason, on the score that was read."""
    hr = go.user("hr")
    read = hr.get(f"{API}/interviews/{go.facts['interview_id']}")
    expect(read["score_id"] == go.facts["score_id"], "人力资源看到的不是同一版评分")
    path = f"{API}/applications/{go.facts['application_id']}/decisions"
    body = {"decision": "advance", "reason": go.stage.script["decision"], "score_id": go.facts["score_id"]}
    hr.post(path, body)
    kept = hr.get(path)["items"]
    expect(
        [(d["decision"], d["reason"]) for d in kept] == [("advance", body["reason"])],
        "决定没有按原样记录",
    )
    go.tell.fact("决定人", f"{kept[0]['decided_by_name']}，{clock(kept[0]['decided_at'])}")
    go.tell.fact("理由", kept[0]["reason"])


def offer(go: Round) -> None:
    """The offer is asked for by the recruiter and approved by HR, then sent."""
    script, stage, tell = go.stage.script, go.stage, go.tell
    recruiter, hr = go.recruiter, go.user("hr")
    go.facts["salary"] = Decimal(script["salary"])
    form = {
        "application_id": go.facts["application_id"],
        "department_id": go.facts["department_id"],
        "position_id": go.facts["position_id"],
        "manager_id": go.manager.employee_id,
        "monthly_salary": f"{script['salary']}.00",
        "probation_months": 3,
        "starts_on": stage.starts_on.isoformat(),
        "city": stage.plan.city,
        "words": "欢迎加入华星！",
    }
    asked = go.ask(recruiter, "recruiting_ai.offer", form)
    own = recruiter.refused("POST", f"/api/requests/{asked['id']}/approve", {})
    tell.fact("提出", f"{recruiter.name}：月薪 {script['salary']} 元，{stage.starts_on} 到岗，试用 3 个月")
    tell.fact("本人审批", f"拒绝（{own.status}）：{own.detail}")
    done = go.approve(hr, asked["id"], "同意录用")
    expect(done["state"] == "approved", "录用审批通过后应为已通过")
    tell.fact("审批", f"{hr.name} 同意，{clock(done['decided_at'])}")
    items = recruiter.get(f"{API}/offers", application_id=go.facts["application_id"])["items"]
    expect(len(items) == 1 and items[0]["state"] == "approved", "批准后的录用应可发送")
    sent = recruiter.post(f"{API}/offers/{items[0]['id']}/send")
    go.facts["offer_link"] = {"X-Candidate-Link": sent["token"]}
    tell.fact("发送", f"有效至 {clock(sent['expires_at'])}")


def acceptance(go: Round) -> None:
    """The candidate reads the terms and says yes."""
    stage, tell = go.stage, go.tell
    base = f"{stage.public}/recruiting_ai/offer"
    link = go.facts["offer_link"]
    shown = go.candidate.get(base, headers=link)
    expect(Decimal(str(shown["monthly_salary"])) == go.facts["salary"], "候选人看到的月薪与批准的不同")
    yes = {"starts_on": stage.starts_on.isoformat(), "phone_tail": go.phone[-4:]}
    wrong = f"{(int(yes['phone_tail']) + 1) % 10000:04d}"
    mistaken = go.candidate.post(f"{base}/accept", yes | {"phone_tail": wrong}, headers=link)
    expect(mistaken["state"] != "accepted", "手机尾号不符时不应接受录用")
    tell.fact("手机尾号", f"{wrong} 不符，没有生效；次数用完后链接失效")
    accepted = go.candidate.post(f"{base}/accept", yes, headers=link)
    expect(accepted["state"] == "accepted", "接受后录用应为已接受")
    again = go.candidate.post(f"{base}/accept", yes, headers=link)
    expect(again["answered_at"] == accepted["answered_at"], "重复接受不应再次生效")
    tell.fact("候选人", f"{go.name} 接受：{shown['department']} {shown['job']}，{shown['starts_on']} 到岗")
    tell.fact("时间", clock(accepted["answered_at"]))


def _in_clause(answer: str, quote: dict[str, Any]) -> str:
    """The clause of an answer that a quote stands in, with the quoted words marked."""
    start, end = quote["start"], quote["end"]
    first = max(answer.rfind(mark, 0, start) for mark in _BREAKS) + 1
    if answer[end - 1] in _BREAKS:
        return f"“{answer[first:start]}【{answer[start:end]}】”"
    last = min((at for mark in _BREAKS if (at := answer.find(mark, end)) >= 0), default=len(answer))
    return f"“{answer[first:start]}【{answer[start:end]}】{answer[end:last]}”"
