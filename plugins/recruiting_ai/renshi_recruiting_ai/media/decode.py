"""Decoding from the outside: starting the decoder, feeding it, ending it when it takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass

from renshi_recruiting_ai.media.decoder import Decoded, Wanted
from renshi_recruiting_ai.media.kinds import fault, plain_type, sniff
from renshi_sdk import Invalid

BASE_SECONDS = 20.0
SECONDS_PER_MINUTE = 6.0
"""Decoding a minute takes about 0.2 s of sound and 1 s of video; a busy machine gets several times that."""
VARIABLES = ("PATH", "LANG", "SYSTEMROOT", "PYTHONPATH", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Media:
    """A decoded recording: 16-bit mono samples at 16 kHz, and JPEG frames with their times in seconds."""

    pcm: bytes
    seconds: float
    codec: str
    frames: tuple[tuple[float, bytes], ...]
    has_video: bool


class Unplayable(Invalid):
    """A recording that is refused; `code` is one of kinds.fault."""


def _refuse(code: str) -> Unplayable:
    return Unplayable(fault(code), code=f"recruiting_ai.media_{code}")


async def decode(content: bytes, *, media_type: str, max_seconds: float, fps: float = 0.0) -> Media:
    """Decode a recording within limits of time and memory.

    Raises:
        Unplayable: what it is not, how it is broken, or which limit it would cross.
    """
    if not content:
        raise _refuse("empty")
    container = sniff(content[:16])
    if container is None or plain_type(media_type) not in container.declared:
        raise _refuse("wrong_type")
    allowed = BASE_SECONDS + max_seconds / 60 * SECONDS_PER_MINUTE
    wanted = Wanted(
        demuxer=container.demuxer,
        max_seconds=max_seconds,
        cpu_seconds=int(allowed),
        fps=fps if container.video else 0.0,
    )
    output = await _run(content, wanted, allowed)
    line, _, rest = output.partition(b"\n")
    try:
        told = Decoded(**json.loads(line))
    except (ValueError, TypeError):
        # It ended without a word: out of processor time, or memory that FFmpeg could not get.
        raise _refuse("too_costly") from None
    if told.fault is not None:
        raise _refuse(told.fault)
    frames, position = [], told.pcm_bytes
    for entry in told.frames:
        size = int(entry["bytes"])
        frames.append((entry["at"], rest[position : position + size]))
        position += size
    return Media(rest[: told.pcm_bytes], told.seconds, told.codec, tuple(frames), told.has_video)


async def _run(content: bytes, wanted: Wanted, allowed: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "renshi_recruiting_ai.media.decoder",
        json.dumps(asdict(wanted)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # Keys and addresses of servers are nothing a decoder needs.
        env={name: os.environ[name] for name in VARIABLES if name in os.environ},
    )
    try:
        async with asyncio.timeout(allowed * 2):
            output, _ = await process.communicate(content)
    except TimeoutError:
        raise _refuse("too_costly") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return output
