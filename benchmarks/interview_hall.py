"""The real programs with a hall full of candidates: what `interviews` measures and the tests kill.

`renshi serve` and `renshi worker` over embedded servers; candidates as the page of one would call, each call made again
until it is answered.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import itertools
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
from renshi_recruiting_ai.notices import notices

from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.embedded.ports import free_port
from renshi_core.settings import load_settings

PASSWORD = "correct horse battery staple"
ASR = Path(__file__).parent.parent / "plugins/recruiting_ai/tests/recruiting_suite/speech/small_asr"
# Each lacks something the profile asks a follow-up for.
ANSWERS = (
    "去年夏天产线突然停线，交期只剩两天。我组织班组排查，先隔离不良品，再查设备参数，最后找到是模具磨损，换了模具。",
    "我每天早会讲安全要点，发现有人不戴护目镜，就当场停下来讲清楚，后来大家都习惯了。",
    "他迟到是因为家里老人要照顾，我和他谈过，帮他换了班次，产量也慢慢上来了。",
    "我会先看哪一单违约的后果更重，和销售确认能不能分批交，再调人手加班，同时告诉客户实际的时间。",
)
MORE = "具体来说，我带三个人连续跟了两个班，记录每小时的不良数，对比调整前后的数据，再把做法写进作业指导书。"


@dataclass
class Hall:
    """The programs, the database behind them, and what the candidates did."""

    environment: dict[str, str]
    address: str
    owner: asyncpg.Connection
    code: str = ""
    log: Any = None
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    turns: list[float] = field(default_factory=list)
    said: dict[tuple[str, int], str] = field(default_factory=dict)
    repeats: int = 0

    @property
    def public(self) -> str:
        return f"/public/{self.code}/recruiting_ai"

    def start(self, name: str, *words: str) -> None:
        self.programs[name] = subprocess.Popen(
            [sys.executable, "-m", "renshi_core", *(words or (name,))],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )

    def kill(self, name: str, *words: str) -> None:
        """SIGKILL, and the next one right after."""
        self.programs[name].send_signal(signal.SIGKILL)
        self.programs[name].wait()
        self.start(name, *words)

    async def up(self) -> None:
        async with httpx.AsyncClient(base_url=self.address) as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get("/health", timeout=2)).status_code == 200:
                        return
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)

    def memory(self) -> dict[str, float]:
        """Resident megabytes of each program with its children, to a hundredth."""
        found = {}
        for name, program in self.programs.items():
            try:
                process = psutil.Process(program.pid)
                family = [process, *process.children(recursive=True)]
                found[name] = round(sum(item.memory_info().rss for item in family) / 2**20, 2)
            except psutil.Error:
                continue
        return found

    def processor(self) -> float:
        """Seconds of processor time of all programs with their children: what does not depend on neighbours."""
        total = 0.0
        for program in self.programs.values():
            try:
                process = psutil.Process(program.pid)
                for item in [process, *process.children(recursive=True)]:
                    times = item.cpu_times()
                    total += times.user + times.system
                times = process.cpu_times()
                total += times.children_user + times.children_system
            except psutil.Error:
                continue
        return total

    async def waiting(self) -> int:
        count: int = await self.owner.fetchval(
            "SELECT count(*) FROM core_job WHERE state IN ('queued', 'running', 'parked') AND name LIKE 'recruiting%'"
        )
        return count

    async def settle(self, seconds: float) -> bool:
        """Until no job of recruiting is left; whether that came about in time."""
        until = time.monotonic() + seconds
        while await self.waiting():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.25)
        return True


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "renshi_core", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    """Servers, a web process and a tenant with an open job; workers are started by whoever measures."""
    with temporary_var() as var:
        with EmbeddedServers(load_settings(var_dir=var, environment="test")) as endpoints:
            port = free_port()
            environment = {
                **os.environ,
                **endpoints.environment(),
                "RENSHI_VAR_DIR": str(var),
                "RENSHI_MODELS_DIR": str(var / "models"),
                "RENSHI_PORT": str(port),
                "RENSHI_LOG_LEVEL": "error",
            }
            owner = await asyncpg.connect(endpoints.database_owner_url)
            with (var / "programs.log").open("wb") as log:
                place = Hall(environment, f"http://127.0.0.1:{port}", owner, log=log)
                try:
                    await asyncio.to_thread(_found, place)
                    place.start("serve")
                    await _open(place)
                    yield place
                finally:
                    for program in place.programs.values():
                        program.kill()
                        program.wait()
                    await owner.close()


def _found(place: Hall) -> None:
    _run(place.environment, "migrate")
    _run(
        place.environment,
        *("tenants", "create", "--code", "hall", "--name", "集团", "--company", "公司"),
        *("--city", "上海", "--password", PASSWORD),
    )
    subprocess.run(
        [
            *(sys.executable, "-m", "renshi_recruiting_ai.capabilities.cli", "install", "asr", str(ASR)),
            *("--name", "small-zh", "--licence", "Apache-2.0", "--source", "tests"),
        ],
        env=place.environment,
        check=True,
        capture_output=True,
    )


async def _open(place: Hall) -> None:
    """Switch recruiting on and open a job, whose approval is another test's business."""
    await place.up()
    async with httpx.AsyncClient(base_url=place.address, timeout=30) as client:
        session = await client.post(
            "/api/session", json={"tenant": "hall", "login": "admin", "password": PASSWORD}
        )
        session.raise_for_status()
        headers = {"X-CSRF-Token": client.cookies.get("renshi_csrf") or ""}
        (await client.post("/api/market/recruiting_ai/enable", headers=headers)).raise_for_status()
        made = await client.post("/api/departments", json={"code": "PROD", "name": "生产部"}, headers=headers)
        made.raise_for_status()
        department = made.json()["id"]
    profile = await place.owner.fetchrow(
        "SELECT id, tenant_id, company_id FROM recruiting_ai_profile WHERE key = 'production_supervisor'"
    )
    place.code = await place.owner.fetchval(
        "SELECT public_code FROM core_company WHERE id = $1", profile["company_id"]
    )
    await place.owner.execute(
        "INSERT INTO recruiting_ai_requisition (id, tenant_id, company_id, title, department_id, profile_id,"
        " headcount, description, reason, state, public_code)"
        " VALUES (gen_random_uuid(), $1, $2, '生产主管', $3, $4, 9, '带一条产线', '新增', 'open', 'job1')",
        profile["tenant_id"],
        profile["company_id"],
        department,
        profile["id"],
    )


async def _call(
    place: Hall, client: httpx.AsyncClient, method: str, path: str, **more: Any
) -> httpx.Response:
    """A call as the page makes it: again and again until it is answered."""
    while True:
        try:
            answer = await client.request(method, place.public + path, **more)
        except httpx.HTTPError:
            place.repeats += 1
            await asyncio.sleep(0.3)
            continue
        if answer.status_code in (429, 502, 503):
            place.repeats += 1
            await asyncio.sleep(0.5)
            continue
        answer.raise_for_status()
        return answer


async def apply(place: Hall, client: httpx.AsyncClient, number: int, *agreed: str) -> str:
    """A new candidate's link."""
    digests = {purpose: notice.digest for purpose, notice in notices().items()}
    form = {
        "key": f"{number:06d}{secrets.token_hex(20)}",
        "name": f"候选{number:04d}",
        "phone": f"139{number:08d}",
        "facts": {"years_experience": 3, "shift_work": "是"},
        "consents": [
            {"purpose": purpose, "granted": True, "digest": digests[purpose]}
            for purpose in ("application", "ai_scoring", *agreed)
        ],
    }
    answer = await _call(place, client, "POST", "/jobs/job1/applications", json=form)
    return str(answer.json()["token"])


async def session(place: Hall, number: int, think: tuple[float, float]) -> None:
    """One candidate who writes."""
    chance = random.Random(number)
    async with httpx.AsyncClient(base_url=place.address, timeout=20) as client:
        token = await apply(place, client, number)
        headers = {"X-Candidate-Link": token}
        await asyncio.sleep(chance.uniform(0, think[1]))
        status = (await _call(place, client, "POST", "/me/interview", json={}, headers=headers)).json()
        while status["interview"]["state"] == "in_progress":
            turn = status["interview"]["turns"][-1]
            await asyncio.sleep(chance.uniform(*think))
            words = MORE if turn["follow_up"] else ANSWERS[status["interview"]["asked"] - 1]
            text = f"{words}（第{number}位）"
            began = time.perf_counter()
            answer = await _call(
                place, client, "POST", f"/me/turns/{turn['turn_no']}", json={"text": text}, headers=headers
            )
            place.turns.append(time.perf_counter() - began)
            place.said[(f"候选{number:04d}", turn["turn_no"])] = text
            status = answer.json()


async def lost(place: Hall) -> int:
    """Answers that were accepted and are not in the database as they were given, once each."""
    rows = await place.owner.fetch(
        "SELECT t.turn_no, t.answer FROM recruiting_ai_turn t WHERE t.answer IS NOT NULL AND t.answered_by = 'text'"
    )
    kept: dict[str, int] = {}
    for row in rows:
        place_of = row["answer"] + str(row["turn_no"])
        kept[place_of] = kept.get(place_of, 0) + 1
    return sum(kept.get(text + str(turn), 0) != 1 for (_, turn), text in place.said.items())


# --- candidates who speak ---


def one_minute() -> bytes:
    """Sixty seconds of synthesised speech with pauses, as a browser records it."""
    import av
    import numpy as np

    lines = (
        "客户投诉产线不良率，我们组织团队分析原因",
        "改善设备流程，培训员工，结果不良率下降",
        "完成目标，提高安全，负责沟通计划",
    )
    parts: list[Any] = []
    length = 0
    for line in itertools.cycle(lines):
        spoken = subprocess.run(
            ["espeak-ng", "-v", "cmn-latn-pinyin+f5", "-s", "150", "--stdout", line],
            capture_output=True,
            check=True,
        ).stdout
        start = spoken.index(b"data") + 8
        parts += [
            np.frombuffer(spoken[start : start + (len(spoken) - start) // 2 * 2], np.int16),
            np.zeros(22050 // 2, np.int16),
        ]
        length = sum(len(part) for part in parts)
        if length >= 60 * 22050:
            break
    samples = np.concatenate(parts)[: 60 * 22050]
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=48_000)
        stream.codec_context.layout = "mono"
        stream.codec_context.bit_rate = 32_000
        resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=48_000)
        fifo = av.AudioFifo()
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = 22050
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            piece.pts = None
            fifo.write(piece)
        while fifo.samples:
            chunk = fifo.read(960, partial=True)
            chunk.pts = None
            for packet in stream.encode(chunk):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


async def speak(place: Hall, number: int, content: bytes) -> None:
    """One candidate who answers four questions with the same minute."""
    async with httpx.AsyncClient(base_url=place.address, timeout=30) as client:
        token = await apply(place, client, number, "recording")
        headers = {"X-Candidate-Link": token}
        body = {"channel": "voice"}
        status = (await _call(place, client, "POST", "/me/interview", json=body, headers=headers)).json()
        while status["interview"]["turns"][-1]["answer"] is None:
            turn = status["interview"]["turns"][-1]["turn_no"]
            key = secrets.token_urlsafe(18)
            wish = {"key": key, "kind": "audio", "media_type": "audio/webm;codecs=opus"}
            await _call(place, client, "POST", f"/me/turns/{turn}/recordings", json=wish, headers=headers)
            pieces = [content[start : start + 100_000] for start in range(0, len(content), 100_000)]
            for chunk, piece in enumerate(pieces):
                await _call(
                    place,
                    client,
                    "POST",
                    f"/me/recordings/{key}/chunks/{chunk}",
                    content=piece,
                    headers=headers
                    | {
                        "X-Chunk-SHA256": hashlib.sha256(piece).hexdigest(),
                        "Content-Type": "application/octet-stream",
                    },
                )
            await _call(
                place,
                client,
                "POST",
                f"/me/recordings/{key}/finish",
                json={"chunks": len(pieces)},
                headers=headers,
            )
            status = (
                await _call(place, client, "POST", f"/me/turns/{turn}/spoken", json={}, headers=headers)
            ).json()
        await _call(place, client, "POST", "/me/finish", json={}, headers=headers)
