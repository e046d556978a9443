"""Loading an InsightFace pack that the operator has installed and pinned.

`FaceAnalysis(name=…)` fetches a pack from the internet where it finds no directory, and opens every model file it sees
before it throws away what was not asked for. So the directory is looked at first, and only the files of the two tasks
that are used, detection and 3D landmarks, are ever handed to it: models of age, sex and identity are never opened.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ALLOWED = ("detection", "landmark_3d_68")
DETECT_SIZE = (320, 320)
MOST_FACES = 4
LANDMARK_VALUES = 3309


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
    """What a model file is for, from the shapes in its head: the tasks of ALLOWED, else None."""
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
    return "landmark_3d_68" if size == [192, 192] and values[-1:] == [LANDMARK_VALUES] else None


def load(folder: Path) -> Pack:
    """Load detection and, where there is one, the landmark model.

    Raises:
        PackUnusable: no directory, or no detector in it.
    """
    if not folder.is_dir():
        raise PackUnusable("the directory is missing")
    import onnxruntime
    from insightface.app import FaceAnalysis

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    arguments = {
        "allowed_modules": list(ALLOWED),
        "providers": ["CPUExecutionProvider"],
        "sess_options": options,
    }
    if (folder / "manifest.json").is_file():
        # A manifest names its tasks and the SHA-256 of each; only those asked for are opened.
        app = FaceAnalysis(name=str(folder), **{**arguments, "allowed_modules": ["detection"]})
        return _prepared(app, None)
    chosen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.onnx")):
        role = role_of(path)
        if role is not None:
            chosen.setdefault(role, path)
    if "detection" not in chosen:
        raise PackUnusable("there is no detector among its files")
    wanted = tempfile.TemporaryDirectory(prefix="renshi-face-")
    for path in chosen.values():
        (Path(wanted.name) / path.name).symlink_to(path.resolve())
    return _prepared(FaceAnalysis(name=wanted.name, **arguments), wanted)


def _prepared(app: Any, folder: tempfile.TemporaryDirectory[str] | None) -> Pack:
    app.prepare(ctx_id=-1, det_thresh=0.5, det_size=DETECT_SIZE)
    return Pack(app, "landmark_3d_68" in app.models, tuple(sorted(app.models)), folder)
