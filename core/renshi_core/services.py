"""The core's services behind a context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renshi_core.access.facade import AccessFacade
from renshi_core.access.grants import Grants
from renshi_core.audit.facade import AuditFacade
from renshi_core.events.facade import EventsFacade
from renshi_core.files.facade import FilesFacade
from renshi_core.jobs.facade import JobsFacade
from renshi_core.notices.facade import NoticesFacade
from renshi_core.notices.letters import LettersFacade
from renshi_core.organization.facade import OrganizationFacade
from renshi_core.people.facade import PeopleFacade
from renshi_core.plugins.facade import HooksFacade, PluginsFacade
from renshi_core.privacy.consents.facade import ConsentsFacade
from renshi_core.reports.facade import ReportsFacade
from renshi_core.requests.facade import RequestsFacade
from renshi_core.secrets.facade import SecretsFacade
from renshi_sdk import services as sdk
from renshi_sdk.context import Context

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class CoreServices(sdk.Services):
    """Implements :class:`renshi_sdk.services.Services` for one request, job or delivery."""

    def __init__(self, platform: Platform, grants: Grants) -> None:
        self.platform = platform
        self.grants = grants

    def people(self, ctx: Context) -> sdk.People:
        return PeopleFacade(ctx, self.platform)

    def organization(self, ctx: Context) -> sdk.Organization:
        return OrganizationFacade(ctx, self.platform)

    def requests(self, ctx: Context) -> sdk.Requests:
        return RequestsFacade(ctx, self.platform)

    def events(self, ctx: Context) -> sdk.Events:
        return EventsFacade(ctx, self.platform)

    def jobs(self, ctx: Context) -> sdk.Jobs:
        return JobsFacade(ctx, self.platform)

    def notices(self, ctx: Context) -> sdk.Notices:
        return NoticesFacade(ctx, self.platform)

    def letters(self, ctx: Context) -> sdk.Letters:
        return LettersFacade(ctx, self.platform)

    def access(self, ctx: Context) -> sdk.Access:
        return AccessFacade(ctx, self.platform, self.grants)

    def reports(self, ctx: Context) -> sdk.Reports:
        return ReportsFacade(ctx, self.platform)

    def audit(self, ctx: Context) -> sdk.Audit:
        return AuditFacade(ctx, self.platform)

    def files(self, ctx: Context) -> sdk.Files:
        return FilesFacade(ctx, self.platform)

    def consents(self, ctx: Context) -> sdk.Consents:
        return ConsentsFacade(ctx, self.platform)

    def secrets(self, ctx: Context) -> sdk.Secrets:
        return SecretsFacade(ctx, self.platform)

    def plugins(self, ctx: Context) -> sdk.Plugins:
        return PluginsFacade(ctx, self.platform)

    def hooks(self, ctx: Context) -> sdk.Hooks:
        return HooksFacade(ctx, self.platform)
