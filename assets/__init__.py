"""Everything the program ships that is not code: fonts, icons, themes, examples, data."""
