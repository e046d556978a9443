"""What happens when somebody has left: the interview on leaving, the settlement, the certificate."""

from __future__ import annotations

from datetime import date
from random import Random

from renshi_demo.generator.model import CompanyPlan, Group, Left
from renshi_demo.world.desk import Desk

API = "/api/plugins/lifecycle"
#: What a reason of the platform's list reads as in the interview.
SAID = {"career": "growth", "personal": "place", "family": "family", "pay": "pay"}
WISHES = (
    "希望有更清楚的晋升通道",
    "夜班安排可以再均衡一些",
    "带教时间太短，上手全靠自己摸索",
    "希望加薪规则透明",
)


class Farewells:
    """Through the lifecycle plugin's API, as those who leave and as HR."""

    def __init__(self, desk: Desk, group: Group) -> None:
        self._desk = desk
        self._plugins = {plan.code: plan.plugins for plan in group.companies}

    async def talk(self, fact: Left, company: str) -> int:
        """Two of three who go of their own wish say why; returns how many interviews were given."""
        chance = Random(f"{fact.number}:leaving")
        if (
            "lifecycle" not in self._plugins[company]
            or fact.reason_code not in SAID
            or chance.random() > 0.67
        ):
            return 0
        body = {
            "main_reason": SAID[fact.reason_code],
            "ratings": [min(5, max(1, round(chance.gauss(3.4, 0.9)))) for _ in range(11)],
            "better": chance.choice(WISHES),
        }
        await self._desk.call(fact.number, company, "POST", f"{API}/leaving/mine/interview", body)
        return 1

    async def close(self, plan: CompanyPlan, today: date) -> int:
        """HR settles and certifies those whose last day is behind them; returns how many."""
        if "lifecycle" not in plan.plugins:
            return 0
        desk, hr, closed = self._desk, self._desk.cast["hr"], 0
        listed = await desk.call(
            hr,
            plan.code,
            "GET",
            f"{API}/leaving",
            **{"state": "open", "limit": "200", "last_day.lt": f"{today}"},
        )
        for case in listed["items"]:
            path = f"{API}/leaving/{case['id']}"
            desk.tick()
            await desk.call(hr, plan.code, "POST", f"{path}/settlement")
            await desk.call(hr, plan.code, "POST", f"{path}/certificate")
            closed += 1
        return closed
