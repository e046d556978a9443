"""The accounts of the demonstration, and where they are kept between two runs."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

TENANT = "huaxing"
TENANT_NAME = "华星集团"
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Role:
    """A part in the demonstration, played by the holder of a position.

    ``everywhere``: the role counts in every company of the group.
    """

    login: str
    title: str
    company: str
    position: str
    role: str
    department: str | None = None
    everywhere: bool = False


CAST = (
    Role("hr", "人力资源总监", "HXJM", "HRD", "hr", everywhere=True),
    Role("payroll", "薪酬主管", "HXJM", "PAYS", "payroll", everywhere=True),
    Role("recruiter", "招聘主管", "HXJM", "RECS", "recruiter", everywhere=True),
    Role("finance", "财务经理", "HXJM", "FINM", "finance", everywhere=True),
    Role("manager", "机加工车间主任", "HXJM", "MACHM", "manager"),
    Role("employee", "数控操作工", "HXJM", "CNC", "employee", department="MACH"),
    Role("store", "营运总监", "HXYX", "OPSD", "manager"),
    Role("store-hr", "人事专员", "HXYX", "HRS", "recruiter"),
)


@dataclass(frozen=True, slots=True)
class Logins:
    """What ``var/demo.json`` holds: the password of all example accounts, and whether the set-up is complete."""

    password: str
    complete: bool = False

    @classmethod
    def new(cls) -> Logins:
        """A password of its own for each data folder: the accounts may be reachable from elsewhere."""
        return cls(password=f"huaxing-{secrets.token_hex(5)}")


def path(var_dir: Path) -> Path:
    """Where the logins of a data folder are kept."""
    return var_dir / "demo.json"


def load(var_dir: Path) -> Logins | None:
    """The logins of a data folder, ``None`` where no demonstration was set up in it."""
    file = path(var_dir)
    return Logins(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def save(var_dir: Path, logins: Logins) -> None:
    """Keep the logins, readable by the owner of the folder alone."""
    var_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(var_dir), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(logins), file)
