"""Writes of the sense engine."""
