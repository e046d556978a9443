"""Balances: an append-only ledger of leave granted and used."""
