"""How long forms and cases of leaving are kept: purged by jobs of the plugin."""

from renshi_lifecycle.settings import LifecycleSettings
from renshi_sdk import Context, Text
from renshi_sdk.contributions import DataClass


async def _undone(ctx: Context) -> int:
    return (await ctx.settings(LifecycleSettings)).keep_undone_days


async def _two_years(ctx: Context) -> int:
    return 24


RETENTION = (
    DataClass(
        name="lifecycle.intake",
        title=Text("入职登记表", "Forms of new hires"),
        content=Text(
            "未被采纳的登记内容和附件；采纳后的副本按插件设置更早删除",
            "what wasn't taken over, with its files; copies of what was go earlier, as the plugin is set",
        ),
        counted_from=Text("计划入职日", "the first day planned"),
        basis=Text("个人信息保护法第十九条", "PIPL art. 19"),
        unit="days",
        most=365,
        own_job="lifecycle.purge_forms",
        period=_undone,
    ),
    DataClass(
        name="lifecycle.case",
        title=Text("离职办理记录", "Cases of leaving"),
        content=Text("交接清单、离职访谈和离职证明文件", "hand-over lists, exit interviews and certificates"),
        counted_from=Text("最后工作日", "the last day of work"),
        basis=Text(
            "劳动合同法第五十条：至少保存二年备查", "Labour Contract Law art. 50: kept for two years at least"
        ),
        least=24,
        own_job="lifecycle.leaving_daily",
        period=_two_years,
    ),
)
