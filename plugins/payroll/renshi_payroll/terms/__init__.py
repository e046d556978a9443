"""Pay terms: what an employee is paid and under which city's rules, from a day on."""
