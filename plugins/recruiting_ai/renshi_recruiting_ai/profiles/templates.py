"""Templates of job profiles by industry and position, in Chinese and English, made of shared competencies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from renshi_recruiting_ai.engine.screening import Screening
from renshi_sdk import NotFound, Text

LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
INDUSTRIES = {
    "it": Text("互联网与软件", "IT"),
    "retail": Text("零售", "Retail"),
    "manufacturing": Text("制造", "Manufacturing"),
    "finance": Text("金融", "Finance"),
    "any": Text("通用", "Any industry"),
}
_MUST = {
    "zh": ("工作经验不少于 {} 年", "学历不低于{}", "持有相关证书"),
    "en": ("At least {} years of work", "Degree: at least {}", "Licence"),
}
_DEGREES = {
    "zh": ("", "高中", "大专", "本科", "硕士", "博士"),
    "en": ("", "secondary school", "associate", "bachelor", "master", "doctor"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A profile ready to be saved: the interview's body, the screening rules, and where it belongs."""

    key: str
    title: str
    body: dict[str, Any]
    rules: Screening | None
    family: str | None
    industry: str | None


def _read(name: str) -> Any:
    return yaml.safe_load(files("renshi_recruiting_ai").joinpath(f"data/{name}.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _library() -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in _read("competencies")}


@lru_cache(maxsize=1)
def _templates() -> dict[str, Template]:
    made = {}
    for item in _read("templates"):
        for language in LANGUAGES:
            template = _build(item, language)
            made[template.key] = template
    return made


def catalogue() -> list[dict[str, Any]]:
    """What there is to choose from."""
    return [
        {
            "id": item.key,
            "key": item.key,
            "title": item.title,
            "industry": item.industry,
            "industry_label": INDUSTRIES[item.industry or "any"].zh,
            "family": item.family,
            "language": item.body["language"],
            "label": f"{INDUSTRIES[item.industry or 'any'].zh} · {item.title}",
            "competencies": "、".join(one["label"] for one in item.body["competencies"]),
            "skills": "、".join(skill.label for skill in item.rules.skills) if item.rules else "",
        }
        for item in _templates().values()
    ]


def build(key: str) -> Template:
    """One template.

    Raises:
        NotFound: there is none of this key.
    """
    try:
        return _templates()[key]
    except KeyError:
        raise NotFound(Text("没有这个模板", "there is no such template")) from None


@lru_cache(maxsize=8)
def screening_of(starter: str) -> Template:
    """Screening rules of a starter profile."""
    item = _read("screening")[starter]
    rules = _rules(item["must"], item["skills"], item["good_years"], item["about"], "zh")
    return Template(starter, "", {}, rules, item["family"], item["industry"])


def _rules(
    must: dict[str, Any], skills: dict[str, list[Any]], good_years: float, about: str, language: str
) -> Screening:
    years, degree, licence = _MUST[language]
    rules: list[dict[str, Any]] = []
    if "years" in must:
        rules.append(
            {"key": "years", "label": years.format(must["years"]), "kind": "years", "at_least": must["years"]}
        )
    if "degree" in must:
        name = _DEGREES[language][must["degree"]]
        rules.append(
            {"key": "degree", "label": degree.format(name), "kind": "degree", "at_least": must["degree"]}
        )
    if "licence" in must:
        terms = must["licence"][language]
        rules.append({"key": "licence", "label": licence, "kind": "licence", "one_of": terms})
    return Screening.model_validate(
        {
            "must_haves": rules,
            "skills": [
                {"key": f"skill_{number}", "label": label, "weight": words[0], "terms": words[1:]}
                for number, (label, words) in enumerate(skills.items(), 1)
            ],
            "good_years": good_years,
            "description": about,
        }
    )


def _build(item: dict[str, Any], language: str) -> Template:
    key = f"{item['key']}_{language}"
    competencies, questions = [], []
    for name, weight in item["competencies"].items():
        one = _library()[name][language]
        competencies.append(
            {
                "key": name,
                "label": one["label"],
                "weight": weight,
                "definition": one["definition"],
                "anchors": [{"score": score, "text": text} for score, text in one["anchors"].items()],
                "concepts": [
                    {"key": f"{name}_{concept}", "label": one["points"][concept], "terms": terms}
                    for concept, terms in one["concepts"].items()
                ],
            }
        )
        first = next(iter(one["concepts"]))
        questions.append(
            {
                "key": f"ask_{name}",
                "text": one["question"],
                "intent": "behavioural",
                "competency": name,
                "ideal_points": [
                    {"key": point, "text": text, "concepts": [f"{name}_{point}"]}
                    for point, text in one["points"].items()
                ],
                "follow_ups": [{"key": "more", "text": one["follow"], "when": "point", "point": first}],
            }
        )
    body = {
        "key": key,
        "title": item["title"][language],
        "language": LANGUAGES[language],
        "summary": item["summary"][language],
        "competencies": competencies,
        "questions": questions,
    }
    rules = _rules(
        item["must"], item["skills"][language], item["good_years"], item["about"][language], language
    )
    return Template(key, item["title"][language], body, rules, item["family"][language], item["industry"])
