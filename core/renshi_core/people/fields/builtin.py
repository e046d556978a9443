"""The platform's own fields, and what holds for them until a tenant says otherwise."""

from __future__ import annotations

from typing import Any, Final

from renshi_core.people.fields import choices
from renshi_core.people.fields.choices import Choices
from renshi_core.people.fields.definition import EVERYBODY, STAFF, FieldDef, Flags, Section
from renshi_sdk.text import Text

SECTIONS: Final = {
    s.name: s
    for s in (
        Section(name="job", title=Text("任职信息", "Employment")),
        Section(name="personal", title=Text("个人信息", "Personal")),
        Section(name="family", title=Text("家庭成员", "Family"), table="core_employee_family"),
        Section(
            name="education",
            title=Text("教育经历", "Education"),
            table="core_employee_education",
            order_by="started_on DESC NULLS LAST, created_at, id",
        ),
        Section(
            name="work",
            title=Text("工作经历", "Work history"),
            table="core_employee_work",
            order_by="started_on DESC NULLS LAST, created_at, id",
        ),
        Section(name="bank", title=Text("银行账户", "Bank accounts"), table="core_employee_bank"),
        Section(name="document", title=Text("证件资料", "Documents"), table="core_employee_document"),
        Section(
            name="contact", title=Text("紧急联系人", "Emergency contacts"), table="core_employee_contact"
        ),
        Section(name="custom", title=Text("其他信息", "Other")),
    )
}
MANY: Final = tuple(s for s in SECTIONS.values() if s.many)
SINGLE: Final = tuple(s.name for s in SECTIONS.values() if not s.many)

ALL = (EVERYBODY,)
OFFICE = ("hr", "admin", "manager", "payroll", "recruiter", "finance")
TALENT = ("hr", "admin", "manager", "recruiter")
MONEY = ("hr", "payroll", "finance")
# What a colleague is known by can't be hidden: requests, rosters and choices name people with it.
_DIRECTORY = frozenset({"seen_by", "employee_sees", "sensitive", "searchable", "unique", "required"})
_JOB = frozenset({"edited_by", "employee_edits", "required", "unique", "sensitive", "searchable"})
_OWN = frozenset({"unique", "searchable"})
_SEALED = frozenset({"unique", "searchable", "sensitive"})
# A number that money goes to is never changed by one person alone.
_MONEY = _SEALED | {"employee_edits"}


def _field(
    code: str,
    zh: str,
    en: str,
    kind: str = "text",
    *,
    column: str | None = None,
    options: Choices | None = None,
    fixed: frozenset[str] = _OWN,
    sealed: bool = False,
    longest: int = 100,
    lowest: int | None = None,
    highest: int | None = None,
    help: Text | None = None,  # noqa: A002 - the word of the record
    default: Any = None,
    **flags: Any,
) -> FieldDef:
    section, _, name = code.partition(".")
    return FieldDef(
        code=code,
        section=section,
        title=Text(zh, en),
        kind=kind,
        column=column or name,
        sealed=sealed,
        choices=options,
        longest=longest,
        lowest=lowest,
        highest=highest,
        help=help,
        flags=Flags(**flags),
        fixed=fixed,
        default=default,
    )


def _job(code: str, zh: str, en: str, kind: str = "text", **more: Any) -> FieldDef:
    given: dict[str, Any] = {
        "fixed": _JOB,
        "seen_by": ALL,
        "edited_by": (),
        "importable": False,
        "searchable": True,
    } | more
    return _field(f"job.{code}", zh, en, kind, **given)


FIELDS: Final = (
    _job("name", "姓名", "Name", fixed=_JOB | _DIRECTORY, importable=True, required=True, longest=60),
    _job("number", "工号", "Staff number", fixed=_JOB | _DIRECTORY, importable=True, unique=True, longest=32),
    _job("status", "状态", "Status", fixed=_JOB | _DIRECTORY),
    _job("company", "公司", "Company", fixed=_JOB | _DIRECTORY),
    _job("department", "部门", "Department", fixed=_JOB | _DIRECTORY, importable=True, required=True),
    _job("position", "岗位", "Position", fixed=_JOB | _DIRECTORY, importable=True),
    _job("manager", "直属上级", "Manager", importable=True),
    _job("grade", "职级", "Grade", importable=True, longest=20),
    _job("city", "工作城市", "City", importable=True, longest=40),
    _job("work_regime", "工时制", "Work regime", importable=True),
    _job("cost_centre", "成本中心", "Cost centre", searchable=False),
    _job("job_family", "职族", "Job family", searchable=False),
    _job("employment_type", "用工形式", "Employment type", searchable=False),
    _job("workplace", "工作地点", "Workplace", searchable=False),
    _job("hired_on", "入职日期", "Hired on", "date", fixed=_JOB | _DIRECTORY, importable=True, required=True),
    _job("probation_until", "试用期至", "Probation until", "date"),
    _job("regularised_on", "转正日期", "Regular since", "date", searchable=False),
    _job("left_on", "最后工作日", "Last day", "date", fixed=_JOB | _DIRECTORY),
    _field("personal.phone", "手机", "Phone", "phone", longest=20, seen_by=OFFICE, employee_edits="direct"),
    _field("personal.email", "工作邮箱", "E-mail", "email", longest=120, seen_by=OFFICE, employee_edits="approval"),
    _field("personal.personal_email", "个人邮箱", "Private e-mail", "email", longest=120, employee_edits="direct"),
    _field(
        "personal.document_type", "证件类型", "Document type", "choice", options=choices.DOCUMENTS, fixed=_SEALED,
        seen_by=STAFF,
    ),
    _field(
        "personal.identity", "证件号码", "Document number", "identity", sealed=True, fixed=_SEALED | {"employee_edits"},
        seen_by=("hr",), edited_by=("hr",), employee_edits="approval", sensitive=True, longest=40,
    ),
    _field("personal.document_valid_until", "证件有效期至", "Document valid until", "date", employee_edits="approval"),
    _field(
        "personal.gender", "性别", "Gender", "choice", options=choices.GENDERS, searchable=True,
        seen_by=TALENT, employee_edits="approval",
        help=Text("有身份证号时由号码确定", "told by the identity number where there is one"),
    ),
    _field(
        "personal.born_on", "出生日期", "Date of birth", "date", searchable=True, employee_edits="approval",
        help=Text("有身份证号时由号码确定", "told by the identity number where there is one"),
    ),
    _field(
        "personal.nationality", "国籍/地区", "Nationality", "choice", options=choices.NATIONALITIES, searchable=True,
        employee_edits="approval",
    ),
    _field(
        "personal.ethnicity", "民族", "Ethnic group", "choice", options=choices.ETHNICITIES, employee_edits="approval"
    ),
    _field(
        "personal.marital_status", "婚姻状况", "Marital status", "choice", options=choices.MARITAL,
        employee_edits="direct",
    ),
    _field(
        "personal.political_status", "政治面貌", "Political status", "choice", options=choices.POLITICAL,
        searchable=True, employee_edits="approval",
    ),
    _field("personal.hukou_kind", "户籍类型", "Hukou", "choice", options=choices.HUKOU, employee_edits="approval",
           seen_by=("hr", "admin", "payroll")),
    _field("personal.hukou_place", "户籍地址", "Place of hukou", longest=200, employee_edits="approval"),
    _field("personal.native_place", "籍贯", "Native place", longest=60, employee_edits="direct"),
    _field("personal.address", "现住址", "Address", longest=200, employee_edits="direct"),
    _field(
        "personal.first_work_on", "参加工作时间", "First day of work in life", "date", seen_by=OFFICE,
        employee_edits="approval",
    ),
    _field("family.relation", "关系", "Relation", "choice", options=choices.RELATIONS, required=True,
           employee_edits="direct"),
    _field("family.name", "姓名", "Name", longest=60, required=True, employee_edits="direct"),
    _field("family.born_on", "出生日期", "Date of birth", "date", employee_edits="direct"),
    _field("family.employer", "工作单位", "Employer", employee_edits="direct"),
    _field("family.occupation", "职务", "Occupation", longest=60, employee_edits="direct"),
    _field("family.phone", "联系电话", "Phone", "phone", longest=20, employee_edits="direct"),
    _field("education.school", "学校", "School", required=True, seen_by=TALENT, employee_edits="approval"),
    _field("education.level", "学历", "Level", "choice", options=choices.LEVELS, required=True, seen_by=TALENT,
           employee_edits="approval"),
    _field("education.degree", "学位", "Degree", "choice", options=choices.DEGREES, seen_by=TALENT,
           employee_edits="approval"),
    _field("education.major", "专业", "Major", seen_by=TALENT, employee_edits="approval"),
    _field("education.started_on", "入学日期", "From", "date", seen_by=TALENT, employee_edits="approval"),
    _field("education.ended_on", "毕业日期", "To", "date", seen_by=TALENT, employee_edits="approval"),
    _field("education.full_time", "全日制", "Full time", "boolean", seen_by=TALENT, employee_edits="approval"),
    _field("education.is_highest", "最高学历", "Highest", "boolean", seen_by=TALENT, employee_edits="approval",
           default=False),
    _field("work.employer", "单位", "Employer", required=True, seen_by=TALENT, employee_edits="direct"),
    _field("work.title", "职位", "Position", seen_by=TALENT, employee_edits="direct"),
    _field("work.started_on", "开始日期", "From", "date", seen_by=TALENT, employee_edits="direct"),
    _field("work.ended_on", "结束日期", "To", "date", seen_by=TALENT, employee_edits="direct"),
    _field("work.leaving_reason", "离职原因", "Reason for leaving", longest=200, employee_edits="direct"),
    _field("work.referee", "证明人", "Referee", longest=60, employee_edits="direct"),
    _field("work.referee_phone", "证明人电话", "Referee's phone", "phone", longest=20, employee_edits="direct"),
    _field("bank.purpose", "用途", "Purpose", "choice", options=choices.PURPOSES, required=True, fixed=_MONEY,
           seen_by=MONEY, edited_by=("hr", "payroll"), employee_edits="approval", default="salary"),
    _field("bank.medium", "账户类型", "Kind of account", "choice", options=choices.MEDIA, required=True, fixed=_MONEY,
           seen_by=MONEY, edited_by=("hr", "payroll"), employee_edits="approval", default="card"),
    _field("bank.bank", "开户银行", "Bank", required=True, fixed=_MONEY, seen_by=MONEY, edited_by=("hr", "payroll"),
           employee_edits="approval"),
    _field("bank.branch", "开户支行", "Branch", fixed=_MONEY, seen_by=MONEY, edited_by=("hr", "payroll"),
           employee_edits="approval"),
    _field("bank.holder", "户名", "Account holder", longest=60, required=True, fixed=_MONEY, seen_by=MONEY,
           edited_by=("hr", "payroll"), employee_edits="approval"),
    _field("bank.number", "账号", "Account number", "bank", sealed=True, required=True, fixed=_MONEY, seen_by=MONEY,
           edited_by=("hr", "payroll"), employee_edits="approval", sensitive=True, longest=40),
    _field("document.kind", "类型", "Kind", "choice", options=choices.PAPERS, required=True,
           employee_edits="approval"),
    _field("document.title", "名称", "Title", employee_edits="approval"),
    _field("document.number", "编号", "Number", "document", sealed=True, fixed=_SEALED, sensitive=True, longest=60,
           employee_edits="approval"),
    _field("document.issued_by", "签发机关", "Issued by", employee_edits="approval"),
    _field("document.issued_on", "签发日期", "Issued on", "date", employee_edits="approval"),
    _field("document.expires_on", "有效期至", "Expires on", "date", employee_edits="approval"),
    _field("document.remind_days", "提前提醒（天）", "Remind days before", "integer", lowest=0, highest=730,
           employee_edits="no", help=Text("留空为到期前30天提醒", "30 days before where left empty")),
    _field("document.file", "附件", "File", "file", column="file_id", employee_edits="approval", importable=False),
    _field("contact.name", "姓名", "Name", longest=60, required=True, seen_by=("hr", "admin", "manager"),
           employee_edits="direct"),
    _field("contact.relation", "关系", "Relation", "choice", options=choices.RELATIONS,
           seen_by=("hr", "admin", "manager"), employee_edits="direct"),
    _field("contact.phone", "电话", "Phone", "phone", longest=20, required=True, seen_by=("hr", "admin", "manager"),
           employee_edits="direct"),
    _field("contact.address", "地址", "Address", longest=200, employee_edits="direct"),
)  # fmt: skip
