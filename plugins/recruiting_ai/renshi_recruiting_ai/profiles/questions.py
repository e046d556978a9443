"""One question of a profile as a form, and the profile with it. Pure: bodies in, bodies out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from renshi_recruiting_ai.profiles.question_forms import FollowUpForm, PointForm, QuestionForm
from renshi_sdk import Invalid, NotFound, Text

Body = Mapping[str, Any]


def question_of(body: Body, key: str) -> tuple[int, dict[str, Any]]:
    """A question with its place from 0. Raises ``NotFound``."""
    for place, question in enumerate(body["questions"]):
        if question["key"] == key:
            return place, question
    raise NotFound(Text("没有这道题", "there is no such question"))


def form_of(body: Body, key: str) -> dict[str, Any]:
    """A stored question as the form shows it: each point with the words of all its concepts."""
    place, question = question_of(body, key)
    names = {point["key"]: point["text"] for point in question["ideal_points"]}
    return {
        "text": question["text"],
        "material": question.get("material", ""),
        "intent": question["intent"],
        "competency": question["competency"],
        "weight": question["weight"],
        "seconds": question["seconds"],
        "position": place + 1,
        "points": [
            {"text": point["text"], "terms": _terms(body, point), "weight": point["weight"]}
            for point in question["ideal_points"]
        ],
        "model_answers": list(question.get("model_answers", ())),
        "follow_ups": [
            {"text": item["text"], "when": item["when"], "point": names.get(item["point"])}
            for item in question["follow_ups"]
        ],
    }


def with_question(body: Body, form: QuestionForm, key: str | None) -> dict[str, Any]:
    """The profile with a question changed, or added where ``key`` is None.

    Points that stay as they are keep their concepts, also shared ones; others get a concept of their own. Concepts that
    nobody needs any more go.

    Raises:
        NotFound: no such question. Invalid: a competency or a point that isn't there.
    """
    if form.competency not in {item["key"] for item in body["competencies"]}:
        raise Invalid(
            Text("没有这个能力维度", "there is no such competency"),
            fields={"competency": Text("没有这个能力维度", "no such competency")},
        )
    place, before = question_of(body, key) if key is not None else (len(body["questions"]), None)
    name = key or _free("q", {item["key"] for item in body["questions"]})
    others = [item for item in body["questions"] if item["key"] != name]
    points, made = _points(body, form.points, before, name, others)
    question = {
        "key": name,
        "text": form.text,
        "intent": form.intent,
        "competency": form.competency,
        "weight": form.weight,
        "seconds": form.seconds,
        "ideal_points": points,
        "follow_ups": _follow_ups(form.follow_ups, points, before),
    }
    if form.model_answers:
        question["model_answers"] = list(form.model_answers)
    if form.material:
        question["material"] = form.material
    where = len(others) if form.position is None else min(form.position - 1, len(others))
    where = place if key is not None and form.position is None else where
    questions = [*others[:where], question, *others[where:]]
    return _tidied(body, questions, form.competency, made)


def without_question(body: Body, key: str) -> dict[str, Any]:
    """The profile without a question. Raises ``NotFound``."""
    question_of(body, key)
    return _tidied(body, [item for item in body["questions"] if item["key"] != key], None, [])


def _terms(body: Body, point: Mapping[str, Any]) -> list[str]:
    concepts = {c["key"]: c for item in body["competencies"] for c in item["concepts"]}
    return list(dict.fromkeys(term for name in point["concepts"] for term in concepts[name]["terms"]))


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken and stem[-1].isdigit():
        return stem
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _points(
    body: Body,
    forms: Sequence[PointForm],
    before: Mapping[str, Any] | None,
    question: str,
    others: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The points, and the concepts that are made for them."""
    known = {point["text"]: point for point in (before or {}).get("ideal_points", ())}
    # A concept of this question alone may be made anew under its own name.
    taken = {name for item in others for point in item["ideal_points"] for name in point["concepts"]}
    same = {
        form.text
        for form in forms
        if form.text in known and _terms(body, known[form.text]) == list(dict.fromkeys(form.terms))
    }
    taken |= {name for text in same for name in known[text]["concepts"]}
    points: list[dict[str, Any]] = []
    made: list[dict[str, Any]] = []
    keys = {known[form.text]["key"] for form in forms if form.text in known}
    wrong: dict[str, Text | str] = {}
    for number, form in enumerate(forms):
        if form.text in {point["text"] for point in points}:
            wrong[f"points.{number}.text"] = Text("要点重复", "this point is there twice")
            continue
        old = known.get(form.text)
        terms = list(dict.fromkeys(form.terms))
        key = old["key"] if old else _free("p", keys)
        keys.add(key)
        if old is not None and form.text in same:
            names = list(old["concepts"])
        else:
            stem = f"{question}_{key}"[:36]
            names = [stem if stem not in taken else _free(f"{stem}_", taken)]
            taken.update(names)
            made.append({"key": names[0], "label": form.text, "terms": terms})
        points.append({"key": key, "text": form.text, "concepts": names, "weight": form.weight})
    if wrong:
        raise Invalid(Text("要点填写有误", "the points are not filled in right"), fields=wrong)
    return points, made


def _follow_ups(
    forms: Sequence[FollowUpForm], points: Sequence[Mapping[str, Any]], before: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    known = {item["text"]: item["key"] for item in (before or {}).get("follow_ups", ())}
    by_text = {point["text"]: point["key"] for point in points}
    taken = {known[form.text] for form in forms if form.text in known}
    found: list[dict[str, Any]] = []
    wrong: dict[str, Text | str] = {}
    for number, form in enumerate(forms):
        point = by_text.get(form.point or "") if form.when == "point" else None
        if form.when == "point" and point is None:
            wrong[f"follow_ups.{number}.point"] = Text("请照抄上面的一个要点", "name one of the points above")
            continue
        key = known.get(form.text) or _free("f", taken)
        taken.add(key)
        found.append({"key": key, "text": form.text, "when": form.when, "point": point})
    if wrong:
        raise Invalid(Text("追问填写有误", "the follow-ups are not filled in right"), fields=wrong)
    return found


def _tidied(
    body: Body, questions: list[Any], competency: str | None, made: list[dict[str, Any]]
) -> dict[str, Any]:
    """The body with these questions; concepts that no point names are left out, new ones put into ``competency``."""
    used = {name for item in questions for point in item["ideal_points"] for name in point["concepts"]}
    fresh = {item["key"] for item in made}
    competencies = []
    for item in body["competencies"]:
        kept = [c for c in item["concepts"] if c["key"] in used and c["key"] not in fresh]
        competencies.append({**item, "concepts": [*kept, *made] if item["key"] == competency else kept})
    return {**body, "questions": questions, "competencies": competencies}
