"""Lingnan (岭南): a province's smart-city plan, run as one loop."""

__version__ = "0.1.0"
