"""Train a small Mandarin recogniser for a closed vocabulary, as a SpeechBrain directory that `from_hparams` loads.

    python plugins/recruiting_ai/tools/train_small_asr.py OUT              the model of the tests, about ten minutes
    python plugins/recruiting_ai/tools/train_small_asr.py OUT --utterances 300 --epochs 12 --words 8   a tiny one

It speaks random strings of the words with espeak-ng's voices, half of them as heard through a telephone (AMR-NB), and
trains convolutions and two bidirectional GRUs with CTC on them. Eleven voices are left out, to measure with. The model
proves the true path of loading and decoding with a true error rate; it knows no word but these, and no human voice.

Needs the extra `speech` and espeak-ng (GPL-3, a program of its own: for tests and training, not part of the product).
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from speechbrain.dataio.encoder import CTCTextEncoder
from speechbrain.lobes.features import Fbank
from speechbrain.nnet.CNN import Conv1d
from speechbrain.nnet.containers import LengthsCapableSequential
from speechbrain.nnet.linear import Linear
from speechbrain.nnet.losses import ctc_loss
from speechbrain.nnet.normalization import BatchNorm1d
from speechbrain.nnet.RNN import GRU
from speechbrain.processing.features import InputNormalization

# The other half of this tool lies beside it, wherever it is called from.
sys.path.insert(0, str(Path(__file__).parent))

from small_asr_speech import (
    RATE,
    TRAINING_VOICES,
    UNSEEN_VOICES,
    VOICE,
    WORDS,
    heard,
    through_amr,
    utterances,
)

HYPERPARAMS = """\
# A small recogniser of a closed vocabulary. `pretrained_path` is given by whoever loads it.
pretrained_path: .
sample_rate: 16000
compute_features: !new:speechbrain.lobes.features.Fbank
  sample_rate: !ref <sample_rate>
  n_mels: 40
  n_fft: 400
normalize: !new:speechbrain.processing.features.InputNormalization
  norm_type: sentence
conv1: !new:speechbrain.nnet.CNN.Conv1d
  in_channels: 40
  out_channels: {conv}
  kernel_size: 5
  stride: 2
norm1: !new:speechbrain.nnet.normalization.BatchNorm1d
  input_size: {conv}
act1: !new:torch.nn.LeakyReLU
conv2: !new:speechbrain.nnet.CNN.Conv1d
  in_channels: {conv}
  out_channels: {conv}
  kernel_size: 5
  stride: 2
norm2: !new:speechbrain.nnet.normalization.BatchNorm1d
  input_size: {conv}
act2: !new:torch.nn.LeakyReLU
rnn: !new:speechbrain.nnet.RNN.GRU
  input_shape: [null, null, {conv}]
  hidden_size: {hidden}
  num_layers: 2
  bidirectional: true
out: !new:speechbrain.nnet.linear.Linear
  input_size: {twice}
  n_neurons: {tokens}
log_softmax: !new:torch.nn.LogSoftmax
  dim: -1
model: !new:speechbrain.nnet.containers.LengthsCapableSequential
  conv1: !ref <conv1>
  norm1: !ref <norm1>
  act1: !ref <act1>
  conv2: !ref <conv2>
  norm2: !ref <norm2>
  act2: !ref <act2>
  rnn: !ref <rnn>
  out: !ref <out>
encoder: !new:speechbrain.nnet.containers.LengthsCapableSequential
  compute_features: !ref <compute_features>
  normalize: !ref <normalize>
  model: !ref <model>
  log_softmax: !ref <log_softmax>
tokenizer: !new:speechbrain.dataio.encoder.CTCTextEncoder
decoding_function: !name:speechbrain.decoders.ctc.ctc_greedy_decode
  blank_id: 0
modules:
  encoder: !ref <encoder>
pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
  loadables:
    model: !ref <model>
    tokenizer: !ref <tokenizer>
  paths:
    model: !ref <pretrained_path>/model.ckpt
    tokenizer: !ref <pretrained_path>/tokenizer.txt
"""


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def build(tokens: int, conv: int, hidden: int) -> tuple[LengthsCapableSequential, LengthsCapableSequential]:
    """The encoder and the part of it with weights, as HYPERPARAMS builds them."""
    model = LengthsCapableSequential(
        conv1=Conv1d(in_channels=40, out_channels=conv, kernel_size=5, stride=2),
        norm1=BatchNorm1d(input_size=conv),
        act1=torch.nn.LeakyReLU(),
        conv2=Conv1d(in_channels=conv, out_channels=conv, kernel_size=5, stride=2),
        norm2=BatchNorm1d(input_size=conv),
        act2=torch.nn.LeakyReLU(),
        rnn=GRU(input_shape=[None, None, conv], hidden_size=hidden, num_layers=2, bidirectional=True),
        out=Linear(input_size=2 * hidden, n_neurons=tokens),
    )
    encoder = LengthsCapableSequential(
        compute_features=Fbank(sample_rate=RATE, n_mels=40, n_fft=400),
        normalize=InputNormalization(norm_type="sentence"),
        model=model,
        log_softmax=torch.nn.LogSoftmax(dim=-1),
    )
    return encoder, model


def train(
    out: Path,
    *,
    words: tuple[str, ...],
    count: int,
    epochs: int,
    seed: int,
    conv: int,
    hidden: int,
    rate: float,
) -> None:
    """Speak, train, and write the directory."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    began = time.monotonic()
    corpus = utterances(count, words, TRAINING_VOICES, seed)
    narrow = [through_amr(item.samples) if number % 2 else None for number, item in enumerate(corpus)]
    say(
        f"spoken: {count} utterances, {sum(len(i.samples) for i in corpus) / RATE / 60:.0f} min,"
        f" {time.monotonic() - began:.0f} s"
    )

    tokenizer = CTCTextEncoder()
    tokenizer.insert_blank(0)
    tokenizer.add_unk()
    tokenizer.update_from_iterable(sorted(set("".join(words))), sequence_input=False)
    tokenizer.ignore_len()
    encoder, model = build(len(tokenizer), conv, hidden)
    say(f"parameters: {sum(item.numel() for item in model.parameters())}")
    batch = 16
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=rate, total_steps=epochs * ((count + batch - 1) // batch), pct_start=0.15
    )
    chance = np.random.default_rng(seed)
    order = sorted(range(count), key=lambda number: len(corpus[number].samples))
    batches = [order[start : start + batch] for start in range(0, count, batch)]
    for epoch in range(epochs):
        encoder.train()
        losses = []
        for chosen in (batches[number] for number in chance.permutation(len(batches))):
            waves = []
            for number in chosen:
                phone = narrow[number]
                waves.append(
                    heard(
                        phone if phone is not None and chance.random() < 0.7 else corpus[number].samples,
                        chance,
                    )
                )
            longest = max(len(wave) for wave in waves)
            lengths = torch.tensor([len(wave) / longest for wave in waves])
            padded = torch.from_numpy(np.stack([np.pad(wave, (0, longest - len(wave))) for wave in waves]))
            targets = [tokenizer.encode_sequence_torch(list(corpus[number].text)) for number in chosen]
            most = max(len(item) for item in targets)
            target_lengths = torch.tensor([len(item) / most for item in targets])
            target = torch.stack([torch.nn.functional.pad(item, (0, most - len(item))) for item in targets])
            loss = ctc_loss(encoder(padded, lengths), target, lengths, target_lengths, blank_index=0)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        say(f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.3f}, {time.monotonic() - began:.0f} s")
    write(
        out,
        model,
        tokenizer,
        words=words,
        conv=conv,
        hidden=hidden,
        made={"utterances": count, "epochs": epochs, "seed": seed},
    )


def write(
    out: Path,
    model: LengthsCapableSequential,
    tokenizer: CTCTextEncoder,
    *,
    words: tuple[str, ...],
    conv: int,
    hidden: int,
    made: dict[str, int],
) -> None:
    """The directory: hyperparameters, weights in half precision, tokens, and what it was made of."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "hyperparams.yaml").write_text(
        HYPERPARAMS.format(conv=conv, hidden=hidden, twice=2 * hidden, tokens=len(tokenizer)), "utf-8"
    )
    halved = {
        name: value.half() if value.is_floating_point() else value
        for name, value in model.state_dict().items()
    }
    torch.save(halved, out / "model.ckpt")
    tokenizer.save(str(out / "tokenizer.txt"))
    (out / "made_of.json").write_text(
        json.dumps(
            {
                "words": list(words),
                "voices": TRAINING_VOICES,
                "unseen_voices": UNSEEN_VOICES,
                "speech": f"espeak-ng {VOICE}, synthesised; no human voice",
                "licence": "Apache-2.0",
                **made,
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        "utf-8",
    )
    say(f"written: {out}, {sum(path.stat().st_size for path in out.iterdir()) / 1000:.0f} kB")


def error_rate(pairs: list[tuple[str, str]]) -> float:
    """Character error rate: edits over characters, both summed over (said, heard)."""
    edits = characters = 0
    for said, got in pairs:
        row = list(range(len(got) + 1))
        for i, a in enumerate(said, 1):
            row, before = [i], row
            for j, b in enumerate(got, 1):
                row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        edits, characters = edits + row[-1], characters + len(said)
    return edits / max(1, characters)


def measure(out: Path, words: tuple[str, ...], count: int) -> None:
    """Error rates through the real loading path, on voices that no training heard."""
    from speechbrain.inference.ASR import EncoderASR
    from speechbrain.utils.fetching import FetchConfig, LocalStrategy

    recogniser = EncoderASR.from_hparams(
        source=str(out),
        savedir=str(out),
        overrides={"pretrained_path": str(out)},
        local_strategy=LocalStrategy.NO_LINK,
        fetch_config=FetchConfig(allow_network=False),
    )

    def hear(samples: np.ndarray) -> str:
        wave = torch.from_numpy(samples.astype(np.float32) / 32768)[None]
        return str(recogniser.transcribe_batch(wave, torch.ones(1))[0][0])

    test = utterances(count, words, UNSEEN_VOICES, 99)
    say(f"unseen voices: {error_rate([(i.text, hear(i.samples)) for i in test]):.2%} of {count} utterances")
    say(f"through AMR: {error_rate([(i.text, hear(through_amr(i.samples))) for i in test]):.2%}")
    for voice, items in itertools.groupby(sorted(test, key=lambda i: i.voice), key=lambda i: i.voice):
        group = list(items)
        say(f"  {voice}: {error_rate([(i.text, hear(i.samples)) for i in group]):.2%}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=int, default=len(WORDS), help="how many of the vocabulary")
    parser.add_argument("--utterances", type=int, default=2200)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--conv", type=int, default=64)
    parser.add_argument("--hidden", type=int, default=112)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--test", type=int, default=154, help="utterances to measure with; 0: none")
    chosen = parser.parse_args(arguments)
    words = WORDS[: chosen.words]
    train(
        chosen.out,
        words=words,
        count=chosen.utterances,
        epochs=chosen.epochs,
        seed=chosen.seed,
        conv=chosen.conv,
        hidden=chosen.hidden,
        rate=chosen.rate,
    )
    if chosen.test:
        measure(chosen.out, words, chosen.test)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
