"""SemEval-2013 task 7: students' answers that people marked, in the official splits (CC BY-SA 3.0, see data/)."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import numpy as np
from renshi_recruiting_ai.engine.marking.likeness import Task
from renshi_recruiting_ai.engine.marking.neighbours import Marked

ARCHIVE = Path(__file__).parents[1] / "data/semeval2013_task7/semeval-3way.zip"
Corpus = Literal["sciEntsBank", "beetle"]
Split = Literal["train", "unseen-answers", "unseen-questions", "unseen-domains"]


@dataclass(frozen=True)
class Marks:
    """Tasks and their answers, marked 1 (correct) or 0."""

    tasks: list[Task]
    answers: list[Marked]


def load(corpus: Corpus, split: Split) -> Marks:
    """One split in its two-way form."""
    folder = f"training/2way/{corpus}/" if split == "train" else f"test/2way/{corpus}/test-{split}/"
    tasks: list[Task] = []
    answers: list[Marked] = []
    with zipfile.ZipFile(ARCHIVE) as archive:
        for name in sorted(archive.namelist()):
            if not name.startswith(folder) or not name.endswith(".xml"):
                continue
            root = ElementTree.fromstring(archive.read(name))
            task = Task(
                root.get("id"),
                root.findtext("questionText"),
                tuple(item.text for item in root.iter("referenceAnswer")),
            )
            tasks.append(task)
            answers += [
                Marked(task.key, item.text or "", float(item.get("accuracy") == "correct"))
                for item in root.iter("studentAnswer")
            ]
    return Marks(tasks, answers)


def auc(good: Sequence[bool], scores: Sequence[float]) -> float:
    """Chance that a good answer scores above a poor one, ties counted half."""
    labels, values = np.array(good), np.array(scores)
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positive = int(labels.sum())
    above = rank[labels].sum() - positive * (positive + 1) / 2
    return float(above / (positive * (len(labels) - positive)))
