"""Reading plan documents: plain Python, from a file to tasks with their responsible units."""
