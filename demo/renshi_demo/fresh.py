"""Beginning anew: an empty data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from renshi_core.embedded import stop_all
from renshi_core.embedded.state import StateFile
from renshi_core.settings import Settings, SettingsError

_MARKS = ("embedded.json", "demo.json", "secret.key")


def empty(settings: Settings) -> None:
    """End the embedded servers of the data folder and remove what they and the platform kept.

    Raises:
        SettingsError: the database is a server of the operator's own, or the folder doesn't look like ours.
    """
    if settings.database_url is not None:
        raise SettingsError(
            "--fresh only removes embedded databases, and RENSHI_DATABASE_URL names another one"
        )
    folder = settings.var_dir
    if not folder.exists():
        return
    if any(folder.iterdir()) and not any((folder / mark).exists() for mark in _MARKS):
        raise SettingsError(f"{folder} holds files of somebody else; set RENSHI_VAR_DIR to another folder")
    stop_all(settings)
    home = StateFile(folder).read().home
    if home is not None and home != folder and home.exists():
        # Started as root, the servers live under another user's folder; copies of programs may stay there.
        for entry in home.iterdir():
            if not entry.name.startswith("programs-"):
                _remove(entry)
    for entry in folder.iterdir():
        _remove(entry)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
