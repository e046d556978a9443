"""What the steps of a round hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from renshi_demo.cast import TENANT
from renshi_demo.loop.api import Caller, Session
from renshi_demo.loop.checks import needed
from renshi_demo.loop.narrator import Narrator
from renshi_demo.loop.stage import Stage
from renshi_sdk.clock import CHINA


@dataclass
class Round:
    """One way round. Sessions are signed in once; ``candidate`` becomes ``employee``."""

    base_url: str
    password: str
    stage: Stage
    tell: Narrator
    candidate: Caller
    name: str
    phone: str
    email: str
    facts: dict[str, Any] = field(default_factory=dict)
    """What earlier steps found out: ids, numbers, amounts."""
    _sessions: dict[str, Session] = field(default_factory=dict)

    def user(self, login: str) -> Session:
        """A signed-in user of the cast, working in the stage's company."""
        if login not in self._sessions:
            self._sessions[login] = Session(self.base_url, TENANT, login, self.password)
        return self._sessions[login].work_in(self.stage.company_id)

    @property
    def manager(self) -> Session:
        """Whom the new person will report to."""
        return self.user(self.stage.manager)

    @property
    def recruiter(self) -> Session:
        """Who looks after the candidates; a request is made in the company of the one who makes it."""
        return self.user(self.stage.recruiter)

    @property
    def employee(self) -> Session:
        """The new person, once the account is there."""
        return self._sessions["employee-self"]

    def employ(self, session: Session) -> None:
        """Keep the new person's session."""
        self._sessions["employee-self"] = session.work_in(self.stage.company_id)

    def ask(self, session: Session, kind: str, form: dict[str, Any]) -> dict[str, Any]:
        """Submit a request."""
        answer: dict[str, Any] = session.post("/api/requests", {"kind": kind, "form": form})
        return answer

    def approve(self, session: Session, request_id: str, comment: str | None = None) -> dict[str, Any]:
        """Approve a request that waits for the user; it must stand in their list."""
        waiting = session.get("/api/requests/waiting", limit=200)["items"]
        needed(
            next((r for r in waiting if r["id"] == request_id), None),
            f"{session.name} 的待办里没有这份申请",
        )
        answer: dict[str, Any] = session.post(f"/api/requests/{request_id}/approve", {"comment": comment})
        return answer

    def option(self, session: Session, path: str, label: str) -> str:
        """The value of a choice by its label (its last part, where the label shows a path)."""

        def look(options: list[dict[str, Any]]) -> str | None:
            for entry in options:
                words = str(entry.get("label", ""))
                if words == label or words.split("/")[-1].strip() == label or words.startswith(f"{label} "):
                    return str(entry["value"])
                below = look(entry.get("children") or [])
                if below:
                    return below
            return None

        found = look(session.get(path)["options"])
        return needed(found, f"{path} 里没有“{label}”")

    def close(self) -> None:
        """End all connections."""
        self.candidate.close()
        for session in self._sessions.values():
            session.close()


def clock(text: str | None) -> str:
    """A moment of the API as a wall-clock time in China."""
    if not text:
        return "—"
    return datetime.fromisoformat(text).astimezone(CHINA).strftime("%m-%d %H:%M:%S")
