"""The form's public API. A key travels in a header, not in the address, so that no access log keeps it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter

from renshi_lifecycle.intake import access, form, photos
from renshi_lifecycle.intake.schemas import AnswerIn, Nothing, SectionIn
from renshi_sdk import Context, Text
from renshi_sdk.web import public_get, public_post

Key = Annotated[str, Parameter(header="X-Form-Key", min_length=20, max_length=128)]
# A key can't be guessed; this holds back who tries anyway, and leaves a whole class behind one address in peace.
FEW, MANY = {"rate_limit": 60}, {"rate_limit": 600}


@public_post("/form/open", status_code=200, opt=FEW)
async def open_form(ctx: Context, key: Key, data: AnswerIn) -> dict[str, Any]:
    """Open the link, once, with the second factor. Wrong answers are counted, so they are told with 200."""
    answer = await access.open_link(ctx, key, data.answer)
    if answer["state"] == "wrong":
        left = answer["left"]
        told = Text(f"验证信息不符，还可尝试 {left} 次", f"that doesn't fit; {left} tries left")
        answer |= {"problem": told.zh, "problem_en": told.en}
    return answer


@public_post("/form/resume", status_code=200, opt=MANY)
async def resume_form(ctx: Context, key: Key, data: Nothing) -> dict[str, Any]:
    """Come back on the same phone: the key is swapped for the next, and the form as it stands comes with it."""
    answer, intake = await access.resume(ctx, key)
    return answer | ({"form": await form.shown(ctx, intake)} if intake is not None else {})


@public_get("/form", opt=MANY)
async def read_form(ctx: Context, key: Key) -> dict[str, Any]:
    """The form as it stands; numbers of identity and accounts masked."""
    return await form.shown(ctx, await access.intake_of(ctx, key))


@public_post("/form/sections/{section:str}", status_code=200, opt=MANY)
async def save_section(ctx: Context, key: Key, section: str, data: SectionIn) -> dict[str, Any]:
    """Keep a section, as a draft or complete."""
    intake = await access.intake_of(ctx, key)
    await form.save(ctx, intake, section, data)
    return await form.shown(ctx, intake)


@public_post(
    "/form/files/{slot:str}", status_code=200, opt=MANY, request_max_body_size=photos.MAX_BYTES + 65536
)
async def send_file(
    ctx: Context,
    key: Key,
    slot: str,
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> dict[str, Any]:
    """A photo or document in its place."""
    intake = await access.intake_of(ctx, key)
    return await form.attach(ctx, intake, slot, await data.read())


@public_post("/form/submit", status_code=200, opt=MANY)
async def submit_form(ctx: Context, key: Key, data: Nothing) -> dict[str, Any]:
    """Send the form to HR."""
    intake = await access.intake_of(ctx, key)
    await form.submit(ctx, intake)
    return await form.shown(ctx, intake | {"state": "submitted"})


PUBLIC = (open_form, resume_form, read_form, save_section, send_file, submit_form)
