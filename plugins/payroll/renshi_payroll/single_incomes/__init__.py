"""Tax of one income that is no wage of the month: labour remuneration, lump sums, equity, non-residents."""
