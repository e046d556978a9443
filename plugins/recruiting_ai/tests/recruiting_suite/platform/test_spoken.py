"""Spoken interviews from the first word to the score: real media, real models, and each of them missing."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from renshi_recruiting_ai.capabilities import cli, models
from renshi_recruiting_ai.capabilities.models import Role

from renshi_sdk.testing import Harness

from ..media.sounds import FORMATS, RATE, encode, silence, speak, trimmed, video
from ..vision.tiny_pack import disc, make
from .company import RecruitingCompany
from .spoken import Speaker

SMALL_ASR = Path(__file__).parents[1] / "speech" / "small_asr"
TEXT = "客户投诉我们组织团队分析原因改善流程结果不良率下降"
SIZE = (320, 240)


@pytest.fixture(autouse=True)
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("RENSHI_MODELS_DIR", str(folder))
    return folder


def _install_asr() -> models.InstalledModel:
    return models.install(
        Role.ASR, SMALL_ASR, name="small-zh", licence="Apache-2.0", origin="this project's tests"
    )


async def _interview_id(firm: RecruitingCompany) -> str:
    return str((await firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"])


@pytest.mark.parametrize("kind", ["webm", "m4a", "amr", "wav"])
async def test_a_voice_answer_in_real_media_becomes_words_measures_and_evidence(
    renshi: Harness, kind: str
) -> None:
    model = _install_asr()
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    speaker = await Speaker.new(firm, await firm.open_job())
    # Two seconds of silence in the middle, so that there is a pause to be found.
    samples = np.concatenate(
        [
            silence(0.4),
            trimmed(speak(TEXT[:14], variant="f5")),
            silence(2.0),
            trimmed(speak(TEXT[14:], variant="f5")),
        ]
    )
    media_type = FORMATS[kind][3]
    await speaker.answer(1, encode(samples, kind), media_type=media_type)
    await renshi.settle()
    status = await speaker.status()
    turn = status["interview"]["turns"][0]
    assert turn["answer"].replace("，", "").replace("。", "") == TEXT
    assert (turn["answered_by"], turn["recordings"][0]["state"]) == ("voice", "analysed")
    assert turn["recordings"][0]["seconds"] == pytest.approx(len(samples) / RATE, abs=0.15)

    interview = await _interview_id(firm)
    signals = {
        item["part"]: item for item in (await firm.hr(f"/interviews/{interview}/signals")).json()["items"]
    }
    assert signals["vad"]["measures"]["pause_count"] >= 1
    assert signals["vad"]["measures"]["longest_pause"] == pytest.approx(2.0, rel=0.08)
    assert signals["vad"]["backend"].startswith("silero-vad")
    speech = signals["speech"]["measures"]
    assert speech["syllables"] == pytest.approx(len(TEXT), rel=0.1)
    assert speech["pitch_sd_semitones"] > 0
    assert (signals["asr"]["backend"], signals["asr"]["model_digest"]) == ("small-zh", model.digest)
    assert signals["asr"]["measures"]["confidence"] > 0.9
    assert (signals["face"]["state"], signals["face"]["reason_en"]) == ("absent", "there is no picture")
    assert {item["weight"] for item in signals.values()} == {0}
    intervals = (await firm.hr(f"/interviews/{interview}/intervals")).json()["items"]
    pauses = [
        item for item in intervals if item["kind"] == "pause" and item["end_ms"] - item["start_ms"] > 1500
    ]
    assert len(pauses) == 1
    versions = (await firm.hr(f"/interviews/{interview}/transcripts")).json()["items"]
    assert [(item["source"], item["model"]) for item in versions] == [("asr_local", "small-zh")]
    words = {versions[0]["words"][p["start"] : p["end"]]: p for p in versions[0]["pieces"]}
    assert words["客户"]["start_ms"] < pauses[0]["start_ms"] < words["不良率"]["end_ms"]


async def test_a_whole_voice_interview_is_scored_with_moments_and_a_correction_scores_again(
    renshi: Harness,
) -> None:
    _install_asr()
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    speaker = await Speaker.new(firm, await firm.open_job())
    spoken = encode(
        speak("客户投诉产线不良率，我们组织团队分析原因，改善设备流程，结果不良率下降，完成目标"), "webm"
    )
    status = await speaker.status()
    while status["interview"]["turns"][-1]["answer"] is None:
        status = await speaker.answer(status["interview"]["turns"][-1]["turn_no"], spoken)
    assert status["interview"]["state"] == "in_progress", "it waits for the candidate's last look"
    assert status["interview"]["waiting"] > 0
    done = await firm.me(speaker.token, "/finish", {})
    assert done.json()["interview"]["state"] == "completed"
    await renshi.settle()
    interview = await _interview_id(firm)
    rows = await firm.rows("SELECT version FROM recruiting_ai_score")
    assert [row["version"] for row in rows] == [1], "scored once, after the last recording was heard"
    moments = (await firm.hr(f"/interviews/{interview}/moments")).json()["items"]
    heard = [item for item in moments if item["moments"]]
    assert heard, "quotes of a spoken answer are found in its sound"
    lasts = {
        str(row["id"]): float(row["seconds"]) * 1000
        for row in await firm.rows("SELECT id, seconds FROM recruiting_ai_recording")
    }
    for item in heard:
        for span in item["moments"]:
            assert 0 <= span["start_ms"] < span["end_ms"] <= lasts[span["recording_id"]] + 300

    text = "当时客户投诉产线的不良率到了6%，我组织团队分析原因，调整了设备参数，三个月后不良率降到0.8%。"
    corrected = await firm.me(speaker.token, "/turns/1/transcript", {"text": text})
    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["interview"]["turns"][0]["answer"] == text
    await renshi.settle()
    versions = await firm.rows("SELECT version FROM recruiting_ai_score ORDER BY version")
    assert [row["version"] for row in versions] == [1, 2]
    both = [
        item
        for item in (await firm.hr(f"/interviews/{interview}/transcripts")).json()["items"]
        if item["turn_no"] == 1
    ]
    assert [(item["version"], item["source"]) for item in both] == [
        (1, "asr_local"),
        (2, "candidate_corrected"),
    ]
    assert 0 < float(both[1]["changed_share"]) < 1
    again = await firm.me(speaker.token, "/turns/1/transcript", {"text": text})
    assert again.status_code == 200
    assert len(await firm.rows("SELECT FROM recruiting_ai_transcript WHERE turn_no = 1")) == 2
    moments = (await firm.hr(f"/interviews/{interview}/moments")).json()["items"]
    assert any(item["turn_no"] == 1 and item["moments"] for item in moments), (
        "corrected words still lead to the sound"
    )


async def test_without_a_model_it_is_recorded_measured_and_waits_for_typed_words(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    speaker = await Speaker.new(firm, await firm.open_job())
    assert (await speaker.status())["transcribes"] is False
    await speaker.answer(1, encode(speak(TEXT), "webm"))
    await renshi.settle()
    interview = await _interview_id(firm)
    signals = {
        item["part"]: item for item in (await firm.hr(f"/interviews/{interview}/signals")).json()["items"]
    }
    assert (signals["speech"]["state"], signals["asr"]["state"]) == ("measured", "absent")
    assert signals["asr"]["reason_zh"] == "此安装没有该分析组件"
    assert (await speaker.status())["interview"]["turns"][0]["answer"] == ""
    typed = await firm.me(speaker.token, "/turns/1/transcript", {"text": TEXT})
    turn = typed.json()["interview"]["turns"][0]
    assert (turn["answer"], turn["words_checked"]) == (TEXT, True)
    rows = await firm.rows("SELECT source, changed_share FROM recruiting_ai_transcript")
    assert [(row["source"], row["changed_share"]) for row in rows] == [("candidate_typed", None)]


async def test_a_changed_model_is_not_used_and_said(renshi: Harness, models_dir: Path) -> None:
    _install_asr()
    trap = str(models_dir / "trap")
    path = models_dir / "asr" / "small-zh" / "hyperparams.yaml"
    path.write_text(path.read_text("utf-8") + f"evil: !apply:os.system ['touch {trap}']\n", "utf-8")
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    speaker = await Speaker.new(firm, await firm.open_job())
    await speaker.answer(1, encode(speak(TEXT), "webm"))
    await renshi.settle()
    interview = await _interview_id(firm)
    signals = {
        item["part"]: item for item in (await firm.hr(f"/interviews/{interview}/signals")).json()["items"]
    }
    assert (signals["asr"]["state"], signals["asr"]["reason_en"]) == (
        "absent",
        "the model's files are missing or changed: not used",
    )
    shown = {item["key"]: item for item in (await firm.hr("/capabilities")).json()["items"]}
    assert shown["asr"]["state"] == "faulty"
    assert "已停用" in shown["asr"]["add"]
    assert not os.path.exists(trap)  # noqa: ASYNC240, PTH110


async def test_the_capability_page_tells_model_licence_and_hash(renshi: Harness, models_dir: Path) -> None:
    firm = await RecruitingCompany.new(renshi)
    shown = {item["key"]: item for item in (await firm.hr("/capabilities")).json()["items"]}
    assert {key: item["state"] for key, item in shown.items()} == {
        "decode": "ready", "vad": "ready", "prosody": "ready", "asr": "absent", "face": "absent",
        "face_identity": "absent", "ocr": "ready", "ranking": "ready", "llm": "absent",
    }  # fmt: skip
    assert len(shown["vad"]["hash"]) == 64
    assert "renshi-models install asr" in shown["asr"]["add"]
    code = cli.main(
        [
            "install",
            "asr",
            str(SMALL_ASR),
            "--name",
            "small-zh",
            "--licence",
            "Apache-2.0",
            "--source",
            "tests",
        ]
    )
    assert code == 0
    asr = {item["key"]: item for item in (await firm.hr("/capabilities")).json()["items"]}["asr"]
    assert (asr["state"], asr["model"], asr["licence"]) == ("ready", "small-zh", "Apache-2.0")
    assert asr["hash"] == json.loads((models_dir / "installed.json").read_text("utf-8"))["asr"]["digest"]
    async with firm.tenant.client("employee") as client:
        assert (await client.get("/api/plugins/recruiting_ai/capabilities")).status_code == 403


async def test_a_video_answer_keeps_frames_as_evidence_only_with_its_own_consent(
    renshi: Harness, tmp_path: Path
) -> None:
    models.install(Role.FACE, make(tmp_path / "pack"), name="tiny", licence="Apache-2.0", origin="tests")

    def draw(at: float) -> np.ndarray:
        return disc(SIZE, (160, 120)) if at < 4 else disc(SIZE)

    clip = video(
        7.0, draw=draw, size=SIZE, samples=np.concatenate([speak(TEXT)[: 7 * RATE], silence(7)])[: 7 * RATE]
    )
    firm = await RecruitingCompany.new(renshi, follow_ups=0, video_interviews=True, face_analysis=True)
    job = await firm.open_job()
    without = await Speaker.new(firm, job, channel="video")
    await without.answer(1, clip, kind="video", media_type="video/webm")
    await renshi.settle()
    reasons = await firm.rows("SELECT state, reason_en FROM recruiting_ai_signal WHERE part = 'face'")
    assert [(row["state"], row["reason_en"]) for row in reasons] == [
        ("absent", "the candidate did not agree: not analysed")
    ]
    assert await firm.rows("SELECT FROM recruiting_ai_frame") == []

    agreed = await Speaker.new(
        firm, job, "face_processing", channel="video", name="钱候选", phone="13900139000", email=None
    )
    await agreed.answer(1, clip, kind="video", media_type="video/webm")
    await renshi.settle()
    interview = (
        await firm.rows(
            "SELECT interview_id FROM recruiting_ai_signal WHERE part = 'face' AND state = 'measured'"
        )
    )[0]["interview_id"]
    faces = [
        item
        for item in (await firm.hr(f"/interviews/{interview}/signals")).json()["items"]
        if item["part"] == "face"
    ]
    assert faces[0]["measures"]["face_present_share"] == pytest.approx(4 / 7, abs=0.05)
    assert faces[0]["weight"] == 0
    frames = (await firm.hr(f"/interviews/{interview}/frames")).json()["items"]
    assert [(item["kind"], item["at_ms"]) for item in frames] == [("reference", 0), ("no_face", 5000)]
    async with firm.tenant.client("hr") as client:
        picture = await client.get(frames[0]["picture"])
    assert (picture.headers["content-type"], picture.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert (await agreed.consent("face_processing", granted=False)).status_code == 200
    assert await firm.rows("SELECT FROM recruiting_ai_frame") == []
    assert (
        await firm.rows("SELECT FROM recruiting_ai_signal WHERE part = 'face' AND state = 'measured'") == []
    )
    names = [
        row["name"] for row in await firm.rows("SELECT name FROM core_file WHERE plugin = 'recruiting_ai'")
    ]
    assert sorted(names) == ["turn-1-1-1.webm", "turn-1-1-1.webm"], "recordings stay, pictures are gone"


async def test_faces_can_not_be_turned_on_in_the_eu_and_signals_count_nothing_by_default(
    renshi: Harness,
) -> None:
    firm = await RecruitingCompany.new(renshi)
    async with firm.tenant.client("admin") as client:
        refused = await client.put(
            "/api/market/recruiting_ai/settings", json={"jurisdiction": "EU", "face_analysis": True}
        )
        assert refused.status_code == 422
        assert "EU" in refused.text
    shown = (await firm.hr("/signal-policy")).json()
    assert [(item["signal"], item["weight"], item["may"]) for item in shown["signals"]] == [
        ("speech", 0, True),
        ("video", 0, False),
    ]
    wish = {
        "signal": "speech",
        "weight": 10,
        "justification": "客服岗位须以清晰平稳的语速与客户通话，属于岗位要求。",
    }
    short = await firm.hr("/signal-policy", wish | {"justification": "需要"})
    assert short.status_code == 422
    video_wish = await firm.hr("/signal-policy", wish | {"signal": "video"})
    assert (video_wish.status_code, video_wish.json()["code"]) == (409, "recruiting_ai.signal_forbidden")
    assert await firm.rows("SELECT FROM recruiting_ai_signal_policy") == []
    turned = (await firm.hr("/signal-policy", wish)).json()
    assert (turned["signals"][0]["weight"], turned["items"][0]["justification"]) == (
        10,
        wish["justification"],
    )
    async with firm.tenant.client("admin") as client:
        assert (
            await client.put("/api/market/recruiting_ai/settings", json={"jurisdiction": "EU"})
        ).status_code == 200
    later = (await firm.hr("/signal-policy")).json()
    assert later["signals"][0]["weight"] == 0, "what has become forbidden counts no longer"
    assert (await firm.hr("/signal-policy", wish)).status_code == 409


async def test_a_signal_that_was_turned_on_counts_its_per_cent_and_names_its_moments(renshi: Harness) -> None:
    _install_asr()
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    speaker = await Speaker.new(firm, job)
    parts = [trimmed(speak(TEXT, variant="f5")), silence(4.0), trimmed(speak(TEXT, variant="f5"))]
    spoken = encode(np.concatenate([silence(0.3), *parts]), "webm")
    status = await speaker.status()
    assert status["signal_weights"] == {}
    while status["interview"]["turns"][-1]["answer"] is None:
        status = await speaker.answer(status["interview"]["turns"][-1]["turn_no"], spoken)
    await firm.me(speaker.token, "/finish", {})
    await renshi.settle()
    interview = await _interview_id(firm)
    plain = (await firm.hr(f"/interviews/{interview}")).json()
    assert (plain["report"]["scorer"], plain["report"]["added"]) == ("rules-3", None)
    assert (await firm.hr(f"/interviews/{interview}/signal-scores")).json()["items"] == []
    wish = {
        "signal": "speech",
        "weight": 10,
        "justification": "客服岗位须以清晰平稳的语速与客户通话，属于岗位要求。",
    }
    assert (await firm.hr("/signal-policy", wish)).json()["scorer"] == "signals-1"
    assert (await speaker.status())["signal_weights"] == {"speech": 10}
    assert (await firm.hr(f"/interviews/{interview}/rescore", {})).status_code == 202
    await renshi.settle()
    counted = (await firm.hr(f"/interviews/{interview}")).json()
    assert counted["report"]["dimensions"] == plain["report"]["dimensions"]
    found = {
        item["key"]: item
        for item in (await firm.hr(f"/interviews/{interview}/signal-scores")).json()["items"]
    }
    assert set(found) == {"rate", "pauses"}
    assert {item["weight"] for item in found.values()} == {"5"}
    assert found["rate"]["moments"]
    pauses = [item for item in found["pauses"]["moments"] if item["end_ms"] - item["start_ms"] >= 3000]
    assert len(pauses) == len(status["interview"]["turns"])
    if plain["match_percent"] is not None:
        assert counted["report"]["scorer"] == "rules-3+signals-1"
        assert "90 % × " in counted["formula"]
    told = (await firm.me(speaker.token, "/explanation")).json()["added"]["signals"]
    assert [item["label"] for item in told] == ["语速", "长停顿"]
    versions = (await firm.hr(f"/interviews/{interview}/scores")).json()["items"]
    assert [item["version"] for item in versions] == [2, 1]
    assert versions[1]["report_digest"] == plain["report"]["digest"]


async def test_text_is_possible_at_any_time_and_more_time_needs_no_reason(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    speaker = await Speaker.new(firm, await firm.open_job())
    before = (await speaker.status())["interview"]["turns"][0]["seconds"]
    more = await firm.me(speaker.token, "/time", {"time_percent": 150})
    assert more.json()["interview"]["turns"][0]["seconds"] == before * 3 // 2
    untimed = await firm.me(speaker.token, "/time", {"time_percent": None})
    assert untimed.json()["interview"]["turns"][0]["seconds"] is None
    # A half-recorded answer does not stand in the way of a typed one.
    await speaker.begin(1, "k" * 20)
    typed = await firm.me(speaker.token, "/turns/1/", {"text": TEXT})
    typed = await firm.me(speaker.token, "/turns/1", {"text": TEXT})
    assert typed.status_code == 200
    switched = await firm.me(speaker.token, "/channel", {"channel": "text"})
    assert switched.json()["interview"]["channel"] == "text"
    back = await firm.me(speaker.token, "/channel", {"channel": "voice"})
    assert back.json()["interview"]["channel"] == "voice"


async def test_a_follow_up_to_a_spoken_answer_comes_once_it_is_heard(renshi: Harness) -> None:
    _install_asr()
    firm = await RecruitingCompany.new(renshi, follow_ups=1)
    speaker = await Speaker.new(firm, await firm.open_job())
    # Said so shortly that more is asked for; the words are known only after the analysis.
    first = await speaker.answer(1, encode(speak("我们解决问题"), "webm"))
    assert first["interview"]["turns"][-1]["follow_up"] is False
    await renshi.settle()
    second = await firm.me(speaker.token, "/turns/2", {"text": "就是这样，没有别的了。"})
    asked = [turn for turn in second.json()["interview"]["turns"] if turn["follow_up"]]
    third = await firm.me(speaker.token, "/turns/3", {"text": "就这些。"})
    asked = [turn for turn in third.json()["interview"]["turns"] if turn["follow_up"]]
    assert any(turn["asked"].startswith("（关于“") for turn in asked), [turn["asked"] for turn in asked]


async def test_an_interview_left_at_the_last_click_is_completed_a_day_later(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    speaker = await Speaker.new(firm, await firm.open_job())
    spoken = encode(speak(TEXT), "wav")
    status = await speaker.status()
    while status["interview"]["turns"][-1]["answer"] is None:
        status = await speaker.answer(
            status["interview"]["turns"][-1]["turn_no"], spoken, media_type="audio/wav"
        )
    await renshi.run_schedule("recruiting_ai.close_stale", firm.tenant)
    assert (await speaker.status())["interview"]["state"] == "in_progress"
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=1, minutes=1))
    await renshi.run_schedule("recruiting_ai.close_stale", firm.tenant)
    await renshi.settle()
    assert (await speaker.status())["interview"]["state"] in ("completed", "scored")
