"""Key words in sentences that say nothing: lists, one frame used again and again, and praise of the word itself.

A sentence can read well and still only name things: 「我一直觉得根因分析非常重要」 has said nothing of what its speaker did.
Such words count as a bare list does, and a person is shown them. Who invents a whole story is not found here.
"""

# ruff: noqa: E501 - word lists read better unwrapped

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from .gaming import character_pairs
from .specifics import figures
from .star import Part, cues
from .units import Source, Unit, touches

_LIST = 3
"""Points of the question named in a row, with nothing but list marks between, from which it is a list."""
_FRAMES = 3
"""Sentences alike but for the word they name, from which they are one frame."""
_ALIKE = 0.6
_ENOUGH_SAID = 3
"""Words of its own from which a sentence that praises a word still says something."""

_BETWEEN = re.compile(
    r"(?:[\s、，,/&+;；“”\"']|和|与|及|以及|还有|或|或者|也|又|再|有|\band\b|\bor\b|\balso\b|\bthen\b|\bas well as\b|\bplus\b|\bthe\b)*"
)
_PRAISE = re.compile(
    r"重要|关键|必不可少|不可或缺|离不开|重视|看重|注重|在乎|放在心上|核心(?!指标)|强项|擅长|熟悉|精通|掌握|了解|懂得|认识到|认为|觉得|相信|关注|注意|"
    r"\b(?:important|essential|crucial|vital|key|matters?|critical|necessary|care about|pay attention|believe|value|familiar|skilled|"
    r"expert|experienced|passionate|know|aware|love|focus on|good at)\b"
)
_EMPTY = frozenset(
    """
    重要 关键 必不可少 不可或缺 离不开 重视 看重 注重 在乎 心上 放在心上 核心 强项 擅长 熟悉 精通 掌握 了解 懂得 认识 认识到 认为 觉得 相信 关注 注意
    工作 公司 企业 事情 事 东西 方面 内容 环节 一环 专业 体现 学习 坚持 长期 一直 每天 每次 总是 经常 非常 特别 十分 始终 必须 当然 也 还会 会 从来 从来不 忘记
    必要 对 来说 说 说到 提到 谈到 看 看到 做 做好 用 使用 运用 它 它们 这些 那些 这个 都 每 一家 一个 所有 任何 各种 能力 经验 方法 知识 意识 态度 日常 平时 过程
    问题 重点 中 不会 是 成为 作为 需要 应该 可以 能 努力 认真 积极 不断 同时 另外 最后 首先 其次 此外 然后
    important importance essential crucial vital key matter matters critical necessary care attention pay believe value familiar skilled expert
    experienced passionate know aware love focus good work job company companies thing things always every day use uses used using think
    thinks look looks very really also professional experience ability people course lot all of again after too look
    """.split()  # noqa: SIM905 - a list of words reads better than a column of strings
)


def mark_hollow(units: Sequence[Unit], sources: Sequence[Source], points: Mapping[str, str]) -> None:
    """Set `hollow` on units whose words of the question stand in no statement. `points`: concept → point."""
    framed = _framed(units, sources, points)
    for at, unit in enumerate(units):
        unit.hollow = bool(unit.mentions) and (
            at in framed or _is_list(unit, sources[unit.part], points) or _is_praise(unit, sources[unit.part])
        )


def _is_list(unit: Unit, source: Source, points: Mapping[str, str]) -> bool:
    """Three different points or more in a row, and at least half of what the sentence names."""
    run = best = {points[unit.mentions[0].concept]}
    for left, right in pairwise(unit.mentions):
        joined = _BETWEEN.fullmatch(source.folded[left.end : max(left.end, right.start)])
        run = (run if joined else set()) | {points[right.concept]}
        best = max(best, run, key=len)
    named = {points[item.concept] for item in unit.mentions}
    return len(best) >= _LIST and 2 * len(best) >= len(named)


def _is_praise(unit: Unit, source: Source) -> bool:
    """It calls a word important or known, says little else, and tells no deed, result or figure."""
    if not _PRAISE.search(source.folded, unit.start, unit.end):
        return False
    if figures(source.folded, unit.start, unit.end):
        return False
    if any(cue.part is not Part.TASK for cue in cues(source.folded, unit.start, unit.end, unit.cut)):
        return False
    spans = [(item.start, item.end) for item in unit.mentions]
    said = {
        token.word
        for token in unit.tokens
        if token.is_content and token.word not in _EMPTY and not touches(spans, token.start, token.end)
    }
    return len(said) < _ENOUGH_SAID


def _framed(units: Sequence[Unit], sources: Sequence[Source], points: Mapping[str, str]) -> set[int]:
    """Places of units that are alike but for what they name."""
    frames: list[tuple[int, frozenset[str], str]] = []
    for at, unit in enumerate(units):
        if unit.mentions:
            folded, position, rest = sources[unit.part].folded, unit.start, ""
            for item in unit.mentions:
                rest += folded[position : item.start] if item.start > position else ""
                position = max(position, item.end)
            frames.append(
                (
                    at,
                    frozenset(character_pairs(rest + folded[position : unit.end])),
                    points[unit.mentions[0].concept],
                )
            )
    found: set[int] = set()
    for at, own, _ in frames:
        alike = [
            (other, name)
            for other, pairs, name in frames
            if own and len(own & pairs) >= _ALIKE * len(own | pairs)
        ]
        if len({name for _, name in alike}) >= _FRAMES:
            found |= {other for other, _ in alike} | {at}
    return found
