"""The candidate's API of recordings. The page's own key names a recording; the link's secret says whose it is."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.params import Parameter

from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.careers import service as careers
from renshi_recruiting_ai.careers.schemas import Nothing
from renshi_recruiting_ai.interviews import spoken
from renshi_recruiting_ai.interviews.schemas import ChangeChannel, ChangeTime, CloseTurn, OwnWords
from renshi_recruiting_ai.media import kinds, service
from renshi_recruiting_ai.media.schemas import BeginRecording, FinishRecording
from renshi_sdk import Context
from renshi_sdk.web import public_get, public_post

MANY = {"rate_limit": 12_000}
Link = Annotated[str, Parameter(header="X-Candidate-Link", min_length=20, max_length=128)]
Key = Annotated[str, Parameter(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Digest = Annotated[str, Parameter(header="X-Chunk-SHA256", pattern=r"^[0-9A-Fa-f]{64}$")]


@public_post("/me/turns/{turn_no:int}/recordings", status_code=200, opt=MANY)
async def begin_recording(ctx: Context, link: Link, turn_no: int, data: BeginRecording) -> dict[str, Any]:
    """Begin a recording of an answer under a key of the page's own. The same call again changes nothing."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    return await service.begin(ctx, application["id"], turn_no, data)


@public_post(
    "/me/recordings/{key:str}/chunks/{chunk_no:int}",
    status_code=200,
    opt=MANY,
    request_max_body_size=kinds.MAX_CHUNK_BYTES + 1024,
)
async def put_chunk(
    ctx: Context, link: Link, request: Request[Any, Any, Any], key: Key, chunk_no: int, sha256: Digest
) -> dict[str, Any]:
    """One piece of a recording as raw bytes, in any order and any number of times."""
    application = await applications.of_token(ctx, link)
    return await service.put_chunk(ctx, application["id"], key, chunk_no, await request.body(), sha256)


@public_get("/me/recordings/{key:str}", opt=MANY)
async def read_recording(ctx: Context, link: Link, key: Key) -> dict[str, Any]:
    """Where a recording stands: which pieces have arrived."""
    application = await applications.of_token(ctx, link)
    return await service.standing_for(application["id"], key)


@public_post("/me/recordings/{key:str}/finish", status_code=200, opt=MANY)
async def finish_recording(ctx: Context, link: Link, key: Key, data: FinishRecording) -> dict[str, Any]:
    """Say how many pieces there are. Answers which are missing; the recording is stored once none is."""
    application = await applications.of_token(ctx, link)
    return await service.finish(ctx, application["id"], key, data.chunks)


@public_post("/me/turns/{turn_no:int}/spoken", status_code=200, opt=MANY)
async def close_turn(ctx: Context, link: Link, turn_no: int, data: CloseTurn) -> dict[str, Any]:
    """Take the recording as my answer and go on."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    await spoken.close_turn(ctx, application["id"], turn_no, data.attempt)
    return await careers.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/turns/{turn_no:int}/transcript", status_code=200, opt=MANY)
async def own_words(ctx: Context, link: Link, turn_no: int, data: OwnWords) -> dict[str, Any]:
    """Confirm, correct or type what I said. What the program heard is kept beside it."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    await spoken.correct(ctx, application, turn_no, data.text)
    return await careers.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/channel", status_code=200, opt=MANY)
async def change_channel(ctx: Context, link: Link, data: ChangeChannel) -> dict[str, Any]:
    """Answer in another way from now on."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    await spoken.switch(ctx, application, data.channel)
    return await careers.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/time", status_code=200, opt=MANY)
async def change_time(ctx: Context, link: Link, data: ChangeTime) -> dict[str, Any]:
    """Have more time, or none counted. No reason is asked for."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    await spoken.give_time_to(ctx, application["id"], data.time_percent)
    return await careers.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/finish", status_code=200, opt=MANY)
async def finish(ctx: Context, link: Link, data: Nothing) -> dict[str, Any]:
    """I am done: hand the interview in."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    await spoken.finish(ctx, application)
    return await careers.status(ctx, await applications.of_token(ctx, link))


PUBLIC = (
    begin_recording,
    put_chunk,
    read_recording,
    finish_recording,
    close_turn,
    own_words,
    change_channel,
    change_time,
    finish,
)
