"""From answers to questions for the model, and from its kept replies to what a report says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.opinion.judging import Why, judge
from renshi_recruiting_ai.engine.opinion.prompt import VERSION, CriterionPrompt, build_prompt
from renshi_recruiting_ai.engine.opinion.sending import Sent, sent
from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.engine.report import Added, AnswerOpinion, Reason, ScoreReport, ScoringInput
from renshi_recruiting_ai.language_model import repository, service
from renshi_recruiting_ai.rows import insert_many
from renshi_sdk import Context

_NO_NONCE = "0" * 16
WHY = {
    Why.MALFORMED: Reason(zh="大模型未按约定格式回答", en="the model did not keep to the agreed form"),
    Why.NO_QUOTE: Reason(
        zh="大模型没有给出回答中的原话，其判断已弃用",
        en="the model quoted nothing that was said; its judgement was dropped",
    ),
    Why.PROTECTED: Reason(
        zh="大模型的理由涉及受保护的特征，已弃用",
        en="the model spoke of a protected attribute; its judgement was dropped",
    ),
    Why.NONE_HELD: Reason(
        zh="大模型的回答均不可用，按规则评分", en="no reply of the model held; the rules' score stands"
    ),
    Why.FEW_HELD: Reason(
        zh="大模型多数回答不可用，按规则评分，请人工查看",
        en="most replies did not hold; the rules' score stands",
    ),
    Why.SPREAD: Reason(
        zh="大模型几次判断不一致，按规则评分，请人工查看",
        en="the samples differ too much; the rules' score stands",
    ),
    Why.APART: Reason(
        zh="大模型与规则评分相差超过 3 分，未采用，请人工查看",
        en="more than 3 points from the rules: not used, please look at it",
    ),
    Why.SPEAKS: Reason(
        zh="大模型认为回答中有写给评分者的话，未采用，请人工查看",
        en="the model found words meant for the grader: not used, please look at it",
    ),
}
FAILED = {
    "timeout": Reason(zh="大模型超时，按规则评分", en="the model took too long; the rules' score stands"),
    "limited": Reason(
        zh="大模型服务限流，按规则评分", en="the model's server is limiting; the rules' score stands"
    ),
    "failed": Reason(
        zh="大模型服务出错，按规则评分", en="the model's server failed; the rules' score stands"
    ),
    "broken": Reason(
        zh="大模型返回无法识别，按规则评分", en="the reply can't be read; the rules' score stands"
    ),
    "refused": Reason(zh="大模型拒绝回答，按规则评分", en="the model refused; the rules' score stands"),
    "unreachable": Reason(
        zh="大模型无法连接，按规则评分", en="the model can't be reached; the rules' score stands"
    ),
    "denied": Reason(
        zh="大模型密钥无效，按规则评分", en="the model's key is not taken; the rules' score stands"
    ),
    "blocked": Reason(
        zh="大模型地址指向内部网络，已拒绝，按规则评分",
        en="the address leads inside; the rules' score stands",
    ),
    "over_limit": Reason(
        zh="已到每日调用上限，按规则评分", en="the day's limit is reached; the rules' score stands"
    ),
    "resting": Reason(
        zh="大模型连续出错已暂停调用，按规则评分",
        en="the model failed repeatedly and rests; the rules' score stands",
    ),
    "asked": Reason(zh="大模型调用中断，按规则评分", en="the call was cut off; the rules' score stands"),
}
NOT_AGREED = Reason(
    zh="候选人未单独同意使用大模型，按规则评分",
    en="the candidate did not agree to a language model; the rules' score stands",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One question for the model: one criterion, one answer. `digest` names it without its fence."""

    question: str
    competency: str
    answer: Sent
    prompt: CriterionPrompt
    digest: str
    rules: Decimal | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked about an interview, and the replies that are there already."""

    row: dict[str, Any]
    wishes: tuple[Wish, ...]
    replies: Mapping[tuple[str, int], dict[str, Any]]

    def missing(self) -> tuple[tuple[Wish, int], ...]:
        return tuple(
            (wish, sample)
            for wish in self.wishes
            for sample in range(1, self.row["samples"] + 1)
            if (wish.digest, sample) not in self.replies
        )


async def asked_about(
    ctx: Context, interview: dict[str, Any], given: ScoringInput, report: ScoreReport
) -> Asked | Reason | None:
    """What the model is asked; None where the company has none on; a reason where this candidate's words stay here."""
    row = await service.active(ctx)
    if row is None:
        return None
    if not await service.agreed(interview["application_id"], row):
        return NOT_AGREED
    known = await repository.known_words(interview["id"])
    answers = {item.question: item.parts for item in given.answers}
    wishes = []
    for result in report.questions:
        if result.score is None:
            # Too little was said for the rules; it is too little for a model as well.
            continue
        question = given.profile.question(result.question)
        competency = given.profile.competency(question.competency)
        plain = sent(answers[question.key], known=known)
        unfenced = build_prompt(competency, question, plain, _NO_NONCE)
        name = digest(
            {
                "version": VERSION,
                "address": row["address"],
                "model": row["model"],
                "structured": row["structured"],
                "system": unfenced.system,
                "user": unfenced.user,
            }
        )
        # Nobody can guess the fence, and the same question gets the same one again.
        nonce = ctx.secrets.index(name, label="recruiting_ai_model.fence").hex()
        answer = sent(answers[question.key], known=known, nonce=nonce)
        wishes.append(
            Wish(
                question.key,
                competency.key,
                answer,
                build_prompt(competency, question, answer, nonce),
                name,
                result.score,
            )
        )
    replies = await repository.replies(ctx.company_id, [wish.digest for wish in wishes])
    return Asked(row, tuple(wishes), replies)


async def added(interview_id: UUID, asked: Asked | Reason) -> Added:
    """What a report says of the model: opinions with quotes, or why there is none."""
    if isinstance(asked, Reason):
        return Added(notes=(asked,))
    failures = await repository.failures(interview_id, [wish.digest for wish in asked.wishes])
    opinions = [_opinion(wish, asked, failures) for wish in asked.wishes]
    silent = [item for item in opinions if not item.samples and item.note is not None]
    notes = tuple(dict.fromkeys(item.note for item in silent if item.note is not None))
    return Added(model=service.used(asked.row), opinions=tuple(opinions), notes=notes)


def _opinion(wish: Wish, asked: Asked, failures: Mapping[str, str]) -> AnswerOpinion:
    replies = [
        asked.replies[wish.digest, sample]["reply"]
        for sample in range(1, asked.row["samples"] + 1)
        if (wish.digest, sample) in asked.replies
    ]
    base = {"question": wish.question, "competency": wish.competency, "rules": wish.rules}
    if len(replies) * 2 <= asked.row["samples"]:
        note = FAILED[failures.get(wish.digest, "asked")]
        return AnswerOpinion(**base, median=None, samples=(), quotes=(), reason="", counts=False, note=note)
    found = judge(replies, wish.answer, wish.rules)
    because = found.because
    if because is Why.NONE_HELD and len(set(found.rejected)) == 1:
        because = found.rejected[0]
    return AnswerOpinion(
        **base,
        median=found.median,
        samples=found.samples,
        quotes=found.quotes,
        reason=found.reason,
        counts=found.counts,
        note=WHY[because] if because is not None else None,
    )


async def keep_own(ctx: Context, interview_id: UUID, asked: Asked) -> None:
    """A reply that was got for another candidate's same words is copied, so that it does not go when theirs goes."""
    own = await repository.held(interview_id, [wish.digest for wish in asked.wishes])
    questions = {wish.digest: wish.question for wish in asked.wishes}
    await insert_many(
        "recruiting_ai_model_call",
        [
            {
                "company_id": ctx.company_id,
                "model_id": reply["model_id"],
                "interview_id": interview_id,
                "question_key": questions[name],
                "prompt_digest": name,
                "sample": sample,
                "outcome": "cached",
                "tries": 0,
                "reply": reply["reply"],
                "reply_digest": reply["reply_digest"],
                "asked_at": ctx.now(),
            }
            for (name, sample), reply in sorted(asked.replies.items(), key=lambda item: item[0])
            if (name, sample) not in own and sample <= asked.row["samples"]
        ],
    )


def rows(
    found: Sequence[AnswerOpinion], names: Mapping[str, str], *, english: bool = False
) -> list[dict[str, Any]]:
    """Opinions as a list, for people."""
    return [
        {
            "question": names.get(item.question, item.question),
            "rules": item.rules,
            "median": item.median,
            "samples": "、".join(str(one) for one in item.samples) or None,
            "counts": item.counts,
            "reason": item.reason or None,
            "quotes": "；".join(quote.words for quote in item.quotes) or None,
            "note": item.note.zh if item.note else None,
            "note_en": item.note.en if item.note else None,
            "note_shown": (item.note.en if english else item.note.zh) if item.note else None,
        }
        for item in found
    ]
