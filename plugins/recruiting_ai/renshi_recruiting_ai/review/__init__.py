"""Review by people: recording beside scores, overrides, blind marks, the report as a file."""
