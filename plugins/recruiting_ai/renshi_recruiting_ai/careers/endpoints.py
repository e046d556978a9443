"""The public API: careers, the candidate's own page, the offer.

A link's secret is the only key to a candidate's page. It travels in the header X-Candidate-Link, not in the
address, so that no access log keeps it.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter

from renshi_recruiting_ai import care
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.candidates.schemas import AppealWords, ConsentGiven, NewApplication
from renshi_recruiting_ai.careers import service
from renshi_recruiting_ai.careers.schemas import HumanWish, Nothing
from renshi_recruiting_ai.chat import service as chat
from renshi_recruiting_ai.interviews import service as interviews
from renshi_recruiting_ai.interviews import withdrawal
from renshi_recruiting_ai.interviews.schemas import Answer, StartInterview
from renshi_recruiting_ai.language_model import service as language_model
from renshi_recruiting_ai.offers import service as offers
from renshi_recruiting_ai.offers.schemas import OfferCounter, OfferDecline, OfferReply
from renshi_recruiting_ai.resumes import service as resumes
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.web import public_get, public_post

# A whole hall of candidates may sit behind one address.
MANY = {"rate_limit": 6000}
Link = Annotated[str, Parameter(header="X-Candidate-Link", min_length=20, max_length=128)]


@public_get("/jobs")
async def public_jobs(ctx: Context) -> dict[str, Any]:
    """Open jobs."""
    return await service.jobs(ctx)


@public_get("/jobs/{code:str}")
async def public_job(ctx: Context, code: str) -> dict[str, Any]:
    """One open job, what it asks for, and the notices to agree to."""
    return await service.job(ctx, code)


@public_post("/jobs/{code:str}/applications")
async def public_apply(ctx: Context, code: str, data: NewApplication) -> dict[str, Any]:
    """Apply. Answers the secret of the candidate's own page."""
    return {"token": await applications.apply(ctx, code, data)}


@public_get("/me", opt=MANY)
async def my_page(ctx: Context, link: Link) -> dict[str, Any]:
    """Where my application stands, with all questions and answers so far."""
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/interview", status_code=200, opt=MANY)
async def start_interview(ctx: Context, link: Link, data: StartInterview) -> dict[str, Any]:
    """Begin the interview, or go on with it."""
    application = await applications.of_token(ctx, link)
    service.require_running(application)
    await interviews.start(ctx, application, data.channel, data.time_percent)
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/turns/{turn_no:int}", status_code=200, opt=MANY)
async def give_answer(ctx: Context, link: Link, turn_no: int, data: Answer) -> dict[str, Any]:
    """Answer a question. Sending the same answer again changes nothing."""
    application = await applications.of_token(ctx, link)
    service.require_running(application)
    await interviews.answer(ctx, application["id"], turn_no, data.text)
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/resume", request_max_body_size=resumes.MAX_BODY)
async def send_resume(
    ctx: Context, link: Link, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> dict[str, Any]:
    """My résumé as a file: PDF, DOCX, PNG or JPEG of at most 10 MB. The same file again changes nothing."""
    application = await applications.of_token(ctx, link)
    service.require_running(application)
    return await resumes.of_candidate(ctx, application, data.filename, await data.read())


@public_post("/me/human", status_code=200, opt=MANY)
async def want_human(ctx: Context, link: Link, data: HumanWish) -> dict[str, Any]:
    """Ask for a person instead of the program."""
    application = await applications.of_token(ctx, link)
    service.require_running(application)
    await interviews.ask_for_human(ctx, application, data.words)
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/consents", status_code=200, opt=MANY)
async def change_consent(ctx: Context, link: Link, data: ConsentGiven) -> dict[str, Any]:
    """Give or take back a consent. Taking one back deletes what it allowed: scores, recordings, pictures."""
    application = await applications.of_token(ctx, link)
    notice = await language_model.notice_for(ctx, data.purpose) if data.granted else None
    if notice is not None and data.digest != notice.digest:
        raise Conflict(Text("告知内容已更新，请刷新页面", "the notice has changed; reload the page"))
    await applications.record_consent(ctx, application["id"], data, notice=notice)
    if not data.granted:
        await withdrawal.withdraw(ctx, application, data.purpose)
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/chat-code", status_code=200)
async def chat_code(ctx: Context, link: Link, data: Nothing) -> dict[str, Any]:
    """A one-time code with which I go on in WeChat. Whoever has it can answer for me, so it lives half an hour."""
    application = await applications.of_token(ctx, link)
    service.require_running(application)
    return await chat.issue_code(ctx, application)


@public_get("/me/data", opt=MANY)
async def my_data(ctx: Context, link: Link) -> dict[str, Any]:
    """A copy of everything kept about me (PIPL art. 45). The read is audited."""
    application = await applications.of_token(ctx, link)
    await ctx.audit.record(
        "recruiting_ai.candidate.export",
        subject="recruiting_ai_candidate",
        subject_id=application["candidate_id"],
    )
    kept = await care.export_candidate(application["candidate_id"])
    for carrier, tables in (await ctx.letters.export(chat.key_of(application["candidate_id"]))).items():
        kept |= {f"{carrier}: {table}": rows for table, rows in tables.items()}
    return kept


@public_get("/me/explanation", opt=MANY)
async def my_explanation(ctx: Context, link: Link) -> dict[str, Any]:
    """How my scores came about."""
    return await service.explanation(ctx, await applications.of_token(ctx, link))


@public_post("/me/appeal", status_code=200, opt=MANY)
async def appeal(ctx: Context, link: Link, data: AppealWords) -> dict[str, Any]:
    """Appeal against the scores or the decision; a person answers."""
    application = await applications.of_token(ctx, link)
    await applications.object_to(ctx, application, "appeal", data.words)
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/withdraw", status_code=200, opt=MANY)
async def withdraw(ctx: Context, link: Link, data: Nothing) -> dict[str, Any]:
    """Take my application back."""
    application = await applications.of_token(ctx, link)
    await applications.withdraw(ctx, application)
    return await service.status(ctx, await applications.of_token(ctx, link))


@public_post("/me/erasure", status_code=200, opt=MANY)
async def erase_me(ctx: Context, link: Link, data: Nothing) -> dict[str, Any]:
    """Delete my data now. The link stops working."""
    application = await applications.of_token(ctx, link)
    if application["stage"] == "hired":
        raise Conflict(Text("您已入职，请向人事部门提出", "you are employed; please ask the HR department"))
    erasure = await care.erase_candidate(ctx, application["candidate_id"])
    return {"erased": erasure.erased, "kept": erasure.kept}


@public_get("/offer")
async def read_offer(ctx: Context, link: Link) -> dict[str, Any]:
    """The terms of my offer."""
    return service.offer_shown(ctx, await offers.of_token(ctx, link))


@public_post("/offer/accept", status_code=200)
async def accept_offer(ctx: Context, link: Link, data: OfferReply) -> dict[str, Any]:
    """Say yes. The first day that was read has to be repeated, and the last four digits of the phone given."""
    if (left := await offers.wrong_person(ctx, link, data.phone_tail)) is not None:
        return await service.not_this_person(ctx, link, left)
    return service.offer_shown(ctx, await offers.accept(ctx, link, data.starts_on))


@public_post("/offer/decline", status_code=200)
async def decline_offer(ctx: Context, link: Link, data: OfferDecline) -> dict[str, Any]:
    """Say no."""
    if (left := await offers.wrong_person(ctx, link, data.phone_tail)) is not None:
        return await service.not_this_person(ctx, link, left)
    return service.offer_shown(ctx, await offers.decline(ctx, link, data.words))


@public_post("/offer/counter", status_code=200)
async def counter_offer(ctx: Context, link: Link, data: OfferCounter) -> dict[str, Any]:
    """Ask for other terms; the offer stays open."""
    if (left := await offers.wrong_person(ctx, link, data.phone_tail)) is not None:
        return await service.not_this_person(ctx, link, left)
    return service.offer_shown(ctx, await offers.counter(ctx, link, data))


PUBLIC = (
    public_jobs,
    public_job,
    public_apply,
    my_page,
    send_resume,
    chat_code,
    my_data,
    start_interview,
    give_answer,
    want_human,
    change_consent,
    my_explanation,
    appeal,
    withdraw,
    erase_me,
    read_offer,
    accept_offer,
    decline_offer,
    counter_offer,
)
