"""Tables that are typed, pasted or read from files."""
