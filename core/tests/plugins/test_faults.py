"""Broken plugins, installed as real distributions: the core and the neighbour go on, and each failure is contained."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("distributions", HERE / "distributions.py")
assert spec is not None
assert spec.loader is not None
distributions = importlib.util.module_from_spec(spec)
spec.loader.exec_module(distributions)

GOOD = """
import time
from renshi_sdk import new_id
from renshi_sdk.contributions import Permission, PersonalData, Subscription, SuggestedRole, DataScope, Erasure
from renshi_sdk.db import execute
from renshi_sdk.events import EmployeeHired
from renshi_sdk.web import Routes, get

async def note(ctx, event):
    await execute("INSERT INTO good_note (id, spell_id) VALUES ($1, $2)", new_id(), event.spell_id)

@get("/ping", permission="good.thing.read")
async def ping() -> dict[str, bool]:
    return {"pong": True}

@get("/block", permission="good.thing.read")
async def block() -> dict[str, bool]:
    time.sleep(2.5)
    return {"blocked": True}

async def export(ctx, employee_id):
    return {}

async def erase(ctx, employee_id):
    return Erasure()

@hookimpl
def renshi_permissions():
    yield Permission("good.thing.read", Text("查看", "Read"), ((SuggestedRole.ADMIN, DataScope.COMPANY),))

@hookimpl
def renshi_routes():
    yield Routes(handlers=(ping, block))

@hookimpl
def renshi_subscriptions():
    yield Subscription(event=EmployeeHired, handler=note, name="good.note")

@hookimpl
def renshi_personal_data():
    return PersonalData(title=Text("备注", "Notes"), export=export, erase=erase, tables=())
"""
APP = """
from renshi_sdk.db import piccolo_app
APP_CONFIG = piccolo_app("{plugin}", __file__)
"""
GOOD_MIGRATION = """
from renshi_sdk.db import sql_migration, tenant_table
ID = "good_0001"
VERSION = "1.38.0"
DESCRIPTION = "notes"
forwards = sql_migration("good", ID, DESCRIPTION, [tenant_table("good_note", "spell_id uuid NOT NULL UNIQUE")])
"""
BAD_MIGRATION = """
from renshi_sdk.db import sql_migration
ID = "badmigration_0001"
VERSION = "1.38.0"
DESCRIPTION = "half a table"
forwards = sql_migration("badmigration", ID, DESCRIPTION, [
    "CREATE TABLE badmigration_half (id uuid PRIMARY KEY)",
    "CREATE TABLE badmigration_other (id no_such_type)",
])
"""
PERSONAL = """
from renshi_sdk.contributions import PersonalData, Erasure
async def export(ctx, employee_id):
    return {}
async def erase(ctx, employee_id):
    return Erasure()
@hookimpl
def renshi_personal_data():
    return PersonalData(title=Text("无", "None"), export=export, erase=erase, tables=())
"""
RAISING = """
from renshi_sdk.contributions import Permission, Subscription, SuggestedRole, DataScope
from renshi_sdk.events import EmployeeHired
from renshi_sdk.web import Routes, get

async def explode(ctx, event):
    raise KeyError("nobody thought of this")

@get("/boom", permission="raising.thing.read")
async def boom() -> dict[str, int]:
    raise RuntimeError("boom")

@hookimpl
def renshi_permissions():
    yield Permission("raising.thing.read", Text("查看", "Read"), ((SuggestedRole.ADMIN, DataScope.COMPANY),))

@hookimpl
def renshi_routes():
    yield Routes(handlers=(boom,))

@hookimpl
def renshi_subscriptions():
    yield Subscription(event=EmployeeHired, handler=explode, name="raising.explode", max_attempts=20)

@hookimpl
async def collect_balances(ctx, employee_id):
    raise SystemExit(4)
"""
HANGING = """
import asyncio
from datetime import timedelta
from renshi_sdk.contributions import Subscription
from renshi_sdk.events import EmployeeHired

async def hang(ctx, event):
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass  # will not be told

@hookimpl
def renshi_subscriptions():
    yield Subscription(
        event=EmployeeHired, handler=hang, name="hanging.hang", timeout=timedelta(milliseconds=200), max_attempts=20
    )
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the scenario found, with all of them installed at once."""
    site = tmp_path_factory.mktemp("site")
    install = distributions.install

    def with_tables(plugin: str, code: str, migration: str) -> None:
        package = f"acme_{plugin}_pkg"
        install(
            site,
            plugin,
            code,
            more=f'piccolo_app="{package}.piccolo_app"',
            files={
                "piccolo_app.py": APP.format(plugin=plugin),
                f"migrations/{plugin}_0001_initial.py": migration,
            },
        )

    with_tables("good", GOOD, GOOD_MIGRATION)
    with_tables("badmigration", PERSONAL, BAD_MIGRATION)
    install(site, "importerror", "import no_such_module_anywhere")
    install(site, "wrongargument", "@hookimpl\ndef renshi_routes(app):\n    return ()\n")
    install(site, "unknownhook", "@hookimpl\ndef renshi_rotues():\n    return ()\n")
    install(
        site,
        "thief",
        "from renshi_sdk.contributions import Permission\n@hookimpl\ndef renshi_permissions():\n"
        '    yield Permission("good.thing.read", Text("查看", "Read"))\n',
    )
    install(site, "raising", RAISING)
    install(site, "hanging", HANGING)
    done = subprocess.run(
        [sys.executable, str(HERE / "faults_scenario.py")],
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert lines, done.stdout[-2000:] + done.stderr[-4000:]
    result: dict[str, Any] = json.loads(lines[0].removeprefix("RESULT "))
    return result


def test_what_cannot_load_is_set_aside_in_its_phase(found: dict[str, Any]) -> None:
    assert found["aside"] == {
        "importerror": "import",
        "wrongargument": "register",
        "unknownhook": "unknown hooks",
        "thief": "contribute",
        "badmigration": "migrate",
    }


def test_the_neighbours_load(found: dict[str, Any]) -> None:
    assert {"good", "raising", "hanging"} <= set(found["loaded"])
    assert not {"badmigration", "thief"} & set(found["loaded"])
    assert "no_such_type" in found["migration_error"]


def test_the_good_plugin_gets_its_events_beside_raising_and_hanging_ones(found: dict[str, Any]) -> None:
    assert (found["greeted"], found["greeted_after"], found["greeted_next_door"]) == (1, 2, 1)


def test_a_failing_plugin_is_taken_out_of_service_for_its_company_alone(found: dict[str, Any]) -> None:
    assert found["broken_here"] == {"good": False, "raising": True, "hanging": True}
    assert found["broken_next_door"]["good"] is False
    assert found["market"]["raising"] == "out_of_service"
    assert found["route_out_of_service"] == 404


def test_a_handler_that_hangs_holds_nobody_up(found: dict[str, Any]) -> None:
    assert found["seconds_with_a_hanging_handler"] < 60


def test_the_core_and_the_good_route_go_on_answering(found: dict[str, Any]) -> None:
    assert (found["core_api"], found["route_of_good"]) == (200, 200)


def test_put_back_in_service_it_fails_as_one_request(found: dict[str, Any]) -> None:
    assert found["reset"] == 200
    assert found["route_raises"] == [500, "unexpected"]


def test_sys_exit_in_a_hook_is_a_failed_call(found: dict[str, Any]) -> None:
    assert found["hook"] == "plugin_failed"


def test_code_that_blocks_the_process_is_named(found: dict[str, Any]) -> None:
    assert found["blocking_route"] == 200
    assert "good" in found["blockages"]
