"""Face signals of a recording's frames. Physical facts alone: there, how many, which way turned, how much moved.

No emotion, age, sex or identity; no feature vector is computed or kept. "Towards the camera" is the direction of the
head, not of the eyes.
"""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from renshi_recruiting_ai.speech.records import Measured
from renshi_recruiting_ai.vision import pack as packs

TOWARDS_DEGREES = 20.0
EVENT_SECONDS = 1.0
"""What lasts shorter is no event: one frame says little."""
MOST_KEPT = 6
SMALL = (80, 60)
Picture = NDArray[np.uint8]


@dataclass(slots=True)
class Seen:
    """What was found in one frame. Angles in degrees, None where the pack has no landmarks."""

    at: float
    faces: int = 0
    yaw: float | None = None
    pitch: float | None = None
    centre: tuple[float, float] | None = None
    width: float = 0.0
    motion: float | None = None

    @property
    def towards(self) -> bool | None:
        if self.yaw is None or self.pitch is None:
            return None
        return abs(self.yaw) <= TOWARDS_DEGREES and abs(self.pitch) <= TOWARDS_DEGREES


@dataclass(slots=True)
class Watched:
    """All frames, and the events in them: kind, first and last frame."""

    frames: list[Seen]
    events: list[tuple[str, int, int]] = field(default_factory=list)


_LOADED: dict[str, packs.Pack] = {}


def answer(task: dict[str, Any], payload: bytes) -> dict[str, Any]:
    """The analyser's task `faces`: JPEG frames of `sizes` bytes at the moments `at`."""
    key = task["pack_digest"]
    if key not in _LOADED:
        _LOADED.clear()
        _LOADED[key] = packs.load(Path(task["pack"]))
    pictures, position = [], 0
    for size in task["sizes"]:
        pictures.append(payload[position : position + size])
        position += size
    watched = watch(_LOADED[key], task["at"], pictures)
    return {"face": asdict(measured(watched, task["backend"], task["seconds"])), "kept": kept(watched)}


def watch(pack: packs.Pack, at: list[float], pictures: list[bytes]) -> Watched:
    """Look at every frame."""
    frames: list[Seen] = []
    before: NDArray[np.float32] | None = None
    for moment, content in zip(at, pictures, strict=True):
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            continue
        seen = _look(pack, moment, picture)
        small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), SMALL, interpolation=cv2.INTER_AREA)
        now = small.astype(np.float32)
        if before is not None:
            seen.motion = round(float(np.mean(np.abs(now - before))) / 255, 5)
        before = now
        frames.append(seen)
    return Watched(frames, _events(frames))


def _look(pack: packs.Pack, moment: float, picture: Picture) -> Seen:
    found = pack.app.get(picture, max_num=packs.MOST_FACES)
    seen = Seen(moment, len(found))
    if found:
        # The largest face is the one that answers.
        face = max(
            found, key=lambda item: float((item.bbox[2] - item.bbox[0]) * (item.bbox[3] - item.bbox[1]))
        )
        left, top, right, bottom = (float(value) for value in face.bbox)
        seen.centre, seen.width = ((left + right) / 2, (top + bottom) / 2), right - left
        if pack.has_pose and face.get("pose") is not None:
            seen.pitch, seen.yaw = round(float(face["pose"][0]), 2), round(float(face["pose"][1]), 2)
    return seen


def _events(frames: list[Seen]) -> list[tuple[str, int, int]]:
    events: list[tuple[str, int, int]] = []

    def state(seen: Seen) -> str | None:
        if seen.faces == 0:
            return "no_face"
        if seen.faces > 1:
            return "several_faces"
        return "turned_away" if seen.towards is False else None

    for kind, run in itertools.groupby(enumerate(frames), key=lambda pair: state(pair[1])):
        numbers = [number for number, _ in run]
        if kind is not None and _end(frames, numbers[-1]) - frames[numbers[0]].at >= EVENT_SECONDS:
            events.append((kind, numbers[0], numbers[-1]))
    return events


def _end(frames: list[Seen], number: int) -> float:
    """A frame stands until the next one."""
    if number + 1 < len(frames):
        return frames[number + 1].at
    step = frames[-1].at - frames[-2].at if len(frames) > 1 else 0.5
    return frames[-1].at + step


def measured(watched: Watched, backend: str, seconds: float) -> Measured:
    """Shares and movement over all frames; abstains without any."""
    frames = watched.frames
    if not frames:
        return Measured("face", "abstained", backend, {"frames": 0}, "no_video")
    alone = [seen for seen in frames if seen.faces]
    posed = [seen for seen in alone if seen.towards is not None]
    steps = [
        float(np.hypot(b.centre[0] - a.centre[0], b.centre[1] - a.centre[1]))
        / max(a.width, 1.0)
        / max(b.at - a.at, 1e-3)
        for a, b in itertools.pairwise(frames)
        if a.centre is not None and b.centre is not None
    ]
    motion = [seen.motion for seen in frames if seen.motion is not None]

    def share(count: int, total: int) -> float | None:
        return round(count / total, 4) if total else None

    result = Measured(
        "face",
        "measured",
        backend,
        {
            "frames": len(frames),
            "face_present_share": share(len(alone), len(frames)),
            "several_faces_share": share(sum(seen.faces > 1 for seen in frames), len(frames)),
            "most_faces": max(seen.faces for seen in frames),
            "head_towards_camera_share": share(sum(bool(seen.towards) for seen in posed), len(posed)),
            "head_turn_sd_degrees": round(float(np.std([seen.yaw or 0.0 for seen in posed])), 2)
            if posed
            else None,
            "head_movement_widths_per_second": round(float(np.median(steps)), 4) if steps else None,
            "motion_share": round(float(np.mean(motion)), 5) if motion else None,
        },
    )
    result.intervals += [
        (kind, frames[first].at, min(_end(frames, last), max(seconds, frames[last].at)), None)
        for kind, first, last in watched.events
    ]
    return result


def kept(watched: Watched) -> list[dict[str, Any]]:
    """Which frames to keep: the first with one face as reference, then the middle of each event, six at most."""
    chosen: list[tuple[int, str]] = []
    first = next((number for number, seen in enumerate(watched.frames) if seen.faces == 1), None)
    if first is not None:
        chosen.append((first, "reference"))
    for kind, begin, end in watched.events[: MOST_KEPT - 1]:
        chosen.append(((begin + end) // 2, kind))
    return [
        {
            "index": number,
            "kind": kind,
            "measures": {
                "faces": watched.frames[number].faces,
                "yaw_degrees": watched.frames[number].yaw,
                "pitch_degrees": watched.frames[number].pitch,
            },
        }
        for number, kind in chosen
    ]
