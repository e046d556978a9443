"""Example companies with a year behind them, and one candidate's way through the whole platform."""
