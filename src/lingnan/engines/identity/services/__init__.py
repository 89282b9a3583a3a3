"""Everything that is written in identity."""
