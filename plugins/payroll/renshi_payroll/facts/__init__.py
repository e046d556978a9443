"""Recorded facts: what a company or an employee declared, with its reference."""
