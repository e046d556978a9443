"""The interview report as a PDF, for people who decide and for the file of somebody who was hired."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_recruiting_ai.engine.report import Added, Reason, ScoreReport
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.review import repository, service
from renshi_recruiting_ai.review.evidence import clock, with_moments
from renshi_recruiting_ai.rounds import repository as rounds
from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.signals import repository as signals
from renshi_sdk import Context, Text
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import fetch
from renshi_sdk.documents import Paper

MOST_QUOTES = 4
MOST_FRAMES = 6
_SAYS = {
    "strong_yes": Text("强烈推荐", "Strong yes"),
    "yes": Text("推荐", "Yes"),
    "no": Text("不推荐", "No"),
    "strong_no": Text("强烈不推荐", "Strong no"),
}
_DECIDED = {
    "advance": Text("进入录用", "Advanced"),
    "hold": Text("继续考察", "On hold"),
    "reject": Text("不通过", "Rejected"),
}
_HONEST = Text(
    "分数由规则根据候选人的原话计算，误差见“范围”一栏，仅供参考。没有任何自动淘汰，是否录用由人决定并写明理由。"
    "候选人可查看评分说明、更正文字、要求人工面试和提出申诉。",
    "Scores are worked out from the candidate's own words by rules; how far off they can be stands in the column Band."
    " Nothing is rejected by itself: people decide and say why. Candidates may see the explanation, correct the words,"
    " ask for a person and appeal.",
)


class _Said:
    """Sentences in the reader's language."""

    def __init__(self, ctx: Context) -> None:
        self.english = ctx.locale.startswith("en")

    def __call__(self, zh: str, en: str) -> str:
        return en if self.english else zh

    def text(self, words: Text) -> str:
        return words.en if self.english else words.zh


async def content(ctx: Context, application: dict[str, Any], interview: dict[str, Any] | None) -> bytes:
    """The report: scores with quotes, people's values, rounds by people, decisions. No pay, no contact data."""
    said, zone = _Said(ctx), ZoneInfo(ctx.time_zone)
    found = await scoring.report_of(interview["id"]) if interview is not None else None
    paper = Paper(
        said(f"招聘档案：{application['name']}", f"Hiring file: {application['name']}"),
        said("内部资料，仅供招聘决定使用", "Internal; for the hiring decision only"),
    )
    paper.add("text", said("应聘岗位：", "Job: ") + application["requisition_title"])
    paper.add("soft", said("生成时间：", "Made at: ") + f"{ctx.now().astimezone(zone):%Y-%m-%d %H:%M}")
    paper.add("head", said("一、AI 面试", "1. Interview by the program"))
    paper.add("soft", said.text(_HONEST))
    if found is None or interview is None:
        paper.add("text", said("没有评分。", "There are no scores."))
    else:
        await _scores(ctx, paper, said, interview, *found)
    paper.add("head", said("二、人工面试", "2. Interviews by people"))
    await _rounds(ctx, paper, said, application["application_id"])
    paper.add("head", said("三、决定", "3. Decisions"))
    await _decisions(paper, said, zone, application["application_id"])
    return await asyncio.to_thread(paper.bytes)


async def _scores(
    ctx: Context,
    paper: Paper,
    said: _Said,
    interview: dict[str, Any],
    score: dict[str, Any],
    report: ScoreReport,
) -> None:
    rows = await service.standing(score["id"], report)
    own = service.match_by_people(rows)
    percent = (
        f"{report.match.percent} %（{report.match.low}–{report.match.high} %）"
        if report.match.percent is not None
        else said("数据不足", "insufficient data")
    )
    paper.add("text", said("岗位匹配：", "Match: ") + percent)
    if own is not None:
        paper.add("text", said("按人工调整后：", "With people's values: ") + f"{own} %")
    paper.add("soft", said("计算式：", "Formula: ") + report.match.formula)
    paper.add(
        "soft",
        said("评分规则：", "Scorer: ")
        + f"{report.scorer}（{report.calibration}），"
        + said("版本", "version")
        + f" {score['version']}，SHA-256 {score['report_digest']}",
    )
    paper.table(
        (
            said("维度", "Dimension"),
            said("权重", "Weight"),
            said("得分", "Score"),
            said("范围", "Band"),
            said("人工", "By people"),
            said("量表描述", "Anchor"),
        ),
        [
            (
                row["label"],
                str(row["weight"]),
                str(row["score"]) if row["score"] is not None else said("数据不足", "no data"),
                row["band"] or "—",
                f"{row['by_person']}（{row['by_whom']}：{row['why_changed']}）" if row["changed"] else "—",
                row["anchor"] or "—",
            )
            for row in rows
        ],
        (18, 8, 10, 12, 22, 30),
    )
    evidence = await with_moments(interview["id"], report)
    paper.add("sub", said("原话依据", "Own words"))
    for row in rows:
        mine = [item for item in evidence if item["dimension"] == row["label"]]
        if not mine:
            continue
        paper.add("text", row["label"])
        for item in mine[:MOST_QUOTES]:
            at = "、".join(f"{clock(span['start_ms'])}–{clock(span['end_ms'])}" for span in item["moments"])
            place = said(
                f"第 {item['turn_no']} 问，第 {item['start']}–{item['end']} 字",
                f"turn {item['turn_no']}, characters {item['start']}–{item['end']}",
            ) + (said("，录音 ", ", recording ") + at if at else "")
            why = item["why_en"] if said.english else item["why"]
            paper.add("quote", f"“{item['words']}”")
            paper.add("soft", f"        {why}（{place}）")
    flags = [flag.en if said.english else flag.zh for flag in report.flags]
    if flags:
        paper.add("sub", said("提请人工查看", "For a person to look at"))
        for words in dict.fromkeys(flags):
            paper.add("text", f"· {words}")
    if report.added is not None:
        _added(paper, said, report.added)
    pictures = await _pictures(ctx, said, interview["id"])
    if pictures:
        paper.add("sub", said("画面截图（不计分）", "Key frames (weight 0)"))
        paper.pictures(pictures)


def _added(paper: Paper, said: _Said, added: Added) -> None:
    """What a language model and signals had to do with the scores, each with its weight."""

    def words(reason: Reason) -> str:
        return reason.en if said.english else reason.zh

    if added.model is not None:
        weight = f"{added.model.weight} %"
        paper.add("sub", said("大模型意见（由人工智能生成）", "Opinions of a language model (made by AI)"))
        paper.add(
            "soft", f"{added.model.name}，{added.model.version}，" + said("计入权重 ", "weight ") + weight
        )
    for item in added.opinions:
        value = str(item.median) if item.median is not None else "—"
        counts = said("计入", "counts") if item.counts else said("未计入", "does not count")
        note = f"；{words(item.note)}" if item.note else ""
        paper.add(
            "text",
            f"{item.question}："
            + said(
                f"规则 {item.rules}，大模型 {value}，{counts}", f"rules {item.rules}, model {value}, {counts}"
            )
            + note,
        )
    for note in dict.fromkeys(words(note) for note in added.notes):
        paper.add("soft", note)
    if added.signals:
        paper.add("sub", said("计分的声音与画面信号", "Signals of voice and picture that count"))
    for signal in added.signals:
        value = f"{signal.score}（{signal.measure}）" if signal.score is not None else "—"
        because = signal.anchor or signal.note
        why = words(because) if because is not None else ""
        paper.add("text", f"{words(signal.label)}：{value}，{signal.weight} %；{why}")


async def _pictures(ctx: Context, said: _Said, interview_id: UUID) -> list[tuple[bytes, str]]:
    found = []
    for row in await signals.frames(interview_id):
        kept = await signals.frame(interview_id, row["id"]) if row["kept"] else None
        if kept is None or kept["file_id"] is None:
            continue
        _, body = await ctx.files.get(kept["file_id"])
        words = said(f"第 {row['turn_no']} 问 ", f"turn {row['turn_no']} ") + clock(row["at_ms"])
        found.append((body, f"{words} · {row['kind']}"))
        if len(found) == MOST_FRAMES:
            break
    return found


async def _rounds(ctx: Context, paper: Paper, said: _Said, application_id: UUID) -> None:
    planned = await rounds.of_application(ctx.company_id, application_id)
    if not planned:
        paper.add("text", said("没有人工面试。", "There were no interviews by people."))
    for one in planned:
        paper.add("sub", f"{one['title']}（{one['panel_names'] or '—'}）")
        for card in await rounds.cards(one["id"]):
            marks = "、".join(
                f"{key} {mark['score']}" for key, mark in card["marks"].items() if mark["score"] is not None
            )
            says = said.text(_SAYS[card["recommendation"]])
            paper.add("text", f"{card['author_name']}：{says}；{marks}；{card['words']}")


async def _decisions(paper: Paper, said: _Said, zone: ZoneInfo, application_id: UUID) -> None:
    rows = await fetch(
        "SELECT decision, reason, decided_by_name, decided_at FROM recruiting_ai_decision WHERE application_id = $1"
        " ORDER BY decided_at, id",
        application_id,
    )
    if not rows:
        paper.add("text", said("尚未作出决定。", "Nothing has been decided yet."))
    for row in rows:
        when = f"{row['decided_at'].astimezone(zone):%Y-%m-%d %H:%M}"
        word = said.text(_DECIDED[row["decision"]])
        paper.add("text", f"{when} {row['decided_by_name']}：{word}；{row['reason']}")


async def make(
    ctx: Context, application: dict[str, Any], interview: dict[str, Any] | None, kind: str
) -> StoredFile:
    """Make the report, keep it, and put its SHA-256 into the audit chain."""
    body = await content(ctx, application, interview)
    digest = hashlib.sha256(body).hexdigest()
    stored = await ctx.files.put(f"招聘档案_{application['name']}.pdf", body, media_type="application/pdf")
    score = await interviews.latest_score(interview["id"]) if interview is not None else None
    if interview is not None:
        await insert(
            "recruiting_ai_document",
            company_id=ctx.company_id,
            interview_id=interview["id"],
            score_id=score["id"] if score else None,
            kind=kind,
            file_id=stored.id,
            sha256=digest,
            made_by_name=ctx.actor.name,
            made_at=ctx.now(),
        )
    await ctx.audit.record(
        "recruiting_ai.report.make",
        subject="recruiting_ai_application",
        subject_id=application["application_id"],
        detail={
            "kind": kind,
            "sha256": digest,
            "score_version": score["version"] if score else None,
            "report_digest": score["report_digest"] if score else None,
        },
    )
    return stored


async def documents(interview_id: UUID) -> list[dict[str, Any]]:
    """Files made of an interview so far."""
    rows = await repository.documents(interview_id)
    return [
        {key: value for key, value in row.items() if key != "file_id"} | {"kept": row["file_id"] is not None}
        for row in rows
    ]
