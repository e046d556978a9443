"""What is sent to the database in binary is what was given, by a reader written from the manual alone."""

from io import BytesIO
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from renshi_payroll.bulk import binary_rows

Row = tuple[object, ...]
fen = st.integers(-(2**63), 2**63 - 1)
# PostgreSQL's text holds everything but the zero byte and halves of surrogate pairs.
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=300)


def read_rows(content: bytes, kinds: list[str]) -> list[Row]:
    """PostgreSQL manual, COPY, "Binary Format"."""
    stream = BytesIO(content)
    assert stream.read(11) == b"PGCOPY\n\xff\r\n\0"
    assert stream.read(8) == bytes(8)
    rows: list[Row] = []
    while (fields := int.from_bytes(stream.read(2), "big", signed=True)) != -1:
        assert fields == len(kinds)
        row: list[object] = []
        for kind in kinds:
            field = stream.read(int.from_bytes(stream.read(4), "big", signed=True))
            if kind == "bigint":
                assert len(field) == 8
                row.append(int.from_bytes(field, "big", signed=True))
            elif kind == "uuid":
                row.append(UUID(bytes=field))
            elif kind == "jsonb":
                assert field[:1] == b"\x01"
                row.append(field[1:].decode())
            else:
                row.append(field.decode())
        rows.append(tuple(row))
    assert stream.read() == b""
    return rows


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    kinds = draw(
        st.lists(st.sampled_from(["bigint", "bigint", "uuid", "text", "jsonb"]), min_size=1, max_size=9)
    )
    of = {
        "bigint": fen,
        "uuid": st.uuids(),
        "text": texts | st.sampled_from(["生产一部", "质检部"]),
        "jsonb": texts,
    }
    return kinds, draw(st.lists(st.tuples(*(of[kind] for kind in kinds)), min_size=1, max_size=12))


@given(tables())
def test_every_row_arrives_as_it_was(table: tuple[list[str], list[Row]]) -> None:
    kinds, rows = table
    columns = [
        (kind, np.array(values, dtype=np.int64) if kind == "bigint" else list(values))
        for kind, values in zip(kinds, zip(*rows, strict=True), strict=True)
    ]
    assert read_rows(binary_rows(columns), kinds) == rows
