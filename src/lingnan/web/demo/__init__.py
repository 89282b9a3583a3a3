"""The demonstration province: the whole loop gone round once, on real figures and marked sample data."""
