"""Tables of the place engine."""
