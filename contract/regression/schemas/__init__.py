"""Schemas: what they say at one place, what changed there, and what that means."""
