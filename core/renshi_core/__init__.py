"""The Renshi platform: people, organisation, requests, events and the host of plugins."""
