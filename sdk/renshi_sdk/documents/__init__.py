"""PDF documents in Chinese and English. Needs the extra ``renshi-sdk[documents]``.

:class:`Paper` sets headings, paragraphs, tables and pictures one below the other; most reports need no more. Who draws
a page of their own with ReportLab takes a font from :func:`face_for`, which every viewer can show because the file
carries it.
"""

from renshi_sdk.documents.fonts import MISSING, Face, face_for, find_font
from renshi_sdk.documents.paper import Paper

__all__ = ["MISSING", "Face", "Paper", "face_for", "find_font"]
