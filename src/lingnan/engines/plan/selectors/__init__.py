"""Reads of the plan engine. Import the module that you need."""
