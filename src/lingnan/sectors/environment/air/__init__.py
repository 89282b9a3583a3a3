"""Arithmetic of ambient air: the index, and the means it stands on. Plain values in, plain values out."""
