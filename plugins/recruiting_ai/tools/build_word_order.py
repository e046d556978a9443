"""Build data/word_order.json: how often one word class follows another in the AES-Dataset essays (MIT).

Usage: build_word_order.py <folder with essays/*.txt and LICENSE> <output file>
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from renshi_recruiting_ai.engine.text import clean
from renshi_recruiting_ai.engine.tokens import tokenize, word_class


def main(source: Path, target: Path) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    essays = sorted((source / "essays").glob("*.txt"))
    for path in essays:
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        folded = clean(re.sub(r"\s+", "", text)).folded
        classes = ["<s>", *(word_class(token.word) for token in tokenize(folded))]
        pairs.update(pairwise(classes))
    table: dict[str, dict[str, int]] = {}
    for (left, right), count in sorted(pairs.items()):
        table.setdefault(left, {})[right] = count
    out = {
        "what": "counts of neighbouring dictionary word classes (jieba) over Chinese student essays",
        "source": "AES-Dataset, github.com/declan-haojin/AES-Dataset",
        "licence": (source / "LICENSE").read_text("utf-8").strip(),
        "essays": len(essays),
        "pairs": table,
    }
    target.write_text(json.dumps(out, ensure_ascii=False, sort_keys=True, indent=0), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
