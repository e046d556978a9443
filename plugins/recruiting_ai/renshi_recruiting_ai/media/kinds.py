"""What a recording may be, told from its first bytes. What a caller says about it is only compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from renshi_sdk import Text

Kind = Literal["audio", "video"]

MAX_CHUNK_BYTES = 1024 * 1024
MAX_RECORDING_BYTES = 48 * 1024 * 1024
MAX_CHUNKS = 4000
MAX_SECONDS = 1800
"""No question's time limit, with any accommodation, is longer."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container: how its demuxer is called, and which media types it may be declared as."""

    name: str
    demuxer: str
    declared: frozenset[str]
    video: bool


WEBM = Container("webm", "matroska", frozenset({"audio/webm", "video/webm"}), True)
MP4 = Container("mp4", "mov", frozenset({"audio/mp4", "video/mp4", "audio/x-m4a", "audio/m4a"}), True)
AMR = Container("amr", "amr", frozenset({"audio/amr", "audio/amr-wb", "audio/3gpp"}), False)
WAV = Container("wav", "wav", frozenset({"audio/wav", "audio/x-wav", "audio/wave"}), False)
MP3 = Container("mp3", "mp3", frozenset({"audio/mpeg", "audio/mp3"}), False)
OGG = Container("ogg", "ogg", frozenset({"audio/ogg", "application/ogg"}), False)
CONTAINERS = (WEBM, MP4, AMR, WAV, MP3, OGG)
DECLARED = frozenset().union(*(item.declared for item in CONTAINERS))

_FAULTS: dict[str, Text] = {
    "empty": Text("录音是空的", "the recording is empty"),
    "wrong_type": Text(
        "文件不是所声明的音视频格式（支持 WebM、M4A、MP4、AMR、WAV、MP3、OGG）",
        "this is not the kind of recording it says it is (WebM, M4A, MP4, AMR, WAV, MP3, OGG)",
    ),
    "broken": Text("录音文件已损坏，无法解码", "the recording is broken and can't be decoded"),
    "no_sound": Text("录音中没有声音轨", "there is no sound track in the recording"),
    "too_long": Text("录音超过时限", "the recording is longer than allowed"),
    "too_large": Text(
        "画面尺寸或声道数超过上限", "the picture or the number of channels is larger than allowed"
    ),
    "too_costly": Text(
        "解码所需的时间或内存超过上限，已停止",
        "decoding took more time or memory than allowed, and was stopped",
    ),
}


def fault(code: str) -> Text:
    """What to tell people about a recording that is refused."""
    return _FAULTS[code]


def plain_type(media_type: str) -> str:
    """``audio/webm`` of ``audio/webm;codecs=opus``."""
    return media_type.split(";", 1)[0].strip().lower()


def sniff(head: bytes) -> Container | None:
    """The container that a file's first 16 bytes belong to. Playlists and the like belong to none."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(b"#!AMR"):
        return AMR
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return WAV
    if head.startswith(b"OggS"):
        return OGG
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return MP3
    return None
