"""Identity checks: a photo is given, compared once with a video answer, and a person says what follows.

Sources: 个人信息保护法 (PIPL) arts. 28-30; 人脸识别技术应用安全管理办法 (2025): a consent of its own, a way that does
without, and no keeping beyond the purpose. The photo is deleted with the comparison; features of a face are never
stored.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.analysers.pool import pool
from renshi_recruiting_ai.capabilities import parts
from renshi_recruiting_ai.capabilities.models import Role, standing
from renshi_recruiting_ai.identity import repository
from renshi_recruiting_ai.identity.schemas import CompareParams, IdentityDecision
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.media import service as media
from renshi_recruiting_ai.media.decode import Unplayable, decode
from renshi_recruiting_ai.media.kinds import MAX_SECONDS
from renshi_recruiting_ai.pipeline import moves
from renshi_recruiting_ai.resumes.reading.records import Refused
from renshi_recruiting_ai.resumes.reading.sniff import kind_of
from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.contributions import JobRun

JOB = "recruiting_ai.identity"
MAX_PHOTO = 5 * 2**20
FRAMES_PER_SECOND = 0.5
MOST_FRAMES = 8
BAND = Decimal("0.08")
"""So near to the threshold a comparison says nothing either way."""
PHOTO_DAYS = 14
"""A photo that is never compared goes after so many days all the same."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a comparison starts from."""

    row: dict[str, Any]
    photo: bytes
    video: bytes
    media_type: str


async def give_photo(ctx: Context, application: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The candidate's own photo. It is compared once a video answer is there.

    Raises:
        Conflict: the company makes no such checks, there is no interview, or one is compared already.
        Forbidden: not agreed to. Invalid: no picture that can be read.
    """
    interview = await interviews.of_application(application["id"], lock=True)
    if interview is None:
        raise Conflict(Text("面试尚未开始", "the interview has not begun"))
    return await _keep(ctx, interview, content, given_by="candidate")


async def give_file(ctx: Context, interview_id: UUID, file_id: UUID) -> dict[str, Any]:
    """A photo that a recruiter has. The candidate's consent is needed all the same. Raises as `give_photo` does."""
    moves.require_person(ctx)
    interview = await interviews.by_id(ctx.company_id, interview_id, lock=True)
    if interview is None:
        raise NotFound(Text("没有这场面试", "there is no such interview"))
    _, content = await ctx.files.get(file_id)
    return await _keep(ctx, interview, content, given_by="hr")


async def _keep(ctx: Context, interview: dict[str, Any], content: bytes, *, given_by: str) -> dict[str, Any]:
    settings = await ctx.settings(RecruitingSettings)
    if not settings.identity_check:
        raise Conflict(
            Text(
                "公司未启用本人核验，由招聘人员人工核验",
                "no identity checks are made here; people check by hand",
            ),
            code="recruiting_ai.identity_off",
        )
    await media.require_consent(interview["application_id"], notices.IDENTITY_CHECK)
    try:
        is_picture = len(content) <= MAX_PHOTO and kind_of(content) == "image"
    except Refused as refused:
        raise Invalid(Text(refused.zh, refused.en), code="recruiting_ai.photo_refused") from refused
    if not is_picture:
        raise Invalid(
            Text("请上传 5 MB 以内的 JPEG 或 PNG 照片", "please send a JPEG or PNG of at most 5 MB"),
            code="recruiting_ai.photo_refused",
        )
    known = await repository.newest(interview["id"], lock=True)
    digest = hashlib.sha256(content).hexdigest()
    if known is not None and known["state"] == "waiting" and known["photo_sha256"] == digest:
        await _start(ctx, interview["id"], known["id"])
        return {"state": "waiting"}
    if known is not None and known["state"] == "compared" and given_by == "candidate":
        raise Conflict(
            Text("已核验过一次，如有疑问请联系招聘人员", "it was compared already; please ask the recruiter"),
            code="recruiting_ai.identity_done",
        )
    if known is not None and known["photo_file_id"] is not None:
        await ctx.files.delete(known["photo_file_id"])
        await repository.update(known["id"], state="not_compared", reason="replaced")
    stored = await ctx.files.put(
        "identity-photo",
        content,
        media_type="image/png" if content.startswith(b"\x89PNG") else "image/jpeg",
        keep_until=ctx.today() + timedelta(days=PHOTO_DAYS),
    )
    row_id = await insert(
        "recruiting_ai_identity",
        company_id=ctx.company_id,
        interview_id=interview["id"],
        photo_file_id=stored.id,
        photo_sha256=digest,
        given_by=given_by,
        state="waiting",
        threshold=Decimal(str(settings.identity_threshold)),
    )
    await ctx.audit.record(
        "recruiting_ai.identity.photo",
        subject="recruiting_ai_interview",
        subject_id=interview["id"],
        detail={"given_by": given_by, "sha256": digest},
    )
    await _start(ctx, interview["id"], row_id)
    return {"state": "waiting"}


async def _start(ctx: Context, interview_id: UUID, identity_id: UUID) -> None:
    """Compare in the background as soon as there is a video to compare with."""
    if await _video_of(interview_id) is not None:
        await ctx.jobs.enqueue(JOB, {"identity_id": str(identity_id)}, key=str(identity_id))


async def when_recorded(ctx: Context, interview_id: UUID) -> None:
    """A recording has been analysed: a photo that waited for one is compared now."""
    row = await repository.newest(interview_id)
    if row is not None and row["state"] == "waiting":
        await _start(ctx, interview_id, row["id"])


async def _video_of(interview_id: UUID) -> dict[str, Any] | None:
    """The first video answer that could be decoded."""
    return next(
        (
            item
            for item in await recordings.of_interview(interview_id)
            if item["kind"] == "video" and item["state"] == "analysed" and item["file_id"] is not None
        ),
        None,
    )


async def run(ctx: Context, params: CompareParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.identity. Stepwise: nothing is decoded or compared inside a transaction."""
    identity_id = UUID(params.identity_id)
    given: Given | None = None
    async with job.step(f"read-{new_id()}") as inside:
        if inside is not None:
            given = await _read(inside, identity_id)
    if given is None:
        return {"skipped": "nothing to compare, or the consent was taken back"}
    found, model = await _compare(given)
    async with job.step(f"store-{new_id()}") as inside:
        if inside is not None:
            return await _store(inside, identity_id, found, model)
    return {"skipped": "stored already"}


async def _read(ctx: Context, identity_id: UUID) -> Given | None:
    row = await repository.by_id(ctx.company_id, identity_id)
    if row is None or row["state"] != "waiting" or row["photo_file_id"] is None:
        return None
    interview = await interviews.by_id(ctx.company_id, row["interview_id"])
    video = await _video_of(row["interview_id"])
    if interview is None or video is None:
        return None
    if not await media.agreed(interview["application_id"], notices.IDENTITY_CHECK):
        return None
    _, photo = await ctx.files.get(row["photo_file_id"])
    _, content = await ctx.files.get(video["file_id"])
    return Given(row, photo, content, video["media_type"])


async def _compare(given: Given) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """How alike, or the reason why nothing was compared; and the model that did it."""
    model = await asyncio.to_thread(standing, Role.FACE)
    if not parts.can_decode() or parts.part("face_identity").state != "ready" or model.model is None:
        return {"similarity": None, "frames": 0, "reason": "not_installed"}, None
    try:
        played = await decode(
            given.video, media_type=given.media_type, max_seconds=float(MAX_SECONDS), fps=FRAMES_PER_SECOND
        )
    except Unplayable:
        return {"similarity": None, "frames": 0, "reason": "no_video"}, None
    step = max(1, len(played.frames) // MOST_FRAMES)
    pictures = [given.photo, *[picture for _, picture in played.frames[::step][:MOST_FRAMES]]]
    task = {"task": "identity", "pack": str(model.path), "sizes": [len(picture) for picture in pictures]}
    found = await pool().ask(task, b"".join(pictures), seconds=120)
    return found, (model.model.name, model.model.digest)


def band_of(similarity: Decimal, threshold: Decimal) -> str:
    """Alike, unlike, or too near to the threshold to say."""
    if abs(similarity - threshold) <= BAND:
        return "unclear"
    return "alike" if similarity > threshold else "unlike"


async def _store(
    ctx: Context, identity_id: UUID, found: dict[str, Any], model: tuple[str, str] | None
) -> dict[str, Any]:
    row = await repository.by_id(ctx.company_id, identity_id)
    if row is None or row["state"] != "waiting":
        return {"skipped": "the consent was taken back meanwhile"}
    similarity = None if found["similarity"] is None else Decimal(str(found["similarity"]))
    await repository.update(
        identity_id,
        state="not_compared" if similarity is None else "compared",
        reason=found["reason"],
        similarity=similarity,
        band=None if similarity is None else band_of(similarity, row["threshold"]),
        frames=found["frames"],
        model=model[0] if model else None,
        model_digest=model[1] if model else None,
        compared_at=ctx.now(),
        photo_file_id=None,
    )
    # Compared or not: the photo has done what it was given for.
    if row["photo_file_id"] is not None:
        await ctx.files.delete(row["photo_file_id"])
    await ctx.audit.record(
        "recruiting_ai.identity.compare",
        subject="recruiting_ai_interview",
        subject_id=row["interview_id"],
        detail={
            "similarity": found["similarity"],
            "threshold": str(row["threshold"]),
            "reason": found["reason"],
            "model": model[0] if model else None,
        },
    )
    return {"similarity": found["similarity"], "reason": found["reason"]}


async def decide(ctx: Context, interview_id: UUID, form: IdentityDecision) -> None:
    """What a person found. Nothing else ever says that somebody is not who they say they are.

    Raises:
        Forbidden: the actor is no person. NotFound: nothing was given to compare.
    """
    actor_id = moves.require_person(ctx)
    interview = await interviews.by_id(ctx.company_id, interview_id)
    row = await repository.newest(interview_id, lock=True) if interview is not None else None
    if row is None:
        raise NotFound(Text("没有本人核验记录", "there is no identity check"))
    await repository.update(
        row["id"],
        decision=form.decision,
        decision_reason=form.reason,
        decided_by=actor_id,
        decided_by_name=ctx.actor.name,
        decided_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.identity.decide",
        subject="recruiting_ai_interview",
        subject_id=interview_id,
        detail={"decision": form.decision, "reason": form.reason, "similarity": str(row["similarity"])},
    )


async def forget(ctx: Context, interview_ids: list[UUID]) -> int:
    """Delete checks with their photos; returns how many there were."""
    count, files = await repository.forget(interview_ids)
    for file_id in files:
        await ctx.files.delete(file_id)
    return count
