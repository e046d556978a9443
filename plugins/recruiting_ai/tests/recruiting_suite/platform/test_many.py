"""A hundred candidates at once."""

import asyncio

import pytest

from renshi_sdk.testing import Harness

from .company import ANSWERS, RecruitingCompany

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

CANDIDATES = 100


async def test_a_hundred_interviews_at_once_lose_and_double_nothing(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()

    async def one(number: int) -> None:
        token = await firm.apply(
            job, name=f"候选{number:03d}", phone=f"139{number:08d}", email=None, key=f"{number:064d}"
        )
        begun = await firm.me(token, "/interview", {"channel": "text"})
        assert begun.status_code == 200
        for turn_no, text in enumerate(ANSWERS.values(), 1):
            body = {"text": f"{text}（{number}）"}
            # Every answer is sent twice at the same moment, as a phone on a bad line would.
            both = await asyncio.gather(
                firm.me(token, f"/turns/{turn_no}", body), firm.me(token, f"/turns/{turn_no}", body)
            )
            assert [answer.status_code for answer in both] == [200, 200]

    await asyncio.gather(*(one(number) for number in range(CANDIDATES)))
    turns = await firm.rows(
        "SELECT c.name, t.turn_no, t.answer FROM recruiting_ai_turn t"
        " JOIN recruiting_ai_interview i ON i.id = t.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id ORDER BY c.name, t.turn_no"
    )
    assert [(row["name"], row["turn_no"], row["answer"]) for row in turns] == [
        (f"候选{number:03d}", turn_no, f"{text}（{number}）")
        for number in range(CANDIDATES)
        for turn_no, text in enumerate(ANSWERS.values(), 1)
    ]
    await renshi.settle(rounds=200)
    scored = await firm.rows(
        "SELECT s.version, s.match_percent, count(*) AS n FROM recruiting_ai_score s GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert [(row["version"], row["n"]) for row in scored] == [(1, CANDIDATES)]
