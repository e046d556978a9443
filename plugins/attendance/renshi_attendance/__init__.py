"""Attendance and leave (考勤与假期) for Renshi."""
