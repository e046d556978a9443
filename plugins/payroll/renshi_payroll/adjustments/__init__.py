"""One-off items of a month that HR enters by hand: bonus, allowance, deduction."""
