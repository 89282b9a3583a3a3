"""Arithmetic of surface water: classes of items, sections, rivers and lakes. Plain values in, plain values out."""
