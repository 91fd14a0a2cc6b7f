"""Tables of a user's own: text, NPZ and IDX files, and the parts their columns play."""
