"""The language of pay components: small, total, exact. No ``eval``, no float, no loops.

``parse`` makes a tree, ``check`` types and bounds it, ``vector.compile_vector`` turns it into int64 array code and
``scalar.evaluate`` computes the same in Decimal, one slip at a time, for explanations and comparison.
"""
