from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from renshi_training.enrolments.grading import Mark, mark

EXAM = [
    {"seq": 1, "answer": [1], "points": 20},
    {"seq": 2, "answer": [0, 2], "points": 30},
    {"seq": 3, "answer": [0], "points": 10},
]


def test_all_right_is_a_hundred() -> None:
    assert mark(EXAM, {1: [1], 2: [2, 0], 3: [0]}) == Mark(Decimal("100.00"), ())


def test_half_of_a_multiple_choice_is_wrong() -> None:
    assert mark(EXAM, {1: [1], 2: [0], 3: [0]}) == Mark(Decimal("50.00"), (2,))


def test_ticking_everything_is_wrong() -> None:
    assert mark(EXAM, {1: [0, 1, 2], 2: [0, 1, 2], 3: [0, 1]}) == Mark(Decimal("0.00"), (1, 2, 3))


def test_the_score_is_rounded_half_up() -> None:
    assert mark(EXAM, {1: [1], 3: [0]}).score == Decimal("50.00")
    assert mark(EXAM, {3: [0]}).score == Decimal("16.67")


@given(st.dictionaries(st.integers(1, 3), st.lists(st.integers(0, 3), max_size=4)))
def test_a_score_lies_between_nothing_and_everything(answers: dict[int, list[int]]) -> None:
    result = mark(EXAM, answers)
    assert Decimal(0) <= result.score <= Decimal(100)
    assert (result.score == 100) == (result.wrong == ())
