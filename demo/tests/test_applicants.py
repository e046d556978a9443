"""Applicants are the same for the same day, belong to nobody, and their files say what was drawn."""

import io
from collections import Counter
from datetime import date
from random import Random

from docx import Document
from renshi_demo.generator.applicants import KINDS, answers, applicants, resume_file

DAY = date(2026, 11, 26)


def test_the_same_day_draws_the_same_people() -> None:
    assert applicants(Random("a"), DAY) == applicants(Random("a"), DAY)
    assert applicants(Random("a"), DAY) != applicants(Random("b"), DAY)


def test_nobody_is_drawn_twice_and_nobody_can_be_reached() -> None:
    people = applicants(Random("a"), DAY)
    assert Counter(p.kind for p in people) == dict(KINDS)
    assert len({p.phone for p in people}) == len({p.name for p in people}) == len(people)
    assert all(p.phone.startswith("154") and p.email.endswith(".example") for p in people)


def test_a_file_says_what_was_drawn() -> None:
    person = applicants(Random("a"), DAY)[0]
    said = [p.text for p in Document(io.BytesIO(resume_file(person))).paragraphs]
    assert said == [line.removeprefix("# ") for line in person.resume]


def test_answers_are_cut_after_whole_sentences() -> None:
    script = {"q": "一。二。三。四。"}
    assert [answers(script, share)["q"] for share in (1.0, 0.5, 0.1)] == [
        "一。二。三。四。",
        "一。二。",
        "一。",
    ]
