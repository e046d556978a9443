"""Numbers by which terminals know people (考勤号)."""
