"""The decoder: every container, and every way a recording can be hostile."""

from __future__ import annotations

import struct
import subprocess
import sys
import time

import numpy as np
import pytest
from renshi_recruiting_ai.media import decoder
from renshi_recruiting_ai.media.decode import Unplayable, decode

from .sounds import FORMATS, RATE, encode, tone, video


def _loudest(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, np.int16)[RATE // 2 : RATE * 3 // 2].astype(float)
    return float(np.abs(np.fft.rfft(samples * np.hanning(len(samples)))).argmax() * RATE / len(samples))


@pytest.mark.parametrize("kind", FORMATS)
async def test_every_container_gives_the_tone_that_was_put_in(kind: str) -> None:
    media = await decode(encode(tone(220, 3.0), kind), media_type=FORMATS[kind][3], max_seconds=10)
    assert media.seconds == pytest.approx(3.0, abs=0.11)
    assert len(media.pcm) / 2 / RATE == pytest.approx(media.seconds, abs=0.001)
    assert _loudest(media.pcm) == pytest.approx(220, abs=2)
    assert media.frames == ()


async def test_frames_come_at_their_times_and_no_wider_than_asked() -> None:
    clip = video(4.0, size=(1280, 720), fps=10)
    media = await decode(clip, media_type="video/webm", max_seconds=10, fps=2.0)
    assert [at for at, _ in media.frames] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
    assert all(picture.startswith(b"\xff\xd8") for _, picture in media.frames)
    assert media.has_video
    without = await decode(clip, media_type="video/webm", max_seconds=10)
    assert (without.frames, without.pcm) == ((), media.pcm)


async def _refused(content: bytes, media_type: str, **more: float) -> str:
    began = time.monotonic()
    with pytest.raises(Unplayable) as caught:
        await decode(content, media_type=media_type, **{"max_seconds": 5.0, **more})
    assert time.monotonic() - began < 30
    assert caught.value.text.zh
    return caught.value.code.removeprefix("recruiting_ai.media_")


async def test_nothing_is_refused() -> None:
    assert await _refused(b"", "audio/webm") == "empty"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"MZ\x90\x00" + b"\x00" * 200, "audio/webm"),
        (b"#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n", "audio/mpeg"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "audio/wav"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9, "video/mp4"),
        (b"PK\x03\x04" + b"\x00" * 99, "audio/ogg"),
        (encode(tone(200, 0.5), "wav"), "audio/webm"),
    ],
)
async def test_what_is_no_recording_or_another_kind_is_refused(content: bytes, media_type: str) -> None:
    assert await _refused(content, media_type) == "wrong_type"


@pytest.mark.parametrize("kind", FORMATS)
async def test_a_container_of_noise_behind_a_right_beginning_is_refused(kind: str) -> None:
    good = encode(tone(200, 1.0), kind)
    noise = np.random.default_rng(5).integers(0, 256, 50_000, np.uint8).tobytes()
    if kind in ("amr", "mp3"):
        # These have no structure to break but their frames: a file that ends behind its head.
        assert await _refused(good[:9], FORMATS[kind][3]) in ("broken", "no_sound")
    elif kind == "wav":
        assert await _refused(good[:20] + b"\xff" * 20, FORMATS[kind][3]) in (
            "broken",
            "no_sound",
            "too_large",
        )
    else:
        assert await _refused(good[:40] + noise, FORMATS[kind][3]) in ("broken", "no_sound")


async def test_a_recording_that_goes_on_and_on_is_stopped_at_the_limit() -> None:
    endless = encode(np.zeros(RATE * 600, np.int16), "webm")
    assert len(endless) < 300_000, "silence is cheap: that is what makes it a bomb"
    assert await _refused(endless, "audio/webm") == "too_long"


async def test_a_stream_without_a_length_is_stopped_by_what_was_decoded() -> None:
    # AMR says no length: only decoding tells.
    endless = b"#!AMR\n" + (b"\x3c" + b"\x00" * 31) * 50 * 600
    assert await _refused(endless, "audio/amr") == "too_long"


async def test_an_absurd_length_in_the_head_is_refused() -> None:
    content = bytearray(encode(tone(200, 1.0), "webm"))
    at = content.index(b"\x44\x89\x88")
    struct.pack_into(">d", content, at + 3, 1e12)
    assert await _refused(bytes(content), "audio/webm") == "too_long"


async def test_a_picture_of_absurd_size_is_refused_before_it_is_decoded() -> None:
    clip = video(0.5, size=(4096, 4096), fps=2, codec="mpeg4", container_name="mp4")
    assert await _refused(clip, "video/mp4", fps=2.0) == "too_large"


async def test_a_recording_of_pictures_alone_has_no_sound() -> None:
    import io

    import av

    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    assert await _refused(out.getvalue(), "video/webm") == "no_sound"


def test_a_decoder_that_wants_more_memory_than_it_may_have_is_refused() -> None:
    script = (
        "from renshi_recruiting_ai.media import decoder; decoder.MEMORY_BYTES = 300 * 2**20;"
        "import av, numpy; decoder.limit(20);"
        "\ntry:\n  bytearray(400 * 2**20); print('had it')\nexcept MemoryError: print('refused')"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "refused"
    assert decoder.MEMORY_BYTES <= 1_500 * 2**20


async def test_a_decoder_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from renshi_recruiting_ai.media import decode as outside

    monkeypatch.setattr(outside, "BASE_SECONDS", 0.05)
    monkeypatch.setattr(outside, "SECONDS_PER_MINUTE", 0.0)
    assert await _refused(encode(tone(200, 1.0), "webm"), "audio/webm") == "too_costly"
