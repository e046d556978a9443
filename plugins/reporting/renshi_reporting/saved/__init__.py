"""Reports that people keep, share, copy and change."""
