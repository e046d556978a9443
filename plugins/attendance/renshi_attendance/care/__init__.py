"""People's data and the plugin's own health."""
