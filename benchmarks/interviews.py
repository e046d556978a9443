"""A hundred candidates at once, on the real programs: `renshi serve`, `renshi worker`, over embedded servers.

Text: sessions of up to eight turns (four questions, each with a follow-up), a candidate thinking a few seconds between
answers; the time of a turn holds the analysis that chooses the follow-up. Voice: one-minute WebM/Opus answers, decoded,
voice activity, prosody, transcription by the small model of the tests, content scored; beside bare decoding of the same
bytes. `RENSHI_SOAK_MINUTES=30 python -m benchmarks interviews` goes on with text for so long and reports memory with
its slope; `RENSHI_INTERVIEWS=text,kills,soak,voice` chooses parts.

Targets on two cores: 95 % of turns under a second, no answer lost, also with web and workers killed in the middle;
100 voice answers of a minute in 100 seconds; flat memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.interview_hall import Hall, hall, lost, one_minute, session, speak

SESSIONS = 100
VOICE_ANSWERS = 100
THINK_SECONDS = (3.0, 9.0)
SAMPLE_SECONDS = 10.0


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


WORKERS = {"worker": ("worker", "--queue", "default"), "worker-ai": ("worker", "--queue", "ai")}


async def _scored(place: Hall) -> int:
    """Interviews in writing that have a score."""
    count: int = await place.owner.fetchval(
        "SELECT count(DISTINCT interview_id) FROM recruiting_ai_score s JOIN recruiting_ai_interview i"
        " ON i.id = s.interview_id WHERE i.channel = 'text'"
    )
    return count


async def text(
    place: Hall, *, sessions: int, think: tuple[float, float], kills: int, first: int = 0
) -> dict[str, Any]:
    """Sessions at once; `kills` times a program is killed in the middle."""
    place.turns.clear()
    place.said.clear()
    place.repeats = 0
    for name, words in WORKERS.items():
        if name not in place.programs:
            place.start(name, *words)
    before = await _scored(place)
    began, used = time.perf_counter(), place.processor()
    candidates = [asyncio.create_task(session(place, first + n, think)) for n in range(sessions)]
    for number in range(kills):
        await asyncio.sleep(think[1])
        name = ("serve", "worker-ai", "worker")[number % 3]
        place.kill(name, *WORKERS.get(name, ()))
    await asyncio.gather(*candidates)
    spoken = time.perf_counter() - began
    done = await place.settle(180)
    used = place.processor() - used
    scored = await _scored(place) - before
    return {
        "sessions": sessions,
        "turns": len(place.turns),
        "turns_each": round(len(place.turns) / sessions, 1),
        "p50_ms": round(1000 * statistics.median(place.turns)),
        "p95_ms": round(1000 * quantile(place.turns, 0.95)),
        "worst_ms": round(1000 * max(place.turns)),
        "turns_per_second": round(len(place.turns) / spoken, 1),
        "processor_ms_each": round(1000 * used / max(1, len(place.turns))) if not kills else None,
        "kills": kills,
        "requests_repeated": place.repeats,
        "answers_lost": await lost(place),
        "interviews_scored": scored,
        "all_jobs_done": done,
    }


# --- voice ---


async def bare_decoding(content: bytes, count: int) -> float:
    """Seconds of wall time to decode the same bytes as often, two at a time, and nothing else."""
    from renshi_recruiting_ai.media.decode import decode

    turn = asyncio.Semaphore(2)

    async def one() -> None:
        async with turn:
            await decode(content, media_type="audio/webm", max_seconds=120)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(count)))
    return time.perf_counter() - began


async def voice(place: Hall, *, answers: int, first: int) -> dict[str, Any]:
    """Answers of a minute, uploaded first; then a worker is started and the time until all are analysed is taken."""
    for name in ("worker", "worker-ai"):
        if name in place.programs:
            program = place.programs.pop(name)
            program.terminate()
            program.wait()
    content = await asyncio.to_thread(one_minute)
    before = await place.owner.fetchval("SELECT count(*) FROM recruiting_ai_score")
    for start in range(0, answers // 4, 5):
        await asyncio.gather(
            *(speak(place, first + n, content) for n in range(start, min(start + 5, answers // 4)))
        )
    waiting = await place.owner.fetchval(
        "SELECT count(*) FROM recruiting_ai_recording WHERE state = 'stored'"
    )
    place.start("worker-ai", *WORKERS["worker-ai"])
    await place.up()
    began, spent = time.perf_counter(), place.processor()
    done = await place.settle(600)
    took, used = time.perf_counter() - began, place.processor() - spent
    analysed = await place.owner.fetchval(
        "SELECT count(*) FROM recruiting_ai_recording WHERE state = 'analysed'"
    )
    texts = await place.owner.fetchval(
        "SELECT count(*) FROM recruiting_ai_turn WHERE answered_by = 'voice' AND answer <> ''"
    )
    after = await place.owner.fetchval("SELECT count(*) FROM recruiting_ai_score")
    decoding = await bare_decoding(content, waiting)
    return {
        "answers": waiting,
        "seconds_each": 60,
        "analysed": analysed,
        "transcribed": texts,
        "interviews_scored": after - before,
        "wall_seconds_with_start_of_the_worker": round(took, 1),
        "answers_per_minute": round(60 * waiting / took, 1),
        "processor_seconds_each": round(used / max(1, waiting), 2),
        "bare_decoding_wall_seconds": round(decoding, 1),
        "times_bare_decoding": round(took / decoding, 1),
        "all_jobs_done": done,
        "megabytes": place.memory(),
    }


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Megabytes an hour of the straight line nearest to (seconds, megabytes)."""
    count = len(points)
    if count < 2:
        return 0.0
    at, size = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - at) ** 2 for x, _ in points)
    return 3600 * sum((x - at) * (y - size) for x, y in points) / spread if spread else 0.0


async def soak(place: Hall, minutes: float, *, sessions: int = 50) -> dict[str, Any]:
    """Waves of text sessions for so long, resident memory sampled every ten seconds.

    The first fifth is warming up. After it memory is flat where the line through the samples hardly rises: its slope is
    stated for each program.
    """
    seen: list[tuple[float, dict[str, float]]] = []
    began = time.monotonic()
    first, slow, gone, turns = 10_000, [], 0, 0

    async def watch() -> None:
        while True:
            seen.append((time.monotonic() - began, await asyncio.to_thread(place.memory)))
            await asyncio.sleep(SAMPLE_SECONDS)

    watching = asyncio.create_task(watch())
    while time.monotonic() - began < 60 * minutes:
        wave = await text(place, sessions=sessions, think=THINK_SECONDS, kills=0, first=first)
        slow.append(wave["p95_ms"])
        gone += wave["answers_lost"]
        turns += wave["turns"]
        first += sessions
    watching.cancel()
    warm = [item for item in seen if item[0] >= seen[-1][0] / 5]
    names = [name for name in warm[0][1] if all(name in sizes for _, sizes in warm)]
    return {
        "minutes": round((time.monotonic() - began) / 60, 1),
        "waves": len(slow),
        "turns": turns,
        "answers_lost": gone,
        "median_p95_ms": round(statistics.median(slow)),
        "worst_p95_ms": max(slow),
        "samples": len(warm),
        "megabytes_after_warming": {name: warm[0][1][name] for name in names},
        "megabytes_at_the_end": {name: warm[-1][1][name] for name in names},
        "most_megabytes": {name: max(sizes[name] for _, sizes in warm) for name in names},
        "megabytes_an_hour": {
            name: round(slope([(at, sizes[name]) for at, sizes in warm]), 1) for name in names
        },
    }


async def run() -> dict[str, Any]:
    """Measure and return figures."""
    minutes = float(os.environ.get("RENSHI_SOAK_MINUTES", "0"))
    parts = os.environ.get("RENSHI_INTERVIEWS", "text,kills,soak,voice").split(",")
    figures: dict[str, Any] = {}
    async with hall() as place:
        if "text" in parts:
            figures["text"] = await text(place, sessions=SESSIONS, think=THINK_SECONDS, kills=0)
        if "kills" in parts:
            figures["text_with_kills"] = await text(
                place, sessions=SESSIONS, think=THINK_SECONDS, kills=6, first=SESSIONS
            )
        if "soak" in parts and minutes:
            figures["soak"] = await soak(place, minutes)
        if "voice" in parts:
            figures["voice"] = await voice(place, answers=VOICE_ANSWERS, first=90_000)
    return figures


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run()), indent=2, ensure_ascii=False))
