"""Tables on their way in and out: how one is taken over, what is shown of it before, and the rows as a file."""
