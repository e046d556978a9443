"""The speech a small recogniser is trained on: random strings of a closed vocabulary, spoken by espeak-ng's voices.

Half of them as heard through a telephone (AMR-NB), all as a microphone might give them. Eleven voices are left out, to
measure with. espeak-ng is GPL-3, a program of its own: for tests and training, not part of the product.
"""

from __future__ import annotations

import io
import random
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import av
import numpy as np

RATE = 16_000
VOICE = "cmn-latn-pinyin"
WORDS = (
    "客户", "投诉", "我们", "组织", "团队", "分析", "原因", "数据", "培训", "员工", "检查", "设备", "改善", "流程",
    "结果", "不良率", "下降", "提高", "完成", "目标", "安全", "沟通", "计划", "负责", "解决", "问题", "产线", "交期",
)  # fmt: skip
TRAINING_VOICES = (  # noqa: SIM905
    "m1 m2 m3 m4 m5 m6 m7 f1 f2 f3 f4 Alex Alicia Andrea Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco "
    "Mario Michael Mike Nguyen adam anika antonio aunty belinda benjamin boris caleb david ed edward edward2 grandma "
    "grandpa iven iven2 iven3 john kaukovalta linda marcelo max michel miguel norbert pablo paul pedro quincy rob "
    "steph steph2 travis victor zac"
).split()
UNSEEN_VOICES = "m8 f5 Andy robert sandro shelby steph3 iven4 gustave Storm klatt4".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, by which voice, and its samples (16-bit, 16 kHz)."""

    text: str
    voice: str
    samples: np.ndarray


def resampled(samples: np.ndarray, rate: int, target: int = RATE) -> np.ndarray:
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=target)
    return np.concatenate(
        [piece.to_ndarray()[0] for piece in [*resampler.resample(frame), *resampler.resample(None)]]
    )


def spoken(text: str, voice: str, speed: int, pitch: int) -> np.ndarray:
    """One utterance by espeak-ng."""
    content = subprocess.run(
        ["espeak-ng", "-v", f"{VOICE}+{voice}", "-s", str(speed), "-p", str(pitch), "--stdout", text],
        capture_output=True,
        check=True,
    ).stdout
    start = content.index(b"data") + 8
    raw = np.frombuffer(content[start : start + (len(content) - start) // 2 * 2], np.int16)
    return resampled(raw, int.from_bytes(content[24:28], "little"))


def through_amr(samples: np.ndarray) -> np.ndarray:
    """The same as heard through a telephone: AMR-NB at 12.2 kbit/s."""
    narrow = resampled(samples, RATE, 8_000)
    out = io.BytesIO()
    with av.open(out, "w", format="amr") as container:
        stream = container.add_stream("libopencore_amrnb", rate=8_000)
        stream.codec_context.layout, stream.codec_context.bit_rate = "mono", 12_200
        for start in range(0, len(narrow) - 159, 160):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(narrow[None, start : start + 160]), format="s16", layout="mono"
            )
            frame.sample_rate = 8_000
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    with av.open(io.BytesIO(out.getvalue()), format="amr") as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        pieces += resampler.resample(None)
    return np.concatenate([piece.to_ndarray()[0] for piece in pieces])


def utterances(count: int, words: tuple[str, ...], voices: list[str], seed: int) -> list[Spoken]:
    """Random strings of three to seven words; a comma now and then makes a pause. Every word comes up equally often."""
    chance = random.Random(seed)
    deck: list[str] = []
    plans = []
    for number in range(count):
        size = chance.randint(3, 7)
        while len(deck) < size:
            deck += chance.sample(words, len(words))
        chosen, deck = deck[:size], deck[size:]
        spaced = "".join(word + ("，" if chance.random() < 0.2 else "") for word in chosen[:-1]) + chosen[-1]
        plans.append(
            (
                "".join(chosen),
                spaced,
                voices[number % len(voices)],
                chance.randint(120, 230),
                chance.randint(30, 75),
            )
        )

    def one(plan: tuple[str, str, str, int, int]) -> Spoken:
        text, spaced, voice, speed, pitch = plan
        return Spoken(text, voice, spoken(spaced, voice, speed, pitch))

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, plans))


def heard(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The samples as a microphone might give them: another level, silence around, some noise."""
    wave = samples.astype(np.float32) / 32768
    wave = np.concatenate(
        [
            np.zeros(int(chance.uniform(0, 0.3) * RATE), np.float32),
            wave,
            np.zeros(int(chance.uniform(0, 0.3) * RATE), np.float32),
        ]
    )
    wave *= chance.uniform(0.4, 1.6)
    if chance.random() < 0.6:
        power = float(np.mean(wave**2)) / 10 ** (chance.uniform(10, 35) / 10)
        wave = wave + chance.normal(0, np.sqrt(power + 1e-12), len(wave)).astype(np.float32)
    return wave
