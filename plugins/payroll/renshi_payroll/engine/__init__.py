"""Pure arithmetic of Chinese payroll. No I/O, no clock, no framework; int fen in, int fen out."""
