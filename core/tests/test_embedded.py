"""Embedded servers: started, shared, killed, started again, as root and as an ordinary user."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from renshi_core.embedded import (
    EmbeddedError,
    EmbeddedServers,
    Endpoints,
    PortTakenError,
    running,
    start,
    stop,
    stop_all,
    temporary_var,
)
from renshi_core.embedded.accounts import reachable_program, server_account
from renshi_core.embedded.ports import free_port, require_free
from renshi_core.settings import Settings

IS_ROOT = os.geteuid() == 0


def _folder_open_to_all() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="renshi-test-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def shared_settings() -> Iterator[Settings]:
    """A var/ that is set up once; every test starts and stops it anew."""
    folder = _folder_open_to_all()
    settings = Settings(var_dir=folder / "var")
    yield settings
    stop_all(settings)
    shutil.rmtree(folder)


@pytest.fixture
def settings(shared_settings: Settings) -> Iterator[Settings]:
    yield shared_settings
    stop_all(shared_settings)


@pytest.fixture
def fresh() -> Iterator[Settings]:
    """A var/ of the test's own."""
    folder = _folder_open_to_all()
    settings = Settings(var_dir=folder / "var")
    yield settings
    stop_all(settings)
    shutil.rmtree(folder)


async def fetch(endpoints: Endpoints, sql: str) -> object:
    connection = await asyncpg.connect(endpoints.database_owner_url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def ping(endpoints: Endpoints) -> bool:
    with redis.Redis.from_url(endpoints.redis_url) as client:
        return bool(client.ping())


def pid_of(settings: Settings, name: str) -> int:
    pid = running(settings)[name]
    assert pid is not None
    return pid


async def test_data_outlives_a_restart_and_the_address_stays(settings: Settings) -> None:
    with EmbeddedServers(settings) as endpoints:
        await fetch(endpoints, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert ping(endpoints)
    assert running(settings) == {"postgres": None, "redis": None}
    with EmbeddedServers(settings) as again:
        assert await fetch(again, "SELECT answer FROM kept") == 42
        assert again == endpoints
        await fetch(again, "DROP TABLE kept")


async def test_the_server_is_postgresql_18_in_utf8_with_fsync(settings: Settings) -> None:
    with EmbeddedServers(settings) as endpoints:
        assert str(await fetch(endpoints, "SHOW server_version")).startswith("18.")
        assert await fetch(endpoints, "SHOW server_encoding") == "UTF8"
        assert await fetch(endpoints, "SHOW fsync") == "on"
        assert await fetch(endpoints, "SHOW max_connections") == "100"
        assert await fetch(endpoints, "SELECT upper('é') || lower('Ö人事')") == "Éö人事"


async def test_the_owner_is_no_superuser_and_can_make_the_application_role(settings: Settings) -> None:
    with EmbeddedServers(settings) as endpoints:
        rights = (
            "SELECT (rolsuper, rolcreaterole, rolcreatedb, rolbypassrls)::text FROM pg_roles WHERE rolname = "
        )
        assert await fetch(endpoints, rights + "current_user") == "(f,t,t,t)"
        connection = await asyncpg.connect(endpoints.database_owner_url)
        try:
            await connection.execute("CREATE ROLE embedded_test_app NOLOGIN; SET ROLE embedded_test_app")
            assert await connection.fetchval("SELECT current_user") == "embedded_test_app"
            await connection.execute("RESET ROLE; DROP ROLE embedded_test_app")
        finally:
            await connection.close()


async def test_nobody_gets_in_without_the_password(settings: Settings) -> None:
    with EmbeddedServers(settings) as endpoints:
        port = int(endpoints.database_owner_url.rpartition(":")[2].partition("/")[0])
        for user in ("postgres", "renshi_owner"):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(
                    host="127.0.0.1", port=port, user=user, password="wrong", database="renshi"
                )
        listening = {
            (entry.laddr.ip, entry.laddr.port)
            for name in ("postgres", "redis")
            for entry in psutil.Process(pid_of(settings, name)).net_connections("inet")
            if entry.status == psutil.CONN_LISTEN
        }
        assert listening == {("127.0.0.1", port)}
        for name in ("postgres.password", "renshi_owner.password"):
            assert stat.S_IMODE((settings.var_dir / name).stat().st_mode) == 0o600
        for name in ("postgres", "redis"):
            assert stat.S_IMODE((settings.var_dir / name).stat().st_mode) == 0o700
        assert stat.S_ISSOCK((settings.var_dir / "redis" / "redis.sock").stat().st_mode)


def test_servers_do_not_inherit_secrets(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENSHI_SECRET_KEY", "k" * 40)
    with EmbeddedServers(settings) as endpoints:
        for name in ("postgres", "redis"):
            assert "RENSHI_SECRET_KEY" not in psutil.Process(pid_of(settings, name)).environ()
        assert repr(endpoints) == "Endpoints()"


async def test_after_kill_9_ensure_starts_both_at_the_same_address_with_the_data(settings: Settings) -> None:
    servers = EmbeddedServers(settings)
    endpoints = servers.start()
    await fetch(endpoints, "CREATE TABLE survivor AS SELECT 7 AS n")
    assert servers.ensure() is False
    killed = {name: pid_of(settings, name) for name in ("postgres", "redis")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    _wait_until_gone(*killed.values())
    assert servers.ensure() is True
    assert await fetch(endpoints, "SELECT n FROM survivor") == 7
    assert ping(endpoints)
    assert killed.items().isdisjoint(running(settings).items())
    await fetch(endpoints, "DROP TABLE survivor")
    servers.stop()


async def test_after_kill_9_a_new_start_recovers(settings: Settings) -> None:
    EmbeddedServers(settings).start()
    for name in ("postgres", "redis"):
        os.kill(pid_of(settings, name), signal.SIGKILL)
    with EmbeddedServers(settings) as endpoints:
        assert await fetch(endpoints, "SELECT 1") == 1
        assert ping(endpoints)


def test_the_last_user_stops_what_they_shared(settings: Settings) -> None:
    first, second = EmbeddedServers(settings), EmbeddedServers(settings)
    endpoints = first.start()
    before = running(settings)
    assert second.start() == endpoints
    assert running(settings) == before
    first.stop()
    assert running(settings) == before
    second.stop()
    assert running(settings) == {"postgres": None, "redis": None}


def test_another_process_shares_and_leaves(settings: Settings) -> None:
    with EmbeddedServers(settings) as endpoints:
        before = running(settings)
        script = (
            "import sys, pathlib\n"
            "from renshi_core.embedded import EmbeddedServers\n"
            "from renshi_core.settings import Settings\n"
            "with EmbeddedServers(Settings(var_dir=pathlib.Path(sys.argv[1]))) as e:\n"
            "    print(e.database_owner_url, e.redis_url)\n"
        )
        result = subprocess.run(
            [sys.executable, "-c", script, str(settings.var_dir)], capture_output=True, text=True, check=True
        )
        assert result.stdout.split() == [endpoints.database_owner_url, endpoints.redis_url]
        assert running(settings) == before


def test_what_a_killed_process_left_is_taken_over_and_ended(settings: Settings) -> None:
    script = (
        "import os, signal, sys, pathlib\n"
        "from renshi_core.embedded import EmbeddedServers\n"
        "from renshi_core.settings import Settings\n"
        "EmbeddedServers(Settings(var_dir=pathlib.Path(sys.argv[1]))).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    result = subprocess.run([sys.executable, "-c", script, str(settings.var_dir)], check=False)
    assert result.returncode == -signal.SIGKILL
    left = running(settings)
    assert None not in left.values()
    with EmbeddedServers(settings):
        assert running(settings) == left
    assert running(settings) == {"postgres": None, "redis": None}


def test_a_pid_file_whose_number_now_belongs_to_another_program_is_no_hindrance(settings: Settings) -> None:
    EmbeddedServers(settings).start()
    pid_file = settings.var_dir / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid = pid_of(settings, "postgres")
    os.kill(pid, signal.SIGKILL)
    _wait_until_gone(pid)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with EmbeddedServers(settings):
        assert pid_of(settings, "postgres") not in {pid, os.getpid()}


def test_an_insisted_port_that_is_taken_is_named_and_nothing_stays_behind(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError) as refusal:
            EmbeddedServers(settings, postgres_port=port).start()
    assert str(refusal.value) == (
        f"The embedded PostgreSQL cannot listen on port {port} of 127.0.0.1: another program does."
    )
    assert running(settings) == {"postgres": None, "redis": None}


async def test_when_the_last_port_is_taken_another_is_used(settings: Settings) -> None:
    with EmbeddedServers(settings) as endpoints:
        port = int(endpoints.database_owner_url.rpartition(":")[2].partition("/")[0])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with EmbeddedServers(settings) as elsewhere:
            assert elsewhere.database_owner_url != endpoints.database_owner_url
            assert await fetch(elsewhere, "SELECT 1") == 1


def test_the_port_of_the_web_server_is_checked_in_words() -> None:
    port = free_port()
    require_free(port, "127.0.0.1", "RENSHI_PORT")
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(PortTakenError) as refusal:
            require_free(port, "127.0.0.1", "RENSHI_PORT")
    assert str(refusal.value) == (
        f"Port {port} on 127.0.0.1 is taken by another program. Stop that program or choose another port "
        "with RENSHI_PORT."
    )


def test_named_servers_are_used_and_nothing_is_started(tmp_path: Path) -> None:
    settings = Settings(
        var_dir=tmp_path / "var", database_url="postgresql://o:p@db/renshi", redis_url="redis://cache:6379/0"
    )
    with EmbeddedServers(settings) as endpoints:
        assert endpoints.environment() == {
            "RENSHI_DATABASE_URL": "postgresql://o:p@db/renshi",
            "RENSHI_REDIS_URL": "redis://cache:6379/0",
        }
    stop_all(settings)
    assert not settings.var_dir.exists()


def test_only_what_is_not_named_is_started(fresh: Settings) -> None:
    settings = fresh.model_copy(
        update={"database_url": Settings(database_url="postgresql://o:p@db/r").database_url}
    )
    endpoints = start(settings)
    assert endpoints.database_owner_url == "postgresql://o:p@db/r"
    assert ping(endpoints)
    assert not (settings.var_dir / "postgres").exists()
    stop(settings)
    assert running(settings) == {"postgres": None, "redis": None}


def test_a_path_too_long_for_a_socket_is_replaced_by_a_short_one() -> None:
    folder = _folder_open_to_all()
    settings = Settings(var_dir=folder / ("v" * 90), database_url="postgresql://o:p@db/r")
    try:
        with EmbeddedServers(settings) as endpoints:
            assert ping(endpoints)
            path = Path(endpoints.redis_url.removeprefix("unix://").removesuffix("?db=0"))
            assert len(str(path)) < 104
            assert not path.is_relative_to(folder)
    finally:
        stop_all(settings)
        shutil.rmtree(path.parent)
        shutil.rmtree(folder)


def test_a_lost_password_file_is_named(fresh: Settings) -> None:
    with EmbeddedServers(fresh):
        pass
    (fresh.var_dir / "postgres.password").unlink()
    with pytest.raises(EmbeddedError, match=r"postgres\.password is missing, so .* cannot be opened"):
        EmbeddedServers(fresh).start()
    assert running(fresh) == {"postgres": None, "redis": None}


def test_data_of_another_version_is_left_alone(fresh: Settings) -> None:
    (fresh.var_dir / "postgres").mkdir(parents=True)
    (fresh.var_dir / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="was made by PostgreSQL 16, and this is 18"):
        EmbeddedServers(fresh).start()
    assert [entry.name for entry in (fresh.var_dir / "postgres").iterdir()] == ["PG_VERSION"]


async def test_a_temporary_var_leaves_nothing_and_trades_durability_for_speed() -> None:
    with temporary_var() as var_dir:
        settings = Settings(var_dir=var_dir, environment="test")
        endpoints = EmbeddedServers(settings).start()
        assert await fetch(endpoints, "SHOW fsync") == "off"
        assert await fetch(endpoints, "SHOW data_directory") == str(var_dir / "postgres")
        pids = running(settings)
        assert None not in pids.values()
    assert not var_dir.parent.exists()
    assert not any(_is_alive(pid) for pid in pids.values() if pid is not None)


def test_commands_are_told_where_the_servers_are_and_get_programs_of_their_version(
    settings: Settings,
) -> None:
    dump = 'pg_dump --schema-only "$RENSHI_DATABASE_URL" | grep "Dumped from database version"; exit 7'
    result = subprocess.run(
        [sys.executable, "-m", "renshi_core.embedded", "run", "sh", "-c", dump],
        env=os.environ | {"RENSHI_VAR_DIR": str(settings.var_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (7, "")
    assert result.stdout.startswith("-- Dumped from database version 18.")
    assert running(settings) == {"postgres": None, "redis": None}


@pytest.mark.skipif(not IS_ROOT, reason="only root starts servers as another user")
def test_root_runs_the_servers_as_a_user_without_rights(settings: Settings) -> None:
    with EmbeddedServers(settings):
        for name in ("postgres", "redis"):
            assert psutil.Process(pid_of(settings, name)).uids().effective != 0


@pytest.mark.skipif(not IS_ROOT, reason="only root starts servers as another user")
async def test_a_folder_closed_to_that_user_stays_closed_and_the_data_goes_elsewhere(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    modes = {path: path.stat().st_mode for path in (closed, *closed.parents)}
    settings = Settings(var_dir=closed / "var")
    servers = EmbeddedServers(settings)
    endpoints = servers.start()
    home = Path(str(await fetch(endpoints, "SHOW data_directory"))).parent
    try:
        assert not home.is_relative_to(closed)
        assert await fetch(endpoints, "SELECT 1") == 1
        assert ping(endpoints)
        servers.stop()
        with EmbeddedServers(settings) as again:
            assert await fetch(again, "SHOW data_directory") == str(home / "postgres")
        assert {path: path.stat().st_mode for path in modes} == modes
    finally:
        stop_all(settings)
        shutil.rmtree(home)


@pytest.mark.skipif(not IS_ROOT, reason="a run as an ordinary user tests this throughout")
def test_an_ordinary_user_runs_the_servers_under_the_own_name(fresh: Settings) -> None:
    fresh.var_dir.mkdir()
    os.chown(fresh.var_dir, 65534, 65534)
    # A fork, because this interpreter may lie where the other user cannot read it.
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=_run_as_nobody, args=(fresh, answers))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert answers.get() == ("65534", "65534", True)
    assert running(fresh) == {"postgres": None, "redis": None}


def _run_as_nobody(settings: Settings, answers: multiprocessing.SimpleQueue) -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    with EmbeddedServers(settings) as endpoints:
        users = [
            str(psutil.Process(pid_of(settings, name)).uids().effective) for name in ("postgres", "redis")
        ]
        answers.put((*users, ping(endpoints)))


def _is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _wait_until_gone(*pids: int) -> None:
    deadline = time.monotonic() + 10
    while any(_is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.skipif(not IS_ROOT, reason="only root starts servers as another user")
def test_a_program_that_the_user_cannot_reach_is_copied_once_with_what_it_needs(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "bin").mkdir(parents=True)
    program = Path(shutil.copy2("/bin/true", bundle / "bin" / "true"))
    (bundle / "bin" / "notes").write_text("beside it")
    bundle.chmod(0o700)
    home = _folder_open_to_all()
    try:
        nobody = server_account(tmp_path / "absent")
        copy = reachable_program(program, nobody, bundle, ["bin"], home)
        assert copy.is_relative_to(home)
        assert (copy.parent / "notes").read_text() == "beside it"
        assert nobody.runs([str(copy), "--version"])
        assert reachable_program(program, nobody, bundle, ["bin"], home) == copy
        assert len(list(home.iterdir())) == 1
    finally:
        shutil.rmtree(home)
