"""Rate, pauses and pitch against what is known to be true."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from renshi_recruiting_ai.capabilities.parts import vad_model
from renshi_recruiting_ai.speech import activity, measure, prosody, rate
from renshi_recruiting_ai.speech.loudness import wave_of
from renshi_recruiting_ai.speech.records import RATE, Span
from scipy.signal import lfilter

from ..media.sounds import silence, speak, tone, trimmed

SENTENCES = (
    "当时客户投诉产线的不良率很高我带着团队停线分析原因后来调整了设备参数培训了员工",
    "我负责这家门店的排班和库存每天早上先看昨天的销售数据再安排当天的工作",
    "我们先明确指标再随机分组看样本量够不够最后判断差异是不是显著",
)
WORDS = ("我们团队负责这条产线", "当时客户投诉了三次", "后来我们分析了数据", "最后不良率下降了一半")


def _wave(samples: np.ndarray) -> np.ndarray:
    return wave_of(samples.tobytes())


def test_silero_is_what_finds_speech() -> None:
    model = vad_model()
    assert model is not None, "the extra speech is part of the test environment"
    chances = activity.probabilities(_wave(speak(WORDS[0])), model)
    assert np.mean(chances > 0.5) > 0.7
    assert np.max(activity.probabilities(_wave(tone(220, 2.0)), model)) < 0.5
    assert np.max(activity.probabilities(_wave(silence(2.0)), model)) < 0.1


@pytest.mark.parametrize("variant", ["", "f2", "m3", "f5"])
@pytest.mark.parametrize("with_model", [True, False])
def test_pauses_are_within_five_per_cent(variant: str, with_model: bool) -> None:
    gaps = (0.6, 1.2, 2.5)
    parts = [silence(0.5)]
    for number, words in enumerate(WORDS):
        parts.append(trimmed(speak(words, variant=variant)))
        if number < len(gaps):
            parts.append(silence(gaps[number]))
    parts.append(silence(0.7))
    found, told = measure.measure_activity(
        _wave(np.concatenate(parts)), vad_model() if with_model else None, "test"
    )
    assert [span.seconds for span in found.pauses] == pytest.approx(gaps, rel=0.05)
    assert told.measures["pause_count"] == 3
    assert told.measures["pause_seconds"] == pytest.approx(sum(gaps), rel=0.05)
    assert told.measures["first_word_after"] == pytest.approx(0.5, abs=0.05)
    kinds = [kind for kind, *_ in told.intervals]
    assert (kinds.count("speech"), kinds.count("pause")) == (4, 3)


@pytest.mark.parametrize("speed", [100, 130, 160, 200, 240, 280])
@pytest.mark.parametrize("variant", ["", "f2", "m3"])
def test_the_rate_is_within_five_per_cent(speed: int, variant: str) -> None:
    counted = true = 0.0
    for text in SENTENCES:
        samples = speak(text, speed=speed, variant=variant)
        found, _ = measure.measure_activity(_wave(samples), vad_model(), "test")
        counted += len(rate.syllables(_wave(samples), found.speech))
        true += len(text)
    assert counted == pytest.approx(true, rel=0.05)


def test_the_rate_keeps_out_pauses_and_the_overall_rate_counts_them() -> None:
    parts: list[np.ndarray] = []
    for words in WORDS:
        parts += [trimmed(speak(words)), silence(1.5)]
    wave = _wave(np.concatenate(parts[:-1]))
    found, _ = measure.measure_activity(wave, vad_model(), "test")
    told = measure.measure_speech(wave, found).measures
    syllables = sum(len(words) for words in WORDS)
    whole = len(wave) / RATE
    assert told["syllables_per_second"] == pytest.approx(syllables / (whole - 4.5), rel=0.05)
    assert told["syllables_per_minute_overall"] == pytest.approx(60 * syllables / whole, rel=0.05)


@pytest.mark.parametrize("hertz", [70, 95, 130, 180, 220, 260, 310, 380])
def test_the_pitch_of_a_tone_is_within_three_per_cent(hertz: int) -> None:
    wave = _wave(tone(hertz, 2.0))
    found = prosody.track(wave, (Span(0.0, 2.0),))
    assert found.voiced.mean() > 0.95
    assert np.median(found.hertz[found.voiced]) == pytest.approx(hertz, rel=0.03)
    assert np.std(prosody.semitones(found)) < 0.1


def _voice(pitch: np.ndarray, formants: tuple[float, ...] = (700, 1200, 2600)) -> np.ndarray:
    """A vowel with a known pitch at each sample: glottal pulses through resonances (a source and a filter)."""
    phase = np.cumsum(pitch) / RATE
    source = np.zeros(len(pitch))
    source[1:][np.diff(np.floor(phase)) > 0] = 1.0
    wave = np.convolve(source, np.hanning(24), mode="same")
    for centre in formants:
        radius, angle = np.exp(-np.pi * 90 / RATE), 2 * np.pi * centre / RATE
        wave = lfilter([1.0], [1.0, -2 * radius * np.cos(angle), radius**2], wave)
    return (wave / np.abs(wave).max() * 12_000).astype(np.int16)


@pytest.mark.parametrize("middle", [95.0, 140.0, 210.0, 290.0])
def test_the_pitch_of_synthesised_speech_is_within_three_per_cent(middle: float) -> None:
    seconds = np.arange(3 * RATE) / RATE
    pitch = middle * 2 ** (2.5 * np.sin(2 * np.pi * 0.8 * seconds) / 12)
    wave = _wave(_voice(pitch))
    found = prosody.track(wave, (Span(0.0, 3.0),))
    centre = np.arange(len(found.hertz)) * 160 + prosody.FRAME // 2
    error = np.abs(found.hertz[found.voiced] / pitch[centre][found.voiced] - 1)
    assert found.voiced.mean() > 0.9
    assert np.median(error) < 0.01
    assert np.mean(error < 0.03) > 0.95
    assert np.std(prosody.semitones(found)) == pytest.approx(2.5 / np.sqrt(2), rel=0.05)


def test_monotone_and_lively_differ_and_the_level_of_a_voice_does_not_matter() -> None:
    text = SENTENCES[0]

    def spread(pitch: int, variant: str = "") -> float:
        wave = _wave(speak(text, pitch=pitch, variant=variant))
        found, _ = measure.measure_activity(wave, vad_model(), "test")
        told = measure.measure_speech(wave, found).measures
        assert not any("hz" in name or "hertz" in name for name in told), "a level in hertz is never kept"
        return float(told["pitch_sd_semitones"])

    low, high = spread(20), spread(80)
    assert low == pytest.approx(high, abs=0.8)
    seconds = np.arange(3 * RATE) / RATE
    flat = _wave(_voice(np.full(3 * RATE, 150.0)))
    moving = _wave(_voice(150 * 2 ** (4 * np.sin(2 * np.pi * seconds) / 12)))
    spans = (Span(0.0, 3.0),)
    assert np.std(prosody.semitones(prosody.track(flat, spans))) < 0.2
    assert np.std(prosody.semitones(prosody.track(moving, spans))) > 2.0


def test_a_rough_voice_has_more_jitter_and_shimmer() -> None:
    chance = np.random.default_rng(3)
    steady = np.full(3 * RATE, 150.0)
    rough = 150 * (1 + 0.04 * np.repeat(chance.standard_normal(3 * RATE // 100), 100))
    spans = (Span(0.0, 3.0),)
    calm = prosody.track(_wave(_voice(steady)), spans)
    shaken = prosody.track(_wave(_voice(rough)), spans)
    assert shaken.jitter[shaken.voiced].mean() > 2 * calm.jitter[calm.voiced].mean()
    assert shaken.harmonicity[shaken.voiced].mean() < calm.harmonicity[calm.voiced].mean()


def test_noise_is_measured_and_a_noisy_recording_is_not_judged() -> None:
    text = SENTENCES[1]
    samples = np.concatenate([silence(1.0), speak(text), silence(1.0)])
    clean = _wave(samples)
    speech_power = float(np.mean(_wave(speak(text)) ** 2))
    chance = np.random.default_rng(1)
    states = {}
    for wanted in (30, 20, 5):
        noise = chance.normal(0, np.sqrt(speech_power / 10 ** (wanted / 10)), len(clean)).astype(np.float32)
        wave = clean + noise
        found, _ = measure.measure_activity(wave, vad_model(), "test")
        told = measure.measure_speech(wave, found)
        states[wanted] = (told.state, told.reason)
        assert told.measures["snr_db"] == pytest.approx(wanted, abs=3.5)
        if told.state == "abstained":
            assert "syllables" not in told.measures
    assert states == {30: ("measured", None), 20: ("measured", None), 5: ("abstained", "too_noisy")}


def test_too_little_speech_silence_and_overdriven_sound_are_not_judged() -> None:
    for samples, reason in (
        (silence(4.0), "too_little_speech"),
        (np.concatenate([silence(1), speak("好的"), silence(1)]), "too_little_speech"),
        (np.zeros(0, np.int16), "too_little_speech"),
        (
            np.concatenate(
                [silence(1.0), np.clip(speak(SENTENCES[0]).astype(int) * 14, -32768, 32767).astype(np.int16)]
            ),
            "overdriven",
        ),
    ):
        wave = _wave(samples)
        found, _ = measure.measure_activity(wave, vad_model(), "test")
        told = measure.measure_speech(wave, found)
        assert (told.state, told.reason) == ("abstained", reason)


def test_the_same_samples_give_the_same_numbers() -> None:
    wave = _wave(speak(SENTENCES[2]))
    found, _ = measure.measure_activity(wave, vad_model(), "test")
    assert measure.measure_speech(wave, found) == measure.measure_speech(wave.copy(), found)


def test_loaded_modules_can_be_walked_once_pitch_was_measured() -> None:
    wave = _wave(tone(220, 1.0))
    prosody.track(wave, (Span(0.0, 1.0),))
    names = {name for name, module in sys.modules.items() if getattr(module, "__file__", None)}
    assert "speechbrain.processing.vocal_features" in names
    assert "speechbrain.k2_integration" in sys.modules.keys() - names
