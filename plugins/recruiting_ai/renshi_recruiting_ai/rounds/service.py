"""Interview rounds by people: a panel, a card of each of them, and only then what the others and the program thought.

Whoever sits in a panel sees neither the other cards nor the program's scores until their own card is handed in:
a number read before is an anchor. A card is handed in once.
"""

from __future__ import annotations

import statistics
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.rounds import letters, repository
from renshi_recruiting_ai.rounds.schemas import Reschedule, RoundForm, ScorecardForm
from renshi_recruiting_ai.rows import as_json, ids_of, insert, tag_list
from renshi_sdk import Conflict, Context, Forbidden, Invalid, NotFound, Text, new_id
from renshi_sdk.db import execute, fetch, insert_rows

WIDE = 3.0
"""A spread of marks, of 10, from which people should talk before anybody decides."""


async def get(ctx: Context, round_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = await repository.by_id(ctx.company_id, round_id, lock=lock)
    if row is None:
        raise NotFound(Text("没有这轮面试", "there is no such round"))
    return row


async def plan(ctx: Context, application_id: UUID, form: RoundForm) -> dict[str, Any]:
    """Plan a round; the panel is told, and the candidate where that is wished.

    Raises:
        Conflict: the application is over. NotFound: an employee is unknown. Invalid: a competency is unknown.
    """
    application = await applications.get(ctx, application_id, lock=True)
    if application["stage"] in ("hired", "withdrawn", "rejected"):
        raise Conflict(Text("该应聘已结束", "this application is over"))
    people = ids_of(form.panel)
    known = await ctx.people.by_ids(people)
    if len(known) != len(people):
        raise NotFound(Text("没有这名员工", "there is no such employee"))
    profile = await profiles.load(ctx, application["profile_id"])
    there = {item.key for item in profile.competencies}
    wanted = tag_list(form.competencies) or [item.key for item in profile.competencies]
    if unknown := [key for key in wanted if key not in there]:
        raise Invalid(
            Text(f"岗位画像中没有：{'、'.join(unknown)}", f"the profile has no {', '.join(unknown)}"),
            fields={
                "competencies": Text(
                    f"可选：{'、'.join(sorted(there))}", f"there are: {', '.join(sorted(there))}"
                )
            },
        )
    _aware(form.starts_at)
    round_id = await insert(
        "recruiting_ai_round",
        company_id=ctx.company_id,
        application_id=application_id,
        title=form.title,
        competencies=wanted,
        starts_at=form.starts_at,
        minutes=form.minutes,
        place=form.place,
        link=form.link,
        note=form.note,
        state="planned",
        author_name=ctx.actor.name,
    )
    await insert_rows(
        "recruiting_ai_panelist",
        ("id", "company_id", "round_id", "employee_id"),
        [(new_id(), ctx.company_id, round_id, person) for person in people],
    )
    await _audit(ctx, "plan", round_id, {"panel": [str(person) for person in people]})
    row = await get(ctx, round_id)
    await letters.tell_panel(ctx, row, people, Text("请参加面试", "You are in an interview panel"), "plan")
    sent = await letters.write(ctx, row, "round") if form.invite and form.starts_at else None
    return {"id": round_id, "message": sent}


def _aware(moment: datetime | None) -> None:
    if moment is not None and moment.tzinfo is None:
        raise Invalid(
            Text("时间须带时区", "the time needs a time zone"),
            fields={"starts_at": Text("缺少时区", "no zone")},
        )


async def reschedule(ctx: Context, round_id: UUID, form: Reschedule) -> dict[str, Any]:
    """Move a round; calendars take the newer file."""
    row = await get(ctx, round_id, lock=True)
    if row["state"] != "planned":
        raise Conflict(Text("该轮面试已结束", "this round is over"))
    _aware(form.starts_at)
    await execute(
        "UPDATE recruiting_ai_round SET starts_at = $2, minutes = $3, place = coalesce($4, place), link"
        " = coalesce($5, link),"
        " sequence = sequence + 1 WHERE id = $1",
        round_id,
        form.starts_at,
        form.minutes,
        form.place,
        form.link,
    )
    await _audit(ctx, "reschedule", round_id, {"starts_at": form.starts_at.isoformat()})
    row = await get(ctx, round_id)
    people = [item["employee_id"] for item in await repository.panel(round_id)]
    await letters.tell_panel(ctx, row, people, Text("面试改期", "An interview was moved"), "move")
    return {
        "sequence": row["sequence"],
        "message": await letters.write(ctx, row, "round") if form.invite else None,
    }


async def cancel(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """Call a round off; panel and candidate are told."""
    row = await get(ctx, round_id, lock=True)
    if row["state"] != "planned":
        raise Conflict(Text("该轮面试已结束", "this round is over"))
    await execute(
        "UPDATE recruiting_ai_round SET state = 'cancelled', closed_at = $2, sequence = sequence + 1 WHERE id = $1",
        round_id,
        ctx.now(),
    )
    await _audit(ctx, "cancel", round_id, {})
    row = await get(ctx, round_id)
    people = [item["employee_id"] for item in await repository.panel(round_id)]
    await letters.tell_panel(ctx, row, people, Text("面试取消", "An interview was called off"), "cancel")
    return {
        "state": "cancelled",
        "message": await letters.write(ctx, row, "round_cancelled", cancelled=True)
        if row["starts_at"]
        else None,
    }


async def calendar_file(ctx: Context, round_id: UUID) -> str:
    """The appointment as a calendar file."""
    row = await get(ctx, round_id)
    if row["starts_at"] is None:
        raise NotFound(Text("该轮面试尚未定时间", "this round has no time yet"))
    return letters.file(ctx, row, cancelled=row["state"] == "cancelled")


async def submit(ctx: Context, round_id: UUID, form: ScorecardForm) -> dict[str, Any]:
    """Hand in one's own card, once.

    Raises:
        Forbidden: the actor is not in the panel. Conflict: it is handed in, or the round is over.
        Invalid: a competency is not one of the round's, or all are left out.
    """
    row = await get(ctx, round_id, lock=True)
    employee_id = await _panelist(ctx, round_id)
    if row["state"] != "planned":
        raise Conflict(Text("该轮面试已结束", "this round is over"))
    if any(card["employee_id"] == employee_id for card in await repository.cards(round_id)):
        raise Conflict(
            Text("您已提交评分表，不能修改", "your card is handed in and can't be changed"),
            code="recruiting_ai.card_twice",
        )
    profile = await profiles.load(ctx, row["profile_id"])
    names = {item.key: item.label for item in profile.competencies if item.key in row["competencies"]}
    given = {mark.competency: mark for mark in form.marks}
    if set(given) - set(row["competencies"]) or all(mark.score is None for mark in form.marks):
        raise Invalid(
            Text(
                "请至少为一个维度打分，且只能评本轮的维度",
                "mark at least one competency, and only those of the round",
            ),
            fields={
                "marks": Text(
                    f"本轮：{'、'.join(names.values())}", f"this round: {', '.join(names.values())}"
                )
            },
        )
    if missing := [
        names[mark.competency]
        for mark in form.marks
        if mark.score is not None and len(mark.words.strip()) < 4
    ]:
        raise Invalid(
            Text(f"请写明依据：{'、'.join(missing)}", f"say what the mark rests on: {', '.join(missing)}"),
            code="recruiting_ai.mark_without_words",
        )
    card_id = await insert(
        "recruiting_ai_scorecard",
        company_id=ctx.company_id,
        round_id=round_id,
        employee_id=employee_id,
        author_name=ctx.actor.name,
        marks=as_json({key: {"score": mark.score, "words": mark.words} for key, mark in given.items()}),
        recommendation=form.recommendation,
        words=form.words,
        submitted_at=ctx.now(),
    )
    await _audit(ctx, "scorecard", round_id, {"card": str(card_id), "recommendation": form.recommendation})
    waiting = [item for item in await repository.panel(round_id) if item["submitted_at"] is None]
    if not waiting:
        await execute(
            "UPDATE recruiting_ai_round SET state = 'closed', closed_at = $2 WHERE id = $1",
            round_id,
            ctx.now(),
        )
    # The form that sent it stands on the round's page, whose addresses take `id` for the round.
    return {"id": round_id, "card_id": card_id, "waiting": len(waiting)}


async def _panelist(ctx: Context, round_id: UUID) -> UUID:
    mine = ctx.actor.employee_id
    if mine is None or mine not in {item["employee_id"] for item in await repository.panel(round_id)}:
        raise Forbidden(Text("您不在这轮面试的评委中", "you are not in the panel of this round"))
    return mine


async def read(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """A round as the reader may see it: for somebody of the panel the cards come after their own."""
    row = await get(ctx, round_id)
    panel = await repository.panel(round_id)
    profile = await profiles.load(ctx, row["profile_id"])
    scale = [
        {
            "key": item.key,
            "label": item.label,
            "definition": item.definition,
            "scale": "；".join(f"{anchor.score} {anchor.text}" for anchor in item.anchors),
        }
        for item in profile.competencies
        if item.key in row["competencies"]
    ]
    mine = next((item for item in panel if item["employee_id"] == ctx.actor.employee_id), None)
    hidden = mine is not None and mine["submitted_at"] is None
    shown = {key: value for key, value in row.items() if key not in ("tenant_id", "company_id")}
    answer = shown | {"scale": scale, "people": panel, "in_panel": mine is not None, "hidden": hidden}
    if hidden:
        return answer | {"cards_shown": [], "summary": [], "disagree": None}
    await ctx.audit.record("recruiting_ai.round.read", subject="recruiting_ai_round", subject_id=round_id)
    cards = await repository.cards(round_id)
    summary = await _summary(row, cards, {item["key"]: item["label"] for item in scale})
    return answer | {
        "cards_shown": cards,
        "summary": summary,
        "disagree": any(item["disagree"] for item in summary) or _split(cards),
    }


async def _summary(
    row: dict[str, Any], cards: list[dict[str, Any]], labels: dict[str, str]
) -> list[dict[str, Any]]:
    """Per competency: each mark, mean, spread, and the program's score beside it. Never one number of both."""
    program = await _program(row["application_id"])
    found = []
    for key, label in labels.items():
        marks = [
            card["marks"][key]["score"]
            for card in cards
            if card["marks"].get(key, {}).get("score") is not None
        ]
        spread = max(marks) - min(marks) if marks else None
        found.append(
            {
                "key": key,
                "label": label,
                "marks": "、".join(str(mark) for mark in marks),
                "count": len(marks),
                "mean": round(statistics.fmean(marks), 1) if marks else None,
                "spread": spread,
                "deviation": round(statistics.stdev(marks), 2) if len(marks) > 1 else None,
                "disagree": spread is not None and spread >= WIDE,
                "program": program.get(key),
            }
        )
    return found


async def _program(application_id: UUID) -> dict[str, str]:
    interview = await interviews.of_application(application_id)
    found = await scoring.report_of(interview["id"]) if interview is not None else None
    if found is None:
        return {}
    return {
        item.key: f"{item.score}（{item.low}–{item.high}）"
        for item in found[1].dimensions
        if item.score is not None
    }


def _split(cards: list[dict[str, Any]]) -> bool:
    """Whether some say yes and others no."""
    return len({card["recommendation"] in ("strong_yes", "yes") for card in cards}) > 1


async def overview(ctx: Context, application_id: UUID) -> list[dict[str, Any]]:
    """The rounds of an application, without what a reader of the panel may not see yet."""
    await applications.get(ctx, application_id)
    found = []
    for row in await repository.of_application(ctx.company_id, application_id):
        seen = await read(ctx, row["id"])
        found.append(
            {
                key: seen[key]
                for key in (
                    "id",
                    "title",
                    "state",
                    "starts_at",
                    "minutes",
                    "place",
                    "panel_names",
                    "panel",
                    "cards",
                )
            }
            | {
                "hidden": seen["hidden"],
                "disagree": seen["disagree"],
                "means": "；".join(
                    f"{item['label']} {item['mean']}" for item in seen["summary"] if item["mean"] is not None
                ),
                "recommendations": "、".join(card["recommendation"] for card in seen["cards_shown"]),
            }
        )
    return found


async def remind(ctx: Context) -> int:
    """Tell those whose card is missing a day after the interview, once a day. Returns how many."""
    rows = await fetch(
        "UPDATE recruiting_ai_panelist p SET reminded_on = $2 FROM recruiting_ai_round r WHERE r.id = p.round_id"
        " AND r.company_id = $1 AND r.state = 'planned' AND r.starts_at + make_interval(mins => r.minutes) < $3"
        " AND p.reminded_on IS DISTINCT FROM $2"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_scorecard s WHERE s.round_id = r.id AND"
        " s.employee_id = p.employee_id)"
        " RETURNING p.employee_id, p.round_id",
        ctx.company_id,
        ctx.today(),
        ctx.now(),
    )
    for row in rows:
        await ctx.notices.send(
            row["employee_id"],
            kind="recruiting_ai.card_missing",
            title=Text("请提交面试评分表", "Your scorecard is missing"),
            body=Text(
                "面试已结束，请趁记忆清晰填写。",
                "The interview is over; please fill it in while you remember.",
            ),
            link=f"/console/recruiting_ai/rounds/{row['round_id']}",
            key=f"recruiting_ai.card:{row['round_id']}:{row['employee_id']}:{ctx.today()}",
        )
    return len(rows)


async def basis(application_id: UUID, company_id: UUID) -> dict[str, Any] | None:
    """What people had before them when somebody decides: kept with the decision."""
    rounds = []
    for row in await repository.of_application(company_id, application_id):
        if cards := await repository.cards(row["id"]):
            rounds.append(
                {
                    "round": row["title"],
                    "cards": [
                        {
                            "by": card["author_name"],
                            "recommendation": card["recommendation"],
                            "marks": {key: mark["score"] for key, mark in card["marks"].items()},
                        }
                        for card in cards
                    ],
                }
            )
    return {"rounds": rounds} if rounds else None


async def _audit(ctx: Context, verb: str, round_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"recruiting_ai.round.{verb}", subject="recruiting_ai_round", subject_id=round_id, detail=detail
    )
