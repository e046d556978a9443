"""Printed things: the fonts they need, and the pay slip as PDF."""
