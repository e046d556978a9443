"""The engine against a second reading of the instruments: at every edge, and wherever a random case falls."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_payroll.engine import fen
from renshi_payroll.goldens.__main__ import main
from renshi_payroll.goldens.evaluate import same

from .cases import FILE, document
from .comparing import compare_random, difference
from .random_cases import RANDOM
from .reference import REFERENCE

DATA = Path(__file__).parent.parent / "data"


def test_every_edge_is_exact(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FILE)]) == 0
    assert capsys.readouterr().out == "423 of 423 exact, 0 manual\n"


def test_the_file_is_what_the_second_reading_says() -> None:
    """``python -m payroll_law --write`` makes it anew."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == document()


@pytest.mark.parametrize("name", ["goldens.json", "boundary_goldens.json"])
def test_the_second_reading_agrees_with_the_sources(name: str) -> None:
    """The cases taken from public sources hold for the reference too, not only for the engine."""
    cases = json.loads((DATA / name).read_text(encoding="utf-8"))["cases"]
    read = [case for case in cases if case["evaluator"] in REFERENCE]
    assert len(read) >= 100
    for case in read:
        answer = REFERENCE[case["evaluator"]](case["input"])
        for key, value in case["expected"].items():
            assert same(answer[key], value), (case["id"], key, answer[key], value)


def test_every_shape_has_edges_and_random_cases() -> None:
    assert set(RANDOM) == set(REFERENCE) == {case["evaluator"] for case in document()["cases"]}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(RANDOM)), st.integers(0, 2**32))
def test_any_case_has_one_answer(evaluator: str, seed: int) -> None:
    assert difference(evaluator, RANDOM[evaluator](random.Random(seed))) == ""


def test_many_random_cases() -> None:
    """A few thousand here; ``python -m payroll_law`` runs a million for a release."""
    compared, found = compare_random(6_000, 7)
    assert found == []
    assert compared > 12_000


def test_the_comparison_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A share that is cut instead of rounded is found."""
    monkeypatch.setattr(
        "renshi_payroll.engine.insurance.share",
        lambda base, ppm, unit: base * ppm // fen.PPM // unit * unit,
    )
    assert compare_random(2_000, 7)[1]
