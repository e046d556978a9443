"""What finance records for payroll: the accounts of the books, and revenue."""
