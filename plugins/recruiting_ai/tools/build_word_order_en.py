"""Build data/word_order_en.json: how often one class of English words follows another in answers that people wrote.

Usage: build_word_order_en.py <semeval-3way.zip> <output file>

The answers are the training split of SciEntsBank (SemEval-2013 task 7, CC BY-SA 3.0), whose text is not kept: only
counts of pairs of classes (engine/english.py) are.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree  # the corpus beside the tests, from its own archive

from renshi_recruiting_ai.engine.english import english_class
from renshi_recruiting_ai.engine.text import clean
from renshi_recruiting_ai.engine.tokens import tokenize

FOLDER = "training/2way/sciEntsBank/"


def main(source: Path, target: Path) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    answers = 0
    with zipfile.ZipFile(source) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(FOLDER) and name.endswith(".xml"):
                for item in ElementTree.fromstring(archive.read(name)).iter("studentAnswer"):  # noqa: S314 - trusted file
                    tokens = tokenize(clean(item.text or "").folded)
                    pairs.update(pairwise(["<s>", *(english_class(token.word) for token in tokens)]))
                    answers += 1
    table: dict[str, dict[str, int]] = {}
    for (left, right), count in sorted(pairs.items()):
        table.setdefault(left, {})[right] = count
    out = {
        "what": "counts of neighbouring word classes over students' short answers",
        "source": "SciEntsBank, training split of SemEval-2013 task 7, Dzikovska et al., aclanthology.org/S13-2045",
        "licence": "CC BY-SA 3.0; of the answers only these counts are kept",
        "answers": answers,
        "pairs": table,
    }
    target.write_text(json.dumps(out, ensure_ascii=False, sort_keys=True, indent=0), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
