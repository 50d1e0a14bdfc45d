"""Schemas as they hold at one place of a message, however they were written."""
