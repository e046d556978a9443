"""The page of the group's rules."""

from __future__ import annotations

from renshi_core.identity.security.endpoints import MANAGE
from renshi_core.identity.security.schemas import Rules
from renshi_sdk.contributions import DataScope, MenuEntry, Page, Permission, SuggestedRole
from renshi_sdk.pages import Callout, Field, Form, Section
from renshi_sdk.text import Text

PRIVACY = "core.privacy.manage"
PERMISSION = Permission(
    MANAGE,
    Text("设置登录安全", "Set how people sign in"),
    ((SuggestedRole.ADMIN, DataScope.TENANT),),
    sensitive=True,
)
PAGE = Page(
    path="/settings/security",
    title=Text("登录安全", "Signing in"),
    permission=MANAGE,
    body=(
        Callout(
            text=Text(
                "对全集团生效，保存后立即起作用，并记入审计日志。连续输错密码由系统自动限制，无需设置。",
                "For the whole group, effective at once, and kept in the audit log. Guessing of passwords is slowed"
                " down by the platform itself.",
            )
        ),
        Callout(
            api="/api/security",
            level="warning",
            visible_when="without_codes > 0",
            text=Text(
                "还有 ${without_codes} 个账号的角色要求动态验证码但尚未开启，下次访问时须先开启。",
                "${without_codes} accounts hold a role that needs one-time codes and have none yet; they have to"
                " switch them on first.",
            ),
        ),
        Form(
            api="/api/security",
            method="put",
            schema=Rules,
            load_api="/api/security",
            submit=Text("保存", "Save"),
            done=Text("已保存，立即生效", "Saved, effective at once"),
        ),
        Section(
            title=Text("查看敏感信息前再次验证", "Proof before sensitive data"),
            permission=PRIVACY,
            body=(
                Callout(
                    text=Text(
                        "只对本公司生效。设置后，查看证件号、账号等敏感信息原文或导出个人数据前，须再次输入动态验证码或密码；"
                        "验证在所设分钟内有效。留空表示不要求。",
                        "For this company alone. Once set, a one-time code or the password is asked for before"
                        " sensitive data is shown in full or given away; a proof holds for so many minutes. Empty: none"
                        " is asked for.",
                    )
                ),
                Form(
                    api="/api/privacy/step-up",
                    load_api="/api/privacy/step-up",
                    method="put",
                    fields=(Field(name="minutes", label=Text("有效分钟数", "Minutes"), kind="integer"),),
                    submit=Text("保存", "Save"),
                    done=Text("已保存，立即生效", "Saved, effective at once"),
                ),
            ),
        ),
    ),
)
ENTRY = MenuEntry(
    title=Text("登录安全", "Signing in"),
    page="/settings/security",
    permission=MANAGE,
    section="settings",
    icon="shield-halved",
    order=63,
)
