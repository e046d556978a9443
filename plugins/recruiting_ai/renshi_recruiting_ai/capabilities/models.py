"""Model directories: put in by the operator of the installation, pinned file by file, never uploaded by a tenant.

A SpeechBrain directory holds a ``hyperparams.yaml`` whose tags make arbitrary Python objects, so a model directory is
code. It is copied into the installation's own folder by a command on the server, with the SHA-256 of every file. Before
a process loads one it is checked against those; a missing or changed directory is a state with a sentence, and never a
reason to fetch anything from anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from renshi_sdk import Text

REGISTER = "installed.json"
NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,59}$")
MOST_FILES = 200
MOST_BYTES = 8 * 2**30


class Role(StrEnum):
    """What a model is for; one directory a role."""

    ASR = "asr"
    FACE = "face"


class ModelState(StrEnum):
    """`ready` alone may be loaded."""

    ABSENT = "absent"
    READY = "ready"
    MISSING = "missing"
    CHANGED = "changed"


class ModelFault(ValueError):
    """A directory can't be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A directory with what the operator said about it. `digest` is over all file digests."""

    role: Role
    name: str
    licence: str
    source: str
    installed_at: str
    files: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a model stands. `path` is given where `state` is `ready`."""

    state: ModelState
    model: InstalledModel | None = None
    path: Path | None = None
    fault: Text | None = None


def models_dir() -> Path:
    """``RENSHI_MODELS_DIR``, else ``models`` in the platform's folder (``RENSHI_VAR_DIR``, by default ``var``)."""
    chosen = os.environ.get("RENSHI_MODELS_DIR")
    return Path(chosen) if chosen else Path(os.environ.get("RENSHI_VAR_DIR") or "var") / "models"


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by relative path.

    Raises:
        ModelFault: a link, too many files, or too many bytes.
    """
    found: dict[str, str] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ModelFault(f"{path.relative_to(folder)} is a link; copy the file itself")
        if path.is_dir():
            continue
        size += path.stat().st_size
        if len(found) >= MOST_FILES or size > MOST_BYTES:
            raise ModelFault(
                f"more than {MOST_FILES} files or {MOST_BYTES // 2**30} GB are no model directory"
            )
        with path.open("rb") as stream:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def digest_of(files: Mapping[str, str]) -> str:
    """One SHA-256 for a whole directory."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def registered(folder: Path | None = None) -> dict[Role, InstalledModel]:
    """What the operator has installed, unchecked."""
    try:
        raw = json.loads((folder or models_dir()).joinpath(REGISTER).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {Role(role): InstalledModel(**{**entry, "role": Role(role)}) for role, entry in raw.items()}


def _write(folder: Path, models: Mapping[Role, InstalledModel]) -> None:
    text = json.dumps({role.value: asdict(model) for role, model in sorted(models.items())}, indent=1)
    part = folder / f"{REGISTER}.part"
    part.write_text(text + "\n", "utf-8")
    part.replace(folder / REGISTER)


def install(role: Role, source: Path, *, name: str, licence: str, origin: str) -> InstalledModel:
    """Copy a directory in and pin it; the role's former model goes. For the operator, on the server.

    Raises:
        ModelFault: no directory, nothing in it, or not what the role needs.
    """
    if not NAME.match(name):
        raise ModelFault("a name has lower-case letters, digits, dots and dashes")
    if not licence.strip() or not origin.strip():
        raise ModelFault("say under which licence the model may be used here, and where it comes from")
    if not source.is_dir():
        raise ModelFault(f"{source} is no directory")
    files = digests(source)
    _require_shape(role, files)
    folder = models_dir()
    target = folder / role.value / name
    folder.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)
    if digests(target) != files:
        raise ModelFault("the copy differs from the source; is the disk full?")
    model = InstalledModel(
        role=role,
        name=name,
        licence=licence.strip(),
        source=origin.strip(),
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=files,
        digest=digest_of(files),
    )
    known = registered(folder)
    former = known.get(role)
    _write(folder, known | {role: model})
    if former is not None and former.name != name:
        shutil.rmtree(folder / role.value / former.name, ignore_errors=True)
    return model


def _require_shape(role: Role, files: Mapping[str, str]) -> None:
    if role is Role.ASR and "hyperparams.yaml" not in files:
        raise ModelFault("a SpeechBrain directory has hyperparams.yaml at its top")
    if role is Role.FACE and not any(name.endswith(".onnx") for name in files):
        raise ModelFault("a face pack has .onnx files")


def remove(role: Role) -> bool:
    """Take a role's model away; whether there was one."""
    folder = models_dir()
    known = registered(folder)
    model = known.pop(role, None)
    if model is None:
        return False
    _write(folder, known)
    shutil.rmtree(folder / role.value / model.name, ignore_errors=True)
    return True


_CHECKED: dict[tuple[str, str], tuple[tuple[str, int, int], ...]] = {}


def standing(role: Role) -> Standing:
    """Whether a role's model may be loaded now.

    Every file is hashed the first time in a process, and again as soon as a size or a time of change differs.
    """
    folder = models_dir()
    model = registered(folder).get(role)
    if model is None:
        return Standing(ModelState.ABSENT)
    path = folder / role.value / model.name
    if not path.is_dir():
        return Standing(ModelState.MISSING, model, fault=_MISSING)
    seen = tuple(
        (item.relative_to(path).as_posix(), item.lstat().st_size, item.lstat().st_mtime_ns)
        for item in sorted(path.rglob("*"))
        if not item.is_dir() or item.is_symlink()
    )
    key = (str(path), model.digest)
    if _CHECKED.get(key) != seen:
        try:
            same = digests(path) == dict(model.files)
        except ModelFault:
            same = False
        if not same:
            _CHECKED.pop(key, None)
            return Standing(ModelState.CHANGED, model, fault=_CHANGED)
        _CHECKED[key] = seen
    return Standing(ModelState.READY, model, path)


_MISSING = Text(
    "模型目录不在了。请由系统管理员用 renshi-models install 重新安装；系统不会自行下载。",
    "the model directory is gone; the operator installs it again with renshi-models install; nothing is fetched",
)
_CHANGED = Text(
    "模型文件与安装时的摘要不符，已停用。请由系统管理员核实后重新安装。",
    "the model's files differ from what was installed, so it is not used; the operator should look and reinstall",
)
