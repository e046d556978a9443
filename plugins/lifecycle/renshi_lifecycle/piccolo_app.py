"""The plugin's tables, as the platform finds them."""

from renshi_lifecycle.checklists.tables import Checklist, Task, Template
from renshi_lifecycle.intake.tables import Intake, IntakeFile, IntakeSection, Key, Paper
from renshi_lifecycle.leaving.tables import Case, Counter, ExitInterview, ExitLink
from renshi_sdk.db import piccolo_app

APP_CONFIG = piccolo_app(
    "lifecycle",
    __file__,
    Paper,
    Intake,
    Key,
    IntakeSection,
    IntakeFile,
    Template,
    Checklist,
    Task,
    Case,
    ExitInterview,
    ExitLink,
    Counter,
)
