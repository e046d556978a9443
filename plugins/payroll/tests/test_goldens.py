"""Every shipped worked case, to the fen, through the command people run."""

import json
from pathlib import Path

import pytest
from renshi_payroll.goldens.__main__ import main
from renshi_payroll.goldens.evaluate import evaluate_file, same

FILE = Path(__file__).parent / "data" / "goldens.json"
BOUNDARIES = Path(__file__).parent / "data" / "boundary_goldens.json"


def test_all_cases_are_exact(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FILE)]) == 0
    assert "120 of 120 exact, 4 manual" in capsys.readouterr().out


def test_every_boundary_is_exact(capsys: pytest.CaptureFixture[str]) -> None:
    """One fen on each side of every bracket, bonus seam, floor and cap, worked out longhand."""
    assert main([str(BOUNDARIES)]) == 0
    assert "194 of 194 exact, 0 manual" in capsys.readouterr().out


def test_manual_cases_are_reached_once_their_facts_are_given() -> None:
    report = evaluate_file(json.loads(FILE.read_text(encoding="utf-8")))
    assert report.manual == report.agreeing == ["IIT-RET-5", "LAB-DW-2", "LAB-MAT-1", "LAB-PRB-2"]


def test_a_forgotten_input_is_named_wherever_it_is() -> None:
    case = {
        "id": "X",
        "evaluator": "iit_cumulative",
        "input": {"start_month": 1, "weather": "rain", "months": [{"income": "5000", "tips": "1"}]},
        "expected": {"iit_by_month": ["0.00"]},
    }
    report = evaluate_file({"schema": "payroll-goldens/1", "cases": [case]})
    assert report.ignored == {"X": ["months.tips", "weather"]}


def test_a_wrong_fen_fails_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    case = next(case for case in document["cases"] if case["id"] == "IIT-CUM-11")
    case["expected"]["iit_by_month"][0] = "959.16"
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(document), encoding="utf-8")
    assert main([str(wrong)]) == 1
    printed = capsys.readouterr().out
    assert "119 of 120 exact" in printed
    assert "WRONG IIT-CUM-11" in printed


def test_an_unknown_evaluator_is_wrong_not_skipped() -> None:
    report = evaluate_file(
        {
            "schema": "payroll-goldens/1",
            "cases": [{"id": "X", "evaluator": "astrology", "input": {}, "expected": {"iit": "1"}}],
        }
    )
    assert (report.exact, report.evaluated) == (0, 1)


def test_comparison_has_no_tolerance() -> None:
    assert same("959.17", "959.17")
    assert same("7", "7.0")
    assert not same("959.17", "959.1700001")
    assert not same(True, "1")
    assert not same(None, "0.00")
