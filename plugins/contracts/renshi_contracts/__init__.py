"""Labour contracts for Renshi."""
