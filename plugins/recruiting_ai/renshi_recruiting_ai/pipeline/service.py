"""Pipelines and their stages: a company's own order of steps (招聘流程)."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.pipeline import repository
from renshi_recruiting_ai.pipeline.kinds import NEEDED, STARTERS
from renshi_recruiting_ai.pipeline.schemas import KIND_LABELS, PipelineForm, StageForm
from renshi_recruiting_ai.rows import insert
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import execute, fetch_value, insert_rows


async def seed(ctx: Context) -> UUID:
    """The company's default pipeline, made where it has none."""
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_pipeline:{ctx.company_id}")
    known = await repository.pipeline_of(ctx.company_id, None)
    if known is not None:
        return known
    pipeline_id = await insert(
        "recruiting_ai_pipeline", company_id=ctx.company_id, name="标准流程", is_default=True
    )
    await insert_rows(
        "recruiting_ai_stage",
        (
            "id",
            "company_id",
            "pipeline_id",
            "position",
            "key",
            "title",
            "title_en",
            "kind",
            "sla_days",
            "auto_invite",
        ),
        [
            (
                new_id(),
                ctx.company_id,
                pipeline_id,
                place,
                s.key,
                s.title,
                s.title_en,
                s.kind,
                s.sla_days,
                s.auto_invite,
            )
            for place, s in enumerate(STARTERS, 1)
        ],
    )
    return pipeline_id


async def for_family(ctx: Context, family: str | None) -> UUID:
    """The pipeline of a job family, or the default."""
    return await repository.pipeline_of(ctx.company_id, family) or await seed(ctx)


async def get(ctx: Context, pipeline_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = await repository.pipeline(ctx.company_id, pipeline_id, lock=lock)
    if row is None:
        raise NotFound(Text("没有这个招聘流程", "there is no such pipeline"))
    return row


async def read(ctx: Context, pipeline_id: UUID) -> dict[str, Any]:
    """A pipeline with its stages in order."""
    return await get(ctx, pipeline_id) | {"stages": await repository.stages(pipeline_id)}


def _check(form: PipelineForm) -> None:
    kinds = Counter[str](item.kind for item in form.stages)
    wrong: dict[str, Text | str] = {}
    for kind in NEEDED:
        if kinds[kind] != 1:
            zh, en = KIND_LABELS[kind]
            wrong["stages"] = Text(
                f"“{zh}”类型的阶段应恰好有一个", f"there must be exactly one stage of the kind “{en}”"
            )
    if form.stages[0].kind != "new":
        wrong["stages"] = Text("第一个阶段应为“新投递”类型", "the first stage must be of the kind “New”")
    titles = Counter(item.title for item in form.stages)
    if (twice := next((title for title, n in titles.items() if n > 1), None)) is not None:
        wrong["stages"] = Text(f"阶段名称“{twice}”重复", f"the name “{twice}” is there twice")
    if wrong:
        raise Invalid(
            Text("招聘流程有误", "the pipeline does not hold together"),
            code="recruiting_ai.pipeline",
            fields=wrong,
        )


async def create(ctx: Context, form: PipelineForm) -> dict[str, Any]:
    """Make a pipeline."""
    _check(form)
    if any(item.id is not None for item in form.stages):
        raise NotFound(Text("没有这个阶段", "there is no such stage"))
    await _free(ctx, form, None)
    pipeline_id = await insert(
        "recruiting_ai_pipeline",
        company_id=ctx.company_id,
        name=form.name,
        family=form.family,
        is_default=form.is_default,
    )
    for place, item in enumerate(form.stages, 1):
        await _add_stage(ctx, pipeline_id, place, item)
    await _audit(
        ctx, "create", pipeline_id, {"name": form.name, "stages": [item.title for item in form.stages]}
    )
    return await read(ctx, pipeline_id)


async def change(ctx: Context, pipeline_id: UUID, form: PipelineForm) -> dict[str, Any]:
    """Rename, order, add and remove stages.

    Raises:
        Conflict: somebody stands in a stage that would go, or the kind of such a stage would change.
    """
    _check(form)
    row = await get(ctx, pipeline_id, lock=True)
    if row["is_default"] and not form.is_default:
        raise Conflict(
            Text("请先把另一个流程设为默认", "make another pipeline the default first"),
            code="recruiting_ai.default_pipeline",
        )
    await _free(ctx, form, pipeline_id)
    there = {item["id"]: item for item in await repository.stages(pipeline_id)}
    wanted = {item.id for item in form.stages if item.id is not None}
    if wanted - there.keys():
        raise NotFound(Text("没有这个阶段", "there is no such stage"))
    taken = {
        stage_id
        for stage_id in there
        if await fetch_value(
            "SELECT EXISTS (SELECT FROM recruiting_ai_application WHERE stage_id = $1)", stage_id
        )
    }
    for stage_id in taken - wanted:
        title = there[stage_id]["title"]
        raise Conflict(
            Text(
                f"阶段“{title}”中还有候选人，请先移走",
                f"somebody still stands in the stage “{title}”; move them first",
            ),
            code="recruiting_ai.stage_in_use",
        )
    await execute(
        "UPDATE recruiting_ai_pipeline SET name = $2, family = $3, is_default = $4 WHERE id = $1",
        pipeline_id,
        form.name,
        form.family,
        form.is_default,
    )
    await execute(
        "DELETE FROM recruiting_ai_stage WHERE pipeline_id = $1 AND NOT id = ANY($2)",
        pipeline_id,
        list(wanted),
    )
    for place, item in enumerate(form.stages, 1):
        if item.id is None:
            await _add_stage(ctx, pipeline_id, place, item)
            continue
        if item.id in taken and there[item.id]["kind"] != item.kind:
            title = there[item.id]["title"]
            raise Conflict(
                Text(
                    f"阶段“{title}”中有候选人，不能改变类型",
                    f"the kind of “{title}” can't change while somebody is in it",
                ),
                code="recruiting_ai.stage_in_use",
            )
        await execute(
            "UPDATE recruiting_ai_stage SET position = $2, title = $3, title_en = $4, kind = $5,"
            " sla_days = $6,"
            " auto_invite = $7 WHERE id = $1",
            item.id,
            place,
            item.title,
            item.title_en,
            item.kind,
            item.sla_days,
            item.auto_invite,
        )
    await _audit(
        ctx, "change", pipeline_id, {"name": form.name, "stages": [item.title for item in form.stages]}
    )
    return await read(ctx, pipeline_id)


async def _free(ctx: Context, form: PipelineForm, but: UUID | None) -> None:
    """Take the default over from another pipeline; refuse a name or family that is taken."""
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_pipeline:{ctx.company_id}")
    if await fetch_value(
        "SELECT EXISTS (SELECT FROM recruiting_ai_pipeline WHERE company_id = $1 AND id IS DISTINCT FROM $4"
        " AND (name = $2 OR family = $3))",
        ctx.company_id,
        form.name,
        form.family,
        but,
    ):
        raise Conflict(
            Text("已有同名流程，或该岗位族已有流程", "the name is taken, or the family has a pipeline"),
            code="recruiting_ai.pipeline_taken",
        )
    if form.is_default:
        await execute(
            "UPDATE recruiting_ai_pipeline SET is_default = false WHERE company_id = $1 AND is_default"
            " AND id IS DISTINCT FROM $2",
            ctx.company_id,
            but,
        )


async def _add_stage(ctx: Context, pipeline_id: UUID, place: int, item: StageForm) -> None:
    stage_id = await insert(
        "recruiting_ai_stage",
        company_id=ctx.company_id,
        pipeline_id=pipeline_id,
        position=place,
        key=f"{item.kind}_{place}",
        title=item.title,
        title_en=item.title_en,
        kind=item.kind,
        sla_days=item.sla_days,
        auto_invite=item.auto_invite,
    )
    # Positions change later, keys don't: the id makes them unique for good.
    await execute(
        "UPDATE recruiting_ai_stage SET key = $2 WHERE id = $1", stage_id, f"{item.kind}_{stage_id.hex[-12:]}"
    )


async def _audit(ctx: Context, verb: str, pipeline_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"recruiting_ai.pipeline.{verb}",
        subject="recruiting_ai_pipeline",
        subject_id=pipeline_id,
        detail=detail,
    )
