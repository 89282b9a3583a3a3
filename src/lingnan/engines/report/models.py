"""Tables of the report engine."""
