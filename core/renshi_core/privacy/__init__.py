"""People's rights over their data: a copy of it, its erasure, and what stands against erasure."""
