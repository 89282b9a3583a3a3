"""Tables of the evaluate engine."""
