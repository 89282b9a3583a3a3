"""Tables of the cases engine."""
