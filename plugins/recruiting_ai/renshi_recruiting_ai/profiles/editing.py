"""Profiles as forms: what a person fills in, and the engine's records made of it."""

from __future__ import annotations

import re
from typing import Any

from renshi_recruiting_ai.profiles.schemas import CompetenciesForm, ScreeningForm


def screening_form(body: dict[str, Any] | None) -> dict[str, Any]:
    """A stored Screening as the form shows it."""
    if body is None:
        return {"must_haves": [], "skills": [], "good_years": 5, "description": ""}
    return {
        "must_haves": [
            {key: item[key] for key in ("label", "kind", "at_least", "one_of")} for item in body["must_haves"]
        ],
        "skills": [{key: item[key] for key in ("label", "weight", "terms")} for item in body["skills"]],
        "good_years": body["good_years"],
        "description": body["description"],
        "weight_skills": body["mix"]["skills"],
        "weight_experience": body["mix"]["experience"],
        "weight_similarity": body["mix"]["similarity"],
    }


def screening_body(form: ScreeningForm, before: dict[str, Any] | None) -> dict[str, Any]:
    """The form as a Screening; an item that keeps its label keeps its key."""
    keys = {
        item["label"]: item["key"]
        for part in ("must_haves", "skills")
        for item in (before or {}).get(part, ())
    }
    taken: set[str] = set()

    def key(label: str, number: int, kind: str) -> str:
        known = keys.get(label)
        plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
        made = known or (f"{kind}_{plain}"[:36] if plain else f"{kind}_{number}")
        while made in taken:
            made = f"{made[:34]}_{number}"
        taken.add(made)
        return made

    return {
        "must_haves": [
            item.model_dump() | {"key": key(item.label, number, "must")}
            for number, item in enumerate(form.must_haves, 1)
        ],
        "skills": [
            item.model_dump() | {"key": key(item.label, number, "skill")}
            for number, item in enumerate(form.skills, 1)
        ],
        "good_years": form.good_years,
        "description": form.description,
        "mix": {
            "skills": form.weight_skills,
            "experience": form.weight_experience,
            "similarity": form.weight_similarity,
        },
        "schools": (before or {}).get("schools", []),
    }


def with_competencies(body: dict[str, Any], form: CompetenciesForm) -> dict[str, Any]:
    """The profile with other competencies; concepts stay with the competency of their key."""
    concepts = {item["key"]: item["concepts"] for item in body["competencies"]}
    return body | {
        "title": form.title,
        "competencies": [
            item.model_dump() | {"concepts": concepts.get(item.key, [])} for item in form.competencies
        ],
    }
