"""The console: a small shell, and pages drawn from records as baidu amis JSON."""
