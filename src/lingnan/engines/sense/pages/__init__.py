"""Pages of the sense engine."""
