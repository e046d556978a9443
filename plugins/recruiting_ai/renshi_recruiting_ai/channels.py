"""Which kinds of interview a company offers. Recording needs no library; what is analysed of it is another question."""

from __future__ import annotations

from importlib.util import find_spec

from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Conflict, Invalid, Text

MODULES = {"speech": "speechbrain", "vision": "insightface", "ocr": "rapidocr", "ranking": "catboost"}
CHANNELS = {
    "text": Text("文字", "text"),
    "voice": Text("语音", "voice"),
    "video": Text("视频", "video"),
}


def installed(extra: str) -> bool:
    """Whether the library of an optional extra can be imported; it is not imported here."""
    return find_spec(MODULES[extra]) is not None


def offered(settings: RecruitingSettings) -> tuple[str, ...]:
    """What a candidate may choose from. Text is always there."""
    found = ["text"]
    if settings.voice_interviews:
        found.append("voice")
    if settings.video_interviews:
        found.append("video")
    return tuple(found)


def require(channel: str, settings: RecruitingSettings) -> None:
    """Pass where the company offers this kind of interview.

    Raises:
        Invalid: there is no such kind. Conflict: the company does not offer it.
    """
    if channel not in CHANNELS:
        raise Invalid(
            Text("没有这种面试方式", "there is no such kind of interview"), code="recruiting_ai.channel"
        )
    if channel not in offered(settings):
        raise Conflict(
            Text(
                "本公司未开放{what}面试，请选择文字面试",
                "{what} interviews are not offered here; choose text",
            ).format(what=CHANNELS[channel].zh),
            code="recruiting_ai.channel_not_offered",
        )
