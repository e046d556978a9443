"""How long candidates and their recordings are kept: both are purged by jobs of the plugin, by its settings."""

from __future__ import annotations

from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Context, Text
from renshi_sdk.contributions import DataClass


async def _months(ctx: Context) -> int:
    return (await ctx.settings(RecruitingSettings)).retention_months


async def _media_days(ctx: Context) -> int:
    return (await ctx.settings(RecruitingSettings)).media_days


_BASIS = Text(
    "个人信息保护法第十九条、第四十七条：目的已实现或保存期限已届满，应当主动删除",
    "PIPL arts. 19, 47: what has served its purpose is deleted unasked",
)
RETENTION = (
    DataClass(
        name="recruiting_ai.candidate",
        title=Text("未录用候选人", "Candidates who weren't hired"),
        content=Text(
            "简历、面试问答、评分和沟通记录；同意进入人才库者保留至约定日期",
            "résumés, interviews, scores and letters; who agreed to stay in the pool is kept until the day agreed",
        ),
        counted_from=Text("流程结束", "the end of the application"),
        basis=_BASIS,
        most=36,
        own_job="recruiting_ai.retain",
        period=_months,
    ),
    DataClass(
        name="recruiting_ai.recording",
        title=Text("面试录音录像", "Recordings of interviews"),
        content=Text(
            "声音、画面和关键帧；文字转写随面试报告保留",
            "sound, pictures, key frames; transcripts stay",
        ),
        counted_from=Text("录制时间", "the recording"),
        basis=_BASIS,
        unit="days",
        most=180,
        own_job="core.purge_files",
        period=_media_days,
    ),
)
