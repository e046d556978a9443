"""Headings of a résumé, Chinese and English."""

from __future__ import annotations

import re

from .places import Pages

_NAMES = {
    "work": "工作经历|工作经验|工作履历|职业经历|任职经历|实习经历|工作/实习经历|work experience|experience|employment"
    "|employment history|professional experience|work history|career history",
    "project": "项目经历|项目经验|主要项目|projects?|project experience|selected projects",
    "education": "教育背景|教育经历|学历背景|教育|education|educational background|academic background",
    "skills": "专业技能|技能特长|技能|掌握技能|it技能|技能证书|skills|technical skills|core skills|key skills"
    "|expertise",
    "certificates": "证书|资格证书|职业资格|获得证书|证书资质|certificates?|certifications?|licen[cs]es?"
    "|licen[cs]es? (?:and|&) certifications?",
    "languages": "语言能力|语言|外语水平|外语能力|languages?|language skills",
    "summary": "自我评价|个人简介|个人总结|自我介绍|summary|profile|about me|professional summary|objective",
    "intention": "求职意向|应聘意向|期望工作|求职目标|job intention|desired position|career objective",
    "personal": "个人信息|基本信息|基本资料|个人资料|联系方式|personal (?:information|details|data)|contact"
    "|contact details",
    "other": "兴趣爱好|爱好|荣誉奖项|获奖情况|校园经历|培训经历|培训|hobbies|interests|awards|honou?rs|references"
    "|training",
}
_HEADING = re.compile(
    r"^[\s■●◆▪•·*#【\[（(|一二三四五六七八九十、.\d]*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items())
    # The same heading in the other language may stand beside it.
    + r")[\s】\]）):：|/]*(?:(?:"
    + "|".join(_NAMES.values())
    + r"|work|personal)[\s:：]*)?$",
    re.IGNORECASE,
)


def heading(line: str) -> str | None:
    """The section a line begins, or None."""
    if len(line) > 40:
        return None
    match = _HEADING.match(line.strip())
    return match.lastgroup if match else None


def sections(pages: Pages) -> list[tuple[str, int, int]]:
    """(section, start, end) of each line that is no heading, in order; before the first heading it is 'top'."""
    now = "top"
    found = []
    for start, end in pages.lines():
        name = heading(pages.text[start:end])
        if name is not None:
            now = name
            continue
        found.append((now, start, end))
    return found
