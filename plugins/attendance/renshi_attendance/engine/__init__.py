"""Pure attendance arithmetic: no database, no clock, no files, no SDK.

Time inside the engine is a *local minute*: an ``int``, minutes since 0001-01-01 00:00 on the wall clock of
the employee's own time zone (see :mod:`.minutes`). Amounts of leave and overtime are whole minutes. Nothing
here is money.
"""
