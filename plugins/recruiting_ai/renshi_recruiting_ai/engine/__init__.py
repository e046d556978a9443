"""The scoring engine: pure functions from a job profile and typed answers to scores with quoted evidence.

Nothing in here opens a connection, reads the clock or knows who the candidate is. The word lists it reads are
package data. Same input, same scorer version: same bytes out.
"""
