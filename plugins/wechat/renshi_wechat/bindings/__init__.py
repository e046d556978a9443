"""Which WeChat user is which employee."""
