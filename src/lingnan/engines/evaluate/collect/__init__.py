"""Collection of indicator values: rounds, entry, approval upward, surveys, expert scores, objections."""
