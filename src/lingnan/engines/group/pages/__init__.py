"""Pages of the working group, a module for each noun. Import the module that you need."""
