"""Courses and exams of the history, taken through the plugin's API by those who took them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from renshi_demo.generator.history import SAFETY_COURSE
from renshi_demo.generator.model import ExamTaken, Group
from renshi_demo.world.desk import Desk, HistoryRefused

TRAINING = "/api/plugins/training"


@lru_cache(maxsize=1)
def courses() -> dict[str, dict[str, Any]]:
    """The courses that HR writes, by code."""
    raw = yaml.safe_load(files("renshi_demo").joinpath("data/courses.yaml").read_text(encoding="utf-8"))
    return {course["code"]: course for course in raw}


class Learning:
    """Keeps what the exams need to know: the courses' ids and right answers by company."""

    def __init__(self, desk: Desk, group: Group) -> None:
        self._desk, self._group = desk, group
        self._courses: dict[tuple[str, str], dict[str, Any]] = {}
        self._enrolled: set[tuple[str, str]] = set()

    async def prepare(self) -> None:
        """Write and publish the courses that aren't there from the start, and read all exams."""
        desk = self._desk
        hr = desk.cast["hr"]
        for plan in self._group.companies:
            if plan.industry == "manufacturing":
                for course in courses().values():
                    plain = {k: v for k, v in course.items() if k != "questions"}
                    made = await desk.call(hr, plan.code, "POST", f"{TRAINING}/courses", plain)
                    path = f"{TRAINING}/courses/{made['id']}"
                    await desk.call(
                        hr, plan.code, "PUT", f"{path}/questions", {"questions": course["questions"]}
                    )
                    await desk.call(hr, plan.code, "PATCH", path, {"published": True})
            listed = await desk.call(hr, plan.code, "GET", f"{TRAINING}/courses")
            for item in listed["items"]:
                whole = await desk.call(hr, plan.code, "GET", f"{TRAINING}/courses/{item['id']}")
                self._courses[plan.code, whole["code"]] = whole

    async def sit(self, fact: ExamTaken, company: str) -> None:
        """Open a course and hand in its exam; for the safety course HR enrols the person first."""
        desk = self._desk
        course = self._courses[company, fact.course]
        employee_id = str(desk.people[fact.number].employee_id)
        if fact.course == SAFETY_COURSE:
            await desk.call(
                desk.cast["hr"],
                company,
                "POST",
                f"{TRAINING}/enrolments",
                {"course_id": course["id"], "employee_ids": [employee_id]},
            )
        mine = await desk.call(fact.number, company, "GET", f"{TRAINING}/mine")
        enrolment = next((e for e in mine["items"] if e["course_id"] == course["id"]), None)
        if enrolment is None:
            raise HistoryRefused(f"{desk.people[fact.number].name} 没有报名 {fact.course}")
        await desk.call(fact.number, company, "POST", f"{TRAINING}/mine/{enrolment['id']}/open")
        desk.tick(900)
        await desk.call(
            fact.number,
            company,
            "POST",
            f"{TRAINING}/mine/{enrolment['id']}/exam",
            {"answers": answers(course["questions"], fact.share)},
        )


def answers(questions: list[dict[str, Any]], share: int) -> dict[str, list[int]]:
    """Right answers for the first ``share`` per cent of the questions, the others left out."""
    kept = questions[: len(questions) * share // 100]
    return {str(question["seq"]): question["answer"] for question in kept}
