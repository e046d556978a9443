"""The form that a new hire fills in before day one."""
