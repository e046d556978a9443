"""Recruiting to build reports from: applications, vacancies with their time to fill, and what channels cost.

ISO 30414 names the time to fill vacant positions and the cost per hire; both are defined beside the figures here.
Candidates are no employees, so these are figures of the whole company, and no name is among them.
"""

from __future__ import annotations

from renshi_recruiting_ai.permissions import CANDIDATE_READ, REQUISITION_READ
from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure

STAGES = {
    "applied": Text("已投递", "Applied"),
    "interviewing": Text("面试中", "Interviewing"),
    "review": Text("待评审", "To review"),
    "offer": Text("录用中", "Offer"),
    "hired": Text("已录用", "Hired"),
    "rejected": Text("未通过", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}
REQUISITION_STATES = {"open": Text("招聘中", "Open"), "closed": Text("已关闭", "Closed")}
_JOB = Dimension(name="job", title=Text("招聘需求", "Requisition"), sql="t.requisition_id", label="t.job")
_DEPARTMENT = Dimension(
    name="department", title=Text("用人部门", "Department"), sql="t.department_id", label="t.department_name"
)
_CHANNEL = Dimension(
    name="channel",
    title=Text("渠道", "Channel"),
    sql="t.channel",
    label="coalesce(t.channel_title, t.channel)",
)
_CITY = Dimension(name="city", title=Text("工作城市", "City"), sql="t.city")
_ACCEPTED = (
    "SELECT min(o.answered_at) FROM recruiting_ai_offer o"
    " WHERE o.application_id = a.id AND o.state = 'accepted'"
)

APPLICATIONS = Dataset(
    name="recruiting_ai.applications",
    title=Text("应聘", "Applications"),
    definition=Text(
        "投递日期在期间内的应聘，一份一行。进入面试 = 曾进入 AI 面试或人工面试阶段；发出录用 = 发出过录用通知；"
        "录用率 = 录用 ÷ 应聘。",
        "Applications made in the period, a row each. Interviewed = ever reached an interview stage; offered = an offer"
        " was sent; hire rate = hired ÷ applications.",
    ),
    permission=CANDIDATE_READ,
    period="range",
    time="applied_on",
    source=f"""
SELECT a.id, a.candidate_id, a.requisition_id, r.title AS job, r.department_id, d.name AS department_name, r.city,
  a.channel, k.title AS channel_title, a.stage, s.title AS column_title, s.title_en AS column_en, a.stage_id,
  (a.created_at AT TIME ZONE {{zone}})::date AS applied_on, (a.stage_at AT TIME ZONE {{zone}})::date AS stage_on,
  EXISTS (SELECT FROM recruiting_ai_move m WHERE m.application_id = a.id AND m.kind IN ('ai_interview', 'interview'))
    AS interviewed,
  EXISTS (SELECT FROM recruiting_ai_offer o WHERE o.application_id = a.id
    AND o.state IN ('sent', 'accepted', 'declined', 'expired')) AS offered,
  a.stage = 'hired' AS hired, extract(epoch FROM ({_ACCEPTED}) - a.created_at)::numeric / 86400 AS accept_days
FROM recruiting_ai_application a JOIN recruiting_ai_requisition r ON r.id = a.requisition_id
  LEFT JOIN renshi_department d ON d.id = r.department_id
  LEFT JOIN recruiting_ai_stage s ON s.id = a.stage_id
  LEFT JOIN recruiting_ai_channel k ON k.company_id = a.company_id AND k.key = a.channel
WHERE a.company_id = {{company}} AND a.created_at >= {{first}}::timestamp AT TIME ZONE {{zone}}
  AND a.created_at < ({{last}} + 1)::timestamp AT TIME ZONE {{zone}}""",
    dimensions=(
        Dimension(name="applied_on", title=Text("投递日期", "Applied on"), sql="t.applied_on", kind="date"),
        _CHANNEL,
        Dimension(name="stage", title=Text("状态", "State"), sql="t.stage", kind="choice", choices=STAGES),
        Dimension(
            name="column", title=Text("招聘阶段", "Stage"), sql="t.stage_id",
            label="CASE WHEN {locale} LIKE 'en%' THEN coalesce(t.column_en, t.column_title) ELSE t.column_title END",
            definition=Text("看板上现在所在的列", "The column of the board it is in now"),
        ),
        _JOB,
        _DEPARTMENT,
        _CITY,
    ),
    measures=(
        Measure(name="applications", title=Text("应聘", "Applications"), sql="1"),
        Measure(name="candidates", title=Text("候选人", "Candidates"), sql="t.candidate_id", functions=("distinct",)),
        Measure(name="interviewed", title=Text("进入面试", "Interviewed"), sql="t.interviewed::int"),
        Measure(name="offered", title=Text("发出录用", "Offered"), sql="t.offered::int"),
        Measure(name="hired", title=Text("录用", "Hired"), sql="t.hired::int"),
        Measure(
            name="days_in_stage", title=Text("当前阶段天数", "Days in the stage"), kind="number",
            sql="CASE WHEN t.stage NOT IN ('hired', 'rejected', 'withdrawn') THEN {today} - t.stage_on END",
            functions=("avg", "median", "max"),
            definition=Text("进入当前阶段至今；已结束的不计", "Since it reached the stage; ended ones aren't counted"),
        ),
        Measure(
            name="accept_days", title=Text("投递至接受录用（天）", "Days to accept"), kind="number",
            sql="t.accept_days", functions=("avg", "median", "max"),
            definition=Text("未接受录用的不计", "Without an accepted offer it isn't counted"),
        ),
    ),
)  # fmt: skip

VACANCIES = Dataset(
    name="recruiting_ai.vacancies",
    title=Text("职位空缺与招聘周期", "Vacancies and time to fill"),
    definition=Text(
        "期间内招聘中的需求（期末前开放且未在期初前关闭），一个一行。空缺 = 需求人数 − 期末前已接受录用人数，"
        "已关闭的为 0。招聘周期 = 开放日到接受录用人数达到需求人数之日的天数，未招满的不计（ISO 30414）。",
        "Requisitions that were open in the period (opened by its end, not closed before its start), a row each. Vacant"
        " = places wanted − offers accepted by the end, 0 once closed. Time to fill = days from opening to the"
        " acceptance that fills the last place; what isn't filled isn't counted (ISO 30414).",
    ),
    permission=REQUISITION_READ,
    period="range",
    time="opened_on",
    source="""
SELECT r.id AS requisition_id, r.title AS job, r.department_id, d.name AS department_name, r.city, r.headcount,
  (r.opened_at AT TIME ZONE {zone})::date AS opened_on,
  CASE WHEN r.closed_at < ({last} + 1)::timestamp AT TIME ZONE {zone} THEN 'closed' ELSE 'open' END AS state,
  f.accepted, f.filled_on, f.first_on
FROM recruiting_ai_requisition r LEFT JOIN renshi_department d ON d.id = r.department_id
  CROSS JOIN LATERAL (SELECT count(*)::int AS accepted, min(x.on_day) AS first_on,
      min(x.on_day) FILTER (WHERE x.nth = r.headcount) AS filled_on
    FROM (SELECT (o.answered_at AT TIME ZONE {zone})::date AS on_day,
        row_number() OVER (ORDER BY o.answered_at, o.id) AS nth
      FROM recruiting_ai_offer o JOIN recruiting_ai_application a ON a.id = o.application_id
      WHERE a.requisition_id = r.id AND o.state = 'accepted'
        AND o.answered_at < ({last} + 1)::timestamp AT TIME ZONE {zone}) x) f
WHERE r.company_id = {company} AND r.state IN ('open', 'closed')
  AND r.opened_at < ({last} + 1)::timestamp AT TIME ZONE {zone}
  AND (r.closed_at IS NULL OR r.closed_at >= {first}::timestamp AT TIME ZONE {zone})""",
    dimensions=(
        Dimension(name="opened_on", title=Text("开放日期", "Opened on"), sql="t.opened_on", kind="date"),
        _JOB,
        _DEPARTMENT,
        _CITY,
        Dimension(
            name="state", title=Text("期末状态", "State at the end"), sql="t.state", kind="choice",
            choices=REQUISITION_STATES,
        ),
    ),
    measures=(
        Measure(name="requisitions", title=Text("需求", "Requisitions"), sql="1"),
        Measure(name="wanted", title=Text("需求人数", "Places wanted"), sql="t.headcount"),
        Measure(name="accepted", title=Text("已接受录用", "Accepted"), sql="t.accepted"),
        Measure(
            name="vacant", title=Text("空缺", "Vacant"),
            sql="CASE WHEN t.state = 'open' THEN greatest(t.headcount - t.accepted, 0) ELSE 0 END",
            definition=Text("期末招聘中的需求人数 − 已接受录用", "Places of open requisitions − accepted, at the end"),
        ),
        Measure(
            name="time_to_fill", title=Text("招聘周期（天）", "Time to fill (days)"), kind="number",
            sql="t.filled_on - t.opened_on", functions=("avg", "median", "max"),
            definition=Text("开放日到招满之日", "From opening to the day the last place is filled"),
        ),
        Measure(
            name="first_days", title=Text("首个录用（天）", "Days to the first"), kind="number",
            sql="t.first_on - t.opened_on", functions=("avg", "median", "max"),
            definition=Text("开放日到首次接受录用", "From opening to the first acceptance"),
        ),
        Measure(
            name="days_open", title=Text("已开放天数", "Days open"), kind="number",
            sql="CASE WHEN t.state = 'open' AND t.filled_on IS NULL THEN least({last}, {today}) - t.opened_on END",
            functions=("avg", "median", "max"),
            definition=Text("招聘中且未招满的需求", "Of requisitions that are open and not filled"),
        ),
    ),
    rows=("job", "department", "city", "opened_on", "state"),
)  # fmt: skip

CHANNELS = Dataset(
    name="recruiting_ai.channel_costs",
    title=Text("渠道费用与录用", "Channel costs and hires"),
    definition=Text(
        "期间内登记的渠道费用（跨期费用按天分摊）与接受录用（按接受日期）。单位录用成本 = 费用 ÷ 录用人数（ISO 30414"
        " 外部招聘成本，不含内部人力）。",
        "Channel costs of the period (entries over several periods are shared by days) and accepted offers (by the day"
        " of acceptance). Cost per hire = cost ÷ hires (ISO 30414, external cost, without one's own people's time).",
    ),
    permission=CANDIDATE_READ,
    period="range",
    source="""
SELECT v.channel, k.title AS channel_title, k.kind AS channel_kind, v.requisition_id, r.title AS job, v.cost, v.hires
FROM (SELECT c.key AS channel, x.requisition_id,
    round(x.amount * (least(x.until_on, {last}) - greatest(x.from_on, {first}) + 1) / (x.until_on - x.from_on + 1), 2)
      AS cost, 0 AS hires
  FROM recruiting_ai_channel_cost x JOIN recruiting_ai_channel c ON c.id = x.channel_id
  WHERE x.company_id = {company} AND x.from_on <= {last} AND x.until_on >= {first}
  UNION ALL
  SELECT a.channel, a.requisition_id, 0, 1
  FROM recruiting_ai_offer o JOIN recruiting_ai_application a ON a.id = o.application_id
  WHERE o.company_id = {company} AND o.state = 'accepted'
    AND (o.answered_at AT TIME ZONE {zone})::date BETWEEN {first} AND {last}) v
  LEFT JOIN recruiting_ai_channel k ON k.company_id = {company} AND k.key = v.channel
  LEFT JOIN recruiting_ai_requisition r ON r.id = v.requisition_id""",
    dimensions=(
        _CHANNEL,
        Dimension(
            name="kind", title=Text("渠道类型", "Kind"), sql="t.channel_kind", kind="choice",
            choices={
                "careers": Text("招聘官网", "Careers page"), "job_board": Text("招聘网站", "Job board"),
                "referral": Text("内部推荐", "Referral"), "agency": Text("猎头与中介", "Agency"),
                "campus": Text("校园招聘", "Campus"), "social": Text("社交媒体", "Social media"),
                "other": Text("其他", "Other"),
            },
        ),
        _JOB,
    ),
    measures=(
        Measure(name="cost", title=Text("费用", "Cost"), sql="t.cost", kind="money"),
        Measure(name="hires", title=Text("录用", "Hires"), sql="t.hires"),
    ),
)  # fmt: skip

DATASETS = (APPLICATIONS, VACANCIES, CHANNELS)
