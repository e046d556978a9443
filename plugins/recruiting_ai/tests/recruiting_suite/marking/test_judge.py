"""The judge against people's marks, and against answers that try to please it instead of answering."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pytest
from renshi_recruiting_ai.engine.marking.judge import Judge, NotEnoughMarks, matched
from renshi_recruiting_ai.engine.marking.likeness import Task
from renshi_recruiting_ai.engine.marking.neighbours import Marked
from renshi_recruiting_ai.engine.marking.words import content, read

from .semeval import Marks, auc, load

HIGH = 0.7


@pytest.fixture(scope="module")
def judge() -> Judge:
    train = load("sciEntsBank", "train")
    return Judge.learn(train.tasks, train.answers)


@pytest.fixture(scope="module")
def unseen_questions() -> Marks:
    return load("sciEntsBank", "unseen-questions")


def _shares(judge: Judge, marks: Marks) -> list[float]:
    tasks = {task.key: task for task in marks.tasks}
    return [judge.judge(tasks[answer.task], [answer.text])[0].share for answer in marks.answers]


def test_the_metric_counts_pairs() -> None:
    assert auc([True, False, True, False], [0.9, 0.1, 0.4, 0.6]) == 0.75
    assert auc([True, False], [0.5, 0.5]) == 0.5


def test_answers_to_known_questions_are_ranked_as_people_marked_them(judge: Judge) -> None:
    marks = load("sciEntsBank", "unseen-answers")
    assert len(marks.answers) == 540
    assert auc([a.mark == 1 for a in marks.answers], _shares(judge, marks)) >= 0.84


def test_answers_to_questions_never_seen_are_ranked_as_people_marked_them(
    judge: Judge, unseen_questions: Marks
) -> None:
    assert len(unseen_questions.answers) == 733
    good = [a.mark == 1 for a in unseen_questions.answers]
    learned = auc(good, _shares(judge, unseen_questions))
    tasks = {task.key: task for task in unseen_questions.tasks}
    coverage = [
        len(set(content(read(a.text))) & set(content(read(tasks[a.task].models[0]))))
        for a in unseen_questions.answers
    ]
    assert learned >= 0.80
    assert learned > auc(good, coverage) + 0.03


def test_shuffled_words_and_copied_questions_do_not_score_high(judge: Judge, unseen_questions: Marks) -> None:
    chance = random.Random(11)
    tasks = {task.key: task for task in unseen_questions.tasks}
    shuffled: list[float] = []
    for answer in unseen_questions.answers:
        words = [answer.text[word.start : word.end] for word in read(answer.text)]
        if answer.mark == 1 and len(words) >= 8:
            chance.shuffle(words)
            shuffled.append(judge.judge(tasks[answer.task], [" ".join(words)])[0].share)
    assert len(shuffled) == 198
    assert float(np.median(shuffled)) < 0.15
    assert sum(share >= HIGH for share in shuffled) <= 4
    for task in unseen_questions.tasks:
        listed = " ".join(dict.fromkeys(content(read(task.models[0]))))
        assert judge.judge(task, [task.question])[0].share < 0.5
        assert judge.judge(task, [listed])[0].share < HIGH


def test_the_same_answer_always_gets_the_same_mark_also_from_a_stored_judge(
    judge: Judge, unseen_questions: Marks
) -> None:
    task = unseen_questions.tasks[0]
    texts = [answer.text for answer in unseen_questions.answers if answer.task == task.key]
    stored = judge.save()
    assert stored == judge.save()
    again = Judge.load(stored, sha256=hashlib.sha256(stored).hexdigest())
    assert again.judge(task, texts) == judge.judge(task, texts)
    with pytest.raises(ValueError, match="not the one"):
        Judge.load(stored + b"x", sha256=hashlib.sha256(stored).hexdigest())


def test_a_judge_needs_marks_that_differ() -> None:
    task = Task("k", "Why does it float?", ("It is less dense than water.",))
    few = [Marked("k", f"because {n}", float(n % 2)) for n in range(199)]
    alike = [Marked("k", f"because {n}", 1.0) for n in range(300)]
    for answers in (few, alike):
        with pytest.raises(NotEnoughMarks):
            Judge.learn([task], answers)


def test_evidence_is_the_words_of_the_model_answer_that_the_question_did_not_give() -> None:
    task = Task(
        "k", "为什么转化率下降了？", ("因为新用户占比上升，而新用户的转化率更低，应按用户分层比较。",)
    )
    answer = "转化率下降是新用户变多了，所以要分层来看。"
    assert [answer[start:end] for start, end in matched(task, answer)] == ["新", "用户", "分层"]
