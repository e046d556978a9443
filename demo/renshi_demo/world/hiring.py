"""An open job with applicants at every stage: a stack of résumés read and ranked, interviews scored, a decision due."""

from __future__ import annotations

import io
import secrets
import zipfile
from datetime import date
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any
from uuid import UUID

import yaml

from renshi_demo.generator.applicants import Applicant, answers, applicants, known, resume_file
from renshi_demo.generator.model import CompanyPlan, Group
from renshi_demo.world.desk import Desk, HistoryRefused
from renshi_demo.world.founding import Founding

API = "/api/plugins/recruiting_ai"
PROFILE = "production_supervisor"
INTERVIEWED = (1.0, 0.75, 0.5, 0.3)
"""How much of the story each of those who were interviewed tells."""


@lru_cache(maxsize=1)
def _script() -> dict[str, Any]:
    raw = files("renshi_demo").joinpath("data/candidates.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(raw)[PROFILE])


class Hiring:
    """Writes it through the plugin's API, as recruiter, HR and applicants."""

    def __init__(self, desk: Desk, group: Group, founding: Founding) -> None:
        self._desk, self._founding = desk, founding
        self._plan: CompanyPlan = group.company(known()["job"]["company"])
        self._public = f"/public/{self._plan.public_code}/recruiting_ai"

    async def open_job(self, today: date) -> str:
        """All of it; returns a line to tell."""
        people = applicants(Random(f"applicants:{today}"), today)
        strong = [p for p in people if p.kind == "fits"][: len(INTERVIEWED)]
        requisition = await self._requisition()
        await self._stack(requisition["id"], [p for p in people if p not in strong])
        for person, share in zip(strong, INTERVIEWED, strict=True):
            await self._interview(requisition["public_code"], person, share)
        await self._desk.settle()
        return f"在招职位“{requisition['title']}”：{len(people)} 份简历，{len(strong)} 人完成 AI 面试，待决定"

    async def _as(self, login: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        self._desk.tick()
        return await self._desk.call(self._desk.cast[login], self._plan.code, method, path, body, **query)

    async def _requisition(self) -> dict[str, Any]:
        job = known()["job"]
        options = (await self._as("recruiter", "GET", f"{API}/profiles/options"))["options"]
        low, high = job["salary_range"]
        form = {
            "title": job["title"],
            "department_id": self._place(self._founding.departments, job["department"]),
            "position_id": self._place(self._founding.positions, job["position"]),
            "profile_id": next(o["value"] for o in options if o["label"].startswith(job["title"])),
            "headcount": 1,
            "city": self._plan.city,
            "salary_min": f"{low}.00",
            "salary_max": f"{high}.00",
            "description": job["description"],
            "reason": job["reason"],
        }
        asked = await self._as(
            "recruiter", "POST", "/api/requests", {"kind": "recruiting_ai.requisition", "form": form}
        )
        await self._as("hr", "POST", f"/api/requests/{asked['id']}/approve", {"comment": "同意，按计划补员"})
        listed = (await self._as("recruiter", "GET", f"{API}/requisitions"))["items"]
        found: dict[str, Any] = next(r for r in listed if r["state"] == "open")
        return found

    def _place(self, places: dict[tuple[str, str], UUID], code: str) -> str:
        return str(places[self._plan.code, code])

    async def _stack(self, requisition_id: str, people: list[Applicant]) -> None:
        """Résumés that came from a job board, as one archive."""
        batch = await self._as(
            "recruiter",
            "POST",
            f"{API}/batches",
            {"requisition_id": requisition_id, "title": "招聘网站本周投递"},
        )
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for person in people:
                packed.writestr(f"{person.name}-{known()['job']['title']}.docx", resume_file(person))
        await self._desk.upload(
            self._desk.cast["recruiter"],
            self._plan.code,
            "简历.zip",
            archive.getvalue(),
            path=f"{API}/batches/{batch['id']}/upload",
        )
        await self._desk.settle()
        read = await self._as("recruiter", "GET", f"{API}/batches/{batch['id']}/progress")
        if read.get("refused"):
            raise HistoryRefused(f"{read['refused']} 份简历没有读出：{read}")

    async def _interview(self, job: str, person: Applicant, share: float) -> None:
        """Somebody applies on the careers page and answers in writing."""
        script = _script()
        path = f"{self._public}/jobs/{job}"
        notices = (await self._desk.public("GET", path))["notices"]
        form = {
            "key": secrets.token_hex(32),
            "name": person.name,
            "phone": person.phone,
            "email": person.email,
            "channel": "careers",
            "facts": {"years_experience": person.years, "shift_work": "是"},
            "resume": "\n".join(line.removeprefix("# ") for line in person.resume),
            "consents": [{"purpose": n["purpose"], "granted": True, "digest": n["digest"]} for n in notices],
        }
        self._desk.tick()
        link = (await self._desk.public("POST", f"{path}/applications", form))["token"]
        self._desk.tick()
        status = await self._desk.public(
            "POST", f"{self._public}/me/interview", {"channel": "text"}, link=link
        )
        said = answers(script["answers"], share)
        keys = list(said)
        while status["interview"]["state"] == "in_progress":
            self._desk.tick(90)
            turn = status["interview"]["turns"][-1]
            words = script["follow_up"] if turn["follow_up"] else said[keys[status["interview"]["asked"] - 1]]
            status = await self._desk.public(
                "POST", f"{self._public}/me/turns/{turn['turn_no']}", {"text": words}, link=link
            )
