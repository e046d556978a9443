"""What a process reads from its environment, once, at start.

Every setting is a variable `RENSHI_<NAME>`. With none set, the platform runs on one machine with embedded
servers in `var/`. What a company chooses (activation, plugin options) is kept in the database, never here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_PREFIX = "RENSHI_"
MIN_SECRET_KEY_LENGTH = 32
MIN_TOKEN_LENGTH = 16

Environment = Literal["development", "test", "production"]
LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]
CommaSeparated = Annotated[tuple[str, ...], NoDecode]


class SettingsError(ValueError):
    """A setting is missing or wrong. The text names each variable and what it may be, never its value."""


def _secure_where_public(values: dict[str, Any]) -> bool:
    return values.get("environment") == "production"


class Settings(BaseSettings):
    """Settings of one process. Build it with `get_settings()`, or directly in tests."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    environment: Environment = Field(
        default="development",
        description="`production` refuses embedded servers and sends cookies over HTTPS only; `test` is for "
        "test runs.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL 15 or newer, as the role that owns the tables: "
        "`postgresql://owner:password@host/renshi`. Unset, the platform starts its own in `RENSHI_VAR_DIR`.",
    )
    database_app_url: SecretStr | None = Field(
        default=None,
        description="The same database as the role that serves requests: neither superuser nor `BYPASSRLS`, "
        "so that row-level security holds. Unset, the owner's connection makes and uses a role of that kind.",
    )
    database_pool_size: int = Field(
        default=10, ge=2, le=200, description="Most connections that one process holds to PostgreSQL."
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="Redis 6 or newer, or Valkey: `redis://`, `rediss://` or `unix://`. Unset, the platform "
        "starts its own.",
    )
    var_dir: Path = Field(
        default=Path("var"),
        description="Folder for what a running platform writes: embedded servers, uploads, generated keys.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address the web process listens on.")
    port: int = Field(default=8080, ge=1, le=65535, description="Port the web process listens on.")
    public_url: str | None = Field(
        default=None,
        description="Address people use, for links in messages and sign-in with WeChat: `https://hr.example.com`.",
    )
    allowed_hosts: CommaSeparated = Field(
        default=("*",),
        description="Host names that requests may carry, separated by commas; `*.example.com` covers "
        "sub-domains.",
    )
    trusted_proxies: CommaSeparated = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks of reverse proxies whose `X-Forwarded-*` headers are believed, "
        "separated by commas.",
    )
    cookie_secure: bool = Field(
        default_factory=_secure_where_public,
        description="Send cookies over HTTPS only. Unset, on in production.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description=f"At least {MIN_SECRET_KEY_LENGTH} characters that sign sessions and encrypt ID data, "
        "the same on every host. Unset, generated once into `RENSHI_VAR_DIR/secret.key`.",
    )
    plugins_strict: bool = Field(
        default=False,
        description="Stop at the first plugin that fails to load, rather than set it aside; for CI.",
    )
    worker_concurrency: int = Field(
        default=10, ge=1, le=500, description="Jobs that one worker process runs at the same time."
    )
    log_format: LogFormat = Field(
        default="console",
        description="`console` for people, `json` with one object a line for log collectors.",
    )
    log_level: LogLevel = Field(default="info", description="Least level that is written.")
    metrics: bool = Field(default=True, description="Serve Prometheus metrics at `/metrics`.")
    metrics_token: SecretStr | None = Field(
        default=None,
        description="Bearer token with which `/metrics` and `/health/plugins` answer from anywhere, at least 16 "
        "characters. Unset, they answer the addresses of `RENSHI_OPERATIONS_NETWORKS` alone.",
    )
    operations_networks: CommaSeparated = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks that may read `/metrics`, `/health/plugins` and the API's description "
        "without signing in, separated by commas; empty for none.",
    )
    timezone: str = Field(
        default="Asia/Shanghai",
        description="IANA time zone of schedules and of companies that name none.",
    )

    @field_validator("database_url", "database_app_url")
    @classmethod
    def _names_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
                raise ValueError("must look like postgresql://user:password@host:5432/database")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _is_no_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_TOKEN_LENGTH:
            raise ValueError(f"must have at least {MIN_TOKEN_LENGTH} characters")
        return value

    @field_validator("redis_url")
    @classmethod
    def _names_a_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_SECRET_KEY_LENGTH:
            raise ValueError(
                f"must have at least {MIN_SECRET_KEY_LENGTH} characters; `openssl rand -hex 32` makes one"
            )
        return value

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("must look like https://hr.example.com, without query or fragment")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be an IANA time zone such as Asia/Shanghai") from None
        return value

    @field_validator("var_dir")
    @classmethod
    def _is_absolute(cls, value: Path) -> Path:
        # Children may run in another folder; they must still mean the same var/.
        return value.expanduser().absolute()

    @model_validator(mode="after")
    def _production_has_real_servers(self) -> Settings:
        if self.environment == "production":
            missing = [
                f"{ENV_PREFIX}{name.upper()}"
                for name in ("database_url", "redis_url", "secret_key")
                if getattr(self, name) is None
            ]
            if missing:
                raise ValueError(f"with RENSHI_ENVIRONMENT=production also set {' and '.join(missing)}")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)


def load_settings(**overrides: Any) -> Settings:
    """Read the environment into `Settings`; keyword arguments win. Raises `SettingsError`."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        # A default that depends on another field fails with it and has nothing of its own to say.
        lines = [_in_words(detail) for detail in details if detail["type"] != "default_factory_not_called"]
        raise SettingsError(
            "The settings are not usable:\n" + "\n".join(f"  {line}" for line in lines)
        ) from None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()


reset_settings: Callable[[], None] = get_settings.cache_clear
"""Forget the cached settings, so that a test's changed environment is read."""


def resolve_secret_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, else `var/secret.key`, made on first use with mode 0600.

    Several processes may start at once; all get the key that was linked into place first.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.var_dir / "secret.key"
    if not path.exists():
        _create_once(path, secrets.token_urlsafe(48))
    key = path.read_text(encoding="ascii").strip()
    if len(key) < MIN_SECRET_KEY_LENGTH:
        raise SettingsError(f"{path} is damaged: it should hold at least {MIN_SECRET_KEY_LENGTH} characters")
    return key


def _create_once(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where a rename would replace the key that another process already uses.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _in_words(detail: ErrorDetails) -> str:
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if not detail["loc"]:
        return message[:1].upper() + message[1:]
    name = f"{ENV_PREFIX}{str(detail['loc'][0]).upper()}"
    if detail["type"] == "extra_forbidden":
        return f"{name} is not a setting"
    return f"{name}: {message[:1].lower() + message[1:]}"
