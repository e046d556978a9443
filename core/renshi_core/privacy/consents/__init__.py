"""Consents of employees: what they are asked, what they answered, and when they took it back."""
