"""The background job that analyses a recording: put together, decode, measure, transcribe, keep.

Stepwise: no transaction is open while anything is decoded or measured. Killed anywhere it is run again and ends with
the same rows, because what it stores follows from the recording, the models and the rules, and replaces what was there.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.analysers.pool import pool
from renshi_recruiting_ai.capabilities import parts
from renshi_recruiting_ai.capabilities.models import ModelState, Role, standing
from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.identity import service as identity
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import spoken
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.media import service as media
from renshi_recruiting_ai.media.decode import Media, Unplayable, decode
from renshi_recruiting_ai.media.kinds import MAX_SECONDS
from renshi_recruiting_ai.media.schemas import AnalyseParams
from renshi_recruiting_ai.rows import as_json, insert, insert_many
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.signals import repository
from renshi_recruiting_ai.signals.reasons import REASONS
from renshi_recruiting_ai.speech.records import ANALYSER
from renshi_recruiting_ai.transcripts import service as transcripts
from renshi_recruiting_ai.vision.policy import FACE_ANALYSER, FRAMES_PER_SECOND, may_analyse_faces
from renshi_sdk import Context, new_id
from renshi_sdk.contributions import JobRun

SECONDS_EACH_MINUTE = 30.0
"""How long an analyser may take for a minute of recording, before it is ended."""
MARGIN_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Given:
    """What the analysis of a recording starts from."""

    recording: dict[str, Any]
    content: bytes
    scoring: bool
    faces: str | None
    """None where faces may be looked for, else the reason why not."""
    max_seconds: float


@dataclass(slots=True)
class Found:
    """What an analysis ends with: signals by part, the transcript's piece, pictures to keep."""

    seconds: float = 0.0
    fault: str | None = None
    signals: list[dict[str, Any]] = field(default_factory=list)
    intervals: list[tuple[str, str, float, float, float | None]] = field(default_factory=list)
    heard: dict[str, Any] | None = None
    model: tuple[str, str] | None = None
    frames: list[tuple[float, str, dict[str, Any], bytes]] = field(default_factory=list)


async def run(ctx: Context, params: AnalyseParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.analyse."""
    recording_id = UUID(params.recording_id)
    given: Given | None = None
    async with job.step(f"read-{new_id()}") as inside:
        if inside is not None:
            given = await _read(inside, recording_id)
    if given is None:
        return {"skipped": "the recording is gone, or was analysed"}
    found = await _analyse(given)
    async with job.step(f"store-{new_id()}") as inside:
        if inside is not None:
            return await _store(inside, recording_id, given, found)
    return {"skipped": "stored already"}


async def _read(ctx: Context, recording_id: UUID) -> Given | None:
    """The whole recording. Its pieces become one file here, the first time."""
    recording = await recordings.by_id(ctx.company_id, recording_id, lock=True)
    if recording is None or recording["state"] != "stored":
        return None
    interview = await interviews.by_id(ctx.company_id, recording["interview_id"])
    if interview is None or not await media.agreed(interview["application_id"], notices.RECORDING):
        return None
    if recording["file_id"] is None:
        content = await _assemble(ctx, recording)
    else:
        _, content = await ctx.files.get(recording["file_id"])
    settings = await ctx.settings(RecruitingSettings)
    faces = may_analyse_faces(settings)
    if recording["kind"] != "video":
        faces = "no_video"
    elif faces is None and not await media.agreed(interview["application_id"], notices.FACE_PROCESSING):
        faces = "no_consent"
    limit = await spoken.seconds_allowed(ctx, interview, recording["turn_no"])
    return Given(recording, content, bool(interview["ai_scoring"]), faces, limit)


async def _assemble(ctx: Context, recording: dict[str, Any]) -> bytes:
    pieces = await recordings.chunks(recording["id"])
    content = b"".join([(await ctx.files.get(piece["file_id"]))[1] for piece in pieces])
    ending = recording["media_type"].rpartition("/")[2]
    stored = await ctx.files.put(
        f"turn-{recording['turn_no']}-{recording['attempt']}-{recording['segment']}.{ending}",
        content,
        media_type=recording["media_type"],
        keep_until=recording["keep_until"],
    )
    await recordings.update(
        recording["id"], file_id=stored.id, size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    await recordings.forget_chunks(recording["id"])
    for piece in pieces:
        await ctx.files.delete(piece["file_id"])
    recording |= {"file_id": stored.id, "sha256": stored.sha256}
    return content


async def _analyse(given: Given) -> Found:
    found = Found()
    if not parts.can_decode():
        for part in ("vad", "speech", "asr"):
            _absent(found, part, "not_installed")
        _absent(found, "face", given.faces or "not_installed")
        return found
    faces = given.faces
    model = await asyncio.to_thread(standing, Role.FACE)
    if faces is None and parts.part("face").state != "ready":
        faces = "model_changed" if model.model is not None else "not_installed"
    try:
        played = await decode(
            given.content,
            media_type=given.recording["media_type"],
            max_seconds=min(MAX_SECONDS, given.max_seconds + MARGIN_SECONDS),
            fps=FRAMES_PER_SECOND if faces is None else 0.0,
        )
    except Unplayable as error:
        found.fault = error.code.removeprefix("recruiting_ai.media_")
        return found
    found.seconds = played.seconds
    await _speech(given, played, found)
    if faces is None and not played.frames:
        faces = "no_video"
    if faces is None and model.path is not None and model.model is not None:
        await _faces(played, found, str(model.path), model.model.name, model.model.digest)
    else:
        _absent(found, "face", faces or "not_installed")
    return found


def _allowed(seconds: float) -> float:
    return 20 + seconds / 60 * SECONDS_EACH_MINUTE


def _absent(found: Found, part: str, reason: str) -> None:
    found.signals.append(
        {"part": part, "state": "absent", "backend": None, "model": None, "measures": {}, "reason": reason}
    )


def _keep(found: Found, measured: dict[str, Any], model: str | None = None) -> None:
    found.signals.append(
        {
            "part": measured["part"],
            "state": measured["state"],
            "backend": measured["backend"],
            "model": model,
            "measures": measured["measures"],
            "reason": measured["reason"],
        }
    )
    found.intervals += [(measured["part"], *interval) for interval in measured["intervals"]]


async def _speech(given: Given, played: Media, found: Found) -> None:
    vad, recogniser = parts.vad_model(), await asyncio.to_thread(standing, Role.ASR)
    can_hear = parts.installed("torch", "torchaudio", "speechbrain")
    prosody = parts.part("prosody").state == "ready" and given.scoring
    task: dict[str, Any] = {
        "task": "speech",
        "vad": str(vad) if vad else None,
        "vad_backend": parts.part("vad").model or "energy",
        "prosody": prosody,
        "asr": None,
    }
    if can_hear and recogniser.state is ModelState.READY and recogniser.model is not None:
        found.model = (recogniser.model.name, recogniser.model.digest)
        task |= {"asr": str(recogniser.path), "asr_name": found.model[0], "asr_digest": found.model[1]}
    answer = await pool().ask(task, played.pcm, seconds=_allowed(played.seconds))
    _keep(found, answer["vad"], parts.file_hash(str(vad)) if vad else None)
    if answer["speech"] is not None:
        _keep(found, answer["speech"])
    else:
        _absent(found, "speech", "no_consent" if not given.scoring else "not_installed")
    found.heard = answer["heard"]
    if found.heard is not None and found.model is not None:
        found.signals.append(
            {
                "part": "asr",
                "state": "measured",
                "backend": found.model[0],
                "model": found.model[1],
                "measures": {
                    "confidence": found.heard["confidence"],
                    "words": len(found.heard["pieces"]),
                    "characters": len(found.heard["text"]),
                },
                "reason": None,
            }
        )
    elif answer["fault"] is not None:
        _absent(found, "asr", "model_unusable")
    else:
        _absent(
            found, "asr", "model_changed" if can_hear and recogniser.model is not None else "not_installed"
        )


async def _faces(played: Media, found: Found, folder: str, name: str, model_digest: str) -> None:
    task = {
        "task": "faces",
        "pack": folder,
        "pack_digest": model_digest,
        "backend": name,
        "at": [at for at, _ in played.frames],
        "sizes": [len(picture) for _, picture in played.frames],
        "seconds": played.seconds,
    }
    answer = await pool().ask(
        task, b"".join(picture for _, picture in played.frames), seconds=_allowed(played.seconds) * 4
    )
    _keep(found, answer["face"], model_digest)
    for kept in answer["kept"]:
        at, picture = played.frames[kept["index"]]
        found.frames.append((at, kept["kind"], kept["measures"], picture))


async def _store(ctx: Context, recording_id: UUID, given: Given, found: Found) -> dict[str, Any]:
    recording = await recordings.by_id(ctx.company_id, recording_id, lock=True)
    if recording is None or recording["state"] != "stored":
        return {"skipped": "the recording was deleted meanwhile"}
    interview = await interviews.by_id(ctx.company_id, recording["interview_id"], lock=True)
    if interview is None:
        return {"skipped": "the interview is gone"}
    faces_allowed = given.faces is None and await media.agreed(
        interview["application_id"], notices.FACE_PROCESSING
    )
    for file_id in await repository.forget(recording_id):
        await ctx.files.delete(file_id)
    state = "refused" if found.fault else "analysed"
    await recordings.update(recording_id, state=state, seconds=found.seconds, fault_code=found.fault)
    if found.fault is None:
        await _signals(ctx, recording, found, faces_allowed, bool(interview["ai_scoring"]))
        if faces_allowed:
            await _frames(ctx, recording, found)
        if found.heard is not None and found.model is not None:
            await transcripts.heard(
                ctx, recording, found.heard, model=found.model[0], model_digest=found.model[1]
            )
    await ctx.audit.record(
        "recruiting_ai.recording.analyse",
        subject="recruiting_ai_recording",
        subject_id=recording_id,
        detail={"state": state, "fault": found.fault, "seconds": found.seconds},
    )
    await spoken.analysed(ctx, interview, recording["turn_no"])
    await identity.when_recorded(ctx, interview["id"])
    return {"state": state, "seconds": found.seconds, "transcribed": found.heard is not None}


async def _signals(
    ctx: Context, recording: dict[str, Any], found: Found, faces_allowed: bool, scoring: bool
) -> None:
    rows, left_out = [], set()
    for signal in found.signals:
        if (signal["part"] == "face" and signal["state"] != "absent" and not faces_allowed) or (
            signal["part"] == "speech" and signal["state"] != "absent" and not scoring
        ):
            # The consent was taken back while this was measured.
            left_out.add(signal["part"])
            continue
        analyser = FACE_ANALYSER if signal["part"] == "face" else ANALYSER
        reason = REASONS[signal["reason"]] if signal["reason"] else None
        said = {name: signal[name] for name in ("part", "state", "backend", "model", "measures")}
        rows.append(
            {
                "company_id": ctx.company_id,
                "interview_id": recording["interview_id"],
                "recording_id": recording["id"],
                "turn_no": recording["turn_no"],
                "part": signal["part"],
                "state": signal["state"],
                "backend": signal["backend"],
                "model_digest": signal["model"],
                "analyser": analyser,
                "input_digest": recording["sha256"],
                "measures": as_json(signal["measures"]),
                "reason_zh": reason.zh if reason else None,
                "reason_en": reason.en if reason else None,
                "digest": digest({**said, "analyser": analyser, "input": recording["sha256"]}),
            }
        )
    await insert_many("recruiting_ai_signal", rows)
    await insert_many(
        "recruiting_ai_interval",
        [
            {
                "company_id": ctx.company_id,
                "recording_id": recording["id"],
                "part": part,
                "kind": kind,
                "start_ms": round(start * 1000),
                "end_ms": round(end * 1000),
                "value": value,
            }
            for part, kind, start, end, value in found.intervals
            if part not in left_out
        ],
    )


async def _frames(ctx: Context, recording: dict[str, Any], found: Found) -> None:
    for at, kind, measures, picture in found.frames:
        stored = await ctx.files.put(
            f"frame-{recording['turn_no']}-{round(at * 1000)}.jpg",
            picture,
            media_type="image/jpeg",
            keep_until=recording["keep_until"],
        )
        await insert(
            "recruiting_ai_frame",
            company_id=ctx.company_id,
            recording_id=recording["id"],
            at_ms=round(at * 1000),
            kind=kind,
            measures=as_json(measures),
            sha256=stored.sha256,
            file_id=stored.id,
        )
