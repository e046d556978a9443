"""What a candidate sees: jobs, their own interview, its explanation, their offer. Never anybody else's."""

from __future__ import annotations

from typing import Any

from renshi_recruiting_ai import channels, notices
from renshi_recruiting_ai.candidates import repository as candidates
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.capabilities.parts import hears
from renshi_recruiting_ai.engine.report import Added
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.language_model import service as language_model
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.media.kinds import fault
from renshi_recruiting_ai.offers import service as offers
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.requisitions import repository as requisitions
from renshi_recruiting_ai.review import repository as reviews
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.signals import policy
from renshi_recruiting_ai.talk import messages
from renshi_recruiting_ai.transcripts import repository as transcripts
from renshi_recruiting_ai.transcripts.service import HEARD
from renshi_recruiting_ai.vision.policy import may_analyse_faces
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.db import fetch

STAGES = {
    "applied": Text("已投递", "Applied"),
    "interviewing": Text("面试中", "In interview"),
    "review": Text("人工复核中", "Being reviewed by people"),
    "offer": Text("录用流程中", "Offer under way"),
    "hired": Text("已录用", "Hired"),
    "rejected": Text("未通过", "Not taken further"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}


def shown_notices(*moments: notices.Moment) -> list[dict[str, Any]]:
    """The notices of these moments with their digests, as a candidate has to be shown them."""
    return [
        item.model_dump() | {"digest": item.digest}
        for item in notices.notices().values()
        if item.when in moments
    ]


async def jobs(ctx: Context) -> dict[str, Any]:
    settings = await ctx.settings(RecruitingSettings)
    if not settings.careers_open:
        return {"items": [], "company": (await ctx.organization.company()).name}
    return {
        "items": await requisitions.open_jobs(ctx.company_id),
        "company": (await ctx.organization.company()).name,
    }


async def job(ctx: Context, code: str) -> dict[str, Any]:
    """One open job with the facts it asks for and the notices to agree to."""
    settings = await ctx.settings(RecruitingSettings)
    row = await requisitions.open_by_code(ctx.company_id, code) if settings.careers_open else None
    if row is None:
        raise NotFound(Text("该职位不存在或已关闭", "there is no such open job"))
    profile = await profiles.load(ctx, row["profile_id"])
    return {
        "code": row["public_code"],
        "title": row["title"],
        "city": row["city"],
        "headcount": row["headcount"],
        "salary_min": row["salary_min"],
        "salary_max": row["salary_max"],
        "description": row["description"],
        "facts": [
            {
                "name": item.fact,
                "label": item.label,
                "kind": "number" if item.at_least is not None else "choice",
                "options": list(item.one_of),
            }
            for item in profile.requirements
        ],
        "notices": shown_notices("application"),
        "retention_months": settings.retention_months,
        "contact": settings.contact,
    }


async def status(ctx: Context, application: dict[str, Any]) -> dict[str, Any]:
    """All a candidate's page needs to go on after a reload."""
    settings = await ctx.settings(RecruitingSettings)
    consents = await candidates.consents(application["id"])
    interview = await interviews.of_application(application["id"])
    stage = STAGES[application["stage"]]
    answer: dict[str, Any] = {
        "job": application["requisition_title"],
        "stage": application["stage"],
        "stage_label": stage.zh,
        "stage_label_en": stage.en,
        "valid_until": application["token_expires_at"],
        "contact": settings.contact,
        "notices": await _notices(ctx),
        "consents": {name: row["granted"] for name, row in consents.items()},
        "channels": list(channels.offered(settings)),
        "face_analysis": may_analyse_faces(settings) is None,
        "identity_check": settings.identity_check,
        "transcribes": hears(),
        "signal_weights": {
            name: weight for name in policy.SIGNALS if (weight := await policy.weight(ctx, name))
        },
        "chats": bool(await ctx.letters.ways_in()),
        "interview": None,
        "appeals": await _appeals(application),
        "messages": await messages.shown_to_candidate(application["id"]),
    }
    if interview is not None:
        answer["interview"] = await _interview(ctx, settings, interview)
    return answer


async def _notices(ctx: Context) -> list[dict[str, Any]]:
    """Notices of the page; that of a language model with its recipient, and only where there is one."""
    row = await language_model.active(ctx)
    own = language_model.told(row) if row is not None else None
    shown = [
        item
        for item in shown_notices("application", "interview")
        if item["purpose"] != notices.LANGUAGE_MODEL
    ]
    return shown if own is None else [*shown, own.model_dump() | {"digest": own.digest}]


async def _interview(ctx: Context, settings: RecruitingSettings, interview: dict[str, Any]) -> dict[str, Any]:
    profile = await profiles.load(ctx, interview["profile_id"])
    turns = await interviews.turns(interview["id"])
    percent = interview["time_percent"]
    seconds = {
        question.key: None if percent is None else question.seconds * percent // 100
        for question in profile.questions
    }
    spoken = any(turn["attempts"] for turn in turns)
    recorded = await recordings.of_interview(interview["id"]) if spoken else []
    own = {
        item["turn_no"]
        for item in (await transcripts.of_interview(interview["id"]) if spoken else [])
        if item["source"] not in HEARD
    }
    return {
        "state": interview["state"],
        "channel": interview["channel"],
        "ai_scoring": interview["ai_scoring"],
        "time_percent": percent,
        "retries": settings.retries,
        "questions": len(profile.questions),
        "asked": len({turn["question_key"] for turn in turns}),
        "waiting": sum(item["state"] == "stored" for item in recorded),
        "turns": [
            {
                "turn_no": turn["turn_no"],
                "asked": turn["asked"],
                "follow_up": turn["follow_up_key"] is not None,
                "answer": turn["answer"],
                "answered_by": turn["answered_by"],
                "seconds": seconds[turn["question_key"]],
                "attempts": turn["attempts"],
                "words_checked": turn["turn_no"] in own,
                "recordings": [
                    {
                        "key": item["key"],
                        "attempt": item["attempt"],
                        "segment": item["segment"],
                        "state": item["state"],
                        "seconds": None if item["seconds"] is None else float(item["seconds"]),
                        "fault": fault(item["fault_code"]).zh if item["fault_code"] else None,
                        "fault_en": fault(item["fault_code"]).en if item["fault_code"] else None,
                    }
                    for item in recorded
                    if item["turn_no"] == turn["turn_no"]
                ],
            }
            for turn in turns
        ],
    }


async def _appeals(application: dict[str, Any]) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT kind, words, state, answer, created_at, answered_at, due_on, outcome FROM recruiting_ai_appeal"
        " WHERE application_id = $1 ORDER BY created_at, id",
        application["id"],
    )
    return [dict(row) for row in rows]


async def explanation(ctx: Context, application: dict[str, Any]) -> dict[str, Any]:
    """How the scores came about (PIPL arts. 24, 48): rules, own words, band, and that a person decides."""
    interview = await interviews.of_application(application["id"])
    if interview is None or interview["state"] != "scored":
        raise NotFound(Text("尚无评分", "there are no scores yet"))
    score, report = await scoring.needed_report(interview["id"])
    people = await reviews.standing(score["id"])
    return {
        "scorer": report.scorer,
        "calibration": report.calibration,
        "how": Text(
            "每题按要点是否谈到、经过是否完整、是否有具体数据、是否切题计分；词语来自题目本身的不计。"
            "未回答足够内容的维度不评分。分数误差约 ±1.5，只供参考，由人作出决定。",
            "Each answer counts by the points it speaks of, how completely it is told, figures, and whether it is on "
            "topic; words of the question itself don't count. A dimension without enough answers has no score. The "
            "error is about ±1.5. People decide.",
        ).zh,
        "not_used": ["姓名", "性别", "年龄", "籍贯", "婚育", "民族", "健康", "照片", "口音", "学校"],
        "match_percent": report.match.percent,
        "match_low": report.match.low,
        "match_high": report.match.high,
        "formula": report.match.formula,
        "reasons": [reason.zh for reason in report.match.reasons],
        "dimensions": [
            {
                "label": item.label,
                "status": item.status.value,
                "score": item.score,
                "low": item.low,
                "high": item.high,
                "anchor": item.anchor.text if item.anchor else None,
                "by_person": people[item.key]["score_after"] if item.key in people else None,
                "evidence": [
                    {
                        "turn_no": evidence.quote.turn_no,
                        "start": evidence.quote.start,
                        "end": evidence.quote.end,
                        "words": evidence.quote.words,
                        "why": evidence.why_zh,
                    }
                    for evidence in item.evidence
                ],
            }
            for item in report.dimensions
        ],
        "flags": [flag.zh for flag in report.flags],
        "added": None if report.added is None else _added(report.added),
    }


def _added(added: Added) -> dict[str, Any]:
    """What a language model and signals had to do with it."""
    return {
        "model": added.model.name if added.model else None,
        "model_weight": added.model.weight if added.model else 0,
        "opinions": [
            {
                "question": item.question,
                "median": item.median,
                "counts": item.counts,
                "reason": item.reason,
                "note": item.note.zh if item.note else None,
                "note_en": item.note.en if item.note else None,
            }
            for item in added.opinions
        ],
        "signals": [
            {
                "label": item.label.zh,
                "label_en": item.label.en,
                "score": item.score,
                "measure": item.measure,
                "weight": item.weight,
                "anchor": item.anchor.zh if item.anchor else None,
                "note": item.note.zh if item.note else None,
            }
            for item in added.signals
        ],
        "notes": [note.zh for note in added.notes],
        "notes_en": [note.en for note in added.notes],
    }


async def not_this_person(ctx: Context, token: str, left: int) -> dict[str, Any]:
    """The answer to wrong digits: the offer as it stands, and how many tries are left."""
    shown = {"state": "locked"} if left == 0 else offer_shown(ctx, await offers.of_token(ctx, token))
    problem = Text(
        f"手机号后四位不符，还可尝试 {left} 次" if left else "多次输入错误，链接已失效，请联系招聘人员",
        f"these are not the last four digits of your phone; {left} tries left"
        if left
        else "too many wrong tries: this link is over; please ask the recruiter",
    )
    return shown | {"identity": "wrong", "problem": problem.zh, "problem_en": problem.en}


def offer_shown(ctx: Context, offer: dict[str, Any]) -> dict[str, Any]:
    """The terms as the candidate reads them."""
    state = "expired" if offers.is_over(ctx, offer) else offer["state"]
    return {
        "state": state,
        "name": offer["name"],
        "job": offer["requisition_title"],
        "department": offer["department_name"],
        "monthly_salary": offer["monthly_salary"],
        "probation_months": offer["probation_months"],
        "starts_on": offer["starts_on"],
        "city": offer["city"],
        "words": offer["words"],
        "expires_at": offer["expires_at"],
        "answered_at": offer["answered_at"],
        "version": offer["version"],
        "counter_at": offer["counter_at"],
        "needs_phone_tail": bool(offer["phone"]) and state == "sent",
    }


def require_running(application: dict[str, Any]) -> None:
    """Stop what only a running application may do."""
    if application["stage"] in applications.CLOSED_STAGES or application["stage"] == "rejected":
        raise Conflict(Text("该应聘已结束", "this application is over"))
