"""Server-sent events: channels, the order of events, streams that a contract alone describes."""
