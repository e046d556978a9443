"""Transcription by a SpeechBrain CTC recogniser from a directory that the operator has installed and pinned.

Nothing is ever fetched: the directory is checked before this module is called, network access is switched off in the
loader, and the files are used where they lie. The recogniser's own decoding gives the text; the times and confidences
of its words come from the same CTC output.
"""

from __future__ import annotations

import logging
import os
import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renshi_recruiting_ai.engine.tokens import tokenize
from renshi_recruiting_ai.speech import library
from renshi_recruiting_ai.speech.loudness import Wave
from renshi_recruiting_ai.speech.records import RATE, Activity, Heard, Piece, Span

LONGEST_SECONDS = 20.0
"""A stretch heard at once; longer ones are cut into equal parts, as large models need memory for its square."""
MARGIN_SECONDS = 0.15


_BROKEN = (
    OSError, ValueError, KeyError, AttributeError, TypeError, ImportError, RuntimeError, struct.error, EOFError,
    pickle.UnpicklingError,
)  # fmt: skip
"""What loading raises over files that are missing, damaged, or of another kind."""


class ModelUnusable(Exception):
    """The directory is no recogniser that this code can use; the argument says why."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A loaded model."""

    model: Any
    name: str
    blank: int


def load(folder: Path, name: str) -> Recogniser:
    """Load a directory.

    Raises:
        ModelUnusable: files are missing or damaged, or it is no CTC recogniser.
    """
    # Whatever a model's own code may try, the hub's client does not go out.
    os.environ["HF_HUB_OFFLINE"] = "1"
    logging.getLogger("speechbrain").setLevel(logging.ERROR)
    library.prepare()
    from speechbrain.inference.ASR import EncoderASR
    from speechbrain.utils.fetching import FetchConfig, LocalStrategy

    if not (folder / "hyperparams.yaml").is_file():
        raise ModelUnusable("hyperparams.yaml is missing")
    wants_path = "pretrained_path:" in (folder / "hyperparams.yaml").read_text("utf-8")
    try:
        model = EncoderASR.from_hparams(
            source=str(folder),
            savedir=str(folder),
            overrides={"pretrained_path": str(folder)} if wants_path else {},
            local_strategy=LocalStrategy.NO_LINK,
            fetch_config=FetchConfig(allow_network=False),
        )
    except _BROKEN as error:
        raise ModelUnusable(f"{type(error).__name__}: {error}") from error
    # A missing file of labels is no error to the loader: it leaves an encoder that knows no label, and hears nothing.
    labels = getattr(getattr(model, "tokenizer", None), "lab2ind", None)
    if labels is not None and not labels:
        raise ModelUnusable("the labels of the tokenizer are missing")
    return Recogniser(model, name, _blank(model))


def _blank(model: Any) -> int:
    decode = model.hparams.decoding_function
    keywords = getattr(decode, "keywords", None) or {}
    return int(keywords.get("blank_id", 0))


def transcribe(recogniser: Recogniser, wave: Wave, found: Activity) -> Heard:
    """What was said in the stretches of speech, in order, with times and confidences of the words."""
    text, pieces, weights = "", [], []
    for span in _portions(found):
        start = max(0, int((span.start - MARGIN_SECONDS) * RATE))
        end = min(len(wave), int((span.end + MARGIN_SECONDS) * RATE))
        if end - start < RATE // 20:
            continue
        tokens = _tokens(recogniser, wave[start:end])
        said = "".join(token for token, *_ in tokens)
        if not said.strip():
            continue
        # A pause ends a clause: the reader and the scorer of sentences need it.
        if text and text[-1] not in "，。":
            text += "，"
        for word in _words(tokens):
            pieces.append(
                Piece(
                    len(text) + word.start,
                    len(text) + word.end,
                    round(start / RATE + word.at, 3),
                    round(start / RATE + word.until, 3),
                    round(word.confidence, 4),
                )
            )
            weights.append(word.end - word.start)
        text += said
    if text:
        text += "。"
    confidence = (
        round(float(np.average([piece.confidence for piece in pieces], weights=weights)), 4)
        if pieces
        else None
    )
    return Heard(text, tuple(pieces), confidence, recogniser.name)


def _portions(found: Activity) -> list[Span]:
    """Stretches of speech between pauses, none longer than LONGEST_SECONDS."""
    portions: list[Span] = []
    for span in found.speech:
        if (
            portions
            and span.start - portions[-1].end < 0.25
            and span.end - portions[-1].start <= LONGEST_SECONDS
        ):
            portions[-1] = Span(portions[-1].start, span.end)
        else:
            portions.append(span)
    cut: list[Span] = []
    for span in portions:
        parts = max(1, int(np.ceil(span.seconds / LONGEST_SECONDS)))
        step = span.seconds / parts
        cut += [Span(span.start + step * number, span.start + step * (number + 1)) for number in range(parts)]
    return cut


Token = tuple[str, float, float, float]
"""Text, begin and end in seconds, probability."""


def _tokens(recogniser: Recogniser, wave: Wave) -> list[Token]:
    import torch

    batch = torch.from_numpy(np.ascontiguousarray(wave))[None]
    with torch.no_grad():
        output = recogniser.model.encode_batch(batch, torch.ones(1))
    chances = torch.softmax(output[0].float(), dim=-1).numpy()
    return _collapsed(chances, len(wave) / RATE, recogniser)


def _collapsed(chances: NDArray[np.float32], seconds: float, recogniser: Recogniser) -> list[Token]:
    """The best path with repeats and blanks taken out: what `ctc_greedy_decode` says, with times."""
    best = chances.argmax(axis=1)
    step = seconds / len(best)
    tokens: list[Token] = []
    start = 0
    for end in range(1, len(best) + 1):
        if end < len(best) and best[end] == best[start]:
            continue
        label = int(best[start])
        if label != recogniser.blank:
            chance = float(chances[start:end, label].mean())
            tokens.append((_label(recogniser.model.tokenizer, label), start * step, end * step, chance))
        start = end
    return tokens


def _label(tokenizer: Any, number: int) -> str:
    if hasattr(tokenizer, "ind2lab"):
        label = str(tokenizer.ind2lab[number])
        return "" if label.startswith("<") and label.endswith(">") else label
    # A SentencePiece model marks the beginning of a word with a low line.
    return str(tokenizer.id_to_piece(number)).replace("\u2581", " ")


def _words(tokens: list[Token]) -> list[Piece]:
    """Tokens joined to words: Chinese by jieba, others by blanks. Positions are within the joined text."""
    owner: list[int] = []
    for number, (label, *_) in enumerate(tokens):
        owner += [number] * len(label)
    text = "".join(label for label, *_ in tokens)
    words: list[Piece] = []
    for token in tokenize(text):
        start, end = token.start, token.end
        mine = [tokens[number] for number in sorted(set(owner[start:end]))]
        # A token has hardly any length in CTC; a word lasts until the next one begins, at most 0.4 s on.
        following = tokens[owner[end - 1] + 1][1] if owner[end - 1] + 1 < len(tokens) else mine[-1][2] + 0.2
        words.append(
            Piece(
                start,
                end,
                mine[0][1],
                max(mine[-1][2], min(following, mine[-1][2] + 0.4)),
                float(np.mean([chance for *_, chance in mine])),
            )
        )
    return words
