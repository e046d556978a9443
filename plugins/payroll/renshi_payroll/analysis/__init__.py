"""Reports on what work costs; each says its formula beside the figures."""
