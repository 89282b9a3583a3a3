"""Everything that is read in identity."""
