"""Transcription through the true loading and decoding path, with the model that the project's script trained."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from renshi_recruiting_ai.capabilities.parts import vad_model
from renshi_recruiting_ai.media.decode import decode
from renshi_recruiting_ai.speech import measure, transcribe
from renshi_recruiting_ai.speech.loudness import wave_of

from ..media.sounds import FORMATS, encode, silence, speak

MODEL = Path(__file__).parent / "small_asr"
TOOL = Path(__file__).parents[3] / "tools" / "train_small_asr.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = spec_from_file_location("train_small_asr", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["train_small_asr"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def recogniser() -> transcribe.Recogniser:
    return transcribe.load(MODEL, "small")


def _heard(recogniser: transcribe.Recogniser, samples: np.ndarray) -> str:
    wave = wave_of(samples.tobytes())
    found, _ = measure.measure_activity(wave, vad_model(), "test")
    return transcribe.transcribe(recogniser, wave, found).text.replace("，", "").replace("。", "")


def test_the_model_is_small_and_says_what_it_is_made_of() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 1_000_000
    made = json.loads((MODEL / "made_of.json").read_text("utf-8"))
    assert made["licence"] == "Apache-2.0"
    assert not set(made["voices"]) & set(made["unseen_voices"])


def test_the_error_rate_on_unseen_voices_and_through_a_telephone(
    tool: ModuleType, recogniser: transcribe.Recogniser
) -> None:
    spoken = tool.utterances(88, tool.WORDS, tool.UNSEEN_VOICES, seed=2024)
    plain = tool.error_rate([(item.text, _heard(recogniser, item.samples)) for item in spoken])
    phone = tool.error_rate(
        [(item.text, _heard(recogniser, tool.through_amr(item.samples))) for item in spoken]
    )
    assert plain <= 0.03
    assert phone <= 0.05


@pytest.mark.parametrize("kind", ["webm", "m4a", "amr", "wav", "mp3"])
async def test_real_media_are_heard_right(kind: str, recogniser: transcribe.Recogniser) -> None:
    text = "客户投诉我们组织团队分析原因改善流程结果不良率下降"
    media = await decode(encode(speak(text, variant="f5"), kind), media_type=FORMATS[kind][3], max_seconds=60)
    assert _heard(recogniser, np.frombuffer(media.pcm, np.int16)) == text


def test_words_have_their_times_and_confidences(recogniser: transcribe.Recogniser) -> None:
    first, second = speak("客户投诉团队"), speak("分析数据结果")
    wave = wave_of(np.concatenate([silence(1.0), first, silence(1.5), second]).tobytes())
    found, _ = measure.measure_activity(wave, vad_model(), "test")
    heard = transcribe.transcribe(recogniser, wave, found)
    assert heard.text == "客户投诉团队，分析数据结果。"
    words = [(heard.text[piece.start : piece.end], piece) for piece in heard.pieces]
    assert [word for word, _ in words] == ["客户", "投诉", "团队", "分析", "数据", "结果"]
    begin = 1.0 + len(first) / 16_000 + 1.5
    ends = {"客户": (1.0, 1.7), "分析": (begin, begin + 0.8)}
    for word, piece in words:
        assert piece.at < piece.until
        assert 0.5 < piece.confidence <= 1
        if word in ends:
            assert ends[word][0] <= piece.at <= ends[word][1]
    assert all(a.until <= b.at + 0.45 for (_, a), (_, b) in pairwise(words))
    assert heard.confidence == pytest.approx(np.average([p.confidence for _, p in words]), abs=0.05)
    assert transcribe.transcribe(recogniser, wave.copy(), found) == heard


def test_the_words_are_those_of_the_library_itself(recogniser: transcribe.Recogniser) -> None:
    import torch

    samples = speak("我们完成目标解决问题")
    wave = torch.from_numpy(wave_of(samples.tobytes()))[None]
    theirs = recogniser.model.transcribe_batch(wave, torch.ones(1))[0][0]
    assert theirs == "我们完成目标解决问题"
    assert _heard(recogniser, samples) == theirs


def test_silence_is_no_words(recogniser: transcribe.Recogniser) -> None:
    wave = wave_of(silence(3.0).tobytes())
    found, _ = measure.measure_activity(wave, vad_model(), "test")
    heard = transcribe.transcribe(recogniser, wave, found)
    assert (heard.text, heard.pieces, heard.confidence) == ("", (), None)


def test_a_missing_or_broken_directory_is_said_and_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("somebody wanted to go out")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    with pytest.raises(transcribe.ModelUnusable, match="missing"):
        transcribe.load(tmp_path / "speechbrain" / "asr-wav2vec2-ctc-aishell", "absent")
    for name, content in (("model.ckpt", None), ("model.ckpt", b"garbage"), ("tokenizer.txt", None)):
        broken = tmp_path / f"broken-{name}-{content is None}"
        shutil.copytree(MODEL, broken)
        if content is None:
            (broken / name).unlink()
        else:
            (broken / name).write_bytes(content)
        with pytest.raises(transcribe.ModelUnusable):
            transcribe.load(broken, "broken")
    # The whole of it, with sockets that refuse: a good directory needs no network at all.
    assert transcribe.load(MODEL, "small").blank == 0


@pytest.mark.slow
def test_the_script_trains_a_model_that_loads_and_hears(tool: ModuleType, tmp_path: Path) -> None:
    out = tmp_path / "mini"
    words = tool.WORDS[:8]
    tool.train(out, words=words, count=500, epochs=14, seed=3, conv=32, hidden=64, rate=8e-3)
    assert {path.name for path in out.iterdir()} == {
        "hyperparams.yaml", "model.ckpt", "tokenizer.txt", "made_of.json",
    }  # fmt: skip
    mini = transcribe.load(out, "mini")
    spoken = tool.utterances(33, words, tool.UNSEEN_VOICES, seed=5)
    assert tool.error_rate([(item.text, _heard(mini, item.samples)) for item in spoken]) < 0.15
