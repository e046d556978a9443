"""Report centre (报表中心)."""
