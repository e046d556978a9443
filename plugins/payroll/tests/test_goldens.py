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


def case_of(**changed: object) -> dict[str, object]:
    """A right case, and what is changed in it; ``None`` takes a part out."""
    whole = {
        "id": "X",
        "evaluator": "iit_bonus_separate",
        "input": {"bonus": "12000"},
        "expected": {"iit": "360.00"},
    }
    return {key: value for key, value in (whole | changed).items() if value is not None}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (case_of(id=None), "case number 2: the case lacks id"),
        (case_of(evaluator="iit_bonus_seperate"), "did you mean 'iit_bonus_separate'?"),
        ({"id": "X", "evaluator": "iit_bonus_separate", "input": {}}, "X: the case lacks expected"),
        (case_of(expected={}), "nothing is expected of it"),
        (case_of(input={"bonsu": "12000"}), "the input 'bonus' is missing"),
        (case_of(input={"bonus": None}), "the input 'bonus' is missing"),
        (case_of(input={"bonus": "twelve"}), "bonus: 'twelve' is not a number"),
        (case_of(input={"bonus": "12000.001"}), "not a whole number of fen"),
        (case_of(input={"bonus": "1e999999"}), "larger than any amount"),
        (case_of(input={"bonus": True}), "never bool"),
        (case_of(input=["12000"]), "input is an object, not list"),
        (case_of(expected={"tax": "360.00"}), "tax is not answered; answered: iit"),
        ("a case", "case number 2: a case is an object, not str"),
        (
            case_of(evaluator="iit_cumulative", input={"months": []}, expected={"iit_by_month": []}),
            "months is a list that is not empty",
        ),
        (
            case_of(
                evaluator="iit_cumulative",
                input={"start_month": 12, "months": [{"income": "1"}, {"income": "1"}]},
                expected={"iit_by_month": ["0", "0"]},
            ),
            "2 months from month 12 are not within one tax year",
        ),
        (
            case_of(evaluator="overtime", input={"monthly": "5000", "holiday_hours": "x"}, expected={"total": "0"}),
            "holiday_hours: 'x' is not a number",
        ),
        (
            case_of(evaluator="double_wage", input={"hired": "soon", "wage": "1"}, expected={"extra_wage": "1"}),
            "hired is a day like 2026-01-31",
        ),
        (
            case_of(
                evaluator="si",
                input={"declared_base": "1", "schemes": {"pension": {"employee_pct": "8", "unit": "0"}}},
                expected={"pension.employee": "0"},
            ),
            "unit: a share is rounded",
        ),
        (
            case_of(evaluator="early", input={}, expected={"iit": "1"}),
            "no evaluator 'early'; known: annual_leave",
        ),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_is_one_wrong_case(
    broken: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cases before and after it still count, and the command fails."""
    cases = [case_of(id="BEFORE"), broken, case_of(id="AFTER")]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"schema": "payroll-goldens/1", "cases": cases}), encoding="utf-8")
    assert main([str(file)]) == 1
    printed = capsys.readouterr().out
    assert said in printed
    assert printed.splitlines()[-1] == "2 of 3 exact, 0 manual"


def test_a_manual_case_the_engine_cannot_read_stops_nothing() -> None:
    """Its input may have any shape: it is for a person."""
    manual = case_of(topic="maternity", input={"weeks": "14"}, expected={"gross": "1"}) | {"evaluator": None}
    report = evaluate_file({"schema": "payroll-goldens/1", "cases": [manual, case_of()]})
    assert (report.manual, report.agreeing, report.exact, report.evaluated) == (["X"], [], 1, 1)


@pytest.mark.parametrize("bonus", ['"12345.67"', "12345.67", '"12345.670"', '"1.234567e4"'])
def test_a_number_may_be_written_in_any_way(bonus: str, tmp_path: Path) -> None:
    """A JSON number with a point is read as a decimal, not through float."""
    file = tmp_path / "cases.json"
    file.write_text(
        '{"schema": "payroll-goldens/1", "cases": [{"id": "X", "evaluator": "iit_bonus_separate",'
        f' "input": {{"bonus": {bonus}}}, "expected": {{"iit": 370.37}}}}]}}',
        encoding="utf-8-sig",
    )
    assert main([str(file)]) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file"),
        ("{", "cannot evaluate"),
        ("[]", "not a payroll-goldens/1 document: 'list'"),
        (
            '{"schema": "payroll-goldens/2", "cases": []}',
            "not a payroll-goldens/1 document: 'payroll-goldens/2'",
        ),
        ('{"schema": "payroll-goldens/1", "cases": []}', "no list of cases"),
        ('{"schema": "payroll-goldens/1"}', "no list of cases"),
    ],
)
def test_a_file_that_is_none_is_said_in_a_sentence(
    text: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["first_wage_declared", "first_job", "no13", "basic_from_january", "first_wage_of_year_declared"]
)
def test_a_declared_first_wage_is_known_by_any_name(name: str) -> None:
    given = {"start_month": 7, name: True, "months": [{"income": "40000"}, {"income": "8000"}]}
    case = case_of(evaluator="iit_cumulative", input=given, expected={"iit_by_month": ["150.00", "90.00"]})
    report = evaluate_file({"schema": "payroll-goldens/1", "cases": [case]})
    assert (report.failures, report.ignored) == ([], {})
