"""The analyser: a program of its own with one thread, which loads the models once and answers one task after another.

Frames on both pipes: a length of four bytes, then that much JSON, whose field `payload` is the number of bytes that
follow. The program ends when its input does, or with its parent.
"""

from __future__ import annotations

import os

# Before numpy, torch or onnxruntime come in: their pools of threads make small models five times slower.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_name] = "1"

import json  # noqa: E402
import struct  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import asdict  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, BinaryIO  # noqa: E402

Answer = dict[str, Any]


def _speech(task: dict[str, Any], payload: bytes) -> Answer:
    """Activity, transcript and prosody of 16-bit mono samples at 16 kHz."""
    from renshi_recruiting_ai.speech import measure
    from renshi_recruiting_ai.speech.loudness import wave_of

    wave = wave_of(payload)
    vad = Path(task["vad"]) if task.get("vad") else None
    found, activity = measure.measure_activity(wave, vad, task["vad_backend"])
    answer: Answer = {"vad": asdict(activity), "speech": None, "heard": None, "fault": None}
    if task["prosody"]:
        answer["speech"] = asdict(measure.measure_speech(wave, found))
    if task.get("asr"):
        answer |= _heard(task, wave, found)
    return answer


_LOADED: dict[tuple[str, str], Any] = {}


def _heard(task: dict[str, Any], wave: Any, found: Any) -> Answer:
    from renshi_recruiting_ai.speech import transcribe

    key = (task["asr"], task["asr_digest"])
    try:
        if key not in _LOADED:
            _LOADED.clear()
            _LOADED[key] = transcribe.load(Path(task["asr"]), task["asr_name"])
        return {"heard": asdict(transcribe.transcribe(_LOADED[key], wave, found))}
    except transcribe.ModelUnusable as error:
        return {"fault": str(error)}


def _faces(task: dict[str, Any], payload: bytes) -> Answer:
    """Face signals of JPEG frames."""
    from renshi_recruiting_ai.vision import faces

    return faces.answer(task, payload)


def _identity(task: dict[str, Any], payload: bytes) -> Answer:
    """How alike a photo and frames are."""
    from renshi_recruiting_ai.vision import likeness

    return likeness.answer(task, payload)


TASKS: dict[str, Callable[[dict[str, Any], bytes], Answer]] = {
    "speech": _speech,
    "faces": _faces,
    "identity": _identity,
}


def _read(stream: BinaryIO, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        piece = stream.read(size - len(parts))
        if not piece:
            raise EOFError
        parts += piece
    return bytes(parts)


def main() -> None:
    """Answer tasks until the input ends."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Libraries that print must not talk into the answers.
    os.dup2(2, 1)
    if "torch" in sys.argv[1:]:
        import torch

        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(mode=True, warn_only=True)
    while True:
        try:
            task = json.loads(_read(source, struct.unpack(">I", _read(source, 4))[0]))
            payload = _read(source, task["payload"])
        except EOFError:
            return
        try:
            answer = {"ok": True, **TASKS[task["task"]](task, payload)}
        except Exception as error:
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"[:500]}
        body = json.dumps(answer, ensure_ascii=False).encode()
        target.write(struct.pack(">I", len(body)) + body)
        target.flush()


if __name__ == "__main__":
    main()
