"""The same answers told by somebody else: scores stay; and nothing that scores can read what people told."""

import ast
from decimal import Decimal
from pathlib import Path

import renshi_recruiting_ai
from renshi_recruiting_ai.engine.report import AnswerSet, ScoringInput
from renshi_recruiting_ai.engine.units import AnswerPart
from renshi_recruiting_ai.fairness.counterfactual import Moved, swapped, try_one, variants, worst

from ..engine.answers import STORY, profile

PACKAGE = Path(renshi_recruiting_ai.__file__).parent


def _given(text: str) -> ScoringInput:
    asked = profile("production_supervisor").question("complex_problem").text
    parts = (AnswerPart(turn_no=1, asked=asked, text=text),)
    return ScoringInput(
        profile=profile("production_supervisor"),
        answers=(AnswerSet(question="complex_problem", parts=parts),),
        facts={"years_experience": 3.0},
    )


def test_words_are_exchanged_both_ways() -> None:
    assert swapped("她是女士，已婚；他是先生，未婚") == "他是先生，未婚；她是女士，已婚"
    assert swapped(swapped("她和丈夫")) == "她和丈夫"
    assert set(variants(_given("".join(STORY)).answers)) == {
        "words_swapped",
        "introduced_1",
        "introduced_2",
        "introduced_3",
    }


def test_no_exchange_moves_a_score() -> None:
    text = "她是我的班长，" + "".join(STORY)
    moved = try_one(_given(text), {"sex": "女", "age": 57.0, "name": "阿依古丽"})
    assert len(moved) == 5
    assert {(item.exchange, item.points, item.percent, item.vanished) for item in moved} == {
        (name, Decimal(0), 0, 0)
        for name in ("words_swapped", "introduced_1", "introduced_2", "introduced_3", "facts_added")
    }


def test_the_worst_of_many_interviews_is_told() -> None:
    one = Moved("a", Decimal("0.1"), 3, 0)
    other = Moved("a", Decimal("0.4"), 1, 1)
    assert worst([one, other, Moved("b", Decimal(0), 0, 0)]) == [
        Moved("a", Decimal("0.4"), 3, 1),
        Moved("b", Decimal(0), 0, 0),
    ]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_what_people_told_is_named_by_the_fairness_room_alone() -> None:
    """The table is sealed, and nothing but this room, erasure and the migration names it."""
    named = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "recruiting_ai_demographic" in path.read_text("utf-8")
    }
    assert named == {
        "care.py",
        "fairness/repository.py",
        "fairness/service.py",
        "fairness/tables.py",
        "migrations/recruiting_ai_0007_fairness.py",
    }


def test_nothing_that_scores_or_matches_imports_the_fairness_room() -> None:
    scoring = [
        *PACKAGE.glob("engine/**/*.py"),
        *PACKAGE.glob("interviews/*.py"),
        *PACKAGE.glob("signals/*.py"),
    ]
    scoring += [
        PACKAGE / f"ranking/{name}.py" for name in ("matching", "model", "keeping", "service", "similarity")
    ]
    scoring += [
        *PACKAGE.glob("resumes/**/*.py"),
        *PACKAGE.glob("rounds/*.py"),
        *PACKAGE.glob("pipeline/*.py"),
    ]
    assert len(scoring) > 60
    reaching = {
        str(path.relative_to(PACKAGE))
        for path in scoring
        if any(name.startswith("renshi_recruiting_ai.fairness") for name in _imports(path))
    }
    assert reaching == set()
