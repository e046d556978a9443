"""Recruiting and AI interviews (招聘与 AI 面试)."""
