"""Where a number comes from and where it goes, as arithmetic with names and links."""
