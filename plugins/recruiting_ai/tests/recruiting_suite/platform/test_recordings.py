"""Recordings over a bad line: nothing lost, nothing doubled, nothing without consent, nothing left behind."""

from __future__ import annotations

import random
import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from renshi_sdk.testing import Harness

from ..media.sounds import encode, speak, tone
from .company import RecruitingCompany
from .spoken import Speaker, pieces_of

TALK = encode(speak("我们组织团队分析数据客户投诉下降"), "webm")
PIECES = pieces_of(TALK, 4000)


async def _speaker(renshi: Harness, **settings: object) -> Speaker:
    firm = await RecruitingCompany.new(renshi, follow_ups=0, **settings)
    return await Speaker.new(firm, await firm.open_job())


def _key() -> str:
    return secrets.token_urlsafe(18)


async def test_pieces_arrive_in_any_order_twice_and_over_a_break(renshi: Harness) -> None:
    speaker = await _speaker(renshi)
    key = _key()
    assert (await speaker.begin(1, key)).json()["received"] == []
    order = list(range(len(PIECES)))
    random.Random(4).shuffle(order)
    for number in order[:-2]:
        for _ in range(2):
            assert (await speaker.send(key, number, PIECES[number])).json() == {
                "chunk_no": number,
                "received": True,
            }
    told = (await speaker.finish(key, len(PIECES))).json()
    assert (told["state"], told["missing"]) == ("receiving", sorted(order[-2:]))
    refused = await speaker.close(1)
    assert (refused.status_code, refused.json()["code"]) == (409, "recruiting_ai.recording_missing")
    assert refused.json()["missing"] == [key]
    # The page was closed and comes back: it asks what is there.
    assert (await speaker.firm.me(speaker.token, f"/recordings/{key}")).json()["missing"] == sorted(
        order[-2:]
    )
    again = await speaker.begin(1, key)
    assert len(again.json()["received"]) == len(PIECES) - 2
    for number in order[-2:]:
        await speaker.send(key, number, PIECES[number])
    assert (await speaker.finish(key, len(PIECES))).json()["state"] == "stored"
    await renshi.settle()
    row = (await speaker.firm.rows("SELECT * FROM recruiting_ai_recording"))[0]
    assert (row["state"], row["size"], row["attempt"]) == ("analysed", len(TALK), 1)
    async with speaker.firm.tenant.context("recruiting_ai") as ctx:
        assert (await ctx.files.get(row["file_id"]))[1] == TALK
    assert await speaker.firm.rows("SELECT FROM recruiting_ai_chunk") == []
    names = await speaker.firm.rows("SELECT name FROM core_file WHERE plugin = 'recruiting_ai'")
    assert [name["name"] for name in names] == ["turn-1-1-1.webm"], "the pieces are gone"
    # A piece that was still under way is no news.
    assert (await speaker.send(key, 0, PIECES[0])).status_code == 200


async def test_a_damaged_a_different_and_an_oversized_piece_are_refused(
    renshi: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    from renshi_recruiting_ai.media import kinds

    speaker = await _speaker(renshi)
    key = _key()
    await speaker.begin(1, key)
    damaged = await speaker.send(key, 0, PIECES[0], sha256="0" * 64)
    assert (damaged.status_code, damaged.json()["code"]) == (422, "recruiting_ai.chunk_damaged")
    await speaker.send(key, 0, PIECES[0])
    differs = await speaker.send(key, 0, PIECES[1])
    assert (differs.status_code, differs.json()["code"]) == (409, "recruiting_ai.chunk_differs")
    large = await speaker.send(key, 1, b"x" * (kinds.MAX_CHUNK_BYTES + 1))
    assert large.status_code in (413, 422)
    flood = await speaker.send(key, 1, b"x" * (kinds.MAX_CHUNK_BYTES + 4096))
    assert flood.status_code == 413
    monkeypatch.setattr(kinds, "MAX_RECORDING_BYTES", len(PIECES[0]) + 10)
    full = await speaker.send(key, 1, PIECES[1])
    assert (full.status_code, full.json()["code"]) == (422, "recruiting_ai.recording_too_large")
    beyond = await speaker.send(key, kinds.MAX_CHUNKS, b"x")
    assert beyond.status_code == 422
    rows = await speaker.firm.rows("SELECT chunk_no, size FROM recruiting_ai_chunk")
    assert [(row["chunk_no"], row["size"]) for row in rows] == [(0, len(PIECES[0]))]


async def test_what_is_no_recording_is_refused_at_its_first_piece_and_in_its_depth(renshi: Harness) -> None:
    speaker = await _speaker(renshi)
    key = _key()
    await speaker.begin(1, key)
    zipped = await speaker.send(key, 0, b"PK\x03\x04" + b"\x00" * 500)
    assert (zipped.status_code, zipped.json()["code"]) == (422, "recruiting_ai.media_wrong_type")
    declared = await speaker.begin(1, _key(), media_type="application/zip")
    assert (declared.status_code, declared.json()["code"]) == (422, "recruiting_ai.media_wrong_type")
    # A right beginning and noise behind it: the decoder refuses, and the page says so.
    broken = TALK[:300] + b"\xff\x00" * 9000
    await speaker.record(1, broken, attempt=1, segment=2)
    await renshi.settle()
    shown = (await speaker.status())["interview"]["turns"][0]["recordings"]
    assert [item["state"] for item in shown] == ["receiving", "refused"]
    assert shown[1]["fault"] == "录音文件已损坏，无法解码"
    assert await speaker.firm.rows("SELECT FROM recruiting_ai_signal") == []


async def test_an_endless_recording_is_refused_by_the_time_of_its_question(renshi: Harness) -> None:
    import numpy as np

    speaker = await _speaker(renshi)
    endless = encode(np.zeros(16_000 * 900, np.int16), "webm")
    await speaker.record(1, endless)
    await renshi.settle()
    row = (await speaker.firm.rows("SELECT state, fault_code FROM recruiting_ai_recording"))[0]
    assert (row["state"], row["fault_code"]) == ("refused", "too_long")


async def test_without_consent_nothing_is_taken_in(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    refused = await firm.me(token, "/interview", {"channel": "voice"})
    assert (refused.status_code, refused.json()["code"]) == (403, "recruiting_ai.consent_needed")
    assert await firm.rows("SELECT FROM recruiting_ai_interview") == []
    speaker = Speaker(firm, token)
    await speaker.consent("recording")
    assert (await firm.me(token, "/interview", {"channel": "voice"})).status_code == 200
    key = _key()
    await speaker.begin(1, key)
    await speaker.send(key, 0, PIECES[0])
    files = await firm.rows("SELECT id FROM core_file WHERE plugin = 'recruiting_ai'")
    assert len(files) == 1
    assert (await speaker.consent("recording", granted=False)).status_code == 200
    assert await firm.rows("SELECT FROM recruiting_ai_recording") == []
    assert await firm.rows("SELECT FROM core_file WHERE plugin = 'recruiting_ai'") == []
    late = await speaker.send(key, 1, PIECES[1])
    assert late.status_code == 404
    status = await speaker.status()
    assert (status["stage"], status["interview"]["channel"]) == ("interviewing", "text")
    assert (await speaker.begin(1, _key())).status_code in (403, 409)


async def test_an_answer_may_be_recorded_again_by_the_rule_and_the_former_one_is_gone(
    renshi: Harness,
) -> None:
    speaker = await _speaker(renshi, retries=1)
    await speaker.record(1, TALK)
    await renshi.settle()
    await speaker.record(1, encode(tone(200, 3.0), "webm"), attempt=2)
    rows = await speaker.firm.rows("SELECT attempt FROM recruiting_ai_recording")
    assert [row["attempt"] for row in rows] == [2]
    refused = await speaker.begin(1, _key(), attempt=3)
    assert (refused.status_code, refused.json()["code"]) == (409, "recruiting_ai.no_more_attempts")
    status = await speaker.close(1, attempt=2)
    assert status.json()["interview"]["turns"][0]["attempts"] == 2
    again = await speaker.begin(1, _key())
    assert (again.status_code, again.json()["code"]) == (409, "recruiting_ai.answered_already")
    await renshi.settle()
    names = [
        row["name"]
        for row in await speaker.firm.rows("SELECT name FROM core_file WHERE plugin = 'recruiting_ai'")
    ]
    assert names == ["turn-1-2-1.webm"]


async def test_files_carry_the_day_they_go_and_the_store_holds_no_plain_sound(
    renshi: Harness, tmp_path: Path
) -> None:
    speaker = await _speaker(renshi, media_days=30)
    await speaker.answer(1, TALK)
    await renshi.settle()
    until = (renshi.clock.now() + timedelta(hours=8)).date() + timedelta(days=30)
    files = await speaker.firm.rows("SELECT id, keep_until FROM core_file WHERE plugin = 'recruiting_ai'")
    assert [row["keep_until"] for row in files] == [until]
    var = renshi.platform.settings.var_dir / "files"  # type: ignore[attr-defined]
    stored = [path for path in var.rglob("*") if path.is_file() and str(files[0]["id"]) in str(path)]
    assert stored, "the content lies in the store"
    assert all(b"OpusHead" not in path.read_bytes() and b"webm" not in path.read_bytes() for path in stored)
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=31))
    await renshi.run_schedule("core.purge_files", speaker.firm.tenant)
    row = (await speaker.firm.rows("SELECT state, file_id, sha256 FROM recruiting_ai_recording"))[0]
    assert (row["state"], row["file_id"]) == ("analysed", None)
    interview = (await speaker.firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"]
    listed = (await speaker.firm.hr(f"/interviews/{interview}/recordings")).json()["items"]
    assert [item["media"] for item in listed] == [None]


async def test_erasure_leaves_no_file_and_no_row(renshi: Harness) -> None:
    speaker = await _speaker(renshi)
    await speaker.answer(1, TALK)
    await renshi.settle()
    data = (await speaker.firm.me(speaker.token, "/data")).json()
    assert data["recruiting_ai_recording"][0]["size"] == len(TALK)
    assert {row["part"] for row in data["recruiting_ai_signal"]} >= {"vad", "speech", "asr", "face"}
    erased = (await speaker.firm.me(speaker.token, "/erasure", {})).json()["erased"]
    assert erased["recruiting_ai_recording"] == 1
    for table in ("recording", "chunk", "transcript", "signal", "interval", "frame", "turn", "interview"):
        assert await speaker.firm.rows(f"SELECT FROM recruiting_ai_{table}") == [], table
    assert await speaker.firm.rows("SELECT FROM core_file WHERE plugin = 'recruiting_ai'") == []


async def test_reviewers_hear_it_in_ranges_and_every_hearing_is_audited(renshi: Harness) -> None:
    speaker = await _speaker(renshi)
    await speaker.answer(1, TALK)
    await renshi.settle()
    firm = speaker.firm
    interview = (await firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"]
    item = (await firm.hr(f"/interviews/{interview}/recordings")).json()["items"][0]
    async with firm.tenant.client("hr") as client:
        whole = await client.get(item["media"])
        part = await client.get(item["media"], headers={"Range": "bytes=10-19"})
        tail = await client.get(item["media"], headers={"Range": "bytes=-5"})
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, TALK, "audio/webm")
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert (part.status_code, part.content) == (206, TALK[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(TALK)}"
    assert tail.content == TALK[-5:]
    async with firm.tenant.client("employee") as client:
        assert (await client.get(item["media"])).status_code == 403
    async with firm.tenant.anonymous() as client:
        assert (await client.get(item["media"])).status_code == 401
    played = await firm.rows("SELECT FROM core_audit WHERE action = 'recruiting_ai.recording_media.read'")
    assert len(played) == 3, "every part that was read"
