"""Published facts of the WeChat platform, kept as data."""
