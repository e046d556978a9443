"""DOCX: the paragraphs, tables and text boxes of the document in order, what is hidden left out.

The file is read as the archive of XML it is: text boxes, where résumé templates keep half of their words, are
nothing python-docx shows, and nothing here is ever executed, linked or fetched.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from .records import MAX_CHARS, Hidden, Refused
from .sniff import members, unpack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PART_BYTES = 8 * 2**20
TINY_HALF_POINTS = 4


def read(content: bytes) -> tuple[list[str], list[Hidden]]:
    """The document as one page of visible text, and what was hidden.

    Raises:
        Refused: broken, or its XML brings a document type or entities along.
    """
    there = members(content)
    styles = _styles(_xml(content, "word/styles.xml")) if "word/styles.xml" in there else {}
    headers = sorted(name for name in there if name.startswith("word/header") and name.endswith(".xml"))[:3]
    seen: list[str] = []
    hidden: list[Hidden] = []
    for name in (*headers, "word/document.xml"):
        _walk(_xml(content, name), styles, seen, hidden)
        if sum(map(len, seen)) > MAX_CHARS:
            raise Refused(
                f"文字超过 {MAX_CHARS} 字，不像简历", f"more than {MAX_CHARS} characters: no résumé"
            )
    return ["\n".join(line for line in (part.strip() for part in seen) if line)], hidden


def _xml(content: bytes, name: str) -> Any:
    body = unpack(content, name, PART_BYTES)
    head = body[:4096].lower()
    if b"<!doctype" in head or b"<!entity" in body.lower():
        raise _definitions()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("DOCX 已损坏，无法读取", "the DOCX is broken and can't be read") from error
    # In UTF-16 the look at the bytes above sees nothing; the parser does.
    if root.getroottree().docinfo.doctype:
        raise _definitions()
    return root


def _definitions() -> Refused:
    return Refused("DOCX 内含不允许的 XML 定义", "the DOCX carries XML definitions that are not allowed")


def _unseen(properties: Any) -> str | None:
    """Why words with these properties can't be seen."""
    if properties is None:
        return None
    vanish = properties.find(f"{W}vanish")
    if vanish is not None and vanish.get(f"{W}val") not in ("0", "false"):
        return "invisible"
    colour = properties.find(f"{W}color")
    value = (colour.get(f"{W}val") or "").upper() if colour is not None else ""
    if len(value) == 6 and all(part >= "F8" for part in (value[:2], value[2:4], value[4:])):
        shaded = properties.find(f"{W}shd")
        behind = (shaded.get(f"{W}fill") or "auto").upper() if shaded is not None else "AUTO"
        if behind in ("AUTO", "FFFFFF"):
            return "white"
    size = properties.find(f"{W}sz")
    if (
        size is not None
        and (size.get(f"{W}val") or "").isdigit()
        and int(size.get(f"{W}val")) <= TINY_HALF_POINTS
    ):
        return "tiny"
    return None


def _styles(root: Any) -> dict[str, str]:
    """Styles whose words can't be seen."""
    found = {}
    for style in root.iter(f"{W}style"):
        why = _unseen(style.find(f"{W}rPr"))
        if why:
            found[style.get(f"{W}styleId") or ""] = why
    return found


def _walk(root: Any, styles: dict[str, str], seen: list[str], hidden: list[Hidden]) -> None:
    for paragraph in root.iter(f"{W}p"):
        line: list[str] = []
        unseen: dict[str, list[str]] = {}
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        whole = styles.get(named.get(f"{W}val") or "") if named is not None else None
        shaded = _on_dark(paragraph)
        for run in paragraph.iter(f"{W}r"):
            # A text box is a paragraph of its own further down; its copy for old readers is left out.
            if _owner(run) is not paragraph or _is_fallback(run):
                continue
            properties = run.find(f"{W}rPr")
            style = properties.find(f"{W}rStyle") if properties is not None else None
            why = (
                _unseen(properties)
                or (styles.get(style.get(f"{W}val") or "") if style is not None else None)
                or whole
            )
            if why == "white" and shaded:
                why = None
            words = "".join(
                part.text or "" if part.tag == f"{W}t" else "\t" if part.tag == f"{W}tab" else "\n"
                for part in run
                if part.tag in (f"{W}t", f"{W}tab", f"{W}br", f"{W}cr")
            )
            if why:
                unseen.setdefault(why, []).append(words)
            else:
                line.append(words)
        seen.append("".join(line))
        for why, parts in unseen.items():
            if text := "".join(parts).strip():
                hidden.append(Hidden(1, why, text[:2000]))  # type: ignore[arg-type]


def _owner(run: Any) -> Any:
    parent = run.getparent()
    while parent is not None and parent.tag != f"{W}p":
        parent = parent.getparent()
    return parent


def _is_fallback(run: Any) -> bool:
    parent = run.getparent()
    while parent is not None:
        if parent.tag == f"{MC}Fallback":
            return True
        parent = parent.getparent()
    return False


def _on_dark(paragraph: Any) -> bool:
    """Whether the paragraph, or the table cell it stands in, is shaded: white words can be read there."""
    node = paragraph
    while node is not None:
        for place in (f"{W}pPr/{W}shd", f"{W}tcPr/{W}shd"):
            shade = node.find(place)
            if shade is not None and (shade.get(f"{W}fill") or "auto").upper() not in ("AUTO", "FFFFFF"):
                return True
        node = node.getparent()
    return False
