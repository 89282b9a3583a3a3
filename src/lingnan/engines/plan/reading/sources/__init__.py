"""One module a file form: each turns bytes into the original document text, within limits."""
