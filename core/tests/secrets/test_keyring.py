"""Sealing: what comes back, what does not open, and what rotation keeps."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.secrets.keyring import KeyRing, SealBroken

OLD = "o" * 40
NEW = "n" * 40
TENANT = UUID("019a0000-0000-7000-8000-000000000001")
OTHER = UUID("019a0000-0000-7000-8000-000000000002")
ID_NUMBER = b"11010519491231002X"


@given(st.binary(max_size=300), st.text(min_size=1, max_size=60))
def test_what_is_sealed_opens_in_its_place(content: bytes, label: str) -> None:
    keys = KeyRing.parse(OLD).of(TENANT)
    assert keys.open(keys.seal(content, label=label), label=label) == content


def test_an_identity_number_takes_47_bytes_and_never_looks_the_same_twice() -> None:
    keys = KeyRing.parse(OLD).of(TENANT)
    first, second = (keys.seal(ID_NUMBER, label="employee.identity:1") for _ in range(2))
    assert len(first) == 47
    assert first != second
    assert ID_NUMBER not in first


def test_it_does_not_open_elsewhere() -> None:
    ring = KeyRing.parse(OLD)
    sealed = ring.of(TENANT).seal(ID_NUMBER, label="employee.identity:1")
    with pytest.raises(SealBroken):
        ring.of(TENANT).open(sealed, label="employee.identity:2")
    with pytest.raises(SealBroken):
        ring.of(OTHER).open(sealed, label="employee.identity:1")
    with pytest.raises(SealBroken):
        ring.of(TENANT).open(sealed, label="employee.identity:1", purpose=b"files")


@given(st.integers(min_value=1, max_value=46), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_noticed(at: int, flip: int) -> None:
    keys = KeyRing.parse(OLD).of(TENANT)
    sealed = bytearray(keys.seal(ID_NUMBER, label="x"))
    sealed[at] ^= flip
    with pytest.raises(SealBroken):
        keys.open(bytes(sealed), label="x")


@pytest.mark.parametrize("length", [0, 1, 28])
def test_a_stump_is_refused(length: int) -> None:
    with pytest.raises(SealBroken):
        KeyRing.parse(OLD).of(TENANT).open(b"\x01" * length, label="x")


def test_rotation_reads_the_old_and_seals_with_the_new() -> None:
    before, after = KeyRing.parse(f"1:{OLD}").of(TENANT), KeyRing.parse(f"2:{NEW},1:{OLD}").of(TENANT)
    old = before.seal(ID_NUMBER, label="x")
    new = after.seal(ID_NUMBER, label="x")
    assert (old[0], new[0]) == (1, 2)
    assert after.open(old, label="x") == ID_NUMBER
    assert (after.is_current(old), after.is_current(new)) == (False, True)
    assert before.index(ID_NUMBER, label="x") == after.index(ID_NUMBER, label="x")
    with pytest.raises(SealBroken, match="key version 2 is gone"):
        before.open(new, label="x")


def test_a_plain_key_is_version_one() -> None:
    plain, listed = KeyRing.parse(OLD), KeyRing.parse(f"1:{OLD}")
    assert listed.of(TENANT).open(plain.of(TENANT).seal(b"x", label="l"), label="l") == b"x"


@pytest.mark.parametrize("listed", [f"1:{OLD},1:{NEW}", f"0:{OLD}", f"256:{OLD}"])
def test_a_wrong_list_is_refused(listed: str) -> None:
    with pytest.raises(ValueError, match="version"):
        KeyRing.parse(listed)


def test_an_index_is_bound_to_tenant_and_label() -> None:
    ring = KeyRing.parse(OLD)
    found = {
        ring.of(TENANT).index(ID_NUMBER, label="identity"),
        ring.of(TENANT).index(ID_NUMBER, label="phone"),
        ring.of(OTHER).index(ID_NUMBER, label="identity"),
        KeyRing.parse(NEW).of(TENANT).index(ID_NUMBER, label="identity"),
        # Label and text can't be cut elsewhere to the same bytes.
        ring.of(TENANT).index(b"y" + ID_NUMBER, label="identit"),
    }
    assert len(found) == 5
    assert {len(f) for f in found} == {16}
    assert ring.of(TENANT).index(ID_NUMBER, label="identity") in found


def test_a_label_is_needed() -> None:
    with pytest.raises(ValueError, match="label"):
        KeyRing.parse(OLD).of(TENANT).seal(b"x", label="")
