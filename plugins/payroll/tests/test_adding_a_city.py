"""A city's file as docs/adding-a-city.md has it written: checked before it is shipped, and refused where it errs."""

from importlib import resources
from pathlib import Path

import pytest
import yaml
from renshi_payroll.parameters import load_parameters
from renshi_payroll.parameters.__main__ import main
from renshi_payroll.parameters.loader import parse_jurisdiction
from renshi_payroll.parameters.model import ParameterError

HANGZHOU = (resources.files("renshi_payroll") / "data" / "cities" / "hangzhou.yaml").read_text("utf-8")
CITY = """
jurisdiction: anping
title: {zh: 安平市, en: Anping}
sources:
  notice: {instrument: "安人社发〔2026〕1号"}
profiles:
  standard: [pension, "medical:medical_small", housing_fund]
parameters:
  pension.base_floor:
    kind: money
    values:
      - {effective_from: 2026-01-01, effective_to: 2026-06-30, status: provisional, value: "4000", source: notice}
      - {effective_from: 2026-07-01, status: provisional, value: "4100", source: notice}
  pension.employee_rate:
    kind: percent
    values: [{effective_from: 2026-01-01, status: verified, value: "8", source: notice}]
  pension.employer_rate:
    kind: percent
    values: [{effective_from: 2026-01-01, status: verified, value: "16", source: notice}]
  medical.base_cap:
    kind: money
    values: [{effective_from: 2026-01-01, status: verified, value: "18000", source: notice}]
  medical.employee_rate:
    kind: percent
    values: [{effective_from: 2026-01-01, status: verified, value: "2", source: notice}]
  medical_small.employee_rate:
    kind: percent
    values: [{effective_from: 2026-01-01, status: verified, value: "0.5", source: notice}]
  housing_fund.employee_rate:
    kind: percent
    range: ["5", "12"]
    values: [{effective_from: 2026-01-01, status: unresolved, note: {zh: "请录入", en: "record it"}}]
"""


def written(folder: Path, text: str) -> str:
    file = folder / "anping.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_new_citys_file_is_shown_before_it_is_shipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written(tmp_path, CITY), "--month", "2026-07", "--base", "3999.99"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "安平市 Anping, standard, 2026-07",
        "to be recorded by the company, each with its notice:",
        "  anping.housing_fund.employee_rate: 请录入 / record it",
        "  pension: 4100.00 – none, 8 % / 16 %, to 0.01, provisional; 安人社发〔2026〕1号",
        "    of 3999.99: 328.00 / 656.00",
        "  medical: none – 18000.00, 0.5 % / 0 %, to 0.01, verified; 安人社发〔2026〕1号",
        "    of 3999.99: 20.00 / 0.00",
        "  housing_fund: waits for what is to be recorded",
    ]


@pytest.mark.parametrize("city", sorted(set(load_parameters().jurisdictions) - {"cn"}))
def test_every_shipped_city_is_shown(city: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([city]) == 0
    printed = capsys.readouterr().out
    assert load_parameters().jurisdiction(city).title_zh in printed
    assert "injury" in printed


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "pension.base_floor:",
            "pension.base_flor:",
            "nothing reads 'base_flor'; did you mean 'base_floor'?",
        ),
        ("pension.base_floor:", "pensoin.base_floor:", "nothing reads 'pensoin'; did you mean 'pension'?"),
        ("[pension, ", "[pensions, ", "a profile names 'pensions'; did you mean 'pension'?"),
        ("housing_fund]", "housing_fund, injury]", "injury is in a profile but has no rate"),
        (
            "pension.employee_rate:\n    kind: percent",
            "pension.employee_rate:\n    kind: money",
            "its kind is percent",
        ),
        (
            "pension.employee_rate:\n    kind: percent",
            "pension.employee_rate:\n    kind: share",
            "kind is money, percent",
        ),
        ("effective_to: 2026-06-30", "effective_to: 2026-06-29", "gap before 2026-07-01"),
        ("effective_to: 2026-06-30", "effective_to: 2026-07-01", "overlap at 2026-07-01"),
        ('value: "4100", source: notice', 'value: "4100", source: letter', "unknown source 'letter'"),
        ('value: "4100", source: notice', 'value: "4100"', "a value needs its source"),
        ('value: "4100"', "value: 4100.5", "write amounts and rates in quotes"),
        ('value: "4100"', 'value: "4100.001"', "not a whole number of fen"),
        ('status: provisional, value: "4100"', 'status: certain, value: "4100"', "unknown status 'certain'"),
        (
            'status: provisional, value: "4100", source: notice',
            "status: verified, source: notice",
            "has no value",
        ),
        ("effective_from: 2026-07-01", "effective_from: July", "dates must be YYYY-MM-DD"),
        ("title: {zh: 安平市, en: Anping}\n", "", "the file lacks 'title'"),
        ("title: {zh: 安平市, en: Anping}", "title: {zh: 安平市}", "title lacks 'en'"),
        ('{instrument: "安人社发〔2026〕1号"}', "{url: x}", "source notice lacks 'instrument'"),
        ("jurisdiction: anping", "- anping", "anping.yaml: "),
    ],
)
def test_a_file_that_errs_says_where(
    right: str, wrong: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert right in CITY
    assert main([written(tmp_path, CITY.replace(right, wrong, 1))]) == 1
    assert said in capsys.readouterr().err


def test_a_copy_of_a_similar_city_is_a_city() -> None:
    """The first step of the guide: copied, renamed, every profile kept."""
    text = HANGZHOU.replace("jurisdiction: hangzhou", "jurisdiction: shaoxing")
    place = parse_jurisdiction(yaml.safe_load(text))
    assert (place.id, set(place.profiles)) == (
        "shaoxing",
        set(load_parameters().jurisdiction("hangzhou").profiles),
    )


def test_the_bounds_of_a_misspelt_key_are_never_left_out() -> None:
    """A bound nobody reads would be no bound: contributions without a cap, and no word about it."""
    with pytest.raises(ParameterError, match=r"shaoxing\.medical\.base_caps: nothing reads 'base_caps'"):
        parse_jurisdiction(
            yaml.safe_load(
                HANGZHOU.replace("jurisdiction: hangzhou", "jurisdiction: shaoxing").replace(
                    "medical.base_cap:", "medical.base_caps:"
                )
            )
        )
