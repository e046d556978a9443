"""Background work: jobs, schedules, and the workers that run them and every other lane."""

from renshi_core.jobs.idle import QUEUES, Idle, run_until_idle
from renshi_core.jobs.metrics import measure
from renshi_core.jobs.worker import run_worker

__all__ = ["QUEUES", "Idle", "measure", "run_until_idle", "run_worker"]
