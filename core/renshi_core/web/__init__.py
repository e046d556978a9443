"""HTTP: who calls, in which unit of work, and what a caller is told when it doesn't go through."""
