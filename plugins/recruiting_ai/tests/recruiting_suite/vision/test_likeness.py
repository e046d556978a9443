"""How alike two faces are, through InsightFace's own path, with a model of identity that the test makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from renshi_recruiting_ai.vision import likeness, pack

from .test_faces import SIZE, _jpeg
from .tiny_pack import RADIUS, SKIN, detector, disc, landmarks, make, recogniser, square


def person(pattern: int, at: tuple[int, int] = (160, 120)) -> np.ndarray:
    """A disc with stripes of its own inside: which way, and how wide, is who it is."""
    picture = disc(SIZE, at).astype(np.float32)
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    inside = (x - at[0]) ** 2 + (y - at[1]) ** 2 <= RADIUS**2
    across = (x - at[0]) if pattern % 2 else (y - at[1])
    stripes = np.sin(across / (4 + 3 * (pattern // 2)))
    for channel in range(3):
        # All channels alike, so that the skin stays warm enough for the detector.
        picture[..., channel] = np.where(inside, picture[..., channel] + 30 * stripes, picture[..., channel])
    assert picture[at[1], at[0], 0] > SKIN[2]
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("identity")
    detector(found / "det_tiny.onnx")
    landmarks(found / "landmark_tiny.onnx")
    square(found / "genderage.onnx", 96, 3)
    recogniser(found / "recognition.onnx")
    return found


def asked(folder: Path, photo: np.ndarray, *frames: np.ndarray) -> dict[str, object]:
    pictures = [_jpeg(photo), *[_jpeg(frame) for frame in frames]]
    task = {"pack": str(folder), "sizes": [len(picture) for picture in pictures]}
    return likeness.answer(task, b"".join(pictures))


def test_identity_is_opened_for_a_check_alone_and_age_and_sex_never(folder: Path, tmp_path: Path) -> None:
    assert pack.load(folder).models == ("detection", "landmark_3d_68")
    assert pack.load_identity(folder).models == ("detection", "recognition")
    assert pack.has_recognition(folder) is True
    detector(tmp_path / "det_tiny.onnx")
    assert pack.has_recognition(tmp_path) is False
    with pytest.raises(pack.PackUnusable, match="no model of identity"):
        pack.load_identity(tmp_path)
    with pytest.raises(pack.PackUnusable, match="missing"):
        pack.load_identity(tmp_path / "none")


def test_the_same_person_elsewhere_in_the_picture_is_alike_and_another_is_not(folder: Path) -> None:
    same = asked(folder, person(1), person(1, (150, 130)), person(1, (170, 110)))
    other = asked(folder, person(1), person(4), person(4, (150, 130)))
    assert (same["frames"], other["frames"]) == (2, 2)
    assert isinstance(same["similarity"], float)
    assert isinstance(other["similarity"], float)
    assert same["similarity"] > 0.7
    assert other["similarity"] < 0.3
    # One frame with somebody else decides nothing.
    mixed = asked(folder, person(1), person(1), person(4), person(1))
    assert isinstance(mixed["similarity"], float)
    assert mixed["similarity"] > 0.7


def test_nothing_but_a_number_comes_out(folder: Path) -> None:
    found = asked(folder, person(1), person(1))
    assert set(found) == {"similarity", "frames", "reason"}
    assert isinstance(found["similarity"], float)
    assert found["similarity"] == round(found["similarity"], 4)


def test_no_face_or_several_is_said_and_no_number_given(folder: Path, tmp_path: Path) -> None:
    nobody, two = disc(SIZE), disc(SIZE, (80, 120), (240, 120))
    assert asked(folder, nobody, person(1)) == {
        "similarity": None,
        "frames": 0,
        "reason": "photo_without_face",
    }
    assert asked(folder, two, person(1))["reason"] == "photo_without_face"
    assert asked(folder, person(1), nobody, two) == {"similarity": None, "frames": 0, "reason": "no_face"}
    detector(tmp_path / "det_tiny.onnx")
    assert asked(tmp_path, person(1), person(1))["reason"] == "no_recognition"


def test_the_pack_of_other_tests_still_opens_no_identity(tmp_path: Path) -> None:
    assert pack.load(make(tmp_path / "tiny")).models == ("detection", "landmark_3d_68")
