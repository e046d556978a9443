"""From dated parameters to the insurance rules of one kind of member in one city and month."""

from __future__ import annotations

from datetime import date

from renshi_payroll.engine.fen import FEN
from renshi_payroll.engine.insurance import SCHEMES, SchemeRule
from renshi_payroll.engine.refusals import MissingFact, UnresolvedParameters
from renshi_payroll.parameters.model import Facts, ParameterError, Parameters, RecordedValue

_FIELDS = (
    "base_floor",
    "base_cap",
    "employee_rate",
    "employer_rate",
    "employee_fixed",
    "employer_fixed",
    "unit",
)


def scheme_rules(
    parameters: Parameters,
    *,
    jurisdiction: str,
    profile: str,
    month: date,
    facts: Facts,
    housing_ppm: int | None = None,
) -> tuple[SchemeRule, ...]:
    """The rules of ``profile`` for the contribution month that starts on ``month``.

    ``housing_ppm`` is a person's own housing-fund rate where the employer grants a choice. Raises
    :class:`UnresolvedParameters` with *all* missing facts of the city at once.
    """
    place = parameters.jurisdiction(jurisdiction)
    if profile not in place.profiles:
        known = ", ".join(sorted(place.profiles))
        raise ParameterError(f"{jurisdiction} has no insurance profile {profile!r}; it has: {known}")
    own = dict(facts)
    if housing_ppm is not None:
        for side in ("employee", "employer"):
            key = f"{jurisdiction}.housing_fund.{side}_rate"
            parameters.check_fact(key, housing_ppm)
            own[key] = RecordedValue(housing_ppm, "员工公积金缴存比例")
    rules: list[SchemeRule] = []
    missing: list[MissingFact] = []
    members = [entry.partition(":")[::2] for entry in place.profiles[profile]]
    for scheme, variant in sorted(members, key=lambda member: SCHEMES.index(member[0])):
        rule = _rule(parameters, jurisdiction, scheme, variant, month, own, missing)
        if rule is not None and (rule.employee_ppm or rule.employer_ppm):
            rules.append(rule)
    if missing:
        raise UnresolvedParameters(missing)
    return tuple(rules)


def _rule(
    parameters: Parameters,
    jurisdiction: str,
    scheme: str,
    variant: str,
    month: date,
    facts: Facts,
    missing: list[MissingFact],
) -> SchemeRule | None:
    # A profile's entry "medical:medical_tier2" takes what the variant states from it and the rest from the scheme.
    values: dict[str, int] = {}
    statuses: set[str] = set()
    sources: list[str] = []
    complete = True
    for name in _FIELDS:
        found = None
        if variant:
            found = parameters.lookup(jurisdiction, f"{variant}.{name}", month, facts)
        if found is None:
            found = parameters.lookup(jurisdiction, f"{scheme}.{name}", month, facts)
        if isinstance(found, MissingFact):
            missing.append(found)
            complete = False
        elif found is not None:
            values[name] = found.value
            statuses.add(found.status)
            if found.source and found.source not in sources:
                sources.append(found.source)
    if not complete:
        return None
    return SchemeRule(
        scheme=scheme,
        floor=values.get("base_floor"),
        cap=values.get("base_cap"),
        employee_ppm=values.get("employee_rate", 0),
        employer_ppm=values.get("employer_rate", 0),
        employee_fixed=values.get("employee_fixed", 0),
        employer_fixed=values.get("employer_fixed", 0),
        unit=values.get("unit", FEN),
        status="provisional" if "provisional" in statuses else "verified",
        sources=tuple(sources),
    )
