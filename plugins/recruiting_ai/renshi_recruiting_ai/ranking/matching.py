"""The transparent profile match: must-haves, skills with synonyms, years, likeness — and every reason for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.engine.screening import DEGREES, MustHave, Screening, Skill
from renshi_recruiting_ai.engine.text import clean

from .neutral import Neutral, neutral
from .similarity import FULL, likeness

SCORER = "profile-1"
LISTED = 0.6
"""What a skill counts that is only listed: told in the work history it counts in full."""
NOT_MET = 0.5
UNKNOWN = 0.9
_DENIED = re.compile(
    r"(?:不会|不熟悉|不了解|没有用过|未使用过|没有|无需|不懂|no |not |without |never used |lack of )[^，。,.\n]{0,6}$"
)


def match(
    pages: list[str], parsed: Mapping[str, Any], rules: Screening, facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Match one résumé with one job.

    Nothing that is protected is looked at: the text is cut first (`neutral`), and of the parsed values only years,
    degree level, intended city, and what stands in the cut text are used. The same input gives the same bytes.
    """
    kept = neutral(pages, parsed)
    skills = [_skill(skill, kept) for skill in rules.skills]
    whole = sum(skill.weight for skill in rules.skills)
    coverage = sum(item["share"] * item["weight"] for item in skills) / whole
    years = parsed["years"]
    experience = min(1.0, years / rules.good_years) if years is not None else 0.0
    by_words, by_pairs = (
        likeness(kept.text, clean(rules.description).folded) if rules.description else (0.0, 0.0)
    )
    similarity = min(1.0, (by_words + by_pairs) / 2 / FULL)
    musts = [_must(rule, kept, parsed, facts or {}) for rule in rules.must_haves]
    not_met = sum(item["state"] == "not_met" for item in musts)
    unknown = sum(item["state"] == "unknown" for item in musts)
    parts = {"skills": coverage, "experience": experience, "similarity": similarity}
    mix = rules.mix.model_dump()
    base = sum(mix[name] * value for name, value in parts.items())
    score = base * NOT_MET**not_met * UNKNOWN**unknown
    state = "not_met" if not_met else "unknown" if unknown else "met"
    return {
        "scorer": SCORER,
        "score": round(score, 4),
        "coverage": round(coverage, 4),
        "must_haves": state,
        "musts": musts,
        "skills": skills,
        "parts": {name: round(value, 4) for name, value in parts.items()},
        "similarity": {"words": round(by_words, 4), "characters": round(by_pairs, 4)},
        "formula": " + ".join(f"{mix[name]}×{value:.2f}" for name, value in parts.items())
        + f" = {base:.1f}"
        + (f"，×{NOT_MET}^{not_met}×{UNKNOWN}^{unknown}" if musts else "")
        + f" → {score:.1f}",
        "features": _features(rules, skills, musts, parsed, by_words, by_pairs),
        "input_digest": digest(
            {"text": kept.text, "rules": rules.digest(), "years": years, "degree": _level(parsed)}
        ),
        "flags": _flags(parsed),
    }


def _find(terms: tuple[str, ...], text: str) -> tuple[str, int] | None:
    """The first term that stands in the text and isn't denied right before."""
    best: tuple[str, int] | None = None
    for term in terms:
        folded = clean(term).folded
        pattern = (
            rf"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9+#])" if folded.isascii() else re.escape(folded)
        )
        for found in re.finditer(pattern, text):
            if _DENIED.search(text, max(0, found.start() - 14), found.start()):
                continue
            if best is None or found.start() < best[1]:
                best = (term, found.start())
            break
    return best


def _line(text: str, place: int) -> str:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[start : end if end >= 0 else None].strip()[:160]


def _skill(skill: Skill, kept: Neutral) -> dict[str, Any]:
    told = _find(skill.terms, kept.told)
    listed = None if told else _find(skill.terms, kept.listed)
    where = told or listed
    return {
        "key": skill.key,
        "label": skill.label,
        "weight": skill.weight,
        "share": 1.0 if told else LISTED if listed else 0.0,
        "how": "told" if told else "listed" if listed else "missing",
        "term": where[0] if where else None,
        "words": _line(kept.told if told else kept.listed, where[1]) if where else None,
    }


def _level(parsed: Mapping[str, Any]) -> int | None:
    return DEGREES.index(parsed["degree"]["value"]) + 1 if parsed["degree"] else None


def _must(
    rule: MustHave, kept: Neutral, parsed: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, Any]:
    state, value, place = "unknown", None, None
    if rule.kind == "years":
        value = parsed["years"]
        state = "unknown" if value is None else "met" if value >= (rule.at_least or 0) else "not_met"
        place = parsed["work"][0] if parsed["work"] else None
    elif rule.kind == "degree":
        level = _level(parsed)
        value, place = (DEGREES[level - 1] if level else None), parsed["degree"]
        state = "unknown" if level is None else "met" if level >= (rule.at_least or 0) else "not_met"
    elif rule.kind == "city":
        value, place = (parsed["city"]["value"] if parsed["city"] else facts.get("city")), parsed["city"]
        known = value is not None
        state = (
            "unknown"
            if not known
            else "met"
            if any(term.lower() in str(value).lower() for term in rule.one_of)
            else "not_met"
        )
    else:
        found = _find(rule.one_of, kept.text)
        if found is not None:
            state, value = "met", found[0]
            place = {"words": _line(kept.text, found[1])}
        elif rule.kind == "language" and parsed["languages"]:
            hit = next(
                (
                    item
                    for item in parsed["languages"]
                    if any(term.lower() in item["value"].lower() for term in rule.one_of)
                ),
                None,
            )
            if hit is not None:
                state, value, place = "met", hit["value"], hit
    return {
        "key": rule.key,
        "label": rule.label,
        "kind": rule.kind,
        "state": state,
        "value": value,
        "page": place.get("page") if place else None,
        "start": place.get("start") if place else None,
        "end": place.get("end") if place else None,
        "words": place.get("words") if place else None,
    }


def _features(
    rules: Screening,
    skills: list[dict[str, Any]],
    musts: list[dict[str, Any]],
    parsed: Mapping[str, Any],
    by_words: float,
    by_pairs: float,
) -> dict[str, float | str]:
    """What a ranker learns from: these and nothing else."""
    whole = sum(skill.weight for skill in rules.skills)
    return {
        "must_state": "not_met"
        if any(item["state"] == "not_met" for item in musts)
        else "unknown"
        if any(item["state"] == "unknown" for item in musts)
        else "met",
        "degree": str(_level(parsed) or 0),
        "years": float(parsed["years"]) if parsed["years"] is not None else -1.0,
        "jobs": float(len(parsed["work"])),
        "coverage": round(sum(item["share"] * item["weight"] for item in skills) / whole, 6),
        "told": float(sum(item["how"] == "told" for item in skills)),
        "listed": float(sum(item["how"] == "listed" for item in skills)),
        "certificates": float(min(len(parsed["certificates"]), 10)),
        "languages": float(min(len(parsed["languages"]), 6)),
        "like_words": round(by_words, 6),
        "like_pairs": round(by_pairs, 6),
    }


def _flags(parsed: Mapping[str, Any]) -> list[str]:
    return ["injection"] if parsed["injected"] else []
