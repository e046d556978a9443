"""A candidate in a chat of another plugin, as WeChat: code, text interview, progress."""
