"""Guarantee: no answer of an interview is lost or doubled, whatever is killed while many candidates write at once.

The real programs, as in test_kill_everything; the figures for a hundred candidates, and half an hour's soak, are in
benchmarks/interviews.py, whose machinery this uses at a smaller size.
"""

from __future__ import annotations

import pytest

from benchmarks import interview_hall, interviews

pytestmark = pytest.mark.slow

SESSIONS = 16
THINK = (0.4, 1.6)


async def test_answers_survive_killed_programs_and_memory_stays_flat() -> None:
    async with interview_hall.hall() as place:
        first = await interviews.text(place, sessions=SESSIONS, think=THINK, kills=0)
        assert (first["turns"], first["answers_lost"], first["all_jobs_done"]) == (8 * SESSIONS, 0, True)
        assert first["interviews_scored"] == SESSIONS
        before = place.memory()
        again = await interviews.text(place, sessions=SESSIONS, think=THINK, kills=0, first=SESSIONS)
        assert again["answers_lost"] == 0
        assert place.memory()["serve"] <= before["serve"] * 1.15 + 10, (before, place.memory())
        assert place.memory()["worker-ai"] <= before["worker-ai"] * 1.15 + 10, (before, place.memory())

        killed = await interviews.text(place, sessions=SESSIONS, think=THINK, kills=5, first=2 * SESSIONS)
        assert killed["requests_repeated"] > 0, "a web process has to have died under an answer"
        assert (killed["turns"], killed["answers_lost"], killed["all_jobs_done"]) == (8 * SESSIONS, 0, True)
        assert killed["interviews_scored"] == SESSIONS
        doubled = await place.owner.fetchval(
            "SELECT count(*) FROM (SELECT interview_id FROM recruiting_ai_score GROUP BY 1 HAVING count(*) > 1) x"
        )
        assert doubled == 0
