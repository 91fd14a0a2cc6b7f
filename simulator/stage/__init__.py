"""What is on show at which time, what is selected there, and edits of what is selected."""
