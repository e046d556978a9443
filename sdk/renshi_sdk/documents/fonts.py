"""A Chinese font that every viewer shows, because the PDF carries it.

The Noto CJK fonts of the usual Linux packages hold cubic outlines (CFF), which ReportLab doesn't embed. The characters
that are needed are cut out of the font of the machine and turned into quadratic outlines once per process; ReportLab
then embeds what each document uses. Making the face takes a quarter of a second and is not repeated until a character
is asked for that it doesn't have.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

from renshi_sdk.errors import NeedsAttention
from renshi_sdk.text import Text

#: A font file of the operator's choice; any OpenType font or collection with Chinese characters.
ENVIRONMENT = "RENSHI_PDF_FONT"
_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/source-han-sans/SourceHanSansSC-Regular.otf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
)
_SIMPLIFIED = ("SC", "Hans", "GB", "CN")
#: The geta mark (〓) is what Chinese printers set where they lack a character.
MISSING = "〓"
#: Font units that a quadratic outline may be off; a thousandth of the character's height.
_ERROR = 1.0
_ZEROS = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
    "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip
#: Times and boxes stay those of the font, so that the same document has the same bytes on any day.
_AS_IT_IS: dict[str, Any] = {"recalcTimestamp": False, "recalcBBoxes": False}
_KEPT = ("head", "hhea", "hmtx", "maxp", "cmap", "OS/2", "name", "post", "glyf", "loca")


@dataclass(frozen=True, slots=True)
class Face:
    """A font registered with ReportLab under ``name``, for the characters in ``covers``."""

    name: str
    covers: frozenset[str]

    def show(self, text: str) -> str:
        """``text`` with the geta mark for characters that the font of the machine doesn't have."""
        if self.covers.issuperset(text):
            return text
        return "".join(char if char in self.covers else MISSING for char in text)


def find_font() -> Path | None:
    """The font file that PDFs are made with, or ``None`` where the machine has none."""
    chosen = os.environ.get(ENVIRONMENT)
    candidates = [chosen] if chosen else list(_PLACES)
    return next((Path(place) for place in candidates if Path(place).is_file()), None)


def _required() -> Path:
    found = find_font()
    if found is None:
        raise NeedsAttention(
            Text(
                f"服务器上没有中文字体，无法生成 PDF。请安装 Noto Sans CJK（Debian：fonts-noto-cjk），"
                f"或用环境变量 {ENVIRONMENT} 指定字体文件。",
                f"there is no Chinese font on the server, so no PDF can be made: install Noto Sans CJK"
                f" (fonts-noto-cjk), or name a font file in {ENVIRONMENT}",
            ),
            code="documents.no_font",
        )
    return found


_faces: dict[Path, Face] = {}
_lock = Lock()
_numbers = count(1)


def face_for(text: str) -> Face:
    """A face that can set ``text``. Raises ``NeedsAttention`` where the machine has no Chinese font."""
    path = _required()
    wanted = frozenset(text) - {"\n"}
    with _lock:
        face = _faces.get(path)
        known = face.covers if face else frozenset()
        missing = wanted - known
        if face is None or missing & _characters(path):
            chars = known | wanted | _always()
            face = _made(path, chars & _characters(path))
            _faces[path] = face
        return face


@lru_cache(maxsize=1)
def _always() -> frozenset[str]:
    """What most documents need, so that the face isn't made anew for each of the first ones."""
    latin = "".join(chr(code) for code in range(32, 127))
    return frozenset(latin + MISSING + "，。：；、（）【】《》〈〉〔〕“”‘’！？—…·→−×÷＝≤≥℃％¥年月日元分角")


@lru_cache(maxsize=4)
def _characters(path: Path) -> frozenset[str]:
    font = _opened(path)
    try:
        return frozenset(chr(code) for code in font.getBestCmap())
    finally:
        font.close()


def _opened(path: Path) -> TTFont:
    if path.suffix.lower() not in (".ttc", ".otc"):
        return TTFont(path, lazy=True, **_AS_IT_IS)
    with TTCollection(path, lazy=True) as collection:
        names = [str(font["name"].getDebugName(1) or "") for font in collection.fonts]
    # "Noto Sans Mono CJK SC" stands in the same collection.
    order = [i for i, name in enumerate(names) if name.endswith(_SIMPLIFIED) and "Mono" not in name]
    return TTFont(path, fontNumber=order[0] if order else 0, lazy=True, **_AS_IT_IS)


def _made(path: Path, characters: frozenset[str]) -> Face:
    font = _opened(path)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [1, 2, 3, 4, 6]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    if "glyf" not in font:
        _to_quadratic(font)
    for tag in list(font.keys()):
        if tag not in (*_KEPT, "GlyphOrder"):
            del font[tag]
    font["post"].formatType = 3.0
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    name = f"renshi-cjk-{next(_numbers)}"
    _register(EmbeddedFont(name, buffer), name)
    return Face(name, characters)


def _unicode_map(fontname: str, characters: list[int], *, inner: Any = ttfonts.makeToUnicodeCMap) -> str:
    """What a copied text reads. ReportLab writes characters like 𠮷 as five digits where PDF wants UTF-16."""
    return re.sub(
        r"<([0-9A-F]{5})>",
        lambda m: f"<{chr(int(m[1], 16)).encode('utf-16-be').hex().upper()}>",
        inner(fontname, characters),
    )


ttfonts.makeToUnicodeCMap = _unicode_map


def _register(font: EmbeddedFont, name: str) -> None:
    """Registers ``font`` even where a face of its PostScript name is known.

    ReportLab takes two fonts of one PostScript name for the same one and keeps the first, which lacks the characters
    that this one was made for. The name is given back afterwards: it goes into the file, and the same document has the
    same bytes whatever was set before it.
    """
    plain = font.face.name
    font.face.name = plain + b"-" + name.encode()
    pdfmetrics.registerFont(font)
    font.face.name = plain


def _to_quadratic(font: TTFont) -> None:
    """Cubic to quadratic outlines, in place."""
    glyphs: Any = font.getGlyphSet()
    order = font.getGlyphOrder()
    made = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, made
    metrics = font["hmtx"].metrics
    for name, glyph in made.items():
        if glyph.numberOfContours:
            glyph.recalcBounds(font["glyf"])
            metrics[name] = (metrics[name][0], glyph.xMin)
    limits = font["maxp"]
    limits.tableVersion, limits.maxZones = 0x00010000, 1
    for name in _ZEROS:
        setattr(limits, name, 0)
    # Limits, not counts: the same whichever characters were cut out.
    limits.maxPoints, limits.maxContours = 4096, 512
    font["post"].extraNames, font["post"].mapping = [], {}
    font.sfntVersion = "\x00\x01\x00\x00"
