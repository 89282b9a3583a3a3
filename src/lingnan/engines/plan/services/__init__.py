"""Writes of the plan engine: documents, work, meetings, supervision. Import the module that you need."""
