"""Doing all background work in this process until nothing is due: what tests call settling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from renshi_core.jobs.above import default_lanes
from renshi_core.jobs.keeper import LeaseKeeper
from renshi_core.jobs.lanes import Lane, Outcome
from renshi_core.jobs.runner import JobLane

if TYPE_CHECKING:
    from renshi_core.platform import Platform

QUEUES = ("default", "ai", "solve")
BATCH = 50


@dataclass(slots=True)
class Idle:
    """What happened until nothing was due."""

    ran: int = 0
    failures: list[str] = field(default_factory=list)
    """Deliveries and jobs that failed for good, with their errors."""
    retrying: list[str] = field(default_factory=list)
    """Those that failed and will be tried again later."""

    def add(self, outcome: Outcome) -> None:
        """Count one handled item."""
        self.ran += 1
        if outcome.ending == "failed":
            self.failures.append(str(outcome))
        elif outcome.ending == "retrying":
            self.retrying.append(str(outcome))


async def run_until_idle(platform: Platform) -> Idle:
    """Fan out events, run deliveries, jobs and notices, one at a time, until a round finds nothing due.

    Schedules do not fire here: what time brings is the caller's to say.
    """
    keeper = LeaseKeeper(platform.database.app_url)
    lanes: list[Lane] = [
        *default_lanes(platform, keeper),
        *(JobLane(platform, queue, keeper) for queue in QUEUES),
    ]
    found = Idle()
    try:
        for lane in lanes:
            await lane.sweep()
        while True:
            before = found.ran
            for lane in lanes:
                while items := await lane.claim(BATCH):
                    for item in items:
                        found.add(await lane.handle(item))
            if found.ran == before:
                return found
    finally:
        await keeper.close()
