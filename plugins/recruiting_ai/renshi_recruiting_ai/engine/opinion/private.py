"""Words by which a person could be found, and what stands in for them outside of the company.

Numbers and addresses are found by their shape, the candidate's own name because the caller knows it, other people's
by how they are introduced ("我的同事张伟", "李经理"). A name mentioned in passing can be missed; the notice to
candidates says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOUBLE = "欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐"
_SURNAME = f"(?:{_DOUBLE}|[{_SURNAMES}])"
_TITLES = (
    "总监|总经理|经理|主管|主任|厂长|店长|组长|班长|队长|老师|师傅|工程师|博士|医生|律师|女士|先生|小姐|同学"
)
_AFTER = (
    r"[，,。；;、！!？?\s的在和与跟同去来说把被让给对向就也都还先后做带提帮告负反配发有没不]"
    "|一[起同块]|共同|主动|经常|突然|已经"
)
_WHO = "同事|领导|上司|主管|经理|组长|班长|组员|队员|师傅|徒弟|客户|顾客|老板|同学|朋友|老员工|员工"
# Each kind: what stands in for it, and how it looks in folded text. The group `it` is what is taken out.
_SHAPES = (
    ("电话", r"(?<!\d)(?P<it>(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8})(?!\d)"),
    ("邮箱", r"(?P<it>[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"),
    ("网址", r"(?P<it>https?://[^\s，。；、）)]+|www\.[^\s，。；、）)]+)"),
    ("证件号", r"(?<![\da-z])(?P<it>\d{17}[\dx]|\d{15}|[a-z]\d{8})(?![\da-z])"),
    ("账号", r"(?<!\d)(?P<it>\d{16,19})(?!\d)"),
    (
        "账号",
        r"(?:微信号?|wechat|weixin|qq号?|企业微信)\s*(?:是|为|[:：])?\s*(?P<it>[a-z0-9][a-z0-9_-]{4,19})",
    ),
    ("工号", r"(?:工号|学号|员工编号)\s*(?:是|为|[:：])?\s*(?P<it>[a-z0-9][a-z0-9_-]{2,19})"),
    ("人名", rf"(?:{_WHO})(?:叫|是|名叫)?(?P<it>{_SURNAME}[一-鿿]{{1,2}}?)(?={_AFTER}|$)"),
    ("人名", rf"(?<![一-鿿])(?P<it>{_SURNAME}[一-鿿]{{0,2}})(?={_TITLES})"),
    ("人名", rf"(?:[跟和与找请让向给由]|是|叫)(?P<it>(?:老|小|阿)?{_SURNAME}[一-鿿]{{0,2}})(?={_TITLES})"),
    (
        "人名",
        r"(?:my (?:colleague|manager|boss|friend|client) )(?P<it>[a-z]+ [a-z]+)(?= (?:and|said|told|asked|was))",
    ),
)
_FOUND = tuple((name, re.compile(shape)) for name, shape in _SHAPES)


def private_spans(folded: str, known: Iterable[str] = ()) -> tuple[tuple[int, int, str], ...]:
    """Spans of `folded` with their stand-ins, in order and without overlap; `known` are words of the person's own."""
    spans: list[tuple[int, int, str]] = []
    for word in known:
        needle = word.strip().lower()
        if len(needle) >= 2:
            spans += [(at.start(), at.end(), "本人") for at in re.finditer(re.escape(needle), folded)]
    for name, shape in _FOUND:
        spans += [(*at.span("it"), name) for at in shape.finditer(folded)]
    kept: list[tuple[int, int, str]] = []
    for start, end, name in sorted(spans, key=lambda item: (item[0], -item[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, name))
    return tuple(kept)
