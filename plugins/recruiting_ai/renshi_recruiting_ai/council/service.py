"""What a works council (工会、职工代表大会) has to be able to read: facts of a period, as a page and a PDF."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.capabilities.parts import parts
from renshi_recruiting_ai.council import repository
from renshi_recruiting_ai.language_model import service as language_model
from renshi_recruiting_ai.rows import from_json
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.signals import policy
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.documents import Paper

FEW = 5
"""Below, a count would tell of single people."""
_CHANNELS = {
    "text": Text("文字", "in writing"),
    "voice": Text("语音", "by voice"),
    "video": Text("视频", "by video"),
}
_DECISIONS = {
    "advance": Text("进入录用", "advance"),
    "hold": Text("继续考察", "hold"),
    "reject": Text("不通过", "reject"),
}
_SIGNALS = {
    "speech": Text("语速与长停顿", "rate of speech and long pauses"),
    "video": Text("是否在画面中", "in the picture"),
}
_STATES = {
    "ready": Text("可用", "in use"),
    "fallback": Text("简化方式", "in a simpler way"),
    "faulty": Text("停用：文件缺失或被改动", "out of use: missing or changed"),
    "absent": Text("未安装，不分析", "not installed, not analysed"),
}
_PROMISE = Text(
    "没有任何自动淘汰：进入录用和不通过只能由人决定并写明理由。声音、画面的权重默认为 0；姓名、性别、年龄、籍贯、"
    "外貌、口音等不参与评分；不推断情绪、性格或健康。",
    "Nothing is rejected by itself: only a person advances or rejects, and says why. Voice and picture count for 0"
    " unless the company decided otherwise; name, sex, age, origin, looks and accent enter nothing; no emotion,"
    " character or health is inferred.",
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part: a heading, words, and rows below a head."""

    title: str
    words: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def period(ctx: Context, first: date | None, last: date | None) -> tuple[date, date]:
    """The days asked for, both in; the last twelve months where nothing is said.

    Raises:
        Invalid: they are the wrong way round, or more than three years.
    """
    end = last or ctx.today()
    far = not date(2000, 1, 1) <= end <= date(2200, 1, 1)
    begin = first or (end if far else end - timedelta(days=365))
    if far or begin > end or (end - begin).days > 1100:
        raise Invalid(
            Text("起止日期有误（最长三年）", "the days are the wrong way round, or more than three years"),
            fields={"first": Text("日期有误", "wrong day")},
        )
    return begin, end


async def sections(ctx: Context, first: date, last: date) -> list[Section]:
    """The report of a period. The read is audited by the caller."""
    english = ctx.locale.startswith("en")

    def say(zh: str, en: str) -> str:
        return en if english else zh

    def named(table: dict[str, Text], key: str) -> str:
        return table[key].of(ctx.locale) if key in table else key

    def few(count: int) -> str:
        return str(count) if count == 0 or count >= FEW else say(f"少于 {FEW}", f"fewer than {FEW}")

    zone = ZoneInfo(ctx.time_zone)
    span = (
        ctx.company_id,
        datetime.combine(first, time(), tzinfo=zone),
        datetime.combine(last + timedelta(days=1), time(), tzinfo=zone),
    )
    settings = await ctx.settings(RecruitingSettings)
    model = await language_model.active(ctx)
    present = await asyncio.to_thread(parts, model["model"] if model else None)
    appeals = await repository.appeals(*span, today=ctx.today())
    purposes = {key: item.title_en if english else item.title for key, item in notices.notices().items()}
    return [
        Section(say("一、原则", "1. What holds"), _PROMISE.of(ctx.locale)),
        Section(
            say("二、分析什么", "2. What is analysed"),
            say(
                "各组件、模型与许可；未安装的不分析。",
                "Parts, models and licences; what isn't installed isn't analysed.",
            ),
            (say("组件", "Part"), say("状态", "State"), say("模型", "Model"), say("许可证", "Licence")),
            tuple(
                (
                    item.title.of(ctx.locale),
                    named(_STATES, item.state),
                    f"{item.model or '—'}{f' ({item.hash[:12]})' if item.hash else ''}",
                    item.licence or "—",
                )
                for item in present
            ),
        ),
        Section(
            say("三、权重", "3. Weights"),
            say(
                f"在招岗位按以下岗位画像评分；适用法域 {settings.jurisdiction}。",
                f"Open jobs are scored by these profiles; jurisdiction {settings.jurisdiction}.",
            ),
            (
                say("岗位画像", "Profile"),
                say("版本", "Version"),
                say("能力权重", "Weights"),
                say("摘要", "Digest"),
            ),
            tuple(
                (
                    row["title"],
                    str(row["version"]),
                    _weights(from_json(row["body"]), say("沟通表达", "communication")),
                    row["digest"][:12],
                )
                for row in await repository.open_jobs(ctx.company_id)
            ),
        ),
        Section(
            say("四、声音与画面", "4. Voice and picture"),
            say("现行权重（占岗位匹配的百分比）。", "What they count for now, in per cent of the match."),
            (say("信号", "Signal"), say("权重", "Weight")),
            tuple(
                [
                    (named(_SIGNALS, signal), f"{await policy.weight(ctx, signal)} %")
                    for signal in policy.SIGNALS
                ]
            ),
        ),
        Section(
            say("五、评分版本", "5. Versions of the scorer"),
            say(
                "期间内产生的评分；重新评分保留旧版本。",
                "Scores of the period; scoring again keeps the earlier version.",
            ),
            (say("版本", "Version"), say("评分数", "Scores"), say("其中重新评分", "Of these, again")),
            tuple(
                (row["scorer"], str(row["scores"]), str(row["again"]))
                for row in await repository.scorers(*span)
            ),
        ),
        Section(
            say("六、面试", "6. Interviews"),
            say("期间内完成的面试。", "Completed in the period."),
            (say("方式", "How"), say("完成", "Completed"), say("同意 AI 评分", "Agreed to scoring")),
            tuple(
                (named(_CHANNELS, row["channel"]), few(row["interviews"]), few(row["scored"]))
                for row in await repository.interviews(*span)
            ),
        ),
        Section(
            say("七、同意", "7. Consents"),
            say("期间内给出、拒绝或撤回的同意。", "Given, refused or taken back in the period."),
            (say("用途", "Purpose"), say("同意", "Given"), say("拒绝或撤回", "Refused or taken back")),
            tuple(
                (purposes.get(row["purpose"], row["purpose"]), few(row["given"]), few(row["refused"]))
                for row in await repository.consents(*span)
            ),
        ),
        Section(
            say("八、人的决定", "8. Decisions by people"),
            say("全部由人作出，自动决定 0 件。", "All by people; decided by a program: 0."),
            (
                say("决定", "Decision"),
                say("件数", "How many"),
                say("参考了评分", "With a score"),
                say("决定人数", "People"),
            ),
            tuple(
                (
                    named(_DECISIONS, row["decision"]),
                    few(row["decisions"]),
                    few(row["with_score"]),
                    str(row["people"]),
                )
                for row in await repository.decisions(*span)
            ),
        ),
        Section(
            say("九、人工调整", "9. Scores people changed"),
            say("评分旁的人工分值，均有理由。", "Values that people put beside a score, each with a reason."),
            (
                say("维度", "Dimension"),
                say("次数", "Times"),
                say("调高", "Up"),
                say("调低", "Down"),
                say("平均", "Mean"),
            ),
            tuple(
                (
                    row["dimension"],
                    few(row["changed"]),
                    few(row["up"]),
                    few(row["down"]),
                    f"{row['mean']:+}" if row["changed"] >= FEW and row["mean"] is not None else "—",
                )
                for row in await repository.overrides(*span)
            ),
        ),
        Section(
            say("十、申诉与要求人工", "10. Appeals, and wishes for a person"),
            say(
                f"答复期限 {settings.appeal_days} 天。", f"To be answered within {settings.appeal_days} days."
            ),
            (say("项目", "What"), say("件数", "How many")),
            (
                (say("申诉", "Appeals"), few(appeals["appeals"])),
                (say("要求人工面试", "Wishes for a person"), few(appeals["persons"])),
                (say("已答复", "Answered"), few(appeals["answered"])),
                (say("成立或部分成立", "Upheld, wholly or in part"), few(appeals["upheld"])),
                (say("超期", "Late"), few(appeals["late"])),
            ),
        ),
        Section(
            say("十一、保存期限", "11. How long data is kept"),
            say(
                f"未录用者资料 {settings.retention_months} 个月；录音录像 {settings.media_days} 天。",
                f"Data of those not hired: {settings.retention_months} months; recordings: {settings.media_days} days.",
            ),
        ),
    ]


def _weights(body: dict[str, Any], communication: str) -> str:
    told = body.get("communication_weight", 0)
    total = sum(item["weight"] for item in body["competencies"]) + told
    shares = [f"{item['label']} {item['weight'] / total * 100:.0f} %" for item in body["competencies"]]
    return "；".join([*shares, f"{communication} {told / total * 100:.0f} %"])


async def document(ctx: Context, first: date, last: date) -> bytes:
    """The report as a PDF."""
    english = ctx.locale.startswith("en")
    company = (await ctx.organization.company()).name
    title = f"AI in recruiting: {company}" if english else f"招聘中使用 AI 的情况报告：{company}"
    paper = Paper(title, f"{first:%Y-%m-%d} – {last:%Y-%m-%d}")
    paper.add("soft", f"{first:%Y-%m-%d} – {last:%Y-%m-%d}")
    for section in await sections(ctx, first, last):
        paper.add("head", section.title)
        paper.add("text", section.words)
        if section.rows:
            paper.table(section.head, section.rows, [1] * len(section.head))
        elif section.head:
            paper.add("soft", "None in the period." if english else "期间内没有。")
    return await asyncio.to_thread(paper.bytes)
