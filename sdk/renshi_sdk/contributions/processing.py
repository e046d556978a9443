"""What personal data is processed for: a line of the register of processing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from renshi_sdk.text import Text


class DataCategory(StrEnum):
    """Kinds of personal data, as the register names them."""

    BASIC = "basic"
    CONTACT = "contact"
    IDENTITY = "identity"
    FAMILY = "family"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    PAY = "pay"
    BANK = "bank"
    TIME = "time"
    LOCATION = "location"
    HEALTH = "health"
    BIOMETRIC = "biometric"
    RECORDING = "recording"
    ASSESSMENT = "assessment"
    ACCOUNT = "account"
    MESSAGES = "messages"

    @property
    def sensitive(self) -> bool:
        """Whether misuse easily harms a person (个人信息保护法 art. 28; GB/T 45574-2025)."""
        return self in _SENSITIVE

    @property
    def label(self) -> Text:
        """For people."""
        return _TITLES[self]


_SENSITIVE = frozenset(
    {
        DataCategory.IDENTITY,
        DataCategory.BANK,
        DataCategory.LOCATION,
        DataCategory.HEALTH,
        DataCategory.BIOMETRIC,
        DataCategory.RECORDING,
    }
)
_TITLES = {
    DataCategory.BASIC: Text("姓名、性别、出生日期等基本信息", "name, gender, date of birth"),
    DataCategory.CONTACT: Text("联系方式和住址", "contacts and address"),
    DataCategory.IDENTITY: Text("证件号码及证件影像", "identity numbers and papers"),
    DataCategory.FAMILY: Text("家庭成员和紧急联系人", "family and emergency contacts"),
    DataCategory.EDUCATION: Text("学历和工作经历", "education and work history"),
    DataCategory.EMPLOYMENT: Text("任职、合同和异动", "jobs, contracts and changes"),
    DataCategory.PAY: Text("薪酬、个税和社会保险", "pay, tax and social insurance"),
    DataCategory.BANK: Text("银行账户", "bank accounts"),
    DataCategory.TIME: Text("考勤、排班和假期", "time, rosters and leave"),
    DataCategory.LOCATION: Text("打卡位置", "places of punches"),
    DataCategory.HEALTH: Text("病假、孕产等健康信息", "sickness, maternity and other health data"),
    DataCategory.BIOMETRIC: Text("面部等生物识别信息", "faces and other biometric data"),
    DataCategory.RECORDING: Text("面试录音录像", "recordings of interviews"),
    DataCategory.ASSESSMENT: Text("评分、考核和培训结果", "scores, reviews and results of training"),
    DataCategory.ACCOUNT: Text("账号和登录记录", "accounts and sign-ins"),
    DataCategory.MESSAGES: Text("通知、邮件和消息记录", "notices, mails and messages"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """What a plugin processes personal data for; shown in the register of processing and its export.

    Attributes:
        purpose: what for, in one sentence.
        basis: on what lawful ground (个人信息保护法 art. 13), e.g. the contract, a statutory duty, consent.
        people: whose data.
        recipients: who outside the company gets any of it, ``None`` for nobody.
        automated: whether a machine's result takes part in decisions about people (arts. 24, 55).
    """

    purpose: Text
    basis: Text
    categories: tuple[DataCategory, ...]
    people: Text
    recipients: Text | None = None
    automated: bool = False

    def __post_init__(self) -> None:
        if not self.categories:
            raise ValueError("a processing without categories of data is none")
