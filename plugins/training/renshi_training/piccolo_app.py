"""The plugin's tables, as the platform finds them."""

from renshi_sdk.db import piccolo_app
from renshi_training.courses.tables import Course, Question
from renshi_training.enrolments.tables import Attempt, Enrolment

APP_CONFIG = piccolo_app("training", __file__, Course, Question, Enrolment, Attempt)
