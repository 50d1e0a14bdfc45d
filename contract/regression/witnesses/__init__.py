"""Witnesses: concrete cases that prove a finding."""
