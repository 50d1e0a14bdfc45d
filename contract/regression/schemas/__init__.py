"""Schemas of two versions: what changed at one place, and what that means."""
