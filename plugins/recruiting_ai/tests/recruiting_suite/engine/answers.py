"""Answers written for these tests, one sentence per list entry, and the profiles they answer."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from renshi_recruiting_ai.engine.analysis import AnswerAnalysis, analyse
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.relevance import Reference, references
from renshi_recruiting_ai.engine.report import AnswerSet, ScoreReport, ScoringInput
from renshi_recruiting_ai.engine.scoring import score
from renshi_recruiting_ai.engine.units import AnswerPart

PROFILES = ("data_analyst", "production_supervisor", "store_manager")

STORY = (
    "去年三月，二号车间的注塑线突然连续三天出现尺寸超差。",
    "我的任务是在一周之内让这条线恢复到可以交货的状态。",
    "我先安排停线，把两千件可疑品隔离起来，再用鱼骨图找根因，发现是模温机的传感器漂移。",
    "我统计了四十批的不良率数据，调整了保压参数，又给夹具加了防错销。",
    "我们把新的做法写进作业指导书，并给两个班组做了培训。",
    "最终不良率从6%降到了0.8%，客户没有再投诉。",
)
COMPLAINT = (
    "当时是国庆节，一位顾客说买的电饭煲漏电，在收银台前喊。",
    "我需要尽快让店里安静下来，也要弄清楚真相。",
    "我请顾客到休息区坐下，耐心听完，先为耽误的时间道歉。",
    "我检查了插头，在权限内给换货，并赠送了一张券。",
    "第二天我做了回访，又把这件事做成案例分享，改了验机流程。",
    "后来顾客成了会员，同类投诉减少了一半。",
)
AB_TEST = (
    "首先我会和产品确认核心指标是点击率，护栏指标是下单转化率。",
    "按用户编号随机分流，实验组和对照组各占一半，先跑AA测试确认同质。",
    "用历史点击率算样本量，统计功效取八成，大概要运行两周。",
    "结束后用z检验看差异是否显著，同时给出置信区间。",
    "过程中不能提前停止，也要留意新奇效应。",
)
ANALYST = (
    "上个季度，平台的付费用户数连续六周下滑，管理层很着急。",
    "我负责找出下滑的原因，并在两周内给出方案。",
    "我先和业务方核对口径，把付费拆解成漏斗，用SQL和Python清洗了三个月的埋点。",
    "我对比了对照城市，用回归验证了运费上调的影响，置信区间不含零。",
    "我建议把免邮门槛调回59元，推动产品上线。",
    "结果四周后付费用户回升了11%，这套看板一直在用。",
)
UNRELATED = (
    "上个周末我和朋友去山里徒步，天气非常好。",
    "我们走了二十公里，看到了瀑布，也吃到了很香的米线。",
    "晚上大家围着火堆唱歌，聊了很多小时候的事情。",
)
STORIES = {
    ("production_supervisor", "complex_problem"): STORY,
    ("store_manager", "complaint"): COMPLAINT,
    ("data_analyst", "ab_test"): AB_TEST,
    ("data_analyst", "complex_problem"): ANALYST,
}


@cache
def profile(key: str) -> JobProfile:
    text = files("renshi_recruiting_ai").joinpath(f"data/profiles/{key}.yaml").read_text("utf-8")
    return JobProfile.model_validate(yaml.safe_load(text))


@cache
def reference(profile_key: str, question: str) -> Reference:
    return references(profile(profile_key))[question]


def analysed(profile_key: str, question: str, *texts: str, asked: tuple[str, ...] = ()) -> AnswerAnalysis:
    """Analyse an answer; further texts reply to the follow-ups `asked`."""
    job = profile(profile_key)
    item = job.question(question)
    prompts = (item.text, *asked)
    parts = tuple(
        AnswerPart(turn_no=number, asked=prompts[number - 1], text=text)
        for number, text in enumerate(texts, 1)
    )
    return analyse(item, reference(profile_key, question), job.concepts(), parts)


def scored(profile_key: str, answers: dict[str, str], **facts: float | str | bool) -> ScoreReport:
    job = profile(profile_key)
    sets = tuple(
        AnswerSet(question=key, parts=(AnswerPart(turn_no=number, asked=job.question(key).text, text=text),))
        for number, (key, text) in enumerate(answers.items(), 1)
    )
    return score(ScoringInput(profile=job, answers=sets, facts=facts))
