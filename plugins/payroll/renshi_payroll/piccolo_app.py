"""The plugin's tables, for the migration runner."""

from renshi_payroll.adjustments.tables import Adjustment
from renshi_payroll.answers.tables import Confirmation, Dispute, DisputeMessage
from renshi_payroll.banks.tables import StoredTemplate
from renshi_payroll.components.tables import ComponentSet, ComponentUse, ComponentVersion, LookupTableRow
from renshi_payroll.facts.tables import Fact
from renshi_payroll.ledger.tables import YearEntry
from renshi_payroll.outputs.tables import Output, OutputDownload
from renshi_payroll.raises.tables import Raise, RaiseRow
from renshi_payroll.records.tables import AccountMapVersion, Revenue
from renshi_payroll.runs.tables import Problem, Run, RunMember
from renshi_payroll.slips.tables import Slip
from renshi_payroll.terms.tables import Term
from renshi_sdk.db import piccolo_app

APP_CONFIG = piccolo_app(
    "payroll",
    __file__,
    Term,
    Fact,
    YearEntry,
    Adjustment,
    Run,
    Problem,
    Slip,
    ComponentSet,
    ComponentVersion,
    ComponentUse,
    LookupTableRow,
    RunMember,
    Confirmation,
    Dispute,
    DisputeMessage,
    Output,
    OutputDownload,
    StoredTemplate,
    AccountMapVersion,
    Revenue,
    Raise,
    RaiseRow,
)
