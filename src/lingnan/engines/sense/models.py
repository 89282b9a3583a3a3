"""Tables of the sense engine."""
