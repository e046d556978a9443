"""Facts about people to build reports from: who is there on a day, who came and went, and heads month by month.

A day counts as employed from the day of hire to the last working day, both included. Figures count by the department,
city and kind of employment that a person's job record has on that very day.
"""

from __future__ import annotations

from renshi_core.people import employment_types
from renshi_core.people.fields import choices
from renshi_core.people.reasons import voluntary_codes
from renshi_sdk.contributions import Dataset, Dimension, Measure
from renshi_sdk.text import Text

READ = "core.employee.read"
TENURE = {
    "t0": Text("不满1年", "Under 1 year"),
    "t1": Text("1–3年", "1–3 years"),
    "t3": Text("3–5年", "3–5 years"),
    "t5": Text("5–10年", "5–10 years"),
    "t9": Text("10年以上", "10 years and more"),
}
AGES = {
    "a0": Text("25岁以下", "Under 25"),
    "a25": Text("25–29岁", "25–29"),
    "a30": Text("30–34岁", "30–34"),
    "a35": Text("35–39岁", "35–39"),
    "a40": Text("40–49岁", "40–49"),
    "a50": Text("50岁及以上", "50 and over"),
}
_VOLUNTARY, _INVOLUNTARY = (", ".join(f"'{c}'" for c in voluntary_codes(wish)) for wish in (True, False))
# The group's own words for a code count as of the day of leaving; they override the platform's.
_WISH = f"""
coalesce((SELECT CASE WHEN w.voluntary THEN 'voluntary' WHEN NOT w.voluntary THEN 'involuntary' ELSE 'other' END
  FROM core_reason w WHERE w.kind = 'leave' AND w.code = s.end_code AND w.valid_from <= s.last_day
  AND (w.valid_to IS NULL OR w.valid_to > s.last_day)),
 CASE WHEN s.end_code IN ({_VOLUNTARY}) THEN 'voluntary' WHEN s.end_code IN ({_INVOLUNTARY}) THEN 'involuntary'
  WHEN s.end_code IS NOT NULL THEN 'other' ELSE 'unrecorded' END)"""
WISHES = {
    "voluntary": Text("主动离职", "Voluntary"),
    "involuntary": Text("被动离职", "Involuntary"),
    "other": Text("其他（协商、期满、退休等）", "Other (agreement, term over, retired)"),
    "unrecorded": Text("未登记原因", "No reason recorded"),
}


def tenure_band(days_from: str, on: str) -> str:
    """The band of service from a day (SQL) to another, in full years."""
    return (
        f"CASE WHEN {on} < {days_from} + interval '1 year' THEN 't0' WHEN {on} < {days_from} + interval '3 years'"
        f" THEN 't1' WHEN {on} < {days_from} + interval '5 years' THEN 't3'"
        f" WHEN {on} < {days_from} + interval '10 years' THEN 't5' ELSE 't9' END"
    )


_AGE = "extract(year FROM age({last}, t.born_on))::int"
_AGE_BAND = (
    f"CASE WHEN t.born_on IS NULL THEN NULL WHEN {_AGE} < 25 THEN 'a0' WHEN {_AGE} < 30 THEN 'a25' WHEN {_AGE} < 35"
    f" THEN 'a30' WHEN {_AGE} < 40 THEN 'a35' WHEN {_AGE} < 50 THEN 'a40' ELSE 'a50' END"
)
_DEPARTMENT = Dimension(
    name="department",
    title=Text("部门", "Department"),
    sql="t.department_id",
    label="t.department_name",
    definition=Text("当天所在部门，不含下级", "The department of the day, without those below it"),
)
_PLACE = (
    _DEPARTMENT,
    Dimension(name="city", title=Text("工作城市", "City"), sql="t.city", field="job.city"),
    Dimension(
        name="employment_type",
        title=Text("用工形式", "Employment"),
        sql="t.employment_type",
        kind="choice",
        choices=employment_types.TITLES,
        field="job.employment_type",
    ),
)


def _dimension(name: str, zh: str, en: str, **more: object) -> Dimension:
    return Dimension(name=name, title=Text(zh, en), **({"sql": f"t.{name}"} | more))  # type: ignore[arg-type]


PEOPLE = Dataset(
    name="core.people",
    title=Text("在职员工", "People employed"),
    definition=Text(
        "所选日期当天在职的员工（含试用期，含当日离职），一人一行，按当天的任职信息；不选日期即今天。",
        "People employed on the chosen day (probation and last day included), a row each, with their job of that day;"
        " today without a choice.",
    ),
    permission=READ,
    period="day",
    person="employee_id",
    custom="custom",
    source="""
SELECT e.id AS employee_id, e.number, e.name, j.department_id, coalesce(dr.name, d.name) AS department_name,
  j.position_id, p.title AS position_title, j.manager_id, m.name AS manager_name, j.grade, j.city, j.work_regime,
  j.employment_type, j.job_family, j.workplace, cc.title AS cost_centre, s.hired_on, s.probation_until,
  s.regularised_on, e.gender, e.born_on, e.nationality, e.ethnicity, e.political_status, e.marital_status,
  e.hukou_kind, e.first_work_on, x.level AS education, e.custom
FROM core_job_record j
  JOIN core_spell s ON s.id = j.spell_id
  JOIN core_employee e ON e.id = j.employee_id
  JOIN core_department d ON d.id = j.department_id
  LEFT JOIN core_department_record dr ON dr.department_id = j.department_id AND dr.superseded_at IS NULL
    AND dr.valid_from <= {last} AND (dr.valid_to IS NULL OR dr.valid_to > {last})
  LEFT JOIN core_position p ON p.id = j.position_id
  LEFT JOIN core_employee m ON m.id = j.manager_id
  LEFT JOIN core_cost_centre cc ON cc.id = j.cost_centre_id
  LEFT JOIN core_employee_education x ON x.employee_id = e.id AND x.is_highest
WHERE j.company_id = {company} AND j.superseded_at IS NULL AND j.valid_from <= {last}
  AND (j.valid_to IS NULL OR j.valid_to > {last})""",
    dimensions=(
        *_PLACE,
        _dimension("position", "岗位", "Position", sql="t.position_id", label="t.position_title", field="job.position"),
        _dimension(
            "manager", "直属上级", "Manager", sql="t.manager_id", label="t.manager_name", field="job.manager"
        ),
        _dimension("grade", "职级", "Grade", field="job.grade"),
        _dimension("job_family", "职族", "Job family", field="job.job_family"),
        _dimension("cost_centre", "成本中心", "Cost centre", field="job.cost_centre"),
        _dimension("workplace", "工作地点", "Workplace", field="job.workplace"),
        _dimension("work_regime", "工时制", "Work regime", field="job.work_regime"),
        _dimension("hired_on", "入职日期", "Hired on", kind="date"),
        _dimension(
            "on_probation", "试用期", "On probation", kind="boolean",
            sql="coalesce(t.probation_until >= {last} AND (t.regularised_on > {last}) IS NOT FALSE, false)",
        ),
        _dimension(
            "seniority", "司龄段", "Seniority", kind="choice", choices=TENURE,
            sql=tenure_band("t.hired_on", "{last}"),
            definition=Text("自本次入职日起的整年数", "Full years since the day of this hire"),
        ),
        _dimension("gender", "性别", "Gender", kind="choice", choices=choices.GENDERS, field="personal.gender"),
        _dimension(
            "age_band", "年龄段", "Age", kind="choice", choices=AGES, sql=_AGE_BAND, field="personal.born_on",
            definition=Text("周岁；出生日期由身份证号确定", "Full years; the identity number tells the birth date"),
        ),
        _dimension(
            "education", "最高学历", "Education", kind="choice", choices=choices.LEVELS, field="education.level"
        ),
        _dimension(
            "nationality", "国籍/地区", "Nationality", kind="choice", choices=choices.NATIONALITIES,
            field="personal.nationality",
        ),
        _dimension(
            "ethnicity", "民族", "Ethnic group", kind="choice", choices=choices.ETHNICITIES,
            field="personal.ethnicity", sensitive=True,
        ),
        _dimension(
            "political_status", "政治面貌", "Political status", kind="choice", choices=choices.POLITICAL,
            field="personal.political_status", sensitive=True,
        ),
        _dimension(
            "marital_status", "婚姻状况", "Marital status", kind="choice", choices=choices.MARITAL,
            field="personal.marital_status", sensitive=True,
        ),
        _dimension(
            "hukou", "户籍类型", "Hukou", kind="choice", choices=choices.HUKOU, sql="t.hukou_kind",
            field="personal.hukou_kind", sensitive=True,
        ),
        _dimension("number", "工号", "Staff number"),
        _dimension("name", "姓名", "Name"),
    ),
    measures=(
        Measure(
            name="people", title=Text("人数", "People"), sql="1", functions=("sum",),
            definition=Text("在职人数，一人计一次", "People employed, each once"),
        ),
        Measure(
            name="age", title=Text("年龄", "Age"), sql=_AGE, kind="number", functions=("avg", "median", "min", "max"),
            field="personal.born_on",
            definition=Text("周岁；未登记出生日期的不计", "Full years; without a birth date nobody counts"),
        ),
        Measure(
            name="service_years", title=Text("司龄（年）", "Years of service"),
            sql="(({last} - t.hired_on) / 365.25)::numeric", kind="number", functions=("avg", "median", "min", "max"),
            definition=Text("自本次入职日起的年数", "Years since the day of this hire"),
        ),
        Measure(
            name="managers", title=Text("上级数", "Managers"), sql="t.manager_id", functions=("distinct",),
            field="job.manager",
        ),
    ),
    rows=("number", "name", "department", "position", "grade", "city", "hired_on"),
)  # fmt: skip

_MOVE = """
SELECT r.employee_id, r.company_id, r.department_id, r.city, r.employment_type, s.hired_on, s.end_code, {day} AS day,
  '{kind}' AS kind, {wish} AS wish, {early} AS early
FROM core_job_record r JOIN core_spell s ON s.id = r.spell_id
"""


def _move(kind: str, day: str, rest: str, *, wish: str = "NULL::text", early: str = "false") -> str:
    return (
        _MOVE.replace("{day}", day).replace("{kind}", kind).replace("{wish}", wish).replace("{early}", early)
        + rest
    )


MOVEMENTS = Dataset(
    name="core.movements",
    title=Text("人员异动", "Joined, left and moved"),
    definition=Text(
        "期间内每一次入职、离职（按最后工作日）和部门调动，一次一行。跨公司调动计为调入、调出，不计入离职。",
        "Every hire, end (by its last day) and move between departments in the period, a row each. Moves between"
        " companies of the group count as moved, not as left.",
    ),
    permission=READ,
    period="range",
    time="day",
    person="employee_id",
    source="SELECT v.*, e.number, e.name, d.name AS department_name FROM ("
    + _move(
        "joined",
        "r.valid_from",
        "WHERE r.company_id = {company} AND r.superseded_at IS NULL AND r.valid_from BETWEEN {first} AND {last}"
        " AND r.valid_from = s.hired_on",
    )
    + " UNION ALL "
    + _move(
        "left",
        "s.last_day",
        "WHERE r.company_id = {company} AND r.superseded_at IS NULL"
        " AND s.last_day BETWEEN {first} AND {last} AND r.valid_to = s.last_day + 1",
        wish=_WISH,
        early="s.last_day < s.hired_on + interval '1 year'",
    )
    + " UNION ALL "
    + _move(
        "moved_in",
        "r.valid_from",
        "JOIN core_job_record b ON b.spell_id = r.spell_id AND b.superseded_at IS NULL AND b.valid_to = r.valid_from"
        " AND b.department_id <> r.department_id"
        " WHERE r.company_id = {company} AND r.superseded_at IS NULL AND r.valid_from BETWEEN {first} AND {last}",
    )
    + " UNION ALL "
    + _move(
        "moved_out",
        "r.valid_to",
        "JOIN core_job_record n ON n.spell_id = r.spell_id AND n.superseded_at IS NULL AND n.valid_from = r.valid_to"
        " AND n.department_id <> r.department_id"
        " WHERE r.company_id = {company} AND r.superseded_at IS NULL AND r.valid_to BETWEEN {first} AND {last}",
    )
    + ") v JOIN core_employee e ON e.id = v.employee_id JOIN core_department d ON d.id = v.department_id",
    dimensions=(
        _dimension("day", "日期", "Day", kind="date"),
        _dimension(
            "kind", "异动类型", "Movement", kind="choice",
            choices={
                "joined": Text("入职", "Joined"), "left": Text("离职", "Left"),
                "moved_in": Text("调入", "Moved in"), "moved_out": Text("调出", "Moved out"),
            },
        ),
        *_PLACE,
        _dimension("wish", "离职性质", "Kind of leaving", kind="choice", choices=WISHES),
        _dimension("number", "工号", "Staff number"),
        _dimension("name", "姓名", "Name"),
    ),
    measures=(
        Measure(name="movements", title=Text("异动次数", "Movements"), sql="1"),
        Measure(name="joined", title=Text("入职", "Joined"), sql="(t.kind = 'joined')::int"),
        Measure(
            name="left", title=Text("离职", "Left"), sql="(t.kind = 'left')::int",
            definition=Text("最后工作日在期间内的人数", "People whose last day lies in the period"),
        ),
        Measure(
            name="left_early", title=Text("入职一年内离职", "Left within a year"),
            sql="(t.kind = 'left' AND t.early)::int",
        ),
        Measure(name="employees", title=Text("涉及人数", "People"), sql="t.employee_id", functions=("distinct",)),
    ),
    rows=("number", "name", "kind", "day", "department", "city", "wish"),
)  # fmt: skip

_YEARS = (("t0", 0, 1), ("t1", 1, 3), ("t3", 3, 5), ("t5", 5, 10), ("t9", 10, 200))
_BANDS = ", ".join(f"('{code}', interval '{a} years', interval '{b} years')" for code, a, b in _YEARS)
WORKFORCE = Dataset(
    name="core.workforce",
    title=Text("人力月度（人数与流动）", "Workforce by month"),
    definition=Text(
        "按月统计在职人数、入职与离职。平均人数 = 期间内每日在职人数之和 ÷ 期间天数（按日加权）；每日在职含当日离职者。"
        "离职按最后工作日计；离职率 = 离职人数 ÷ 平均人数。",
        "Heads, hires and ends by month. Average headcount = sum of the heads of each day ÷ days of the period"
        " (day-weighted; the last day counts). Ends count on the last day; turnover = ends ÷ average headcount.",
    ),
    permission=READ,
    period="range",
    time="month",
    person="employee_id",
    source=f"""
SELECT m.month, r.employee_id, r.department_id, d.name AS department_name, r.city, r.employment_type,
  b.code AS tenure, b.until - b.since AS person_days,
  (b.until = m.after AND s.last_day IS DISTINCT FROM m.after - 1)::int AS closing,
  (b.since = s.hired_on)::int AS joined, (b.until - 1 IS NOT DISTINCT FROM s.last_day)::int AS "left",
  CASE WHEN b.until - 1 = s.last_day THEN {_WISH} END AS wish,
  coalesce(b.until - 1 = s.last_day AND s.last_day < s.hired_on + interval '1 year', false)::int AS left_early
FROM (SELECT month::date AS month, greatest(month::date, {{first}}) AS first,
    least((month + interval '1 month')::date, {{last}} + 1) AS after
  FROM generate_series(date_trunc('month', {{first}}::timestamp), {{last}}::timestamp, interval '1 month') month) m
  JOIN core_job_record r ON r.company_id = {{company}} AND r.superseded_at IS NULL AND r.valid_from < m.after
    AND (r.valid_to IS NULL OR r.valid_to > m.first)
  JOIN core_spell s ON s.id = r.spell_id
  JOIN core_department d ON d.id = r.department_id
  CROSS JOIN LATERAL (SELECT band.code, greatest(r.valid_from, m.first, (s.hired_on + band.low)::date) AS since,
      least(coalesce(r.valid_to, m.after), m.after, (s.hired_on + band.high)::date) AS until
    FROM (VALUES {_BANDS}) AS band(code, low, high)) b
WHERE b.until > b.since""",
    dimensions=(
        _dimension("month", "月份", "Month", kind="date"),
        *_PLACE,
        _dimension(
            "tenure", "司龄段", "Seniority", kind="choice", choices=TENURE,
            definition=Text("当天的司龄，自本次入职日起", "Service on the day, since the day of this hire"),
        ),
    ),
    measures=(
        Measure(
            name="average", title=Text("平均人数", "Average headcount"), sql="t.person_days", kind="number",
            per_day=True,
            definition=Text("期间每日在职人数之和 ÷ 期间天数", "Sum of the heads of each day ÷ days of the period"),
        ),
        Measure(
            name="closing", title=Text("月末人数", "Heads at month's end"), sql="t.closing",
            definition=Text("月末当日结束时在职，不含当日离职", "At the end of the month's last day"),
        ),
        Measure(name="joined", title=Text("入职", "Joined"), sql="t.joined"),
        Measure(name="left", title=Text("离职", "Left"), sql='t."left"'),
        Measure(
            name="left_voluntary", title=Text("主动离职", "Left voluntarily"),
            sql="(t.\"left\" = 1 AND t.wish = 'voluntary')::int",
        ),
        Measure(
            name="left_involuntary", title=Text("被动离职", "Left involuntarily"),
            sql="(t.\"left\" = 1 AND t.wish = 'involuntary')::int",
        ),
        Measure(name="left_early", title=Text("入职一年内离职", "Left within a year"), sql="t.left_early"),
    ),
)  # fmt: skip

DATASETS = (PEOPLE, MOVEMENTS, WORKFORCE)
