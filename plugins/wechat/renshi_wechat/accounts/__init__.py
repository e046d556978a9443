"""The company's WeChat accounts (公众号)."""
