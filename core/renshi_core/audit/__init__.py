"""The audit chain: every change, and every read of pay or identity data."""
