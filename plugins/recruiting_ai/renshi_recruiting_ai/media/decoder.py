"""The decoder: a program of its own that reads one recording from its standard input and ends.

    python -m renshi_recruiting_ai.media.decoder '{"demuxer": "matroska", …}' < recording > result

It gives itself limits of memory, processor time and files before it looks at the first byte, and decodes with one
thread. The demuxer is named by the caller, so that nothing in a file can make FFmpeg open another file or an address.
The result is one line of JSON, then 16-bit mono samples at 16 kHz, then the frames as JPEG, lengths as in the line.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

RATE = 16_000
MEMORY_BYTES = 1_500 * 2**20
MAX_STREAMS = 8
MAX_CHANNELS = 8
MAX_SOURCE_RATE = 192_000
MAX_PIXELS = 1920 * 1088
MAX_FRAMES = 1200
JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to decode: sound always, frames at `fps` (0: none) no wider than `width`."""

    demuxer: str
    max_seconds: float
    cpu_seconds: int
    fps: float = 0.0
    width: int = 640


@dataclass(slots=True)
class Decoded:
    """The first line of the result. `fault` is a code of kinds.fault, and then nothing follows."""

    fault: str | None = None
    seconds: float = 0.0
    pcm_bytes: int = 0
    frames: list[dict[str, float]] = field(default_factory=list)
    """Of each frame: `at` seconds, `bytes`, `width`, `height`."""
    codec: str = ""
    source_rate: int = 0
    has_video: bool = False


class Refused(Exception):
    """The recording can't be taken; the argument is a code of kinds.fault."""


def limit(cpu_seconds: int) -> None:
    """Limits of this process. Where a system has none of them, the caller's time limit remains."""
    try:
        import resource
    except ImportError:
        return
    for what, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (value, value if hard == resource.RLIM_INFINITY else min(value, hard)))


def decode(content: bytes, wanted: Wanted) -> tuple[Decoded, bytes, list[bytes]]:
    """Decode a recording.

    Raises:
        Refused: with a code of kinds.fault.
    """
    import av
    from av.error import FFmpegError

    result = Decoded()
    try:
        container = av.open(io.BytesIO(content), format=wanted.demuxer, metadata_errors="replace")
    except (FFmpegError, ValueError) as error:
        raise Refused("broken") from error
    with container:
        sound, video = _streams(container, wanted)
        result.codec, result.source_rate = sound.codec_context.name, sound.codec_context.sample_rate
        result.has_video = video is not None
        try:
            pcm, frames = _decode(container, sound, video, wanted, result)
        except MemoryError as error:
            raise Refused("too_costly") from error
        except (FFmpegError, ValueError, OSError) as error:
            raise Refused("broken") from error
    if not pcm:
        raise Refused("broken")
    result.pcm_bytes = len(pcm)
    result.seconds = round(len(pcm) / 2 / RATE, 3)
    return result, pcm, frames


def _streams(container: Any, wanted: Wanted) -> tuple[Any, Any]:
    """The first sound stream, and the first video stream where frames are wanted; limits checked before decoding."""
    if len(container.streams) > MAX_STREAMS:
        raise Refused("too_large")
    if container.duration is not None and container.duration / 1_000_000 > wanted.max_seconds * 1.2 + 5:
        raise Refused("too_long")
    if not container.streams.audio:
        raise Refused("no_sound")
    sound = container.streams.audio[0]
    context = sound.codec_context
    if context is None:
        raise Refused("broken")
    if context.sample_rate > MAX_SOURCE_RATE or (
        context.layout and context.layout.nb_channels > MAX_CHANNELS
    ):
        raise Refused("too_large")
    video = None
    for stream in container.streams.video:
        if stream.codec_context is None:
            raise Refused("broken")
        if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
            raise Refused("too_large")
        video = video or stream
    for stream in (sound, video):
        if stream is not None:
            stream.codec_context.thread_count = 1
    if video is not None:
        # FFmpeg itself refuses a frame that grows beyond this in the middle of a stream.
        video.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    return sound, video if wanted.fps > 0 else None


def _decode(
    container: Any, sound: Any, video: Any, wanted: Wanted, result: Decoded
) -> tuple[bytes, list[bytes]]:
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    most = int(wanted.max_seconds * RATE) * 2
    pcm, frames = bytearray(), list[bytes]()
    step, due = (1 / wanted.fps if wanted.fps else 0.0), 0.0

    def heard(frame: Any) -> None:
        for piece in resampler.resample(frame):
            pcm.extend(bytes(piece.planes[0])[: piece.samples * 2])
        if len(pcm) > most:
            raise Refused("too_long")

    for packet in container.demux([item for item in (sound, video) if item is not None]):
        for frame in packet.decode():
            if packet.stream is sound:
                heard(frame)
                continue
            at = float(frame.time or 0.0)
            if at > wanted.max_seconds or len(frames) >= MAX_FRAMES:
                raise Refused("too_long")
            if at + 1e-6 >= due:
                due = max(due + step, at + step / 2)
                picture, width, height = _jpeg(frame, wanted.width)
                frames.append(picture)
                result.frames.append(
                    {"at": round(at, 3), "bytes": len(picture), "width": width, "height": height}
                )
    heard(None)
    return bytes(pcm), frames


def _jpeg(frame: Any, width: int) -> tuple[bytes, int, int]:
    """One frame as JPEG, no wider than `width`; FFmpeg's own encoder, so that no other library is needed."""
    import av

    if frame.width * frame.height > MAX_PIXELS:
        raise Refused("too_large")
    scale = min(1.0, width / frame.width)
    # Even sizes: chroma is kept for every second pixel.
    wide, high = (max(2, int(side * scale) // 2 * 2) for side in (frame.width, frame.height))
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = wide, high, "yuvj420p"
    encoder.time_base = frame.time_base
    encoder.options = {"qmin": "2", "qmax": "4"}
    picture = frame.reformat(width=wide, height=high, format="yuvj420p")
    picture.pts = None
    return b"".join(bytes(packet) for packet in [*encoder.encode(picture), *encoder.encode(None)]), wide, high


def main(argument: str, source: BinaryIO, target: BinaryIO) -> None:
    """Decode `source` as the argument says and write the result."""
    wanted = Wanted(**json.loads(argument))
    limit(wanted.cpu_seconds)
    pcm, frames = b"", list[bytes]()
    try:
        result, pcm, frames = decode(source.read(), wanted)
    except Refused as refused:
        result = Decoded(fault=str(refused))
    except MemoryError:
        result = Decoded(fault="too_costly")
    target.write(json.dumps(asdict(result)).encode() + b"\n")
    target.write(pcm)
    for picture in frames:
        target.write(picture)
    target.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
