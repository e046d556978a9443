"""The thing HR asks for."""

from renshi_contracts.permissions import MANAGE
from renshi_contracts.renewals import service
from renshi_contracts.renewals.schemas import RenewalForm
from renshi_sdk import Text
from renshi_sdk.contributions import Flow, Manager, RequestKind, Step

RENEWAL = RequestKind(
    name=service.KIND,
    title=Text("劳动合同续签", "Renewal of a labour contract"),
    form=RenewalForm,
    flow=Flow(steps=(Step(title="用人部门", approvers=(Manager(level=1),), timeout_hours=72),)),
    on_submit=service.asked,
    on_approve=service.approved,
    on_reject=service.given_up,
    on_withdraw=service.given_up,
    describe=service.describe,
    submit_for_others=MANAGE,
    self_service=False,
    icon="file-text",
)
