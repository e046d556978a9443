"""How alike the face of a photo and the face of a recording are: one number, and nothing that is kept.

What a model makes of a face (the feature vector) lives in this function of an analyser process for the length of one
comparison. It is in no answer, file, row or log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from renshi_recruiting_ai.vision import pack as packs

Vector = NDArray[np.float32]


def answer(task: dict[str, Any], payload: bytes) -> dict[str, Any]:
    """The analyser's task `identity`: the photo and frames of `sizes` bytes, the photo first.

    `similarity` is the median cosine over the frames with exactly one face, None with a `reason`.
    """
    try:
        pack = packs.load_identity(Path(task["pack"]))
    except packs.PackUnusable:
        return {"similarity": None, "frames": 0, "reason": "no_recognition"}
    pictures, position = [], 0
    for size in task["sizes"]:
        pictures.append(payload[position : position + size])
        position += size
    photo = _vector(pack, pictures[0])
    if photo is None:
        return {"similarity": None, "frames": 0, "reason": "photo_without_face"}
    found = [vector for vector in (_vector(pack, picture) for picture in pictures[1:]) if vector is not None]
    if not found:
        return {"similarity": None, "frames": 0, "reason": "no_face"}
    # The median: one frame with somebody else, or with closed eyes, decides nothing.
    value = float(np.median([float(np.dot(photo, vector)) for vector in found]))
    return {"similarity": round(max(-1.0, min(1.0, value)), 4), "frames": len(found), "reason": None}


def _vector(pack: packs.Pack, content: bytes) -> Vector | None:
    """The features of the only face in a picture, of length one; None with no face or with several."""
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    found = pack.app.get(picture, max_num=packs.MOST_FACES)
    if len(found) != 1:
        return None
    vector = np.asarray(found[0].embedding, np.float32)
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else None
