"""What employees say to their slips: confirmed, or disputed until payroll has answered."""
