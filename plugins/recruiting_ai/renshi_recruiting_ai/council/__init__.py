"""The report for a works council: what is analysed, by what weights, and what people made of it."""
