"""The parts of an analysis: which are there, with model, licence and hash, and how to add the others.

Nothing heavy is imported to find out: a library counts as there when it can be found, and a model when its directory is
unchanged. "Not there" is told as such wherever a result would stand; it is never a zero.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from renshi_recruiting_ai.capabilities.models import ModelState, Role, Standing, registered, standing
from renshi_sdk import Text

State = Literal["ready", "fallback", "absent", "faulty"]
PartKey = Literal["decode", "vad", "prosody", "asr", "face", "face_identity", "ocr", "ranking", "llm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part. `hash` is the SHA-256 of the model; `add` says how to get what is missing."""

    key: PartKey
    title: Text
    state: State
    does: Text
    model: str | None = None
    licence: str | None = None
    hash: str | None = None
    add: Text | None = None


@lru_cache(maxsize=64)
def installed(*modules: str) -> bool:
    """Whether all modules can be found; they are not imported. What is installed later is seen by the next start."""
    return all(find_spec(name) is not None for name in modules)


@lru_cache(maxsize=64)
def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "?"


def _extra(name: str) -> Text:
    return Text(
        f"由系统管理员安装组件：pip install 'renshi-recruiting-ai[{name}]'",
        f"the operator installs the extra: pip install 'renshi-recruiting-ai[{name}]'",
    )


def vad_model() -> Path | None:
    """silero-vad's ONNX file inside its package, found without importing the package (which imports torch)."""
    spec = find_spec("silero_vad")
    if spec is None or not spec.submodule_search_locations or find_spec("onnxruntime") is None:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / "data" / "silero_vad_16k_sequence.onnx"
    return path if path.is_file() else None


@lru_cache(maxsize=8)
def file_hash(path: str) -> str:
    """SHA-256 of a file that does not change while the process lives."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hears() -> bool:
    """Whether recordings are transcribed here: cheap enough for every page of a candidate, and so without hashing."""
    return installed("torch", "torchaudio", "speechbrain") and Role.ASR in registered()


def can_decode() -> bool:
    return installed("av", "numpy")


def parts(language_model: str | None = None) -> tuple[Part, ...]:
    """All parts, in the order of an analysis; `language_model` is the one the company has on."""
    return (
        _decode(), _vad(), _prosody(), _asr(), _face(), _identity(), _ocr(), _ranking(), _llm(language_model)
    )  # fmt: skip


def part(key: PartKey) -> Part:
    return next(item for item in parts() if item.key == key)


def _decode() -> Part:
    there = can_decode()
    return Part(
        key="decode",
        title=Text("音视频解码", "Decoding of sound and video"),
        state="ready" if there else "absent",
        does=Text(
            "把 WebM、M4A、MP4、AMR、WAV、MP3、OGG 解码为声音与画面，在受限的独立进程中进行",
            "turns WebM, M4A, MP4, AMR, WAV, MP3 and OGG into sound and frames, in a limited process of its own",
        ),
        model=f"PyAV {_version('av')}" if there else None,
        licence="BSD-3-Clause; FFmpeg build: GPL parts, run as a separate program" if there else None,
        add=None if there else _extra("speech"),
    )


def _vad() -> Part:
    path = vad_model()
    energy = Text(
        "未安装 silero-vad 时按音量区分有声与静音，结果标注“能量法”",
        "without silero-vad, loudness tells speech from silence, and results are named 'energy'",
    )
    if path is None:
        return Part(
            key="vad",
            title=Text("语音活动检测", "Voice activity"),
            state="fallback" if can_decode() else "absent",
            does=energy,
            add=_extra("speech"),
        )
    return Part(
        key="vad",
        title=Text("语音活动检测", "Voice activity"),
        state="ready",
        does=Text("找出说话与停顿的起止时间", "finds where somebody speaks and where they pause"),
        model=f"silero-vad {_version('silero-vad')}",
        licence="MIT",
        hash=file_hash(str(path)),
    )


def _prosody() -> Part:
    there = installed("torch", "speechbrain", "numpy")
    return Part(
        key="prosody",
        title=Text("语速与语调", "Rate and intonation"),
        state="ready" if there else "absent",
        does=Text(
            "语速、停顿、音高变化（半音）、音量变化、谐噪比、抖动；默认权重为 0，只作参考",
            "rate, pauses, pitch variation in semitones, loudness, HNR, jitter, shimmer; weight 0 unless turned on",
        ),
        model=f"speechbrain {_version('speechbrain')} vocal_features" if there else None,
        licence="Apache-2.0" if there else None,
        add=None if there else _extra("speech"),
    )


def _of_model(found: Standing, how: Text) -> tuple[State, str | None, str | None, str | None, Text | None]:
    if found.model is None:
        return "absent", None, None, None, how
    state: State = "ready" if found.state is ModelState.READY else "faulty"
    return state, found.model.name, found.model.licence, found.model.digest, found.fault


def _asr() -> Part:
    title = Text("语音转文字", "Transcription")
    does = Text(
        "把回答转成文字，逐词给出时间与置信度；没有时照常录音，由候选人输入或确认文字稿",
        "turns answers into words with times and confidence; without it recordings are kept, and the candidate "
        "types or confirms the transcript",
    )
    if not installed("torch", "torchaudio", "speechbrain"):
        return Part(key="asr", title=title, state="absent", does=does, add=_extra("speech"))
    state, model, licence, digest, add = _of_model(
        standing(Role.ASR),
        Text(
            "由系统管理员安装 SpeechBrain 模型目录：renshi-models install asr <目录> --name … --licence … --source …",
            "the operator installs a SpeechBrain directory: renshi-models install asr <directory> --name … --licence … "
            "--source …",
        ),
    )
    return Part(
        key="asr", title=title, state=state, does=does, model=model, licence=licence, hash=digest, add=add
    )


def _face() -> Part:
    title = Text("画面分析", "Frames")
    does = Text(
        "是否有人脸、是否一人、朝向镜头的时间、头部转动与移动；不推断情绪、年龄、性别，默认权重为 0",
        "face present, one person or more, time towards the camera, head turns and movement; no emotion, age or sex; "
        "weight 0 unless turned on",
    )
    if not installed("insightface", "onnxruntime", "cv2", "av"):
        return Part(key="face", title=title, state="absent", does=does, add=_extra("vision"))
    state, model, licence, digest, add = _of_model(
        standing(Role.FACE),
        Text(
            "InsightFace 的公开模型只许非商业研究。请取得许可的模型后由系统管理员安装："
            "renshi-models install face <目录> --name … --licence … --source …",
            "InsightFace's public packs are for non-commercial research; once you have a licensed pack, the operator "
            "installs it: renshi-models install face <directory> --name … --licence … --source …",
        ),
    )
    return Part(
        key="face", title=title, state=state, does=does, model=model, licence=licence, hash=digest, add=add
    )


def _identity() -> Part:
    title = Text("本人核验", "Identity check")
    does = Text(
        "与证件照比对一次，须候选人另行同意，由人判断；不保存人脸特征，不参与评分",
        "compares with the ID photo once, with a consent of its own; a person decides; no feature is stored, and no"
        " score depends on it",
    )
    if not installed("insightface", "onnxruntime", "cv2", "av"):
        return Part(key="face_identity", title=title, state="absent", does=does, add=_extra("vision"))
    found = standing(Role.FACE)
    if found.state is ModelState.READY and found.path is not None and found.model is not None:
        if _recognises(str(found.path), found.model.digest):
            return Part(
                key="face_identity",
                title=title,
                state="ready",
                does=does,
                model=found.model.name,
                licence=found.model.licence,
                hash=found.model.digest,
            )
        return Part(
            key="face_identity",
            title=title,
            state="absent",
            does=does,
            add=Text(
                "所装模型包不含人脸比对，由招聘人员人工核验身份",
                "the installed pack has no model of identity; recruiters check by hand",
            ),
        )
    state, model, licence, digest, add = _of_model(
        found,
        Text(
            "由系统管理员安装含人脸比对的 InsightFace 模型包；未安装时人工核验",
            "the operator installs an InsightFace pack with a model of identity; until then people check by hand",
        ),
    )
    return Part(
        key="face_identity",
        title=title,
        state=state,
        does=does,
        model=model,
        licence=licence,
        hash=digest,
        add=add,
    )


@lru_cache(maxsize=4)
def _recognises(folder: str, digest: str) -> bool:
    """Whether a pack of this digest holds a model of identity."""
    from renshi_recruiting_ai.vision.pack import has_recognition

    return has_recognition(Path(folder))


def _ocr() -> Part:
    there = installed("rapidocr", "onnxruntime", "cv2")
    return Part(
        key="ocr",
        title=Text("扫描件文字识别", "Reading of scanned pages"),
        state="ready" if there else "absent",
        does=Text("读取图片和扫描版简历", "reads résumés that are pictures"),
        model=f"RapidOCR {_version('rapidocr')} (PP-OCR)" if there else None,
        licence="Apache-2.0" if there else None,
        add=None if there else _extra("ocr"),
    )


def _ranking() -> Part:
    there = installed("catboost")
    return Part(
        key="ranking",
        title=Text("简历排序模型", "Ranking of résumés"),
        state="ready" if there else "absent",
        does=Text(
            "有本公司录用结果后学习排序；此前用公开的匹配规则",
            "learns a ranking from the company's own outcomes; before that, transparent rules",
        ),
        model=f"CatBoost {_version('catboost')}" if there else None,
        licence="Apache-2.0" if there else None,
        add=None if there else _extra("ranking"),
    )


def _llm(on: str | None) -> Part:
    return Part(
        key="llm",
        title=Text("大语言模型第二意见", "Second opinion of a language model"),
        state="ready" if on is not None else "absent",
        does=Text(
            "逐题给出有原话依据的第二意见，按公司确定的权重计入或仅供参考；须候选人另行同意",
            "an opinion on each answer with quoted words, counted with the company's weight or only shown; with a"
            " consent of its own",
        ),
        model=on,
        add=None
        if on is not None
        else Text(
            "在“大模型”页面填写兼容 OpenAI 的接口，并先做影响评估；内网地址由系统管理员登记",
            "name an OpenAI-compatible address on the page Language model, after an impact assessment; the operator"
            " names addresses inside the network",
        ),
    )
