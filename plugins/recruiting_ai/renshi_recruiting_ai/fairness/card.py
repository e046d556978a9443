"""The model card: what scores people here, with what, how well, and what it must not be used for."""

from __future__ import annotations

from typing import Any

from renshi_recruiting_ai.calibration import repository as marks
from renshi_recruiting_ai.engine.neutral import PROTECTED_FACTS
from renshi_recruiting_ai.engine.scoring import BAND, CALIBRATION, MIN_MATCH_WEIGHT, SCORER
from renshi_recruiting_ai.fairness import repository
from renshi_recruiting_ai.quality import repository as outcomes
from renshi_recruiting_ai.quality import words
from renshi_recruiting_ai.ranking import ranker
from renshi_recruiting_ai.review import repository as reviews
from renshi_recruiting_ai.signals import policy
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch_row
from renshi_sdk.documents import Paper

_USE = Text(
    "辅助人阅读面试回答：按岗位画像的要点给出各维度 0–10 分和岗位匹配百分比，每个分数附原话。"
    "不得用于自动淘汰，不得用于画像以外的岗位，不得用于推断情绪、健康、性格或诚信。",
    "To help people read answers: 0–10 per dimension of the job profile and a match in per cent, each with quoted"
    " words. Not for rejecting by itself, not for jobs other than the profile's, not to infer"
    " emotion, health, character"
    " or honesty.",
)
_METHOD = Text(
    f"规则 {SCORER}：要点与同义词覆盖、经过是否完整（情境—任务—行动—结果）、具体数据、切题程度；"
    "题目自带的词不计，“首先、其次”等连接词不计。相同输入得到相同分数。",
    f"Rules {SCORER}: points with synonyms, how completely the story is told (situation, task, action, result),"
    " figures, and whether it is on topic; words of the question and connectives do not count. The same input gives the"
    " same score.",
)
_LIMITS = Text(
    f"误差约 ±{BAND} 分（10 分制），应比较范围而非小数。回答过少的维度不评分；"
    f"已答权重不足 {MIN_MATCH_WEIGHT} % 时不给匹配度。"
    "语音转写出错会影响分数，候选人可以更正文字。中文面试回答没有可公开使用的人工评分数据，准确度以本公司双评校准为"
    "准。",
    f"Off by about ±{BAND} of ten: compare bands, not decimals. A dimension with too few words has no score; below"
    f" {MIN_MATCH_WEIGHT} % of the weights answered there is no match. Errors of transcription move scores; candidates"
    " can correct the words. No openly licensed marked interview answers in Chinese exist: how well it does is told by"
    " the company's own double marks.",
)
_DATA = Text(
    "规则不含学习所得权重，仅有一张由开放许可作文（MIT）统计的词语相邻表，用于识别语序混乱。校准与评分模型只用本公司"
    "两名以上"
    "评审在未看程序得分时给出的分数；简历排序模型只用本公司人员的推进与不通过决定。",
    "The rules hold no learned weights, but for a table of neighbouring words counted in openly licensed essays"
    " (MIT) that"
    " tells shuffled words. Calibrations and judges are learned from blind marks of two and more of the company's own"
    " people, the résumé ranker from their decisions.",
)
_STATES = {
    "ok": Text("正常", "ok"),
    "watch": Text("关注", "watch"),
    "act": Text("需要处理", "act"),
    "insufficient": Text("数据不足", "not enough data"),
}


async def lines(ctx: Context) -> list[dict[str, str]]:
    """Topic and words of every line, in the reader's language."""
    english = ctx.locale.startswith("en")

    def line(topic: Text, words: Text | str) -> dict[str, str]:
        said = words if isinstance(words, str) else (words.en if english else words.zh)
        return {"id": topic.en, "topic": topic.en if english else topic.zh, "words": said}

    counted = await fetch_row(
        "SELECT count(*) AS scored, count(*) FILTER (WHERE s.needs_person) AS flagged,"
        " count(*) FILTER (WHERE s.match_percent IS NULL) AS bare FROM recruiting_ai_score s WHERE s.company_id = $1"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_score n WHERE n.interview_id = s.interview_id"
        " AND n.version > s.version)",
        ctx.company_id,
    )
    total, flagged, bare = (counted["scored"], counted["flagged"], counted["bare"]) if counted else (0, 0, 0)
    rates = await reviews.rates(ctx.company_id)
    decided, changed = sum(row["decided"] for row in rates), sum(row["changed"] for row in rates)
    return [
        line(Text("用途", "Use"), _USE),
        line(Text("方法", "Method"), _METHOD),
        line(Text("校准状态", "Calibration"), await _calibrations(ctx, english)),
        line(Text("学习所得评分模型", "Learned judges"), await _judges(ctx, english)),
        line(Text("依据数据", "Data"), _DATA),
        line(Text("局限", "Limits"), _LIMITS),
        line(Text("不使用的信息", "Never used"), "、".join(sorted(PROTECTED_FACTS))),
        line(Text("声音与画面", "Voice and picture"), await _signals(ctx, english)),
        line(Text("简历排序模型", "Résumé ranker"), await _rankers(ctx, english)),
        line(
            Text("本公司使用情况", "Here"),
            Text(
                f"已评分 {total} 场；其中 {flagged} 场提请人工查看，{bare} 场数据不足未给匹配度；"
                f"{decided} 个决定中有 {changed} 个调整过分数",
                f"{total} interviews scored; {flagged} flagged for a person, {bare} without a match for lack of data;"
                f" scores were changed in {changed} of {decided} decisions",
            ),
        ),
        *[
            line(topic, await _audit(ctx, kind, english))
            for kind, topic in (
                ("impact", Text("各人群差异", "Impact by group")),
                (
                    "counterfactual",
                    Text("换名换性别测试（面试与简历）", "Counterfactual test (interviews, résumés)"),
                ),
                ("drift", Text("分数漂移（每月）", "Drift (monthly)")),
            )
        ],
        line(Text("与入职后结果的关系", "Relation to later outcomes"), await _quality(ctx)),
        line(Text("影响评估", "Impact assessment"), await _assessment(ctx, english)),
        line(
            Text("人的权利", "People's rights"),
            Text(
                "须事先同意；可不同意而由人阅读；可要求人工、查看说明、更正文字、申诉（《个人信息保护法》第二十四条"
                "）。",
                "Consent beforehand; without it a person reads; ask for a person, see the explanation, correct the"
                " words, appeal (PIPL art. 24).",
            ),
        ),
    ]


async def _calibrations(ctx: Context, english: bool) -> str:
    rows = [
        row for row in await marks.versions(marks.CALIBRATION, ctx.company_id) if row["state"] == "active"
    ]
    known = [row for row in rows if row["scorer"] == SCORER]
    if not known:
        return CALIBRATION
    told = [
        f"{row['title']} v{row['version']}: QWK {row['measured']['scorer_kappa']}"
        + (
            f" (people {row['measured']['people_kappa']}), {row['answers']} answers, ±{row['band']}"
            if english
            else f"（人与人 {row['measured']['people_kappa']}），{row['answers']} 条双评，±{row['band']}"
        )
        for row in known
    ]
    rest = "; other job profiles: uncalibrated" if english else "；其余岗位未校准"
    return ("; " if english else "；").join(told) + rest


async def _judges(ctx: Context, english: bool) -> str:
    rows = [row for row in await marks.versions(marks.JUDGE, ctx.company_id) if row["state"] == "active"]
    if not rows:
        return "none in use: the rules score" if english else "没有使用中的模型，按规则评分"
    return "；".join(
        f"{row['title']} v{row['version']}: QWK {row['measured']['scorer_kappa']}（{row['answers']}），"
        f"SHA-256 {row['sha256'][:16]}…"
        for row in rows
    )


async def _quality(ctx: Context) -> Text:
    return words.summary(await outcomes.latest_run(ctx.company_id))


async def _assessment(ctx: Context, english: bool) -> str:
    found = await repository.assessments(ctx.company_id)
    if not found:
        return "none recorded: assess before use (PIPL art. 55)" if english else "尚未评估，使用前应当评估"
    newest = found[0]
    day = f"{newest['decided_at']:%Y-%m-%d}"
    again = "next review" if english else "下次复评"
    return f"{newest['title']}，{day}，{again} {newest['review_on']:%Y-%m-%d}"


async def _signals(ctx: Context, english: bool) -> str:
    weights = {name: await policy.weight(ctx, name) for name in policy.SIGNALS}
    if english:
        return "; ".join(f"{name}: weight {weight} %" for name, weight in weights.items())
    names = {"speech": "声音", "video": "画面"}
    return "；".join(f"{names.get(name, name)}权重 {weight} %" for name, weight in weights.items())


async def _rankers(ctx: Context, english: bool) -> str:
    active = [row for row in await ranker.versions(ctx) if row["state"] == "active"]
    if not active:
        return "none in use: a transparent formula orders" if english else "没有使用中的模型，按透明公式排序"
    return "；".join(
        f"{row['family']}-{row['version']}: AUC {row['auc']}（{row['labels']}），SHA-256 {row['sha256'][:16]}…"
        for row in active
    )


async def _audit(ctx: Context, kind: str, english: bool) -> str:
    found = await repository.audits(ctx.company_id, kind)
    if not found:
        return "never measured here" if english else "尚未测量"
    state = _STATES[found[0]["state"]]
    return f"{found[0]['made_at']:%Y-%m-%d} {state.en if english else state.zh}"


async def document(ctx: Context) -> bytes:
    """The card as a PDF."""
    english = ctx.locale.startswith("en")
    paper = Paper(
        "Model card: interview scoring" if english else "模型说明：面试评分",
        f"{ctx.now():%Y-%m-%d}",
    )
    items: list[dict[str, Any]] = [*await lines(ctx)]
    paper.table(
        ("Topic", "What holds") if english else ("项目", "说明"),
        [(item["topic"], item["words"]) for item in items],
        (22, 78),
    )
    return paper.bytes()
