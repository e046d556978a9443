"""Files: text that can be seen, text that can't, and everything that is no résumé at all."""

from __future__ import annotations

import asyncio
import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from datetime import date

import pytest
from docx import Document
from docx.shared import Pt, RGBColor
from pypdf import PdfReader, PdfWriter
from renshi_recruiting_ai.resumes.reading import ocr, pool
from renshi_recruiting_ai.resumes.reading.files import read_file
from renshi_recruiting_ai.resumes.reading.pool import Readers
from renshi_recruiting_ai.resumes.reading.records import MAX_BYTES
from reportlab.pdfgen.canvas import Canvas

from . import maker

BODY = "Worked five years as an engineer, wrote services in Python and kept the databases of a factory."


def _pdf(
    *drawn: tuple[str, float, tuple[float, float, float], float, float], box: bool = False, mode: int = 0
) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    if box:
        canvas.setFillColorRGB(0, 0, 0.4)
        canvas.rect(40, 690, 500, 40, fill=1, stroke=0)
    for words, size, colour, x, y in drawn:
        text = canvas.beginText(x, y)
        text.setFont("Helvetica", size)
        text.setFillColorRGB(*colour)
        text.setTextRenderMode(mode if words.startswith("secret") else 0)
        text.textOut(words)
        canvas.drawText(text)
    canvas.save()
    return out.getvalue()


BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
SEEN = (BODY, 10.0, BLACK, 50.0, 650.0)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_pdf(SEEN, ("secret kubernetes", 10, WHITE, 50, 600)), "white"),
        (_pdf(SEEN, ("secret kubernetes", 1, BLACK, 50, 600)), "tiny"),
        (_pdf(SEEN, ("secret kubernetes", 10, BLACK, 50, 2000)), "off_page"),
        (_pdf(SEEN, ("secret kubernetes", 10, BLACK, 50, 600), mode=3), "invisible"),
    ],
)
def test_words_nobody_sees_are_taken_out_and_shown_to_a_person(content: bytes, why: str) -> None:
    found = read_file(content)
    assert (found.state, found.reader) == ("read", "pypdf")
    assert "kubernetes" not in found.pages[0]
    assert BODY in found.pages[0]
    assert [(item.page, item.why, "kubernetes" in item.words) for item in found.hidden] == [(1, why, True)]


def test_white_words_on_a_dark_bar_are_read() -> None:
    found = read_file(_pdf(SEEN, ("Anna Smith", 18, WHITE, 60, 700), box=True))
    assert "Anna Smith" in found.pages[0]
    assert found.hidden == []


def test_docx_with_tables_text_boxes_and_hidden_runs() -> None:
    document = Document()
    document.add_paragraph(BODY)
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "in a table"
    paragraph = document.add_paragraph("visible ")
    for words, change in (("white", "colour"), ("vanished", "hidden"), ("dot", "size")):
        run = paragraph.add_run(words)
        if change == "colour":
            run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        elif change == "hidden":
            run.font.hidden = True
        else:
            run.font.size = Pt(1)
    out = io.BytesIO()
    document.save(out)
    found = read_file(out.getvalue())
    assert found.pages[0].split("\n") == [BODY, "in a table", "visible"]
    assert sorted((item.why, item.words) for item in found.hidden) == [
        ("invisible", "vanished"),
        ("tiny", "dot"),
        ("white", "white"),
    ]
    boxed = _zip(
        {
            "word/document.xml": (
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
                ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body><w:p><w:r><w:t>'
                + BODY
                + "</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>in a box</w:t>"
                "</w:r></w:p>"
                "</w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>in a box</w:t></w:r></w:p></mc:Fallback>"
                "</mc:AlternateContent></w:r></w:p></w:body></w:document>"
            ).encode()
        }
    )
    assert read_file(boxed).pages[0].split("\n") == [BODY, "in a box"]


def _zip(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def _many_pages(count: int) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    for _ in range(count - 1):
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _locked() -> bytes:
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(_pdf(SEEN))).pages:
        writer.add_page(page)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


DOCUMENT = '<?xml version="1.0"?>{}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
XXE = DOCUMENT.format(
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "<w:body>&x;</w:body>"
).encode()
LAUGHS = DOCUMENT.format(
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;"><!ENTITY d "&c;&c;">]>',
    "<w:body>&d;</w:body>",
).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-" + b"x" * MAX_BYTES, "larger than 10 MB"),
        (b"MZ\x90\x00 a program", "only PDF, DOCX, PNG and JPEG"),
        (b"<html><script>alert(1)</script></html>", "only PDF, DOCX, PNG and JPEG"),
        (b"%PDF-1.7\nnothing of it is true", "broken"),
        (_pdf(SEEN)[:400], "broken"),
        (_many_pages(300), "300 pages"),
        (_locked(), "encrypted"),
        (_zip({"word/document.xml": b"\x00" * (40 * 2**20)}), "zip bomb"),
        (_zip({"word/document.xml": b"<w:document" + b" " * (9 * 2**20)}), "zip bomb"),
        (_zip({f"{n}.xml": b"" for n in range(3000)}), "too many files"),
        (_zip({"a.txt": b"x"}), "in a batch"),
        (_zip({"word/document.xml": XXE}), "not allowed"),
        (_zip({"word/document.xml": LAUGHS}), "not allowed"),
        (_zip({"word/document.xml": b"<w:document"}), "broken"),
        (b"PK\x03\x04 and nothing more", "broken"),
        (_png(60_000, 60_000), "too large"),
        (b"\x89PNG\r\n\x1a\nxx", "broken"),
        (b"\xff\xd8\xff\xe0", "broken"),
    ],
)  # fmt: skip
def test_what_is_no_resume_is_refused_with_a_reason_at_once(content: bytes, says: str) -> None:
    began = time.process_time()
    found = read_file(content)
    assert found.state == "refused"
    assert found.problem_en is not None
    assert says in found.problem_en
    assert found.problem
    assert found.pages == []
    assert time.process_time() - began < 5


def test_a_scan_without_ocr_is_not_analysed_and_says_how_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    for content in (_png(800, 600), _many_pages(1)):
        found = read_file(content)
        assert found.state == "not_analysed"
        assert (
            found.problem
            == "未分析：系统未安装文字识别（OCR）。安装方法：pip install 'renshi-recruiting-ai[ocr]'"
        )


def test_a_scanned_page_is_read_by_ocr() -> None:
    if not ocr.installed():
        pytest.fail("the extra ocr belongs to the tests: uv pip install 'renshi-recruiting-ai[ocr]'")
    from renshi_recruiting_ai.resumes.reading.pdf import pictures

    person = next(p for p in maker.people(50) if p.kind == "fit" and p.language == "zh")
    picture = next(iter(pictures(maker.pdf(person, 0), 1)))
    text = ocr.lines(picture)
    assert person.phone in text.replace(" ", "")
    assert person.email in text.replace(" ", "")
    assert "工作经历" in text
    assert person.school in text


SHOW = b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj "


def test_a_page_that_unpacks_to_a_hundred_megabytes_is_refused() -> None:
    bomb = _with_stream(zlib.compress(b"BT /F1 9 Tf 50 50 Td " + SHOW * 2_000_000 + b"ET", 9))
    assert len(bomb) < 2**20
    found = read_file(bomb)
    assert (found.state, found.problem_en) == ("refused", "the PDF unpacks to too much")


@pytest.mark.asyncio
async def test_a_file_that_takes_too_long_loses_its_reader_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = maker.file(maker.people(1)[0])[1]
    slow = _with_stream(zlib.compress(b"BT /F1 9 Tf 50 50 Td " + b"(a) Tj 1 0 Td " * 60_000 + b"ET", 9))
    async with Readers(1, date(2026, 11, 23)) as readers:
        first = await readers.read([good])
        monkeypatch.setattr(pool, "SECONDS", 0.3)
        monkeypatch.setattr(pool, "SECONDS_OCR", 0.3)
        cut = await readers.read([slow])
        monkeypatch.undo()
        second = await readers.read([good])
    assert [first[0]["state"], cut[0]["state"], second[0]["state"]] == ["read", "refused", "read"]
    assert (cut[0]["problem"], cut[0]["problem_en"]) == ("读取超时", "reading the file takes too long")
    assert second == first


@pytest.mark.asyncio
async def test_a_reader_that_dies_takes_one_file_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    good = maker.file(maker.people(1)[0])[1]
    async with Readers(1, date(2026, 11, 23)) as readers:
        await readers.read([good])
        child = readers._children[0]
        assert child.process is not None
        before = child.process.pid
        asked = asyncio.create_task(readers.read([good, good]))
        await asyncio.sleep(0)
        child.process.kill()
        states = [answer["state"] for answer in await asked]
        assert child.process is not None
        assert child.process.pid != before
    assert states in (["refused", "read"], ["read", "read"])


def test_a_reader_has_no_more_memory_than_its_limit() -> None:
    script = (
        "from renshi_recruiting_ai.resumes.reading import child\n"
        "child.limit(400 * 2**20)\n"
        "try:\n  bytearray(900 * 2**20); print('had it')\nexcept MemoryError: print('refused')\n"
        "try:\n  import tempfile, os; os.write(tempfile.mkstemp()[0], b'x'); print('wrote')\nexcept"
        " OSError: print('no file')"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.split("\n")[:2] == ["refused", "no file"]


def _with_stream(packed: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length "
        + str(len(packed)).encode()
        + b" /Filter /FlateDecode >>\nstream\n"
        + packed
        + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
