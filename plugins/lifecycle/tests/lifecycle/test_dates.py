"""Days of tasks, for any anchor and any order of mornings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from renshi_lifecycle.checklists.dates import FURTHEST, Step, due_on, step, unblocked
from renshi_lifecycle.checklists.schemas import TemplateIn
from renshi_lifecycle.checklists.templates import shipped

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(anchor=DAYS, days=st.integers(-FURTHEST, FURTHEST), later=st.integers(0, 400))
def test_a_due_day_keeps_its_distance_and_moves_with_its_anchor(anchor: date, days: int, later: int) -> None:
    assert (due_on(anchor, days) - anchor).days == days
    assert due_on(anchor + timedelta(days=later), days) == due_on(anchor, days) + timedelta(days=later)


def test_a_due_day_beyond_two_years_is_refused() -> None:
    for days in (FURTHEST + 1, -FURTHEST - 1):
        with pytest.raises(ValueError, match="730"):
            due_on(date(2026, 1, 1), days)


@given(
    due=DAYS,
    first=st.integers(-60, 60),
    mornings=st.lists(st.integers(0, 5), min_size=1, max_size=80),
    remind=st.integers(0, 30),
    escalate=st.integers(1, 60),
)
def test_whatever_mornings_are_missed_or_run_twice_each_thing_is_said_once(
    due: date, first: int, mornings: list[int], remind: int, escalate: int
) -> None:
    today = due + timedelta(days=first)
    reminded = escalated = None
    said: list[tuple[Step, date]] = []
    for gap in mornings:
        today += timedelta(days=gap)
        now = step(
            due,
            today,
            remind_days=remind,
            escalate_days=escalate,
            reminded_on=reminded,
            escalated_on=escalated,
        )
        if now is Step.REMIND:
            reminded = today
        elif now is Step.ESCALATE:
            escalated = today
        if now is not Step.NOTHING:
            said.append((now, today))
    kinds = [kind for kind, _ in said]
    assert kinds in ([], [Step.REMIND], [Step.REMIND, Step.ESCALATE])
    assert (reminded is not None) == (today >= due - timedelta(days=remind))
    for kind, day in said:
        if kind is Step.ESCALATE:
            assert day >= due + timedelta(days=escalate)
            assert day > said[0][1]


@given(st.data())
def test_finishing_in_any_allowed_order_ends_with_every_task_open(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    needs = {
        f"t{i}": tuple(data.draw(st.sets(st.sampled_from([f"t{n}" for n in range(i)]), max_size=3)))
        if i
        else ()
        for i in range(count)
    }
    finished: set[str] = set()
    for _ in range(count):
        free = unblocked(needs, finished) - finished
        assert free, "needed tasks stand before, so something can always be done"
        chosen = data.draw(st.sampled_from(sorted(free)))
        assert set(needs[chosen]) <= finished
        finished.add(chosen)
    assert unblocked(needs, finished) == set(needs)


def test_the_shipped_templates_hold_and_speak_both_languages() -> None:
    assert [(t.code, len(t.tasks)) for t in shipped()] == [
        ("onboarding", 10),
        ("transfer", 4),
        ("secondment", 3),
        ("leaving", 9),
    ]
    for template in shipped():
        for task in template.tasks:
            assert task.title_en.isascii()
            assert not task.title.isascii()


def test_a_template_whose_tasks_go_in_circles_is_refused() -> None:
    task = {"key": "a", "title": "甲", "title_en": "A"}
    for tasks in (
        [task, task],
        [task | {"needs": ["b"]}, task | {"key": "b", "needs": ["a"]}],
        [task | {"needs": ["a"]}],
    ):
        with pytest.raises(ValidationError):
            TemplateIn.model_validate({"code": "x", "title": "某", "title_en": "X", "tasks": tasks})
