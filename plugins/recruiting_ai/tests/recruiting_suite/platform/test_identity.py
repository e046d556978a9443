"""An identity check over the platform: agreed to, compared once, the photo gone, a person decides."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from httpx import Response
from renshi_recruiting_ai.capabilities import models
from renshi_recruiting_ai.capabilities.models import Role
from renshi_recruiting_ai.identity.service import MAX_PHOTO

from renshi_sdk.testing import Harness

from ..media.sounds import silence, video
from ..vision.test_faces import SIZE, _jpeg
from ..vision.test_likeness import person
from ..vision.tiny_pack import detector, landmarks, recogniser
from .company import RecruitingCompany
from .spoken import Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("RENSHI_MODELS_DIR", str(folder))
    return folder


def _install(tmp_path: Path) -> models.InstalledModel:
    folder = tmp_path / "pack"
    folder.mkdir()
    detector(folder / "det_tiny.onnx")
    landmarks(folder / "landmark_tiny.onnx")
    recogniser(folder / "recognition.onnx")
    (folder / "LICENCE.txt").write_text("Apache-2.0\n", "utf-8")
    return models.install(Role.FACE, folder, name="tiny-id", licence="Apache-2.0", origin="tests")


def _clip(pattern: int) -> bytes:
    return video(6.0, draw=lambda _: person(pattern), size=SIZE, samples=silence(6))


async def _photo(speaker: Speaker, content: bytes) -> Response:
    async with speaker.firm.tenant.anonymous() as client:
        return await client.post(
            f"{speaker.firm.public}/me/identity-photo",
            files={"file": ("id.jpg", io.BytesIO(content), "image/jpeg")},
            headers={"X-Candidate-Link": speaker.token},
        )


async def _firm(renshi: Harness, **more: Any) -> RecruitingCompany:
    settings = {"follow_ups": 0, "video_interviews": True, "identity_check": True} | more
    return await RecruitingCompany.new(renshi, **settings)


async def _checks(firm: RecruitingCompany) -> list[dict[str, Any]]:
    interview = (await firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"]
    return list((await firm.hr(f"/interviews/{interview}/identity")).json()["items"])


@pytest.mark.parametrize(("pattern", "band"), [(1, "alike"), (4, "unlike")])
async def test_a_photo_is_compared_once_and_goes_and_a_person_decides(
    renshi: Harness, tmp_path: Path, pattern: int, band: str
) -> None:
    model = _install(tmp_path)
    firm = await _firm(renshi)
    speaker = await Speaker.new(firm, await firm.open_job(), "identity_check", channel="video")
    photo = _jpeg(person(1))
    assert (await _photo(speaker, photo)).json() == {"state": "waiting"}
    assert (await _photo(speaker, photo)).json() == {"state": "waiting"}
    await renshi.settle()
    (waiting,) = await _checks(firm)
    assert (waiting["state"], waiting["similarity"]) == ("waiting", None)
    await speaker.answer(1, _clip(pattern), kind="video", media_type="video/webm")
    await renshi.settle()
    (check,) = await _checks(firm)
    assert (check["state"], check["band"], check["model"]) == ("compared", band, "tiny-id")
    assert check["model_digest"] == model.digest
    assert (float(check["similarity"]) > 0.48) == (band == "alike")
    assert check["decision"] is None
    # The photo is gone, and no feature of a face is anywhere: numbers and words alone.
    names = [row["name"] for row in await firm.rows("SELECT name FROM core_file")]
    assert "identity-photo" not in names
    (row,) = await firm.rows("SELECT row_to_json(x)::text AS kept FROM recruiting_ai_identity x")
    assert all(not isinstance(value, list | dict) for value in json.loads(row["kept"]).values())
    audit = await firm.tenant.audit("recruiting_ai.identity.compare")
    assert len(audit) == 1
    assert (await _photo(speaker, photo)).json()["code"] == "recruiting_ai.identity_done"
    interview = str((await firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"])
    short = await firm.hr(f"/interviews/{interview}/identity/decision", {"decision": "same", "reason": "是"})
    assert short.status_code == 422
    said = {"decision": "same", "reason": "视频通话时出示身份证，核对一致"}
    assert (await firm.hr(f"/interviews/{interview}/identity/decision", said)).status_code == 200
    (decided,) = await _checks(firm)
    assert (decided["decision"], decided["band"]) == ("same", band)
    stage = (await firm.only_application())["stage"]
    assert stage == "interviewing", "a comparison moves nobody anywhere"
    assert (await speaker.consent("identity_check", granted=False)).status_code == 200
    assert await firm.rows("SELECT FROM recruiting_ai_identity") == []


async def test_without_consent_setting_or_model_nothing_is_compared_and_it_is_said(
    renshi: Harness, tmp_path: Path
) -> None:
    photo = _jpeg(person(1))
    off = await _firm(renshi, identity_check=False)
    speaker = await Speaker.new(off, await off.open_job(), "identity_check", channel="video")
    assert (await _photo(speaker, photo)).json()["code"] == "recruiting_ai.identity_off"
    firm = await _firm(renshi)
    job = await firm.open_job()
    without = await Speaker.new(firm, job, channel="video")
    refused = await _photo(without, photo)
    assert (refused.status_code, refused.json()["code"]) == (403, "recruiting_ai.consent_needed")
    assert await firm.rows("SELECT FROM recruiting_ai_identity") == []
    agreed = await Speaker.new(
        firm, job, "identity_check", channel="video", name="钱候选", phone="13900139000", email=None
    )
    for bad in (b"", b"%PDF-1.7 nothing", b"\xff\xd8\xff" + b"0" * 40, b"\xff\xd8\xff" + b"0" * MAX_PHOTO):
        answer = await _photo(agreed, bad)
        assert answer.status_code in (413, 422), len(bad)
    assert await firm.rows("SELECT FROM recruiting_ai_identity") == []
    # Nothing is installed: said so, and the photo goes all the same.
    await agreed.answer(1, _clip(1), kind="video", media_type="video/webm")
    await renshi.settle()
    assert (await _photo(agreed, photo)).status_code == 200
    await renshi.settle()
    (row,) = await firm.rows("SELECT * FROM recruiting_ai_identity")
    assert (row["state"], row["reason"], row["photo_file_id"]) == ("not_compared", "not_installed", None)
    shown = (await firm.hr(f"/interviews/{row['interview_id']}/identity")).json()["items"]
    assert [item["reason_shown"] for item in shown] == ["此安装没有人脸比对模型，请人工核验"]
    parts = {item["key"]: item for item in (await firm.hr("/capabilities")).json()["items"]}
    assert parts["face_identity"]["state"] == "absent"
    _install(tmp_path)
    parts = {item["key"]: item for item in (await firm.hr("/capabilities")).json()["items"]}
    assert (parts["face_identity"]["state"], parts["face_identity"]["model"]) == ("ready", "tiny-id")


async def test_a_recruiter_may_bring_the_photo_but_not_the_consent(renshi: Harness, tmp_path: Path) -> None:
    _install(tmp_path)
    firm = await _firm(renshi)
    job = await firm.open_job()
    speaker = await Speaker.new(firm, job, channel="video")
    await speaker.answer(1, _clip(1), kind="video", media_type="video/webm")
    await renshi.settle()
    interview = str((await firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"])
    async with firm.tenant.context("recruiting_ai") as ctx:
        file = await ctx.files.put("scan.jpg", _jpeg(person(1)), media_type="image/jpeg")
    body = {"file_id": str(file.id)}
    assert (await firm.hr(f"/interviews/{interview}/identity", body)).status_code == 403
    assert await firm.rows("SELECT FROM recruiting_ai_identity") == []
    assert (await speaker.consent("identity_check")).status_code == 200
    assert (await firm.hr(f"/interviews/{interview}/identity", body)).status_code == 202
    await renshi.settle()
    (check,) = await _checks(firm)
    assert (check["given_by"], check["state"], check["band"]) == ("hr", "compared", "alike")
    mine = (await firm.me(speaker.token, "/data")).json()["recruiting_ai_identity"]
    assert [row["band"] for row in mine] == ["alike"]
    assert np.isfinite(float(mine[0]["similarity"]))
