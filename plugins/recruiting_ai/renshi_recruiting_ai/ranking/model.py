"""The trained ranker: CatBoost over the features of the profile match (extra `ranking`). Pure: rows in, bytes out.

It never sees text, names or anything protected; what it may learn from is `FEATURES` and nothing else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CATEGORIES = ("must_state", "degree")
FEATURES = (
    "must_state", "degree", "years", "jobs", "coverage", "told", "listed", "certificates", "languages",
    "like_words", "like_pairs",
)  # fmt: skip
LABELS = {
    "must_state": ("硬性条件", "must-haves"), "degree": ("学历等级", "degree"), "years": ("工作年限", "years of work"),
    "jobs": ("任职段数", "jobs held"), "coverage": ("技能覆盖", "skill coverage"),
    "told": ("经历中体现的技能", "skills told"),
    "listed": ("仅列出的技能", "skills listed"), "certificates": ("证书数", "certificates"),
    "languages": ("语言数", "languages"), "like_words": ("用词相似", "likeness by words"),
    "like_pairs": ("字面相似", "likeness by characters"),
}  # fmt: skip
LEAST_LABELS = 200
LEAST_OF_EACH = 40
FOLDS = 5
Row = Mapping[str, Any]


def installed() -> bool:
    """Whether CatBoost can be imported; it is not imported here."""
    return find_spec("catboost") is not None


def _table(rows: Sequence[Row]) -> list[list[Any]]:
    return [[str(row[name]) if name in CATEGORIES else float(row[name]) for name in FEATURES] for row in rows]


def _pool(table: list[list[Any]], labels: list[int] | None = None) -> Any:
    from catboost import Pool

    return Pool(table, labels, cat_features=[FEATURES.index(name) for name in CATEGORIES])


def _new(seed: int = 7) -> Any:
    from catboost import CatBoostClassifier

    # One thread: the same bytes on every run. The categories belong to the pool, which takes a list alone.
    return CatBoostClassifier(
        iterations=200,
        depth=4,
        learning_rate=0.08,
        l2_leaf_reg=6,
        loss_function="Logloss",
        random_seed=seed,
        thread_count=1,
        allow_writing_files=False,
        verbose=False,
    )


def auc(scores: Sequence[float], labels: Sequence[int]) -> float:
    """How often somebody who was taken further stands above somebody who was not (ties count half)."""
    order = sorted(range(len(scores)), key=lambda one: scores[one])
    ranks = [0.0] * len(scores)
    place = 0
    while place < len(order):
        end = place
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[place]]:
            end += 1
        for one in order[place : end + 1]:
            ranks[one] = (place + end) / 2 + 1
        place = end + 1
    positives = sum(labels)
    negatives = len(labels) - positives
    taken = sum(rank for rank, label in zip(ranks, labels, strict=True) if label)
    return (taken - positives * (positives + 1) / 2) / (positives * negatives)


def train(
    rows: Sequence[Row], labels: Sequence[int], formula: Sequence[float]
) -> tuple[bytes, dict[str, Any]]:
    """A model and how it was measured: by cross-validation, beside the transparent formula on the same people."""
    table = _table(rows)
    held: list[float] = [0.0] * len(rows)
    for fold in range(FOLDS):
        inside = [one for one in range(len(rows)) if one % FOLDS != fold]
        outside = [one for one in range(len(rows)) if one % FOLDS == fold]
        fitted = _new().fit(_pool([table[one] for one in inside], [labels[one] for one in inside]))
        for one, found in zip(
            outside, fitted.predict_proba(_pool([table[one] for one in outside])), strict=True
        ):
            held[one] = float(found[1])
    fitted = _new().fit(_pool(table, list(labels)))
    measured = {
        "folds": FOLDS,
        "auc": round(auc(held, labels), 4),
        "auc_formula": round(auc(formula, labels), 4),
        "importance": {
            name: round(float(value), 2)
            for name, value in zip(FEATURES, fitted.get_feature_importance(), strict=True)
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ranker.cbm"
        fitted.save_model(str(path))
        return path.read_bytes(), measured


def load(content: bytes) -> Any:
    """A model of its bytes; the caller has checked their digest."""
    from catboost import CatBoostClassifier

    return CatBoostClassifier().load_model(blob=content)


def predict(model: Any, rows: Sequence[Row]) -> list[tuple[float, dict[str, float]]]:
    """A score of 100 for each row, and what each feature adds to it or takes away (SHAP, in log-odds)."""
    pool = _pool(_table(rows))
    chances = model.predict_proba(pool, thread_count=1)
    shap = model.get_feature_importance(pool, type="ShapValues", thread_count=1)
    return [
        (
            round(100 * float(chance[1]), 4),
            {name: round(float(part), 4) for name, part in zip(FEATURES, parts, strict=False)},
        )
        for chance, parts in zip(chances, shap, strict=True)
    ]
