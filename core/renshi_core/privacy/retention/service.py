"""Times of keeping as a company chooses them, a look ahead, and the nightly purge."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from renshi_core.plugins.records import Owned
from renshi_core.privacy.retention import repository
from renshi_core.privacy.retention.periods import cutoff
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataClass, JobRun, Purge
from renshi_sdk.errors import Conflict, Invalid, JobCancelled, NotFound, RenshiError, Temporary
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
JOB = "core.purge_data"
BATCH = 2_000
UNITS = {"months": Text("个月", "months"), "days": Text("天", "days")}


def classes(platform: Platform) -> list[Owned[DataClass]]:
    """Every kind of data that the core and the loaded plugins declare, those of plugins that are off too."""
    return sorted(platform.registry.retention.values(), key=lambda o: o.record.name)


def the_class(platform: Platform, name: str) -> Owned[DataClass]:
    """One of them. Raises ``NotFound``."""
    found = platform.registry.retention.get(name)
    if found is None:
        raise NotFound(Text("没有这类数据", "there is no such kind of data"))
    return found


async def listed(platform: Platform, ctx: Context) -> list[dict[str, Any]]:
    """Every kind with its bounds, the company's choice and what became of it."""
    rules = await repository.rules(ctx.company_id)
    runs = await repository.last_runs(ctx.company_id)
    found = []
    for owned in classes(platform):
        record = owned.record
        rule, run = rules.get(record.name), runs.get(record.name)
        keep = await _keep(ctx, owned, rule)
        found.append(
            {
                "id": record.name,
                "name": record.name,
                "plugin": owned.plugin,
                "title": record.title.of(ctx.locale),
                "content": record.content.of(ctx.locale),
                "counted_from": record.counted_from.of(ctx.locale),
                "basis": record.basis.of(ctx.locale),
                "way": _way(record),
                "state": _state(record, rule),
                "keep": keep,
                "keep_shown": _shown(ctx, record, keep),
                "least": record.least,
                "most": record.most,
                "least_shown": _shown(ctx, record, record.least) if record.least else None,
                "default": record.default,
                "unit": record.unit,
                "why": record.kept.of(ctx.locale) if record.kept else None,
                "changed_by": rule["changed_by"] if rule else None,
                "changed_at": rule["changed_at"] if rule else None,
                "purged_on": run["on_day"] if run else None,
                "purged_rows": run["rows"] if run else None,
            }
        )
    return found


def _way(record: DataClass) -> str:
    return "purge" if record.purge is not None else "own" if record.own_job is not None else "kept"


def _state(record: DataClass, rule: dict[str, Any] | None) -> str:
    if record.purge is None:
        return _way(record)
    return "on" if rule else "waiting"


def _shown(ctx: Context, record: DataClass, keep: int | None) -> str | None:
    return None if keep is None else f"{keep} {UNITS[record.unit].of(ctx.locale)}"


async def _keep(ctx: Context, owned: Owned[DataClass], rule: dict[str, Any] | None) -> int | None:
    record = owned.record
    if record.period is not None:
        return await record.period(replace(ctx, plugin=owned.plugin))
    if rule is not None:
        # A law that came later counts for a choice of before too.
        return max(int(rule["keep"]), record.least)
    return record.default


async def choose(platform: Platform, ctx: Context, name: str, keep: int) -> None:
    """Keep a kind of data for so long from now on, and purge it nightly.

    Raises:
        NotFound: no such kind. Conflict: it isn't purged by the platform. Invalid: outside the bounds.
    """
    record = the_class(platform, name).record
    if record.purge is None:
        raise Conflict(
            Text(
                "此类数据由插件设置管理，或依法保留，不能在这里修改",
                "this is set in its plugin, or has to stay; it isn't chosen here",
            ),
            code="retention.not_here",
        )
    if not record.least <= keep <= record.most:
        unit = UNITS[record.unit]
        message = Text(
            f"应为 {record.least} 到 {record.most}{unit.zh}（{record.basis.zh}）",
            f"{record.least} to {record.most} {unit.en} ({record.basis.en})",
        )
        raise Invalid(message, code="retention.bounds", fields={"keep": message})
    before = (await repository.rules(ctx.company_id)).get(name)
    await repository.keep(ctx.company_id, name, keep, ctx.actor.name, ctx.now())
    await ctx.audit.record(
        "core.retention.choose",
        subject="retention",
        detail={
            "class": name,
            "keep": keep,
            "before": before["keep"] if before else None,
            "unit": record.unit,
        },
    )


async def adopt(platform: Platform, ctx: Context) -> list[str]:
    """Choose the suggested time for every kind that has none; returns their names."""
    rules = await repository.rules(ctx.company_id)
    chosen = []
    for owned in classes(platform):
        record = owned.record
        if record.purge is not None and record.default is not None and record.name not in rules:
            await choose(platform, ctx, record.name, record.default)
            chosen.append(record.name)
    return chosen


async def state(platform: Platform, ctx: Context) -> dict[str, Any]:
    """How many kinds of data wait for a choice and stay until then, how many are purged, and a sentence on it."""
    rules = await repository.rules(ctx.company_id)
    chosen = [o.record.name in rules for o in classes(platform) if o.record.purge is not None]
    on, waiting = sum(chosen), len(chosen) - sum(chosen)
    if not waiting:
        said = Text(
            f"{on} 类数据按期清理，每晚执行。", f"{on} kinds of data are purged on their day, every night."
        )
    elif not on:
        said = Text(
            "本公司尚未采用保存期限：目前没有任何数据按期清理，超期数据会一直保留。"
            "请在“清理预览”中核对后，点“全部采用建议期限”。",
            "This company has adopted no times of keeping: nothing is purged, and what is over stays. Look at the"
            " preview, then take all suggestions.",
        )
    else:
        said = Text(
            f"{on} 类数据按期清理；还有 {waiting} 类未采用保存期限，这些数据不会清理。",
            f"{on} kinds of data are purged; {waiting} have no time of keeping yet and stay.",
        )
    return {"on": on, "waiting": waiting, "sentence": said.of(ctx.locale)}


async def stop(platform: Platform, ctx: Context, name: str) -> None:
    """Purge a kind of data no more until somebody chooses again. Raises ``NotFound``."""
    the_class(platform, name)
    if not await repository.drop(ctx.company_id, name):
        raise NotFound(Text("尚未设置保存期限", "no time was chosen"))
    await ctx.audit.record("core.retention.stop", subject="retention", detail={"class": name})


async def preview(platform: Platform, ctx: Context, on: date) -> list[dict[str, Any]]:
    """What would go on a day by today's rules and holds, if nothing went before. Changes nothing."""
    if on < ctx.today():
        message = Text("日期不能早于今天", "the day must not lie in the past")
        raise Invalid(message, fields={"on": message})
    rules = await repository.rules(ctx.company_id)
    held = await repository.held(on)
    found = []
    for owned in classes(platform):
        record = owned.record
        keep = await _keep(ctx, owned, rules.get(record.name))
        if record.count is None or keep is None:
            continue
        order = Purge(before=cutoff(on, keep, record.unit), held=held, limit=0)
        found.append(
            {
                "id": record.name,
                "title": record.title.of(ctx.locale),
                "keep_shown": _shown(ctx, record, keep),
                "basis": record.basis.of(ctx.locale),
                "before": order.before,
                "rows": await record.count(replace(ctx, plugin=owned.plugin), order),
                "state": _state(record, rules.get(record.name)),
            }
        )
    return found


async def purge(platform: Platform, run: JobRun) -> dict[str, Any]:
    """Remove what is over, a batch a step: killed at any moment, the next attempt goes on with what is left.

    One kind that fails doesn't keep the others; the job fails in the end and is tried again.
    """
    plan: list[Owned[DataClass]] = []
    async with run.step(f"{run.attempt}:plan") as ctx:
        if ctx is not None:
            chosen = await repository.rules(ctx.company_id)
            plan = [o for o in classes(platform) if o.record.purge is not None and o.record.name in chosen]
    removed: dict[str, int] = {}
    failed: list[str] = []
    for position, owned in enumerate(plan):
        await run.progress(position, len(plan), owned.record.title)
        try:
            removed[owned.record.name] = await _one(owned, run)
        except JobCancelled:
            raise
        except RenshiError as error:
            if error.code == "job.lease_lost":
                raise
            failed.append(owned.record.name)
            log.exception("purge_failed data_class=%s", owned.record.name)
        except Exception:
            failed.append(owned.record.name)
            log.exception("purge_failed data_class=%s", owned.record.name)
    if failed:
        names = "、".join(failed)
        raise Temporary(Text(f"以下数据未能清理：{names}", f"these couldn't be purged: {', '.join(failed)}"))
    return {"rows": sum(removed.values()), "classes": {n: c for n, c in removed.items() if c}}


async def _one(owned: Owned[DataClass], run: JobRun) -> int:
    record, total, number = owned.record, 0, 0
    while True:
        rows = 0
        async with run.step(f"{run.attempt}:{record.name}:{number}") as ctx:
            if ctx is not None:
                # Read for each batch: a rule or hold that somebody sets meanwhile counts from then on.
                rule = (await repository.rules(ctx.company_id)).get(record.name)
                keep = await _keep(ctx, owned, rule) if rule else None
                if keep is not None and record.purge is not None:
                    today = ctx.today()
                    order = Purge(
                        before=cutoff(today, keep, record.unit),
                        held=await repository.held(today),
                        limit=BATCH,
                    )
                    rows = await record.purge(replace(ctx, plugin=owned.plugin), order)
                    await repository.note(ctx.company_id, record.name, today, order.before, rows, ctx.now())
                    if rows:
                        await ctx.audit.record(
                            "core.retention.purge",
                            subject="retention",
                            detail={"class": record.name, "before": order.before.isoformat(), "rows": rows,
                                    "keep": keep, "unit": record.unit, "held": len(order.held)},
                        )  # fmt: skip
        total, number = total + rows, number + 1
        if rows < BATCH:
            return total
