"""Reports and datasets of all plugins, as one reader may use them."""
