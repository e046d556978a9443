"""Planned time: shifts, groups with dated rules, sites, and the plan of a person's days."""
