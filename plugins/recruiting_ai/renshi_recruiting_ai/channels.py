"""Which kinds of interview this installation can hold."""

from __future__ import annotations

from importlib.util import find_spec

from renshi_sdk import Invalid, NeedsAttention, Text

EXTRAS = {"voice": ("speech", ("speechbrain",)), "video": ("vision", ("speechbrain", "insightface"))}
MODULES = {"speech": "speechbrain", "vision": "insightface", "ranking": "catboost"}


def installed(extra: str) -> bool:
    """Whether the library of an optional extra can be imported; it is not imported here."""
    return find_spec(MODULES[extra]) is not None


def require(channel: str) -> None:
    """Pass for a text interview; say plainly why any other can't be held.

    Raises:
        Invalid: there is no such channel.
        NeedsAttention: it needs a library that is not installed, or analysis this version does not have.
    """
    if channel == "text":
        return
    if channel not in EXTRAS:
        raise Invalid(
            Text("没有这种面试方式", "there is no such kind of interview"), code="recruiting_ai.channel"
        )
    extra, modules = EXTRAS[channel]
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise NeedsAttention(
            Text(
                "此系统未安装{what}面试所需的组件（{names}），请选择文字面试。"
                "安装方法：pip install 'renshi-recruiting-ai[{extra}]'",
                "this installation lacks what a {what} interview needs ({names}); choose a text interview. "
                "To install: pip install 'renshi-recruiting-ai[{extra}]'",
            ).format(what=channel, names=", ".join(missing), extra=extra),
            code="recruiting_ai.channel_not_installed",
        )
    raise NeedsAttention(
        Text(
            "此版本尚不能进行{what}面试，请选择文字面试。",
            "this version can't hold {what} interviews yet; choose text.",
        ).format(what=channel),
        code="recruiting_ai.channel_not_available",
    )
