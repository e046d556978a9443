"""Pay runs: a company's payroll of one month, from draft to closed."""
