"""``renshi-models``: the operator's command for model directories."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from renshi_recruiting_ai.capabilities import models
from renshi_recruiting_ai.capabilities.models import ModelFault, Role


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when done, 1 with a sentence where it can't be."""
    parser = argparse.ArgumentParser(
        prog="renshi-models",
        description=f"Model directories of AI interviews, kept in {models.models_dir()} (RENSHI_MODELS_DIR).",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("install", help="copy a directory in and pin every file by SHA-256")
    add.add_argument("role", choices=[role.value for role in Role])
    add.add_argument("directory", type=Path)
    add.add_argument("--name", required=True)
    add.add_argument("--licence", required=True, help="the licence under which it may be used here")
    add.add_argument("--source", required=True, help="where it comes from")
    commands.add_parser("list", help="what is installed, and whether it is unchanged")
    gone = commands.add_parser("remove", help="take a model away")
    gone.add_argument("role", choices=[role.value for role in Role])
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "install":
            model = models.install(
                Role(chosen.role),
                chosen.directory,
                name=chosen.name,
                licence=chosen.licence,
                origin=chosen.source,
            )
            print(f"{model.role.value}: {model.name}, {len(model.files)} files, sha256 {model.digest}")
        elif chosen.command == "remove":
            if not models.remove(Role(chosen.role)):
                raise ModelFault(f"no model is installed for {chosen.role}")
            print(f"{chosen.role}: removed")
        else:
            return _list()
    except ModelFault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _list() -> int:
    bad = 0
    for role in Role:
        found = models.standing(role)
        if found.model is None:
            print(f"{role.value}: none")
            continue
        bad += found.state is not models.ModelState.READY
        print(
            f"{role.value}: {found.model.name} ({found.model.licence}), {found.state.value}, {found.model.digest}"
        )
        if found.fault is not None:
            print(f"  {found.fault.en}")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
