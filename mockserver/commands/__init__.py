"""The commands of `mockserver`, one to a module."""
