"""Build data/word_order.json: how often one word class follows another in the AES-Dataset essays (MIT).

Counted twice: by class alone, and with the commonest function words as classes of their own.

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
from renshi_recruiting_ai.engine.tokens import FUNCTION_WORDS, tokenize, word_class

OWN_CLASSES = 100
"""Function words with a class of their own."""


def main(source: Path, target: Path) -> None:
    told: list[list[str]] = []
    essays = sorted((source / "essays").glob("*.txt"))
    for path in essays:
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        folded = clean(re.sub(r"\s+", "", text)).folded
        told.append([token.word for token in tokenize(folded)])
    common = [word for word, _ in Counter(word for words in told for word in words).most_common(400)]
    own = [word for word in common if word in FUNCTION_WORDS or word_class(word)[0] in "rpcudw"][:OWN_CLASSES]
    out = {
        "what": "counts of neighbouring dictionary word classes (jieba) over Chinese student essays",
        "source": "AES-Dataset, github.com/declan-haojin/AES-Dataset",
        "licence": (source / "LICENSE").read_text("utf-8").strip(),
        "essays": len(essays),
        "pairs": _table(told, frozenset()),
        "own_classes": own,
        "own_pairs": _table(told, frozenset(own)),
    }
    target.write_text(json.dumps(out, ensure_ascii=False, sort_keys=True, indent=0), "utf-8")


def _table(told: list[list[str]], own: frozenset[str]) -> dict[str, dict[str, int]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for words in told:
        pairs.update(pairwise(["<s>", *(word if word in own else word_class(word) for word in words)]))
    table: dict[str, dict[str, int]] = {}
    for (left, right), count in sorted(pairs.items()):
        table.setdefault(left, {})[right] = count
    return table


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
