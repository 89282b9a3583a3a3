"""Tables of the plan engine."""
