"""Check a city's file before it is shipped, and see what it says: ``python -m renshi_payroll.parameters FILE``.

Prints the rules of one month with their standing, the shares of a declared base, and what a company has to record.
Exit 0 where the file can be used, 1 where it contradicts itself. A name instead of a file shows a shipped city.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import yaml

from renshi_payroll.engine.fen import percent_of, to_fen, to_yuan
from renshi_payroll.engine.insurance import SchemeRule, contribute
from renshi_payroll.engine.refusals import UnresolvedParameters
from renshi_payroll.parameters.loader import load_parameters, parse_jurisdiction
from renshi_payroll.parameters.model import (
    Facts,
    Jurisdiction,
    ParameterError,
    Parameters,
    RecordedValue,
)
from renshi_payroll.parameters.schemes import scheme_rules

_NOT_RECORDED = "not recorded"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the return value is the exit code."""
    parser = argparse.ArgumentParser(prog="renshi_payroll.parameters", description=__doc__)
    parser.add_argument("city", help="a file like nanjing.yaml, or the name of a shipped city")
    parser.add_argument("--month", type=_month, default=date(2026, 11, 1), help="YYYY-MM")
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--base", default="20000", help="declared base in yuan")
    options = parser.parse_args(arguments)
    try:
        place = _read(options.city)
        _show(place, options.profile, options.month, to_fen(options.base))
    except (OSError, ValueError, yaml.YAMLError) as error:
        print(f"{options.city}: {error}", file=sys.stderr)
        return 1
    return 0


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _read(city: str) -> Jurisdiction:
    if city in load_parameters().jurisdictions:
        return load_parameters().jurisdiction(city)
    return parse_jurisdiction(yaml.safe_load(Path(city).read_text(encoding="utf-8")))


def _show(place: Jurisdiction, profile: str, month: date, base: int) -> None:
    alone = Parameters({place.id: place}, "")
    print(f"{place.title_zh} {place.title_en}, {profile}, {month:%Y-%m}")
    facts: dict[str, RecordedValue] = {}
    try:
        rules = _rules(alone, place, profile, month, facts)
    except UnresolvedParameters as unresolved:
        print("to be recorded by the company, each with its notice:")
        for fact in unresolved.facts:
            print(f"  {fact.key}: {fact.note_zh} / {fact.note_en}")
            # With a stand-in the other schemes can be shown; the one it belongs to is not.
            facts[fact.key] = RecordedValue(alone.series(fact.key).low or 1, _NOT_RECORDED)
        rules = _rules(alone, place, profile, month, facts)
    for rule in rules:
        if _NOT_RECORDED in rule.sources:
            print(f"  {rule.scheme}: waits for what is to be recorded")
            continue
        share = contribute(rule, base)
        bounds = f"{_yuan(rule.floor)} – {_yuan(rule.cap)}"
        rates = f"{percent_of(rule.employee_ppm)} % / {percent_of(rule.employer_ppm)} %"
        print(f"  {rule.scheme}: {bounds}, {rates}, to {to_yuan(rule.unit)}, {_standing(rule)}")
        print(f"    of {to_yuan(base)}: {to_yuan(share.employee)} / {to_yuan(share.employer)}")


def _standing(rule: SchemeRule) -> str:
    return "; ".join((rule.status, *rule.sources))


def _yuan(fen: int | None) -> str:
    return "none" if fen is None else str(to_yuan(fen))


def _rules(
    parameters: Parameters, place: Jurisdiction, profile: str, month: date, facts: Facts
) -> tuple[SchemeRule, ...]:
    if not place.profiles:
        raise ParameterError(f"{place.id} has no insurance profiles")
    return scheme_rules(parameters, jurisdiction=place.id, profile=profile, month=month, facts=facts)


if __name__ == "__main__":
    sys.exit(main())
