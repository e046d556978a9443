"""The words in which a link reaches a candidate: a small text file that HR sends on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from litestar import Response

from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Context, NeedsAttention, Text

Kind = Literal["me", "offer"]
_WORDS = {
    "me": (
        "{name}，您好：\n\n感谢应聘 {company} 的“{job}”。"
        "请打开以下链接完成文字面试，可随时离开，用同一链接回来继续：\n\n{link}\n\n"
        "链接有效期至 {until}。提问由人工智能程序进行，是否录用由人决定；您也可以在页面上要求人工面试。{contact}\n"
    ),
    "offer": (
        "{name}，您好：\n\n{company} 邀请您加入，担任“{job}”。请打开以下链接查看录用条件并答复：\n\n{link}\n\n"
        "链接有效期至 {until}。{contact}\n"
    ),
}
_FILES = {"me": "面试邀请.txt", "offer": "录用通知.txt"}


def page_of(kind: Kind, token: str) -> str:
    """The candidate's page, below the public side of the plugin; the secret stays behind '#'."""
    return f"assets/candidate.html#{kind}={token}"


async def require_address(ctx: Context) -> RecruitingSettings:
    """The settings, once they say where the careers page is.

    Raises:
        NeedsAttention: they don't. Raised before a link is made, so that no working link is ended for nothing.
    """
    settings = await ctx.settings(RecruitingSettings)
    if not settings.careers_address:
        raise NeedsAttention(
            Text(
                "请先在插件设置中填写招聘页面地址",
                "set the address of the careers page in the plugin's settings",
            ),
            code="recruiting_ai.no_address",
        )
    return settings


async def letter(
    ctx: Context,
    settings: RecruitingSettings,
    kind: Kind,
    *,
    name: str,
    job: str,
    token: str,
    until: datetime,
) -> Response[bytes]:
    """A text file with the link, ready to be sent."""
    words = _WORDS[kind].format(
        name=name,
        company=(await ctx.organization.company()).name,
        job=job,
        link=f"{settings.careers_address}/{page_of(kind, token)}",
        until=until.astimezone(ZoneInfo(ctx.time_zone)).strftime("%Y-%m-%d %H:%M"),
        contact=f"\n联系方式：{settings.contact}" if settings.contact else "",
    )
    return Response(
        words.encode(),
        media_type="text/plain",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(_FILES[kind])}"},
    )
