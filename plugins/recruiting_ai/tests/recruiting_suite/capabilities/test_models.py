"""Model directories: the operator's alone, pinned file by file, and never fetched."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from renshi_recruiting_ai.capabilities import cli, models, parts
from renshi_recruiting_ai.capabilities.models import ModelFault, ModelState, Role


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("RENSHI_MODELS_DIR", str(folder))
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "deep").mkdir(parents=True)
    (folder / "hyperparams.yaml").write_text("a: 1\n")
    (folder / "deep" / "weights.ckpt").write_bytes(b"weights")
    return folder


def _install(source: Path, name: str = "one") -> models.InstalledModel:
    return models.install(Role.ASR, source, name=name, licence="MIT", origin="here")


def test_a_model_is_copied_pinned_and_ready(home: Path, source: Path) -> None:
    model = _install(source)
    assert set(model.files) == {"hyperparams.yaml", "deep/weights.ckpt"}
    (source / "hyperparams.yaml").write_text("changed behind our back\n")
    found = models.standing(Role.ASR)
    assert (found.state, found.path) == (ModelState.READY, home / "asr" / "one")
    assert json.loads((home / "installed.json").read_text())["asr"]["digest"] == model.digest
    assert models.standing(Role.FACE).state is ModelState.ABSENT


@pytest.mark.parametrize("change", ["edit", "same_size", "add", "remove", "link"])
def test_any_change_puts_it_out_of_use(home: Path, source: Path, change: str) -> None:
    _install(source)
    assert models.standing(Role.ASR).state is ModelState.READY
    folder = home / "asr" / "one"
    weights = folder / "deep" / "weights.ckpt"
    if change == "edit":
        weights.write_bytes(b"other weights")
    elif change == "same_size":
        weights.write_bytes(b"WEIGHTS")
    elif change == "add":
        (folder / "custom.py").write_text("import os\n")
    elif change == "remove":
        weights.unlink()
    else:
        weights.unlink()
        weights.symlink_to("/etc/hostname")
    found = models.standing(Role.ASR)
    assert (found.state, found.path) == (ModelState.CHANGED, None)
    assert found.fault is not None


def test_a_directory_that_is_gone_is_said(home: Path, source: Path) -> None:
    import shutil

    _install(source)
    shutil.rmtree(home / "asr")
    found = models.standing(Role.ASR)
    assert found.state is ModelState.MISSING
    assert found.fault is not None
    assert "不会自行下载" in found.fault.zh


def test_what_is_no_model_is_refused_and_nothing_is_left(home: Path, source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "hyperparams.yaml").symlink_to("/etc/hostname")
    for folder, name in (
        (tmp_path / "none", "x"),
        (tmp_path / "empty", "x"),
        (linked, "x"),
        (source, "../x"),
    ):
        with pytest.raises(ModelFault):
            _install(folder, name)
    with pytest.raises(ModelFault, match="licence"):
        models.install(Role.ASR, source, name="x", licence=" ", origin="here")
    with pytest.raises(ModelFault, match="onnx"):
        models.install(Role.FACE, source, name="x", licence="MIT", origin="here")
    assert models.registered(home) == {}
    assert not (home / "asr").exists()


def test_a_new_model_takes_the_place_of_the_former(home: Path, source: Path) -> None:
    _install(source)
    (source / "hyperparams.yaml").write_text("a: 2\n")
    _install(source, "two")
    assert [path.name for path in (home / "asr").iterdir()] == ["two"]
    assert models.standing(Role.ASR).state is ModelState.READY
    assert models.remove(Role.ASR) is True
    assert (models.remove(Role.ASR), models.standing(Role.ASR).state) == (False, ModelState.ABSENT)


def test_the_command_says_what_it_did_and_fails_with_a_sentence(
    home: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = ["install", "asr", str(source), "--name", "one", "--licence", "MIT", "--source", "here"]
    assert cli.main(good) == 0
    assert "asr: one, 2 files, sha256" in capsys.readouterr().out
    assert cli.main(["list"]) == 0
    (home / "asr" / "one" / "hyperparams.yaml").write_text("b: 1\n")
    assert cli.main(["list"]) == 1
    assert "changed" in capsys.readouterr().out
    assert (
        cli.main(["install", "asr", str(home / "nowhere"), "--name", "a", "--licence", "b", "--source", "c"])
        == 1
    )
    assert "is no directory" in capsys.readouterr().err


def test_asking_what_is_there_goes_nowhere_and_imports_nothing_heavy(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("somebody wanted to go out")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    assert {item.key for item in parts.parts()} >= {"decode", "vad", "asr", "face", "ocr"}
    script = (
        "import sys; from renshi_recruiting_ai.capabilities import parts; parts.parts(); "
        "import renshi_recruiting_ai.plugin; "
        "print([m for m in ('torch', 'speechbrain', 'onnxruntime', 'insightface', 'cv2', 'av', 'catboost') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"


def test_without_any_extra_every_part_says_how_to_add_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "installed", lambda *_: False)
    monkeypatch.setattr(parts, "vad_model", lambda: None)
    monkeypatch.setattr(parts, "can_decode", lambda: False)
    for item in parts.parts():
        assert item.state == "absent", item.key
        assert item.add is not None, item.key
        assert item.model is None
