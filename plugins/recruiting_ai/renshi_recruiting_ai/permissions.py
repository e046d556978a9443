"""The plugin's rights."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

REQUISITION_CREATE = "recruiting_ai.requisition.create"
REQUISITION_READ = "recruiting_ai.requisition.read"
REQUISITION_MANAGE = "recruiting_ai.requisition.manage"
PROFILE_READ = "recruiting_ai.profile.read"
PROFILE_EDIT = "recruiting_ai.profile.edit"
CANDIDATE_READ = "recruiting_ai.candidate.read"
CANDIDATE_DECIDE = "recruiting_ai.candidate.decide"
PANEL = "recruiting_ai.round.sit"
OFFER_READ = "recruiting_ai.offer.read"
OFFER_CREATE = "recruiting_ai.offer.create"
SETTINGS_EDIT = "recruiting_ai.settings.edit"
FAIRNESS_READ = "recruiting_ai.fairness.read"
QUALITY_READ = "recruiting_ai.quality.read"

_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)
_TEAM = ((SuggestedRole.HR, DataScope.COMPANY), (SuggestedRole.RECRUITER, DataScope.COMPANY), _ADMIN)

PERMISSIONS = (
    Permission(
        REQUISITION_CREATE,
        Text("提出招聘需求", "Ask for a requisition"),
        granted_to=(*_TEAM, (SuggestedRole.MANAGER, DataScope.REPORTS)),
    ),
    Permission(REQUISITION_READ, Text("查看招聘需求", "Read requisitions"), granted_to=_TEAM),
    Permission(REQUISITION_MANAGE, Text("关闭招聘需求", "Close requisitions"), granted_to=_TEAM),
    Permission(PROFILE_READ, Text("查看岗位画像", "Read job profiles"), granted_to=_TEAM),
    Permission(PROFILE_EDIT, Text("维护岗位画像", "Edit job profiles"), granted_to=_TEAM),
    Permission(
        CANDIDATE_READ,
        Text("查看候选人与面试报告", "Read candidates and interview reports"),
        granted_to=_TEAM,
        sensitive=True,
    ),
    Permission(CANDIDATE_DECIDE, Text("作出面试决定", "Decide about candidates"), granted_to=_TEAM),
    Permission(
        PANEL,
        Text("参加面试评审", "Sit in interview panels"),
        granted_to=(
            *_TEAM,
            (SuggestedRole.MANAGER, DataScope.SELF),
            (SuggestedRole.EMPLOYEE, DataScope.SELF),
        ),
    ),
    Permission(OFFER_READ, Text("查看录用通知", "Read offers"), granted_to=_TEAM, sensitive=True),
    Permission(OFFER_CREATE, Text("发起录用", "Make offers"), granted_to=_TEAM),
    Permission(
        FAIRNESS_READ,
        Text("查看公平性测量", "See measurements of fairness"),
        granted_to=((SuggestedRole.HR, DataScope.COMPANY), _ADMIN),
    ),
    Permission(
        QUALITY_READ,
        Text("查看招聘质量分析", "See the quality of hire"),
        granted_to=((SuggestedRole.HR, DataScope.COMPANY), _ADMIN),
    ),
    Permission(
        SETTINGS_EDIT,
        Text("设置招聘", "Set up recruiting"),
        granted_to=((SuggestedRole.HR, DataScope.COMPANY), _ADMIN),
    ),
)
