"""What needs no database: passwords, tokens, one-time codes, and what a granted role comes to."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.access.grants import WIDTH, Grant
from renshi_core.identity import passwords, totp
from renshi_core.identity.roles import effective
from renshi_core.identity.tokens import Token
from renshi_sdk.contributions import DataScope
from renshi_sdk.errors import Invalid

COMPANY, DEPARTMENT = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("elevenchars", "密码至少 12 位"),
        ("x1" * 65, "密码最多 128 位"),
        ("Welcome12345", "这个密码太常见，容易被猜到"),
        ("123456qwerty12", "这个密码太常见，容易被猜到"),
        ("abcabcabcabcab", "这个密码太常见，容易被猜到"),
        ("aaaaaaaaaaaab", "这个密码太常见，容易被猜到"),
        ("zhangsan2026", "密码不能由登录名构成"),
        ("ｗｅｌｃｏｍｅ１２３４５", "这个密码太常见，容易被猜到"),
        ("good password\x00", "密码含有不可见字符"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_rules(password, login="zhangsan", field="new")
    assert (refused.value.code, refused.value.text.zh) == ("password.weak", message)
    assert list(refused.value.fields) == ["new"]


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "张三李四王五赵六孙七周八", "k7#Lm2-vQx9pZ", "x" * 5 + "yzwvut-2"],
)
def test_sentences_and_random_ones_are_accepted(password: str) -> None:
    passwords.check_rules(password, login="zhangsan")


async def test_a_hash_matches_its_password_alone_whatever_the_keyboard() -> None:
    hashed = await passwords.hash_password("ａ long enough password")
    assert hashed.startswith("$argon2id$")
    assert await passwords.verify_password(hashed, "a long enough password")
    assert not await passwords.verify_password(hashed, "a long enough Password")
    assert not await passwords.verify_password(None, "a password that nobody has")
    assert not await passwords.verify_password("not a hash", "a long enough password")


@given(st.uuids())
def test_a_token_carries_its_tenant_and_reads_back(tenant: UUID) -> None:
    token = Token.make("rk", tenant)
    assert Token.read("rk", token.text) == token
    assert token.tenant_id == tenant
    assert token.hint == token.text[-4:]
    assert Token.read("rs", token.text) is None


@given(st.text(max_size=120))
def test_anything_else_is_no_token(text: str) -> None:
    assert Token.read("rs", text) is None
    assert Token.read("rs", f"rs_{text}") is None


def test_tokens_differ_and_so_does_what_is_made_of_them() -> None:
    tenant = uuid4()
    first, second = Token.make("rs", tenant), Token.make("rs", tenant)
    assert first.text != second.text
    assert first.hash != second.hash
    assert first.csrf != second.csrf
    assert first.csrf not in first.text


NOW = datetime(2026, 11, 23, 1, 0, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOW.timestamp()) // 30


def code_at(step: int) -> str:
    return pyotp.TOTP(SECRET).at(step * 30)


def test_the_vector_of_the_rfc() -> None:
    # RFC 6238, appendix B: SHA-1, time 59 s; eight digits 94287082, of which apps show the last six.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.step_of(secret, "287082", now=datetime.fromtimestamp(59, UTC), after=None) == 1


def test_a_code_counts_a_step_early_or_late_and_once() -> None:
    for drift in (-1, 0, 1):
        assert totp.step_of(SECRET, code_at(STEP + drift), now=NOW, after=None) == STEP + drift
    assert totp.step_of(SECRET, code_at(STEP - 2), now=NOW, after=None) is None
    assert totp.step_of(SECRET, code_at(STEP), now=NOW, after=STEP) is None
    assert totp.step_of(SECRET, code_at(STEP - 1), now=NOW, after=STEP) is None
    assert totp.step_of(SECRET, code_at(STEP + 1), now=NOW, after=STEP) == STEP + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 456"])
def test_what_is_no_code(code: str) -> None:
    assert totp.step_of(SECRET, code, now=NOW, after=None) is None


def place(scope: DataScope) -> Grant:
    company = None if scope is DataScope.TENANT else COMPANY
    department = DEPARTMENT if scope is DataScope.DEPARTMENT else None
    return Grant("", scope, company, department)


@pytest.mark.parametrize(
    ("permission", "reach", "granted", "comes_to"),
    [
        # A grant as wide as the role is made for leaves the permission's own scope alone.
        (DataScope.SELF, DataScope.REPORTS, DataScope.REPORTS, DataScope.SELF),
        (DataScope.COMPANY, DataScope.SELF, DataScope.SELF, DataScope.COMPANY),
        (DataScope.COMPANY, DataScope.COMPANY, DataScope.COMPANY, DataScope.COMPANY),
        (DataScope.TENANT, DataScope.COMPANY, DataScope.TENANT, DataScope.TENANT),
        # A narrower one cuts it off.
        (DataScope.COMPANY, DataScope.COMPANY, DataScope.DEPARTMENT, DataScope.DEPARTMENT),
        (DataScope.COMPANY, DataScope.COMPANY, DataScope.SELF, DataScope.SELF),
        (DataScope.SELF, DataScope.COMPANY, DataScope.DEPARTMENT, DataScope.SELF),
        # What is granted in one company stays in it.
        (DataScope.TENANT, DataScope.COMPANY, DataScope.COMPANY, DataScope.COMPANY),
    ],
)
def test_what_a_granted_permission_comes_to(
    permission: DataScope, reach: DataScope, granted: DataScope, comes_to: DataScope
) -> None:
    found = effective("a.b.c", permission, reach=reach, granted=granted, place=place(granted))
    assert found.scope is comes_to
    assert found.company_id == (None if granted is DataScope.TENANT else COMPANY)
    assert found.department_id == (DEPARTMENT if comes_to is granted is DataScope.DEPARTMENT else None)


@given(st.sampled_from(DataScope), st.sampled_from(DataScope), st.sampled_from(DataScope))
def test_a_grant_never_widens_a_permission(
    permission: DataScope, reach: DataScope, granted: DataScope
) -> None:
    found = effective("a.b.c", permission, reach=reach, granted=granted, place=place(granted))
    assert WIDTH[found.scope] <= WIDTH[permission]
