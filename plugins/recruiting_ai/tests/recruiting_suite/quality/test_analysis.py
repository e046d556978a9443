"""A whole run, as the service computes it: what is there is found, and chance is not taken for a finding."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_recruiting_ai.quality import words
from renshi_recruiting_ai.quality.analysis import (
    EVERY_JOB,
    Comparison,
    HiredPerson,
    Predictor,
    anniversary,
    by_kind,
    compare,
    courses,
    told,
)
from renshi_recruiting_ai.quality.proposals import weights_of, with_weights
from renshi_recruiting_ai.quality.relations import Relation, Verdict, proposed_weights, relation
from renshi_recruiting_ai.quality.retention import STILL_THERE, retained

from renshi_sdk import Text
from renshi_sdk.contracts import JobRecord, Outcome

START = date(2025, 3, 3)


def outcome(
    kind: str, value: float, day: date, scale: int = 1, subject: str | None = None, **more: str
) -> Outcome:
    return Outcome(
        employee_id=uuid4(),
        kind=kind,
        label=Text(kind, kind),
        value=Decimal(str(round(value, 6))),
        scale=(Decimal(0), Decimal(scale)),
        day=day,
        permission="training.enrolment.read",
        subject=subject,
        subject_label=subject,
        **more,  # type: ignore[arg-type]
    )


def nothing_planted(chance: random.Random, hires: int) -> list[Comparison]:
    """Two jobs, three channels, a course, months of attendance and who stayed: all drawn apart from the scores."""
    people, by_person = [], {}
    for number in range(hires):
        key = f"p{number}"
        people.append(
            HiredPerson(
                key=key,
                job="clerk" if number % 2 else "fitter",
                channel=("careers", "referral", "agency")[chance.randrange(3)],
                starts_on=START,
                scores={name: round(chance.gauss(6, 1.5), 1) for name in ("a", "b", "c", "communication")},
                match=float(chance.randint(40, 95)),
            )
        )
        left = chance.randint(30, 400) if chance.random() < 0.35 else 9999
        found = [
            outcome("training.exam_score", chance.gauss(75, 10), START + timedelta(days=40), 100, "SAFE")
        ]
        for month in range(1, 12):
            if month * 30 < left:
                day = START + timedelta(days=30 * month)
                found.append(outcome("attendance.punctuality", min(1.0, chance.gauss(0.97, 0.05)), day))
        for months in (3, 6, 12):
            day = anniversary(START, months)
            found.append(outcome(f"recruiting_ai.retained_{months}m", float((day - START).days < left), day))
        by_person[key] = found
    return compare(people, told(people, by_person), {}, still_there=STILL_THERE)


def test_where_nothing_is_planted_at_most_one_run_in_twenty_finds_something() -> None:
    chance = random.Random(424242)
    runs = [nothing_planted(chance, 130) for _ in range(200)]
    # Every kind of comparison takes part: else the figure below would prove less than it says.
    tested = {
        (row.predictor, row.relation.outcome) for run in runs for row in run if row.relation.p is not None
    }
    assert {predictor for predictor, _ in tested} == set(Predictor)
    assert ("course", "recruiting_ai.retained_12m") in {(a.value, b) for a, b in tested}
    false = sum(any(row.relation.verdict is Verdict.FOUND for row in run) for run in runs)
    # 5 % of 200 is 10; two standard errors above it.
    assert false <= 16


def test_all_comparisons_of_a_run_are_corrected_together() -> None:
    chance = random.Random(5)
    run = nothing_planted(chance, 130)
    tested = sorted(row.relation.p for row in run if row.relation.p is not None)
    assert len(tested) > 30
    smallest = min(row.relation.q for row in run if row.relation.q is not None)
    expected = min(p * len(tested) / place for place, p in enumerate(tested, 1))
    assert smallest == pytest.approx(min(1.0, expected))


def test_a_course_is_compared_among_those_who_were_there_with_what_came_later() -> None:
    people, by_person = [], {}
    chance = random.Random(9)
    for number in range(60):
        key = f"p{number}"
        people.append(HiredPerson(key=key, job="clerk", channel="careers", starts_on=START))
        there = number >= 15
        by_person[key] = [
            outcome("training.exam_score", chance.gauss(70, 9), START + timedelta(days=20), 100, "SAFE"),
            outcome("attendance.presence", chance.random(), START + timedelta(days=60)),
            outcome(STILL_THERE, float(there), anniversary(START, 3)),
            outcome("recruiting_ai.retained_6m", float(there and number % 3 > 0), anniversary(START, 6)),
        ]
    rows = compare(people, told(people, by_person), {}, still_there=STILL_THERE)
    course = [row for row in rows if row.predictor is Predictor.COURSE]
    assert [(row.job, row.relation.outcome, row.relation.hires) for row in course] == [
        (EVERY_JOB, "recruiting_ai.retained_6m", 45)
    ]
    # One channel tells nothing apart, and nobody had an interview.
    assert {row.predictor for row in rows} == {Predictor.COURSE}


def test_only_the_first_year_counts_and_the_wanted_end_is_up() -> None:
    person = HiredPerson(key="p", job="clerk", channel="careers", starts_on=START)
    found = told(
        [person],
        {
            "p": [
                outcome("payroll.errors", 4, START - timedelta(days=1), 10, better="lower"),
                outcome("payroll.errors", 2, START, 10, better="lower"),
                outcome("payroll.errors", 3, START + timedelta(days=366), 10, better="lower"),
                outcome("payroll.errors", 9, START + timedelta(days=367), 10, better="lower"),
            ]
        },
    )
    assert by_kind(found) == {"payroll.errors": {"p": -2.5}}
    assert by_kind(found, after_days=90) == {"payroll.errors": {"p": -3.0}}


def test_yes_or_no_is_no_mark_of_a_course() -> None:
    person = HiredPerson(key="p", job="clerk", channel="careers", starts_on=START)
    given_ = [
        outcome("training.on_time", 1, START + timedelta(days=9), 1, "SAFE"),
        outcome("training.exam_score", 80, START + timedelta(days=9), 100, "SAFE"),
        outcome("training.exam_score", 60, START + timedelta(days=90), 100, "SAFE"),
        outcome("training.exam_score", 10, START + timedelta(days=91), 100, "SAFE"),
    ]
    assert courses(told([person], {"p": given_})) == {"training.exam_score:SAFE": {"p": 70.0}}


def test_a_handful_that_differs_is_no_data() -> None:
    pairs = [(float(n), 1.0) for n in range(91)] + [(95.0, 0.0)] * 9
    assert relation("a", "b", pairs).verdict is Verdict.NOT_ENOUGH
    assert relation("a", "b", [*pairs, (96.0, 0.0)]).r is not None


def test_thirds_and_groups_are_told_in_means() -> None:
    pairs = [(float(n), float(n % 30)) for n in range(90)]
    row = relation("a", "b", pairs)
    assert (row.top, row.bottom) == (14.5, 14.5)
    group = relation("a", "b", [(float(n < 40), float(n)) for n in range(100)])
    assert (group.top, group.bottom) == (19.5, 69.5)


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 7, 1), 6, date(2026, 1, 1)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_anniversaries(start: date, months: int, day: date) -> None:
    assert anniversary(start, months) == day


def record(first: date, last: date | None, spell: object) -> JobRecord:
    some = uuid4()
    return JobRecord(
        id=some,
        employee_id=some,
        spell_id=spell,  # type: ignore[arg-type]
        valid_from=first,
        valid_to=last,
        company_id=some,
        department_id=some,
        position_id=None,
        manager_id=None,
        grade=None,
        city=None,
        work_regime="standard",
        recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
        superseded_at=None,
        reason="",
    )


def test_who_stayed_is_told_of_the_spell_that_began_with_the_hire() -> None:
    one, two = uuid4(), uuid4()
    history = [
        record(START, date(2025, 5, 1), one),  # a transfer
        record(date(2025, 5, 1), date(2025, 8, 1), one),  # last day 31 July
        record(date(2025, 9, 1), None, two),  # back again
    ]
    found = retained(uuid4(), START, history, date(2026, 1, 31))
    assert [(one.kind, int(one.value), one.day) for one in found] == [
        ("recruiting_ai.retained_3m", 1, date(2025, 6, 3)),
        ("recruiting_ai.retained_6m", 0, date(2025, 9, 3)),
    ]
    assert retained(uuid4(), date(2024, 1, 1), history, date(2026, 1, 31)) == []


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 100), min_size=2),
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(-0.9, 0.9), st.floats(0, 0.4)), max_size=8),
)
def test_proposed_weights_keep_their_sum_and_drop_nothing(
    weights: dict[str, int], findings: list[tuple[str, float, float]]
) -> None:
    rows = [
        Relation(name, "x", 99, Verdict.FOUND, r=r, low=max(-1, r - half), high=min(1, r + half), p=0, q=0)
        for name, r, half in findings
    ]
    made = proposed_weights(weights, rows, "x")
    if made is None:
        assert not {name for name, _, _ in findings} & weights.keys()
    else:
        assert made.keys() == weights.keys()
        assert sum(made.values()) == sum(weights.values())
        assert min(made.values()) >= 1


def test_a_profile_with_other_weights_is_the_same_otherwise() -> None:
    body = {
        "title": "班长",
        "communication_weight": 10,
        "competencies": [{"key": "a", "weight": 60, "label": "甲"}, {"key": "b", "weight": 30}],
    }
    made = with_weights(body, {"a": 50, "b": 35, "communication": 15})
    assert weights_of(made) == {"a": 50, "b": 35, "communication": 15}
    assert with_weights(made, weights_of(body)) == body


def row(**how: object) -> dict[str, object]:
    return {
        "verdict": "found",
        "predictor": "dimension",
        "outcome_zh": "培训考试成绩",
        "outcome_en": "Exam score",
        "share": False,
        "r": 0.4,
        "low": 0.2,
        "high": 0.6,
        "top": 82.34,
        "bottom": 70.0,
    } | how


def test_sentences() -> None:
    assert words.says(row()).zh == (
        "有关联：此项最高的三分之一，“培训考试成绩”平均 82.3；最低的三分之一 70.0。只是偶然的可能性很小；有关联不等"
        "于有因果。"
    )
    assert words.says(row(r=-0.4)).zh.startswith("反向关联：")
    assert words.says(row(verdict="not_found")).en.startswith("No conclusion: ")
    assert words.says(row(verdict="not_found", low=-0.1)).en.startswith("Nothing found: ")
    channel = words.says(row(predictor="channel", share=True, top=0.9, bottom=0.75)).en
    assert "is 90 % for people of this channel and 75 % for the others" in channel
    assert words.says(row(verdict="not_enough_data", r=None)).zh.startswith("数据不足：至少要有 30 名")
