"""What a learned judge is given of an answer, and where the words stand that it went by.

The same sentences as the rules count: without what tells who somebody is, without talk to the scorer, copies of the
question and repetition. So no trick that the rules see through works on the judge. Pure; needs the extra ``[ranking]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .gaming import Flag
from .neutral import neutral_pronouns
from .profile import Intent, JobProfile, Question
from .remarking import Mark
from .report import AnswerSet, Evidence
from .units import AnswerPart, Source, Unit, counted_units, source_of

if TYPE_CHECKING:
    from .marking.judge import Judge
    from .marking.likeness import Task

JUDGED = (Intent.CASE, Intent.KNOWLEDGE)
_QUOTES = 4


def judged_questions(profile: JobProfile) -> tuple[Question, ...]:
    """Questions that have a right answer, which a judge may learn."""
    return tuple(question for question in profile.questions if question.intent in JUDGED)


def task_of(question: Question) -> Task:
    """The question with its model answers; where nobody wrote one, what a good answer speaks of stands for it."""
    from .marking.likeness import Task

    models = question.model_answers or ("；".join(point.text for point in question.ideal_points) + "。",)
    return Task(key=question.key, question=question.text, models=models)


def counted(parts: Sequence[AnswerPart]) -> list[tuple[Source, Unit, str]]:
    """The sentences that count, each with its words; what must not count is blanked, so that places stay."""
    flags: list[Flag] = []
    sources = [source_of(part) for part in parts]
    found = []
    for unit in counted_units(parts, sources, flags):
        source = sources[unit.part]
        text = neutral_pronouns(source.clean.text)[unit.start : unit.end]
        for first, last in unit.cut:
            start, end = max(first, unit.start) - unit.start, min(last, unit.end) - unit.start
            if start < end:
                text = text[:start] + " " * (end - start) + text[end:]
        found.append((source, unit, text))
    return found


def said(parts: Sequence[AnswerPart]) -> str:
    """The words of an answer that count, for learning and judging alike."""
    return "\n".join(text.strip() for _, _, text in counted(parts))


def marks(judge: Judge, profile: JobProfile, answers: Sequence[AnswerSet]) -> dict[str, Mark]:
    """The judge's marks for answers to questions that it has seen people mark answers of."""
    from .marking.judge import LEAST_PER_TASK, matched

    wanted = {question.key: question for question in judged_questions(profile)}
    found: dict[str, Mark] = {}
    for answer in answers:
        question = wanted.get(answer.question)
        if question is None or len(judge.marked.get(question.key, ())) < LEAST_PER_TASK:
            continue
        task = task_of(question)
        (judgement,) = judge.judge(task, [said(answer.parts)])
        evidence = [
            Evidence(
                quote=source.quote(unit.start + first, unit.start + last),
                question=question.key,
                why_zh="与参考答案一致的用词",
                why_en="Words of a model answer",
            )
            for source, unit, text in counted(answer.parts)
            for first, last in _joined(text, matched(task, text))
        ]
        found[question.key] = Mark(
            points=round(10 * judgement.share, 6),
            evidence=tuple(evidence[:_QUOTES]),
            doubtful=judgement.doubtful,
        )
    return found


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring words as one quote."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
