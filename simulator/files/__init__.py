"""Safe writing and reading, in any thread, and code as files."""
