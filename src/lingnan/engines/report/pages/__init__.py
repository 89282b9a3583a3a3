"""The report as pages: reader, PDF, data, and the two acts of the office."""
