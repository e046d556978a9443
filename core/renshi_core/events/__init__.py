"""The outbox: events are stored with the change they tell of and delivered after its commit."""
