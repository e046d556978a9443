"""What mails are processed for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text("用公司邮件服务器发送通知", "sending notices over the company's mail server"),
    basis=Text("人力资源管理所必需", "needed for HR management"),
    categories=(DataCategory.CONTACT, DataCategory.MESSAGES),
    people=Text("员工", "employees"),
    recipients=Text("邮件服务提供商", "the mail provider"),
)
