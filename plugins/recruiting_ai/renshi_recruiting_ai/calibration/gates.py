"""What has to hold before a map or a judge may be put to use, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renshi_sdk import Text

LEAST_ANSWERS = 200
"""Double-marked answers of a job family; fewer say too little about the next one."""
LEAST_KAPPA = 0.5
LEAST_OF_PEOPLE = 0.8
"""Share of what two people reach with each other."""


def judged(
    answers: int, people_kappa: float | None, scorer_kappa: float | None, fairness: Mapping[str, Any]
) -> dict[str, Any]:
    """Every condition with whether it holds, by its key; ``passed`` where all do."""
    held = {
        "enough_answers": answers >= LEAST_ANSWERS,
        "agrees": scorer_kappa is not None and scorer_kappa >= LEAST_KAPPA,
        "agrees_like_people": scorer_kappa is not None
        and people_kappa is not None
        and scorer_kappa >= LEAST_OF_PEOPLE * people_kappa,
        "groups_alike": bool(fairness["passed"]),
    }
    return held | {"passed": all(held.values())}


_SAYS = {
    "enough_answers": Text(
        f"双评回答不足 {LEAST_ANSWERS} 条", f"fewer than {LEAST_ANSWERS} double-marked answers"
    ),
    "agrees": Text(
        f"与人工评分的一致性（QWK）低于 {LEAST_KAPPA}", f"agreement with people (QWK) below {LEAST_KAPPA}"
    ),
    "agrees_like_people": Text(
        "与人工的一致性低于人与人之间的八成", "agreement with people below four fifths of people's own"
    ),
    "groups_alike": Text(
        "各人群差异检查未通过（五分之四规则）", "groups are not treated alike (four-fifths rule)"
    ),
    "better_than_rules": Text("不比规则评分更接近人工", "no closer to people than the rules"),
}


def failed(gates: Mapping[str, bool]) -> Text:
    """Conditions that don't hold, in words."""
    texts = [_SAYS[name] for name, held in gates.items() if not held and name in _SAYS]
    if not texts:
        return Text("全部条件满足", "all conditions hold")
    return Text("；".join(one.zh for one in texts), "; ".join(one.en for one in texts))
