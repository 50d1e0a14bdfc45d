"""The commands of `contract`, one to a module: each parses, calls one function, and prints."""
