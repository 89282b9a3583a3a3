"""The tables of the working group, a file for each noun."""
