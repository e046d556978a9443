"""Pictures of text, through RapidOCR where it is installed (extra `ocr`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from .records import Refused

MAX_OCR_PAGES = 6


def installed() -> bool:
    """Whether RapidOCR can be imported; it is not imported here."""
    return find_spec("rapidocr") is not None


def require() -> None:
    """Say plainly that a picture is not analysed where nothing can read it."""
    if not installed():
        raise Refused(
            "未分析：系统未安装文字识别（OCR）。安装方法：pip install 'renshi-recruiting-ai[ocr]'",
            "not analysed: OCR is not installed. To install: pip install 'renshi-recruiting-ai[ocr]'",
            state="not_analysed",
        )


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    # One thread: default pools spin and are five to ten times slower on busy cores.
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def lines(picture: Any) -> str:
    """The text of a picture (bytes of a file, or an array), line by line from the top."""
    found = _engine()(picture)
    if found.txts is None or found.boxes is None:
        return ""
    boxes = [
        (min(p[1] for p in box), max(p[1] for p in box), min(p[0] for p in box), text)
        for box, text in zip(found.boxes.tolist(), found.txts, strict=True)
    ]
    rows: list[list[tuple[float, float, float, str]]] = []
    for box in sorted(boxes):
        middle = (box[0] + box[1]) / 2
        if (
            rows
            and middle <= max(item[1] for item in rows[-1])
            and middle >= min(item[0] for item in rows[-1])
        ):
            rows[-1].append(box)
        else:
            rows.append([box])
    return "\n".join(" ".join(item[3] for item in sorted(row, key=lambda one: one[2])) for row in rows)
