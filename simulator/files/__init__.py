"""Safe writing and reading, in any thread, and what else leaves or enters as a file."""
