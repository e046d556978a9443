"""Faces through InsightFace's own loading path, with a pack that the test makes."""

from __future__ import annotations

import socket
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import av
import numpy as np
import onnxruntime
import pytest
from renshi_recruiting_ai.media.decode import decode
from renshi_recruiting_ai.vision import faces, pack
from renshi_recruiting_ai.vision.policy import FRAMES_PER_SECOND

from ..media.sounds import video
from .tiny_pack import disc, make

SIZE = (320, 240)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> pack.Pack:
    return pack.load(make(tmp_path_factory.mktemp("pack") / "tiny"))


def _jpeg(picture: np.ndarray) -> bytes:
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = picture.shape[1], picture.shape[0], "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuvj420p")
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def test_only_detection_and_landmarks_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = onnxruntime.InferenceSession.__init__

    def noting(self: object, source: object, *args: object, **kwargs: object) -> None:
        opened.append(Path(source).name if isinstance(source, str | Path) else "bytes")
        real(self, source, *args, **kwargs)

    monkeypatch.setattr(onnxruntime.InferenceSession, "__init__", noting)
    found = pack.load(make(tmp_path / "tiny"))
    assert found.models == ("detection", "landmark_3d_68")
    assert set(opened) == {"det_tiny.onnx", "landmark_tiny.onnx"}
    assert found.has_pose


def test_nothing_is_fetched_where_a_directory_is_missing_or_holds_no_detector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("somebody wanted to go out")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "create_connection", no_network)
    with pytest.raises(pack.PackUnusable, match="missing"):
        pack.load(tmp_path / "buffalo_l")
    (tmp_path / "empty").mkdir()
    with pytest.raises(pack.PackUnusable, match="no detector"):
        pack.load(tmp_path / "empty")
    assert pack.load(make(tmp_path / "tiny")).models == ("detection", "landmark_3d_68")


def test_a_face_is_found_where_it_was_drawn_and_no_feature_of_a_person_is_computed(loaded: pack.Pack) -> None:
    picture = disc(SIZE, (160, 120))[..., ::-1]
    found = loaded.app.get(np.ascontiguousarray(picture), max_num=4)
    assert len(found) == 1
    left, top, right, bottom = found[0].bbox
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((160, 120), abs=8)
    assert found[0].get("embedding") is None
    assert found[0].get("gender") is None
    assert found[0].get("age") is None


@pytest.mark.parametrize(("centres", "count"), [((), 0), (((160, 120),), 1), (((80, 120), (240, 120)), 2)])
def test_faces_are_counted(loaded: pack.Pack, centres: tuple[tuple[int, int], ...], count: int) -> None:
    watched = faces.watch(loaded, [0.0], [_jpeg(disc(SIZE, *centres))])
    assert watched.frames[0].faces == count


def test_the_turn_of_a_head_follows_the_shading(loaded: pack.Pack) -> None:
    yaws = []
    for shade in (-1.0, 0.0, 1.0):
        seen = faces.watch(loaded, [0.0], [_jpeg(disc(SIZE, (160, 120), shade=shade))]).frames[0]
        assert seen.yaw is not None
        yaws.append(seen.yaw)
    assert abs(yaws[1]) < 8
    assert yaws[0] * yaws[2] < 0
    assert min(abs(yaws[0]), abs(yaws[2])) > 22
    assert [abs(yaw) <= faces.TOWARDS_DEGREES for yaw in yaws] == [False, True, False]


async def test_a_clip_is_decoded_watched_and_its_events_have_their_moments(loaded: pack.Pack) -> None:
    """0-4 s facing the camera, 4-6 s turned away, 6-8 s nobody, 8-10 s two people."""

    def draw(at: float) -> np.ndarray:
        if at < 4:
            return disc(SIZE, (160, 120))
        if at < 6:
            return disc(SIZE, (160, 120), shade=1.0)
        return disc(SIZE) if at < 8 else disc(SIZE, (80, 120), (240, 120))

    media = await decode(
        video(10.0, draw=draw, size=SIZE), media_type="video/webm", max_seconds=20, fps=FRAMES_PER_SECOND
    )
    watched = faces.watch(loaded, [at for at, _ in media.frames], [picture for _, picture in media.frames])
    told = faces.measured(watched, "tiny", media.seconds)
    assert told.measures["frames"] == 20
    assert told.measures["face_present_share"] == pytest.approx(0.8)
    assert told.measures["several_faces_share"] == pytest.approx(0.2)
    assert told.measures["most_faces"] == 2
    assert [(kind, start) for kind, start, _, _ in told.intervals] == [
        ("turned_away", 4.0),
        ("no_face", 6.0),
        ("several_faces", 8.0),
    ]
    assert [end for *_, end, _ in told.intervals] == pytest.approx([6.0, 8.0, 10.0], abs=0.1)
    assert [(item["kind"], media.frames[item["index"]][0]) for item in faces.kept(watched)] == [
        ("reference", 0.0),
        ("turned_away", 4.5),
        ("no_face", 6.5),
        ("several_faces", 8.5),
    ]
    again = faces.watch(loaded, [at for at, _ in media.frames], [picture for _, picture in media.frames])
    assert faces.measured(again, "tiny", media.seconds) == told


def test_movement_is_told_from_standing_still(loaded: pack.Pack) -> None:
    moments = [number / 2 for number in range(8)]
    still = faces.measured(
        faces.watch(loaded, moments, [_jpeg(disc(SIZE, (160, 120)))] * 8), "tiny", 4.0
    ).measures
    moving = faces.measured(
        faces.watch(loaded, moments, [_jpeg(disc(SIZE, (100 + 16 * n, 120))) for n in range(8)]), "tiny", 4.0
    ).measures
    assert (still["motion_share"], still["head_movement_widths_per_second"]) == (0.0, 0.0)
    assert moving["head_movement_widths_per_second"] == pytest.approx(16 / 96 * 2, rel=0.1)
    assert moving["motion_share"] > 0.01


def test_the_sample_picture_of_the_library_goes_through_the_frame_pipeline(loaded: pack.Pack) -> None:
    # Six people. The tiny pack knows skin-coloured discs alone, so what is tested is that a real photograph passes
    # through every step, within the bound on faces.
    content = files("insightface").joinpath("data/images/t1.jpg").read_bytes()
    watched = faces.watch(loaded, [0.0, 0.5], [content, content])
    told = faces.measured(watched, "tiny", 1.0)
    assert told.measures["frames"] == 2
    assert told.measures["most_faces"] <= pack.MOST_FACES
    assert watched.frames[1].motion == 0.0


def test_the_vocabulary_is_physical(loaded: pack.Pack) -> None:
    told = faces.measured(faces.watch(loaded, [0.0], [_jpeg(disc(SIZE, (160, 120)))]), "tiny", 0.5)
    words = " ".join([*told.measures, *(kind for kind, *_ in told.intervals)])
    for feeling in (
        "emotion",
        "happy",
        "nervous",
        "stress",
        "tension",
        "smile",
        "angry",
        "confident",
        "age",
        "gender",
    ):
        assert feeling not in words.replace("several_faces_share", "").split("_")
