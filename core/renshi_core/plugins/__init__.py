"""The plugin host: loaded, enabled, healthy."""
