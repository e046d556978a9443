"""Files built to hurt: each is refused, or read, in its own process, and the next file is read all the same."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date

import pytest
from renshi_recruiting_ai.resumes.reading.files import read_file
from renshi_recruiting_ai.resumes.reading.pool import Readers

WORDS = b"Wang Xiaoming, data analyst, SQL, Python, Excel, 13800138000, Shanghai, eight years of work"


def _stream(body: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n" % (len(body), more) + body + b"\nendstream"


def _pdf(objects: dict[int, bytes], trailer: bytes = b"", *, loop: bool = False) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    table, size = out.tell(), max(places) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places.get(number, 0))
    back = b"/Prev %d" % table if loop else b""
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s%s>>\nstartxref\n%d\n%%%%EOF" % (size, back, trailer, table))
    return out.getvalue()


def _page(
    *,
    catalog: bytes = b"",
    kids: bytes = b"[3 0 R]",
    count: int = 1,
    box: bytes = b"[0 0 600 800]",
    draw: bytes = b"",
) -> dict[int, bytes]:
    return {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Kids %s/Count %d>>" % (kids, count),
        3: b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % box,
        4: draw or _stream(b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % WORDS),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }


def _tree() -> dict[int, bytes]:
    """Ten pages lists of ten, eight deep: a hundred million pages in two kilobytes."""
    objects = _page(kids=b"[" + b"6 0 R " * 10 + b"]", count=10**8)
    for number in range(6, 13):
        below = b"%d 0 R " % (number + 1) if number < 12 else b"3 0 R "
        objects[number] = b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count %d>>" % (
            below * 10,
            10 ** (13 - number),
        )
    return objects


def _docx(xml: bytes, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, body in more.items():
            archive.writestr(name, body)
    return out.getvalue()


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GOOD = _docx(
    b"<w:document %s><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>" % (_W, WORDS)
)


def _lying() -> bytes:
    """A part of 40 MB whose head says it has a thousand bytes."""
    body = bytearray(_docx(b" " * (40 * 2**20)))
    entry = body.rfind(b"PK\x01\x02")
    body[entry + 24 : entry + 28] = body[22:26] = struct.pack("<I", 1000)
    return bytes(body)


def _png(width: int, height: int, body: bytes) -> bytes:
    def chunk(kind: bytes, inner: bytes) -> bytes:
        return struct.pack(">I", len(inner)) + kind + inner + struct.pack(">I", zlib.crc32(kind + inner))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


DOCTYPE_16 = (
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<w:document {_W.decode()}><w:body><w:p><w:r><w:t>&x; {WORDS.decode()}</w:t></w:r></w:p></w:body></w:document>"
).encode("utf-16")
NESTED = _docx(b" " * 10, **{"inner.zip": _docx(b"\0" * (60 * 2**20))})

BOMBS = {
    "a hundred million pages": (_pdf(_tree()), "refused"),
    "a tree of pages that holds itself": (_pdf(_page(kids=b"[2 0 R]")), "refused"),
    "a page of a kilometre": (_pdf(_page(box=b"[0 0 9000000 9000000]", draw=_stream(b"0 0 m 5 5 l S"))), "refused"),
    "200 MB of blanks to draw": (
        _pdf(_page(draw=_stream(zlib.compress(b" " * (200 * 2**20), 9), b"/Filter/FlateDecode"))),
        "refused",
    ),
    "a table that points at itself": (_pdf(_page(), loop=True), "read"),
    "a script": (_pdf(_page(catalog=b"/OpenAction<</S/JavaScript/JS(while(1){})>>")), "read"),
    "arrays in arrays": (_pdf({**_page(), 6: b"[" * 100_000 + b"]" * 100_000}, b"/Info 6 0 R"), "read"),
    "definitions in UTF-16": (_docx(DOCTYPE_16), "refused"),
    "a size that lies": (_lying(), "refused"),
    "an archive in an archive": (NESTED, "refused"),
    "fifty thousand by fifty thousand": (_png(50_000, 50_000, zlib.compress(b"\0")), "refused"),
    "a PDF that is an archive too": (_pdf(_page()) + GOOD, "read"),
    "an archive that says it is a PDF": (GOOD[:4] + b"%PDF-1.7 " + GOOD[4:], "refused"),
}  # fmt: skip


async def test_each_bomb_is_answered_and_the_next_file_is_read() -> None:
    """In the very process that opens files for a worker, with its limits of time and memory."""
    async with Readers(1, date(2026, 11, 15)) as readers:
        for name, (content, state) in BOMBS.items():
            (found,) = await readers.read([content])
            assert found["state"] == state, (name, found["problem_en"])
            if state == "refused":
                assert found["problem"], name
                assert found["problem_en"], name
                assert found["pages"] == [], name
            (after,) = await readers.read([GOOD])
            assert (after["state"], after["pages"]) == ("read", [WORDS.decode()]), name


@pytest.mark.parametrize(
    ("name", "says"),
    [("definitions in UTF-16", "not allowed"), ("a page of a kilometre", "larger than a page can be")],
)
def test_the_reason_is_the_true_one(name: str, says: str) -> None:
    found = read_file(BOMBS[name][0])
    assert (found.state, says in (found.problem_en or "")) == ("refused", True)
