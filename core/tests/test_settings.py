"""Settings: what is accepted, what is refused, and in which words."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from renshi_core.settings import (
    SettingsError,
    get_settings,
    load_settings,
    reset_settings,
    resolve_secret_key,
)

KEY = "k" * 32
PRODUCTION = {
    "RENSHI_ENVIRONMENT": "production",
    "RENSHI_DATABASE_URL": "postgresql://owner:pw@db/renshi",
    "RENSHI_REDIS_URL": "redis://cache:6379/0",
    "RENSHI_SECRET_KEY": KEY,
}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RENSHI_")]:
        monkeypatch.delenv(name)
    reset_settings()


def test_nothing_has_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (settings.database_url, settings.redis_url, settings.secret_key) == (None, None, None)
    assert settings.var_dir == tmp_path / "var"
    assert (settings.host, settings.port, settings.cookie_secure) == ("127.0.0.1", 8080, False)
    assert settings.zone.key == "Asia/Shanghai"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENSHI_DATABASE_URL", "")
    assert load_settings().database_url is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("RENSHI_PORT", "99999", "RENSHI_PORT: should be less than or equal to 65535"),
        ("RENSHI_LOG_FORMAT", "xml", "RENSHI_LOG_FORMAT: should be 'console' or 'json'"),
        (
            "RENSHI_DATABASE_URL",
            "mysql://u:hunter2@db/renshi",
            "RENSHI_DATABASE_URL: must look like postgresql://user:password@host:5432/database",
        ),
        (
            "RENSHI_DATABASE_URL",
            "postgresql://u:hunter2@db",
            "RENSHI_DATABASE_URL: must look like postgresql://user:password@host:5432/database",
        ),
        (
            "RENSHI_REDIS_URL",
            "http://:hunter2@cache",
            "RENSHI_REDIS_URL: must begin with redis://, rediss:// or unix://",
        ),
        (
            "RENSHI_SECRET_KEY",
            "hunter2",
            "RENSHI_SECRET_KEY: must have at least 32 characters; `openssl rand -hex 32` makes one",
        ),
        (
            "RENSHI_TIMEZONE",
            "Mars/Olympus",
            "RENSHI_TIMEZONE: must be an IANA time zone such as Asia/Shanghai",
        ),
        (
            "RENSHI_PUBLIC_URL",
            "hr.example.com",
            "RENSHI_PUBLIC_URL: must look like https://hr.example.com, without query or fragment",
        ),
    ],
)
def test_a_bad_value_is_refused_by_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert str(refusal.value) == f"The settings are not usable:\n  {words}"
    assert "hunter2" not in str(refusal.value)


def test_production_names_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENSHI_ENVIRONMENT", "production")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert str(refusal.value) == (
        "The settings are not usable:\n"
        "  With RENSHI_ENVIRONMENT=production also set "
        "RENSHI_DATABASE_URL and RENSHI_REDIS_URL and RENSHI_SECRET_KEY"
    )


def test_production_sends_cookies_over_https_only_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    assert load_settings().cookie_secure is True
    monkeypatch.setenv("RENSHI_COOKIE_SECURE", "false")
    assert load_settings().cookie_secure is False


def test_secrets_do_not_show_in_the_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENSHI_DATABASE_URL", "postgresql://owner:hunter2@db/renshi")
    assert "hunter2" not in repr(load_settings())


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENSHI_ALLOWED_HOSTS", "hr.example.com, *.example.cn ,")
    assert load_settings().allowed_hosts == ("hr.example.com", "*.example.cn")


def test_the_environment_is_read_once_until_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get_settings().port == 8080
    monkeypatch.setenv("RENSHI_PORT", "9090")
    assert get_settings().port == 8080
    reset_settings()
    assert get_settings().port == 9090


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    settings = load_settings(var_dir=tmp_path / "var")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: resolve_secret_key(settings), range(32)))
    path = tmp_path / "var" / "secret.key"
    assert keys == {path.read_text().strip()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret.key"]


def test_a_given_key_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    assert resolve_secret_key(load_settings(var_dir=tmp_path / "var", secret_key=KEY)) == KEY
    assert not (tmp_path / "var").exists()


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(SettingsError, match=r"secret\.key is damaged"):
        resolve_secret_key(load_settings(var_dir=tmp_path))
