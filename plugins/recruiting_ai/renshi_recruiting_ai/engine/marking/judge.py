"""A judge learned from marked answers: CatBoost over likeness to model answers and to answers marked before.

Two learners share the features: one for questions it has marked answers of, one for questions it has never seen. Both
are also shown answers that people would not write, marked 0: the question copied, words shuffled, the model answer's
words as a bare list. Learning and judging are deterministic (one thread, fixed seed), so a stored judge gives the same
mark to the same answer for good.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import random
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import likeness, neighbours
from .likeness import Task, WordPairs, word_pairs
from .neighbours import Marked, by_task
from .words import Vector, Vocabulary, content, read, shapes

if TYPE_CHECKING:
    from catboost import CatBoost

VERSION = "marking-1"
LEAST_MARKED = 200
"""Fewer marked answers than this teach nothing that holds for the next one (domain measurements: seen-question gain
from about 200 on)."""
LEAST_PER_TASK = 8
DOUBTFUL_SHARE = 0.5
_DOUBTED = 0.02
"""Share of the answers people wrote that are called doubtful by the floor."""
_SHUFFLED_SHARE = 0.15
_LONG_ENOUGH = 6
_TELLING = 10
"""Words with the two borders; fewer say nothing about their order."""
_SEED = 20130613
_PARAMETERS: Mapping[str, Any] = {
    "loss_function": "CrossEntropy",
    "iterations": 600,
    "learning_rate": 0.03,
    "depth": 5,
    "l2_leaf_reg": 8,
    "rsm": 0.5,
    "subsample": 0.8,
    "bootstrap_type": "Bernoulli",
    "random_seed": _SEED,
    "thread_count": 1,
    "verbose": 0,
    "allow_writing_files": False,
}


class NotEnoughMarks(ValueError):
    """Too few marked answers, or all of them marked alike."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``share`` of the full mark, 0…1, and whether answers to this very question were known.

    ``doubtful``: the words stand in no readable order; the share is held to ``DOUBTFUL_SHARE`` and a person must look.
    """

    share: float
    seen: bool
    doubtful: bool = False


@dataclass(frozen=True)
class Judge:
    """Ready to judge answers to any task; tasks with ``LEAST_PER_TASK`` marked answers get the seen learner."""

    vocabulary: Vocabulary
    pairs: WordPairs
    marked: Mapping[str, Sequence[Marked]]
    unseen: CatBoost
    seen: CatBoost
    order_floor: float
    """Mean information of one word about the next below which an answer's order is doubtful."""

    @classmethod
    def learn(cls, tasks: Sequence[Task], answers: Sequence[Marked], *, least: int = LEAST_MARKED) -> Judge:
        """Learn from marks. ``least`` is lowered for judges that are only measured, on a part of the answers.

        Raises:
            NotEnoughMarks: fewer than ``least`` answers, or no difference among their marks.
        """
        if len(answers) < least or len({answer.mark >= neighbours.PASS for answer in answers}) < 2:
            raise NotEnoughMarks(f"{len(answers)} marked answers; {least} with different marks are needed")
        known = {task.key: task for task in tasks}
        vocabulary = Vocabulary.learn(
            [text for task in tasks for text in (task.question, *task.models)] + [a.text for a in answers]
        )
        marked = by_task(answers)
        of_task = {
            key: [*known[key].models, *(answer.text for answer in group)] for key, group in marked.items()
        }
        pairs = WordPairs.learn(text for texts in of_task.values() for text in texts)
        # What an answer to a question never seen will look like: without the pairs of its own question.
        elsewhere = {key: WordPairs.learn(texts).pairs for key, texts in of_task.items()}
        unseen: list[Vector] = []
        seen: list[Vector] = []
        marks: list[float] = []
        orders: list[float] = []
        for example in _examples(known, marked):
            like = likeness.features(known[example.task], example.text, vocabulary)
            said = shapes(read(example.text))
            beside = neighbours.features(
                example.text, marked[example.task], vocabulary, leave_out=example.place
            )
            own = word_pairs(example.text) if example.written else None
            unseen.append(np.concatenate([like, pairs.order(said, elsewhere[example.task])]))
            seen.append(np.concatenate([like, pairs.order(said, own), beside]))
            marks.append(example.mark)
            if example.written and len(said) >= _TELLING:
                orders.append(pairs.order(said, own)[1])
        target = np.array(marks)
        return cls(
            vocabulary,
            pairs,
            marked,
            unseen=_fit(np.array(unseen), target),
            seen=_fit(np.array(seen), target),
            order_floor=float(np.quantile(orders, _DOUBTED)) if orders else -math.inf,
        )

    def judge(self, task: Task, answers: Sequence[str]) -> list[Judgement]:
        """The share of the full mark for each answer to one task."""
        if not answers:
            return []
        group = self.marked.get(task.key, ())
        seen = len(group) >= LEAST_PER_TASK
        rows: list[Vector] = []
        doubtful: list[bool] = []
        for text in answers:
            said = shapes(read(text))
            order = self.pairs.order(said)
            doubtful.append(len(said) >= _TELLING and order[1] < self.order_floor)
            parts = [likeness.features(task, text, self.vocabulary), np.array(order)]
            if seen:
                parts.append(neighbours.features(text, group, self.vocabulary))
            rows.append(np.concatenate(parts))
        model = self.seen if seen else self.unseen
        shares = model.predict(np.array(rows), prediction_type="Probability", thread_count=1)[:, 1]
        return [
            Judgement(round(min(float(share), DOUBTFUL_SHARE if doubt else 1.0), 6), seen, doubt)
            for share, doubt in zip(shares, doubtful, strict=True)
        ]

    def save(self) -> bytes:
        """Everything a judge is, as a zip archive whose bytes depend on nothing else. Holds no code."""
        described = {
            "version": VERSION,
            "documents": self.vocabulary.documents,
            "spread": self.vocabulary.spread,
            "order_floor": self.order_floor,
            "places": list(self.vocabulary.places),
            "pairs": [[a, b, n] for (a, b), n in sorted(self.pairs.pairs.items())],
            "marked": [[m.task, m.text, m.mark] for group in self.marked.values() for m in group],
        }
        vectors = io.BytesIO()
        np.save(vectors, self.vocabulary.vectors, allow_pickle=False)
        parts = {
            "judge.json": json.dumps(described, ensure_ascii=False).encode(),
            "vectors.npy": vectors.getvalue(),
            "unseen.cbm": _stored(self.unseen),
            "seen.cbm": _stored(self.seen),
        }
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in parts.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    @classmethod
    def load(cls, stored: bytes, *, sha256: str) -> Judge:
        """Read back what :meth:`save` wrote, if it is what ``sha256`` names.

        Raises:
            ValueError: other bytes, or another version.
        """
        if hashlib.sha256(stored).hexdigest() != sha256:
            raise ValueError("the stored judge is not the one that was recorded")
        with zipfile.ZipFile(io.BytesIO(stored)) as archive:
            described = json.loads(archive.read("judge.json"))
            if described["version"] != VERSION:
                raise ValueError(f"a judge of version {described['version']}, where {VERSION} is needed")
            vectors = np.load(io.BytesIO(archive.read("vectors.npy")), allow_pickle=False)
            unseen, seen = _restored(archive.read("unseen.cbm")), _restored(archive.read("seen.cbm"))
        places = {word: index for index, word in enumerate(described["places"])}
        return cls(
            Vocabulary(described["documents"], described["spread"], places, vectors),
            WordPairs({(a, b): n for a, b, n in described["pairs"]}),
            by_task([Marked(*row) for row in described["marked"]]),
            unseen,
            seen,
            described["order_floor"],
        )


def matched(task: Task, answer: str) -> tuple[tuple[int, int], ...]:
    """Spans [start, end) of the answer whose words stand in a model answer and not in the question: the evidence."""
    wanted = {word for model in task.models for word in content(read(model))} - set(
        content(read(task.question))
    )
    return tuple((word.start, word.end) for word in read(answer) if word.content and word.form in wanted)


@dataclass(frozen=True, slots=True)
class _Example:
    """``place``: of the marked answer it is or was made of, which it must not be compared with."""

    task: str
    text: str
    mark: float
    place: int | None = None
    written: bool = False


def _examples(tasks: Mapping[str, Task], marked: Mapping[str, Sequence[Marked]]) -> Iterator[_Example]:
    """Marked answers, and what a candidate might try instead of answering, marked 0."""
    chance = random.Random(_SEED)
    for key, group in marked.items():
        task = tasks[key]
        yield _Example(key, task.question, 0.0)
        for model in task.models:
            yield _Example(key, " ".join(dict.fromkeys(content(read(model)))), 0.0)
            yield _Example(key, _shuffled(model, chance), 0.0)
        for place, answer in enumerate(group):
            yield _Example(key, answer.text, answer.mark, place, written=True)
            # Were its original not left out, being just like a good answer would be the sign of a shuffled one.
            if len(read(answer.text)) >= _LONG_ENOUGH and chance.random() < _SHUFFLED_SHARE:
                yield _Example(key, _shuffled(answer.text, chance), 0.0, place)


def _shuffled(text: str, chance: random.Random) -> str:
    words = [text[word.start : word.end] for word in read(text)]
    chance.shuffle(words)
    return " ".join(words)


def _fit(rows: Vector, marks: Vector) -> CatBoost:
    from catboost import CatBoost

    model = CatBoost(dict(_PARAMETERS))
    model.fit(rows, marks)
    return model


def _stored(model: CatBoost) -> bytes:
    # CatBoost writes models to a path only. Its own format is data without code, and exact to the bit.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.cbm"
        model.save_model(str(path), format="cbm")
        return path.read_bytes()


def _restored(stored: bytes) -> CatBoost:
    from catboost import CatBoost

    return CatBoost().load_model(blob=stored, format="cbm")
