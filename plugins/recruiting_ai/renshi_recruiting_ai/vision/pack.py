"""Loading an InsightFace pack that the operator has installed and pinned.

`FaceAnalysis(name=…)` fetches a pack from the internet where it finds no directory, and opens every model file it sees
before it throws away what was not asked for. So the directory is looked at first, and only the files of the two tasks
that are used, detection and 3D landmarks, are ever handed to it: models of age and sex are never opened, and that of
identity only for a check with a consent of its own (`load_identity`), never for scoring.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ALLOWED = ("detection", "landmark_3d_68")
DETECT_SIZE = (320, 320)
MOST_FACES = 4
LANDMARK_VALUES = 3309
FEATURES = 512


class PackUnusable(Exception):
    """The directory holds no detector this code can use; the argument says why."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A loaded pack; `has_pose` where it can tell which way a head is turned."""

    app: Any
    has_pose: bool
    models: tuple[str, ...]
    folder: tempfile.TemporaryDirectory[str] | None = None
    """Where the chosen files lie; InsightFace opens the detector again for a new size."""


def role_of(path: Path) -> str | None:
    """What a model file is for, from the shapes in its head: a task of ALLOWED, `recognition`, else None."""
    import onnx

    graph = onnx.load(str(path), load_external_data=False).graph
    names = {item.name for item in graph.initializer}
    inputs = [item for item in graph.input if item.name not in names]
    if len(graph.output) in (6, 9, 10, 15):
        return "detection"
    if len(inputs) != 1 or len(graph.output) != 1:
        return None
    size = [dimension.dim_value for dimension in inputs[0].type.tensor_type.shape.dim][2:]
    values = [dimension.dim_value for dimension in graph.output[0].type.tensor_type.shape.dim]
    if size == [192, 192] and values[-1:] == [LANDMARK_VALUES]:
        return "landmark_3d_68"
    # As InsightFace itself tells them apart: square, from 112 on in steps of 16, and a feature vector as output.
    square = len(size) == 2 and size[0] == size[1] >= 112 and size[0] % 16 == 0
    return "recognition" if square and values[-1:] == [FEATURES] else None


def load(folder: Path) -> Pack:
    """Load detection and, where there is one, the landmark model.

    Raises:
        PackUnusable: no directory, or no detector in it.
    """
    return _load(folder, ALLOWED, manifest=("detection",), needed=("detection",))


def load_identity(folder: Path) -> Pack:
    """Load detection and recognition, for one check of identity.

    Raises:
        PackUnusable: no directory, no detector, or no model of identity in it.
    """
    return _load(
        folder,
        ("detection", "recognition"),
        manifest=("detection", "verification"),
        needed=("detection", "recognition"),
    )


def has_recognition(folder: Path) -> bool:
    """Whether a pack holds a model of identity, told from its files' heads; nothing is loaded."""
    if (folder / "manifest.json").is_file():
        try:
            tasks = json.loads((folder / "manifest.json").read_text("utf-8"))["tasks"]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return isinstance(tasks, dict) and "verification" in tasks
    return any(role_of(path) == "recognition" for path in sorted(folder.glob("*.onnx")))


def _load(
    folder: Path, allowed: tuple[str, ...], *, manifest: tuple[str, ...], needed: tuple[str, ...]
) -> Pack:
    if not folder.is_dir():
        raise PackUnusable("the directory is missing")
    import onnxruntime
    from insightface.app import FaceAnalysis

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    arguments = {
        "allowed_modules": list(allowed),
        "providers": ["CPUExecutionProvider"],
        "sess_options": options,
    }
    if (folder / "manifest.json").is_file():
        # A manifest names its tasks and the SHA-256 of each; only those asked for are opened.
        app = FaceAnalysis(name=str(folder), **{**arguments, "allowed_modules": list(manifest)})
        return _checked(_prepared(app, None), needed)
    chosen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.onnx")):
        role = role_of(path)
        if role in allowed:
            chosen.setdefault(role, path)
    if "detection" not in chosen:
        raise PackUnusable("there is no detector among its files")
    if not set(needed) <= set(chosen):
        raise PackUnusable("there is no model of identity among its files")
    wanted = tempfile.TemporaryDirectory(prefix="renshi-face-")
    for path in chosen.values():
        (Path(wanted.name) / path.name).symlink_to(path.resolve())
    return _prepared(FaceAnalysis(name=wanted.name, **arguments), wanted)


def _checked(pack: Pack, needed: tuple[str, ...]) -> Pack:
    if not set(needed) <= set(pack.models):
        raise PackUnusable("there is no model of identity among its tasks")
    return pack


def _prepared(app: Any, folder: tempfile.TemporaryDirectory[str] | None) -> Pack:
    app.prepare(ctx_id=-1, det_thresh=0.5, det_size=DETECT_SIZE)
    return Pack(app, "landmark_3d_68" in app.models, tuple(sorted(app.models)), folder)
