"""Component sets: what a company pays beside what payroll prices itself, in the component language."""
