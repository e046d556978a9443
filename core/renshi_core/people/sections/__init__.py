"""The sections of an employee's file: rows that people read, add to and change."""
