"""A candidate in a chat: bound by a one-time code of their page, interviewed in writing, told where they stand.

Who a chat's user is, the carrier's plugin keeps; here nobody knows their WeChat. An answer is written in as many
messages as somebody likes and counts once they hand it in, for a message is easily sent too early.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.careers import service as careers
from renshi_recruiting_ai.chat import repository, words
from renshi_recruiting_ai.interviews import repository as interview_rows
from renshi_recruiting_ai.interviews import service as interviews
from renshi_recruiting_ai.interviews.schemas import Answer
from renshi_recruiting_ai.profiles import service as profiles
from renshi_sdk import Conflict, Context, RenshiError, Text
from renshi_sdk.context import Actor
from renshi_sdk.db import savepoint

CODE_DIGITS = 10
CODE_LIFE = timedelta(minutes=30)
_KEY = "recruiting_ai.candidate:"


def key_of(candidate_id: UUID) -> str:
    """How carriers know a candidate."""
    return f"{_KEY}{candidate_id}"


def _index(ctx: Context, code: str) -> bytes:
    return ctx.secrets.index(code, label="recruiting_ai_chat.code")


async def issue_code(ctx: Context, application: dict[str, Any]) -> dict[str, Any]:
    """A new one-time code for the candidate's own page; it is shown this once.

    Raises:
        Conflict: the company has no chat that candidates could write in.
    """
    ways = await ctx.letters.ways_in()
    if not ways:
        raise Conflict(
            Text("公司没有启用微信", "the company has no chat for candidates"), code="recruiting_ai.no_chat"
        )
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    expires_at = ctx.now() + CODE_LIFE
    await repository.put_code(
        ctx.company_id, application["candidate_id"], application["id"], _index(ctx, code), expires_at
    )
    await ctx.audit.record(
        "recruiting_ai.chat_code.issue", subject="recruiting_ai_application", subject_id=application["id"]
    )
    return {
        "code": code,
        "send": f"{words.WORD} {code}",
        "expires_at": expires_at,
        "ways": [way.zh for way in ways],
        "ways_en": [way.en for way in ways],
    }


async def recognise(ctx: Context, code: str) -> str | None:
    """The key of the candidate whose code this is; spends it."""
    candidate_id = await repository.spend_code(ctx.company_id, _index(ctx, code), ctx.now())
    if candidate_id is None:
        return None
    await ctx.audit.record(
        "recruiting_ai.chat.begin", subject="recruiting_ai_candidate", subject_id=candidate_id
    )
    return key_of(candidate_id)


async def answer(ctx: Context, key: str, text: str) -> str | None:
    """Do what a candidate writes; "" greets them. None where that candidate is gone."""
    if not key.startswith(_KEY):
        return None
    chat = await repository.of_candidate(ctx.company_id, UUID(key.removeprefix(_KEY)))
    if chat is None:
        return None
    ctx = ctx.acting_as(Actor(kind="candidate", name="candidate"))
    application = await applications.get(ctx, chat["application_id"], lock=True)
    try:
        async with savepoint():
            said = await _said(ctx, chat, application, text)
    except RenshiError as error:
        # What stands in the way is told; it isn't the chat's failure.
        said = error.text
    return said.en if application["locale"] == "en-US" else said.zh


async def _said(ctx: Context, chat: dict[str, Any], application: dict[str, Any], text: str) -> Text:
    command = words.COMMANDS.get(text.strip().lower())
    interview = await interview_rows.of_application(application["id"])
    writing = interview is not None and interview["state"] == "in_progress"
    if command == "help":
        return words.HELP
    if command == "progress" or not text:
        return await _stands(application, interview)
    if application["stage"] in applications.CLOSED_STAGES or application["stage"] == "rejected":
        return words.OVER
    if command == "person":
        return await _person(ctx, chat, application)
    if application["token_expires_at"] <= ctx.now():
        return words.EXPIRED
    if command == "start" and interview is None:
        if application["stage"] != "applied":
            return words.NOTHING
        await interviews.start(ctx, application, "text")
        return await _question(ctx, application["id"])
    if not writing:
        return words.DONE if interview is not None else await _stands(application, interview)
    if interview is not None and interview["channel"] != "text":
        return words.SPOKEN
    return await _write(ctx, chat, application, command, text)


async def _write(
    ctx: Context, chat: dict[str, Any], application: dict[str, Any], command: str | None, text: str
) -> Text:
    """One message of an answer, or what becomes of the answer."""
    turn_no = await _open_turn(application["id"])
    if turn_no is None:
        return words.DONE
    draft = chat["draft"] if chat["draft_turn"] == turn_no else ""
    if command == "start":
        return await _question(ctx, application["id"])
    if command == "rewrite":
        await repository.keep(chat["id"], draft="", turn=turn_no, pending=None)
        return words.REWRITTEN
    if command == "skip" and chat["pending"] != f"skip:{turn_no}":
        await repository.keep(chat["id"], draft=draft, turn=turn_no, pending=f"skip:{turn_no}")
        return words.SKIP_SURE
    if command in ("send", "skip"):
        if command == "send" and not draft:
            return words.EMPTY
        given = draft if command == "send" else ""
        await interviews.answer(ctx, application["id"], turn_no, given)
        await repository.keep(chat["id"], draft="", turn=None, pending=None)
        return await _question(ctx, application["id"])
    whole = f"{draft}\n{text}" if draft else text
    try:
        whole = Answer.model_validate({"text": whole}).text
    except ValidationError:
        return words.TOO_LONG
    await repository.keep(chat["id"], draft=whole, turn=turn_no, pending=None)
    return words.NOTED.format(length=len(whole))


async def _person(ctx: Context, chat: dict[str, Any], application: dict[str, Any]) -> Text:
    if chat["pending"] != "person":
        await repository.keep(chat["id"], draft=chat["draft"], turn=chat["draft_turn"], pending="person")
        return words.PERSON_SURE
    await interviews.ask_for_human(ctx, application, "")
    await repository.keep(chat["id"], draft="", turn=None, pending=None)
    return words.PERSON


async def _open_turn(application_id: UUID) -> int | None:
    interview = await interview_rows.of_application(application_id)
    turns = await interview_rows.turns(interview["id"]) if interview else []
    return next((int(turn["turn_no"]) for turn in turns if turn["answer"] is None), None)


async def _question(ctx: Context, application_id: UUID) -> Text:
    """What is asked now, or that it is over."""
    interview = await interview_rows.of_application(application_id)
    if interview is None or interview["state"] != "in_progress":
        return words.DONE
    turns = await interview_rows.turns(interview["id"])
    turn = next((item for item in turns if item["answer"] is None), None)
    if turn is None:
        return words.DONE
    profile = await profiles.load(ctx, interview["profile_id"])
    number = len({item["question_key"] for item in turns})
    shape = words.FOLLOW_UP if turn["follow_up_key"] else words.ASKED
    return shape.format(number=number, total=len(profile.questions), asked=turn["asked"])


async def _stands(application: dict[str, Any], interview: dict[str, Any] | None) -> Text:
    stage = careers.STAGES[application["stage"]]
    job = application["requisition_title"]
    said = Text(
        words.STANDS.zh.format(job=job, stage=stage.zh), words.STANDS.en.format(job=job, stage=stage.en)
    )
    if interview is None and application["stage"] == "applied":
        return Text(f"{said.zh}\n{words.MAY_START.zh}", f"{said.en}\n{words.MAY_START.en}")
    if interview is not None and interview["state"] == "in_progress":
        return Text(f"{said.zh}\n发送“继续”回到当前题目。", f"{said.en}\nSend start to go on.")
    return said
