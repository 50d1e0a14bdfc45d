"""What the mock asks of its clients by itself: callbacks, and webhooks that tell of changes."""
