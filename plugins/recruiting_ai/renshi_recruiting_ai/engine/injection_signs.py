"""What talk to a grading program looks like, in Chinese, English and, for the commonest sentences, other languages.

High precision before completeness: where one of these is not recognised, the words still move no number, because the
analysis counts only what bears on the question (see `analysis.bears`).
"""

# ruff: noqa: E501 - lists of patterns read better unwrapped

from __future__ import annotations

import re

_TOP = r"(?:满分|最高分|高分|100?\s*分(?![钟之])|十分(?![钟之的重大必有])|九点五分|百分之百)"
_ANSWER = r"(?:[本这该此](?:个|段|份|条)?(?:回答|答案|简历|内容|候选人)|我的(?:回答|答案|简历|匹配度|分数|得分|评分))"
_THEM = r"(?:[该此本](?:候选人|应聘者|求职者|申请人)|这位候选人|这个候选人)"
_GRADER = r"(?:评分|打分|评估|阅卷)(?:员|系统|程序|模型|助手|老师|器|官)"

_CHINESE = (
    r"(?:忽略|无视|忘记|忘掉|不要理会|跳过)[^。！？\n]{0,14}(?:指令|指示|规则|提示词?|评分|设定|上文|以上|前面的(?:内容|话))|推翻[^。！？\n]{0,8}(?:指令|评分|上文|以上)",
    rf"(?:请|直接|务必|必须|应该|应当|麻烦|帮我|只需|都要|你的任务是)[^。！？\n]{{0,12}}(?:打|评|给)[^。！？\n了]{{0,6}}{_TOP}",
    rf"(?:给|打|评)(?:我|所有人|{_ANSWER}|{_THEM})[^。！？\n了]{{0,6}}{_TOP}|给出(?:满分|最高分)|^\W*给(?:满分|最高分|10分)",
    r"你(?:现在)?(?:是|扮演)(?:一[个名位])?[^。！？，,\n]{0,8}(?:评分|打分|面试|评估)(?:系统|官|器|模型|助手|程序|专家)",
    r"系统(?:提示词?|指令|消息)\s*[:：\]】]|[\[【]\s*系统(?:消息|提示|指令)?\s*[\]】]|(?:管理员|开发者|后台|超级用户)(?:指令|授权|消息|通知|命令)\s*[:：\]】]",
    r"(?:输出|返回|回复)[^。！？\n]{0,8}(?:满分|json|\{|100?\s*分(?![钟之]))|(?:请|直接|务必|必须)[^。！？\n]{0,4}(?:输出|返回|回复)[^。！？\n]{0,4}(?:通过|录用)|^\W*#*\s*(?:新的?)?(?:指令|系统提示)\s*[:：]?\s*$",
    rf"(?:请|应|必须|务必|直接)[^。！？\n]{{0,6}}(?:录用|通过|推荐)(?:我|{_THEM})|(?:请|必须|务必|直接)[^。！？\n]{{0,4}}(?:进入|转入)(?:下一轮|录用)",
    r"作为(?:一[个名])?(?:ai|人工智能|大?语言模型)(?:语言)?(?:模型|助手|系统|评分员)?(?=[，,]|你)|如果你是(?:一个)?(?:ai|人工智能|机器|大?语言模型|程序(?!员))|请你?以[^。！？\n]{0,14}(?:身份|口吻)[^。！？\n]{0,4}(?:重新)?(?:评估|评分|打分)",
    rf"{_GRADER}[^。！？\n]{{0,4}}(?:你好|您好|请|注意)|(?:尊敬|亲爱)的(?:ai|人工智能|{_GRADER})",
    rf"{_THEM}[^。！？\n]{{0,4}}(?:应|必须|务必|值得|理应|标记|直接)[^。！？\n]{{0,8}}|将{_THEM}(?:标记|列)为|(?:应得|应当得|应该得)(?:到)?{_TOP}",
    rf"{_ANSWER}[^。！？\n]{{0,10}}(?:{_TOP}|完全符合(?:评分)?标准|通过(?:人工)?审核|批准|无需再?(?:评|审))|本段由|所有回答均?为",
    rf"(?:打分|评分|给分)(?:的)?时候?[^。！？\n]{{0,12}}(?:手下留情|{_TOP})|按新的标准给分|重新(?:评估|评分|打分)(?:我|本|这|此)",
    r"(?<!考核)(?<!考核的)(?<!绩效)(?<!绩效的)(?<!供应商)(?:评分|打分)(?:标准|规则|办法|要求)[^。！？\n]{0,4}(?:已?更新|改为|作废|失效|变更|如下)",
    r"(?:假装|装作)[^。！？\n]{0,6}没有?看(?:到|见)|(?:把|将)(?:我的(?:分数|得分|评分|匹配度|总分)|分数|得分|匹配度)[^。！？\n]{0,6}(?:设|改|调|定)(?:为|成|到)",
    r"请[^。！？\n]{0,4}(?:在|往)(?:评估|面试|评分)?报告(?:里|中|上)[^。！？\n]{0,4}(?:写|注明|填)|(?:写|注明)[:：“\"]{0,2}强烈推荐|强烈推荐录用",
    r"^\W*(?:最终|总)?(?:得分|分数|评分|匹配度)\s*[:：=为]+\s*[\"“]?(?:100?(?:\s*/\s*100?)?|满分)\s*[分%]?\W*$",
)

_ENGLISH = (
    r"\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow|stop following)\b.{0,40}\b(?:instructions?|directives?|rules?|prompts?|above|previous|prior|rubric|scoring guide|grading)\b|\binstructions? (?:below )?supersedes?\b",
    r"\b(?:give|assign|award|rate|score|grade)\b.{0,24}\b(?:full|max|maximum|highest|perfect|top|10|ten|100)\b.{0,14}(?:marks?|scores?|points?|/\s*10|out of)",
    r"\b(?:give|rate|score|grade|award) (?:me|this|the) ?(?:candidate|answer|response|applicant|resume)?\s*(?:a\s+)?(?:10|ten|100|highly|high|full|top|perfect|maximum)\b|\b(?:10|100)\s*/\s*(?:10|100)\b",
    r"\b(?:candidate|answer|response|applicant|resume|i)\b.{0,12}\b(?:deserves?|should (?:get|receive|be given|be awarded)|must (?:get|receive|be given|be awarded))\b.{0,20}\b(?:score|mark|rating|grade|points?)\b",
    r"\b(?:correct|right|true) (?:score|mark|grade|rating)\b.{0,24}(?:\bis\b|:|=)|\bset (?:the|my|this) (?:score|rating|grade|mark)\b|[\"']score[\"']\s*:|^\W*(?:final |overall )?(?:score|rating|grade)\W{0,3}\s*(?:=|:|to)\s*\W?100?(?:\s*/\s*100?)?\W*$",
    r"\byou are (?:now )?(?:a|an|the) .{0,24}\b(?:grader|interviewer|evaluator|assistant|model|scorer)\b|\bas (?:the|an?|your) (?:ai(?= (?:model|grader|assistant|evaluator)|,)|grader|evaluator|language model|scorer)\b|\byour (?:new )?(?:task|instructions?) (?:is|are) to (?:score|grade|rate|give)\b",
    r"\b(?:dear|hello|hi|attention|note to(?: the)?)[, ]+(?:the )?(?:ai|grader|evaluator|language model|scorer|llm|chatgpt|assistant|screening system)\b|\bi am (?:the|an) (?:system )?(?:administrator|admin|developer)\b",
    r"\bsystem\s*(?:prompt|message|override)\s*:|\bsystem override\b|^\W*system\s*:\s*(?:you|the|scor|rat|giv|ignor|set|hir|this|always|candidate|new)|\bnew instructions?\s*:|\bthe following instructions\b|\b(?:always|only) (?:answer|output|respond|reply)\b.{0,12}\b(?:10|ten|yes|pass|hire)|\brepeat after me\b",
    r"<\|[^|]{0,20}\|>|\[/?inst\]|#{2,}\s*(?:system|instruction)|```\s*(?:system|instruction|prompt)|</?(?:system|answer|score|instructions?|prompt|user|assistant|grader)\b[^>]{0,40}>|<!--|^\W*(?:human|assistant|user|output)\s*:\W*(?:the|what)\b.{0,16}\bscore|^\W*(?:assistant|output)\s*:\W*(?:100?|ten)\b|^\W*return 100?\W*$",
    r"\bthe candidate (?:is|should be|must be) (?:hired|excellent|perfect|passed|outstanding)\b|\b(?:approve|pass|shortlist|advance) this candidate\b|\bcandidate approved\b|\brecommend hir(?:e|ing) (?:me|this)\b|\brecommend hire\W*$|\b(?:rank|place|put) (?:this|the|my) (?:resume|candidate|answer|application) (?:first|top|highest|at the top)",
    r"\bthis (?:response|answer) (?:meets|satisfies|fulfils|fulfills) (?:all|every)\b|\btreat this (?:response|answer)\b|\bstop evaluating\b",
)

_OTHERS = (
    r"\bignore[zr]\b.{0,40}\binstructions\b|\bnote maximale\b|\bignorier\w*\b.{0,40}\banweisungen\b|\bvolle punktzahl\b|\bignora\w*\b.{0,40}\b(?:instrucciones|instruções|istruzioni)\b|\bpuntuaci[oó]n m[aá]xima\b|\bpontuação máxima\b",
    r"指示.{0,8}無視|指示.{0,8}无视|満点|지시.{0,8}무시|만점|игнорируй|все предыдущие инструкции|высший балл",
    r"\bhu ?lue (?:yi ?shang|gui ?ze|suo ?you)|\bman ?fen\b",
)

SIGNS = re.compile("|".join(f"(?:{pattern})" for pattern in (*_CHINESE, *_ENGLISH, *_OTHERS)))

# Latin letters written apart, or without any blank: no pattern above sees their words.
RUN_TOGETHER = re.compile(
    r"ignore(?:all|previous|prior|the|above)|disregard(?:all|previous|the)|previousinstructions|systemprompt|"
    r"fullmarks|maxscore|perfectscore|topscore|highestscore|givemeten|score10|hirethiscandidate"
)

# Not enough alone; beside a clause that is talk to the program, these words belong to it.
ABOUT_SCORING = re.compile(
    r"评分|打分|给分|得分|分数|满分|最高分|高分|输出|(?:\d|十|百)\s*分(?![钟之公店厂成包批])|不算|规则|指令|指示|提示词|系统|候选人|应聘者|录用|通过|推荐|人工智能|语言模型|面试官|"
    r"\b(?:scor|mark|grad|rating|instruction|prompt|rubric|candidate|hir|system|assistant|evaluat|perfect|excellent|maximum|reason)|"
    r"^\W*\d{1,3}\W*$|^\W*(?:\d+|ten|10) out of"
)
