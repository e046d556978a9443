"""Does the learned judge rank answers as people do? SemEval-2013 task 7, two-way, official splits.

AUC: the chance that an answer people called correct scores above one they did not. Beside it, on the same answers, two
measures that learn nothing: the share of the model answer's words that were said, and their TF-IDF cosine. Targets:
SciEntsBank 0.80 on unseen answers and 0.78 on unseen questions.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

SPLITS = ("unseen-answers", "unseen-questions", "unseen-domains")


def _semeval() -> ModuleType:
    """The reader of the data, which lives with the plugin's tests."""
    path = Path(__file__).parents[1] / "plugins/recruiting_ai/tests/recruiting_suite/marking/semeval.py"
    spec = importlib.util.spec_from_file_location("semeval", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["semeval"] = module
    spec.loader.exec_module(module)
    return module


async def run() -> dict[str, Any]:
    """AUC per corpus and split, and what learning and judging cost."""
    from renshi_recruiting_ai.engine.marking.judge import Judge
    from renshi_recruiting_ai.engine.marking.likeness import cosine
    from renshi_recruiting_ai.engine.marking.words import content, read

    data = _semeval()
    figures: dict[str, Any] = {"target": "SciEntsBank ≥ 0.80 unseen answers, ≥ 0.78 unseen questions"}
    for corpus in ("sciEntsBank", "beetle"):
        train = data.load(corpus, "train")
        began = time.process_time()
        judge = Judge.learn(train.tasks, train.answers)
        figures[corpus] = {
            "marked": len(train.answers),
            "learning_cpu_seconds": round(time.process_time() - began, 1),
        }
        vocabulary = judge.vocabulary
        for split in SPLITS:
            marks = data.load(corpus, split)
            if not marks.answers:
                continue
            tasks = {task.key: task for task in marks.tasks}
            good = [answer.mark == 1 for answer in marks.answers]
            began = time.process_time()
            learned = [judge.judge(tasks[a.task], [a.text])[0].share for a in marks.answers]
            spent = time.process_time() - began
            covered, near = [], []
            for answer in marks.answers:
                said = Counter(content(read(answer.text)))
                models = [Counter(content(read(model))) for model in tasks[answer.task].models]
                covered.append(
                    max(vocabulary.total(set(m) & set(said)) / vocabulary.total(set(m)) for m in models)
                )
                near.append(max(cosine(m, said, vocabulary.weight) for m in models))
            figures[corpus][split.replace("-", "_")] = {
                "answers": len(good),
                "auc": round(data.auc(good, learned), 3),
                "auc_keyword_coverage": round(data.auc(good, covered), 3),
                "auc_tfidf_cosine": round(data.auc(good, near), 3),
                "cpu_ms_each": round(spent / len(good) * 1000, 2),
            }
    return figures
