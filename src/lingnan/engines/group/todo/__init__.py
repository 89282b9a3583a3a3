"""What of the working group waits for a person, a module for each noun."""
