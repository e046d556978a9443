"""Recordings made for tests: tones, spoken Chinese, containers of every kind, and hostile ones."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

RATE = 16_000
# container, codec, sample rate, media type
FORMATS = {
    "webm": ("webm", "libopus", 48_000, "audio/webm;codecs=opus"),
    "m4a": ("ipod", "aac", 44_100, "audio/mp4"),
    "mp4": ("mp4", "aac", 44_100, "audio/mp4"),
    "amr": ("amr", "libopencore_amrnb", 8_000, "audio/amr"),
    "wav": ("wav", "pcm_s16le", 16_000, "audio/wav"),
    "mp3": ("mp3", "libmp3lame", 44_100, "audio/mpeg"),
    "ogg": ("ogg", "libopus", 48_000, "audio/ogg"),
}


def tone(hertz: float, seconds: float, *, rate: int = RATE, level: float = 0.3) -> np.ndarray:
    """A tone with harmonics, as a voice has them."""
    time = np.arange(int(seconds * rate)) / rate
    wave = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 6))
    return (level * 32767 * wave / np.abs(wave).max()).astype(np.int16)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE), np.int16)


def encode(samples: np.ndarray, kind: str, *, source_rate: int = RATE) -> bytes:
    """16-bit mono samples in a container."""
    container_name, codec, rate, _ = FORMATS[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.codec_context.layout = "mono"
        if kind == "amr":
            stream.codec_context.bit_rate = 12_200
        resampler = av.AudioResampler(format=stream.codec_context.format or "s16", layout="mono", rate=rate)
        fifo = av.AudioFifo()
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = source_rate
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            piece.pts = None
            fifo.write(piece)
        size = stream.codec_context.frame_size or 1024
        while fifo.samples:
            chunk = fifo.read(size, partial=True)
            chunk.pts = None
            for packet in stream.encode(chunk):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


def video(
    seconds: float,
    *,
    draw: Callable[[float], np.ndarray] | None = None,
    size: tuple[int, int] = (320, 240),
    fps: int = 10,
    samples: np.ndarray | None = None,
    codec: str = "libvpx",
    container_name: str = "webm",
) -> bytes:
    """A clip with sound; `draw(at)` gives RGB pictures of `size` (width, height)."""
    samples = tone(150, seconds) if samples is None else samples
    out = io.BytesIO()
    with av.open(out, "w", format=container_name) as container:
        picture = container.add_stream(codec, rate=fps)
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        sound = container.add_stream("libopus" if container_name == "webm" else "aac", rate=48_000)
        sound.codec_context.layout = "mono"
        for number in range(int(seconds * fps)):
            shown = draw(number / fps) if draw else np.full((size[1], size[0], 3), 90, np.uint8)
            frame = av.VideoFrame.from_ndarray(shown, format="rgb24")
            for packet in picture.encode(frame):
                container.mux(packet)
        for packet in picture.encode(None):
            container.mux(packet)
        resampler = av.AudioResampler(format=sound.codec_context.format or "s16", layout="mono", rate=48_000)
        fifo = av.AudioFifo()
        heard = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        heard.sample_rate = RATE
        for piece in [*resampler.resample(heard), *resampler.resample(None)]:
            piece.pts = None
            fifo.write(piece)
        while fifo.samples:
            chunk = fifo.read(sound.codec_context.frame_size or 960, partial=True)
            chunk.pts = None
            for packet in sound.encode(chunk):
                container.mux(packet)
        for packet in sound.encode(None):
            container.mux(packet)
    return out.getvalue()


ESPEAK = shutil.which("espeak-ng")


def speak(text: str, *, speed: int = 160, pitch: int = 50, variant: str = "") -> np.ndarray:
    """Spoken Chinese at 16 kHz; espeak-ng is one of the test machine's packages."""
    assert ESPEAK, "install espeak-ng (see .ci/run)"
    voice = "cmn-latn-pinyin" + (f"+{variant}" if variant else "")
    result = subprocess.run(
        [ESPEAK, "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text],
        capture_output=True,
        check=True,
    )
    return read_wav(result.stdout)


def trimmed(samples: np.ndarray, level: float = 0.0126) -> np.ndarray:
    """From the first to the last 10 ms louder than -38 dB: where there is speech, and nothing else."""
    power = np.sqrt(np.convolve((samples / 32768.0) ** 2, np.ones(400) / 400, "valid"))
    loud = np.flatnonzero(power > level)
    return samples[loud[0] : loud[-1] + 400]


def read_wav(content: bytes) -> np.ndarray:
    """Samples of a WAV file (espeak-ng writes a length of nonsense when it streams), at 16 kHz."""
    start = content.index(b"data") + 8
    rate = int.from_bytes(content[24:28], "little")
    raw = np.frombuffer(content[start : start + (len(content) - start) // 2 * 2], np.int16)
    frame = av.AudioFrame.from_ndarray(raw[None, :], format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    return np.concatenate(
        [piece.to_ndarray()[0] for piece in [*resampler.resample(frame), *resampler.resample(None)]]
    )


def sample_folder() -> Path:
    return Path(__file__).parent / "samples"
